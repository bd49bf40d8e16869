import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { quote } from '../go/quote.ts';
import { goJson } from '../printers/json.ts';
import { readStdin } from '../resource-builder/files.ts';

/** `--raw PATH` of create, replace and delete: sends a file as it is and prints the answer (kubectl/pkg/rawhttp). */
export function* rawWrite(invocation: Invocation, method: 'POST' | 'PUT' | 'DELETE'): Task<void> {
  const { flags, p } = invocation;
  const files = flags.list('filename');
  const path = flags.string('raw');
  const [file] = files;
  if (files.length > 1 || (file === undefined && method !== 'DELETE')) {
    throw new CommandError('--raw can only use a single local file or stdin');
  }
  if (file !== undefined && /^https?:\/\//.test(file)) throw new CommandError('--raw cannot read from a url');
  if (flags.bool('recursive')) throw new CommandError('--raw and --recursive are mutually exclusive');
  if (flags.has('selector') && method === 'POST' && flags.string('selector') !== '') {
    throw new CommandError('--raw and --selector (-l) are mutually exclusive');
  }
  if (flags.string('output') !== '') throw new CommandError('--raw and --output are mutually exclusive');
  if (!path.startsWith('/'))
    throw new CommandError(`--raw must be a valid URL path: parse ${quote(path)}: invalid URI for request`);
  let body: string | undefined;
  if (file === '-') body = yield* readStdin(p);
  else if (file !== undefined) {
    try {
      body = p.readFile(file);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new CommandError(`open ${file}: ${error.message.toLowerCase()}`);
    }
  }
  const response = yield* invocation.client.request(method, path, body === undefined ? {} : { body });
  yield* invocation.out(typeof response.body === 'string' ? response.body : `${goJson(response.body)}\n`);
}
