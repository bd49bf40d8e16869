import { SysError } from '../../engine/sim/process.ts';
import { readWhole } from '../../engine/sim/read-whole.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Invocation } from '../command.ts';
import { CommandError, usageError } from '../errors.ts';
import { quote } from '../go/quote.ts';
import { goJson } from '../printers/json.ts';
import { readStdin } from '../resource-builder/files.ts';

/** v1.20 points at the help. */
export function rawError({ release, commandPath }: Invocation, message: string): CommandError {
  return release.name === '1.20' ? usageError(commandPath, message) : new CommandError(message);
}

/** `--raw PATH` of create, replace and delete: sends a file as it is and prints the answer (kubectl/pkg/rawhttp). */
export function* rawWrite(invocation: Invocation, method: 'POST' | 'PUT' | 'DELETE'): Task<void> {
  const { flags, p } = invocation;
  const files = flags.list('filename');
  const path = flags.string('raw');
  const [file] = files;
  if (files.length > 1 || (file === undefined && method !== 'DELETE')) {
    throw rawError(invocation, '--raw can only use a single local file or stdin');
  }
  if (file !== undefined && /^https?:\/\//.test(file)) throw rawError(invocation, '--raw cannot read from a url');
  if (flags.bool('recursive')) throw rawError(invocation, '--raw and --recursive are mutually exclusive');
  if (flags.has('selector') && method === 'POST' && flags.string('selector') !== '') {
    throw rawError(invocation, '--raw and --selector (-l) are mutually exclusive');
  }
  if (flags.string('output') !== '') throw rawError(invocation, '--raw and --output are mutually exclusive');
  if (!path.startsWith('/'))
    throw rawError(invocation, `--raw must be a valid URL path: parse ${quote(path)}: invalid URI for request`);
  let body: string | undefined;
  if (file === '-') body = yield* readStdin(p);
  else if (file !== undefined) {
    try {
      body = yield* readWhole(p, file);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new CommandError(`open ${file}: ${error.message.toLowerCase()}`);
    }
  }
  const response = yield* invocation.client.request(method, path, body === undefined ? {} : { body });
  yield* invocation.out(typeof response.body === 'string' ? response.body : `${goJson(response.body)}\n`);
}
