import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { quote } from '../../go/quote.ts';
import { goJson } from '../../printers/json.ts';

/** `get --raw PATH`: prints what the server answers (kubectl/pkg/rawhttp). */
export function* rawGet(invocation: Invocation): Task<void> {
  const { flags, args } = invocation;
  const path = flags.string('raw');
  if (args.length > 0) throw new CommandError('arguments may not be passed when --raw is specified');
  if (flags.bool('watch') || flags.bool('watch-only') || flags.string('selector') !== '') {
    throw new CommandError(
      '--raw may not be specified with other flags that filter the server request or alter the output',
    );
  }
  if (flags.string('output') !== '') throw new CommandError('--raw and --output are mutually exclusive');
  if (!path.startsWith('/'))
    throw new CommandError(`--raw must be a valid URL path: parse ${quote(path)}: invalid URI for request`);
  const response = yield* invocation.client.request('GET', path);
  if (response.stream !== undefined) {
    try {
      for (;;) {
        const chunk = yield* response.stream.take();
        if (chunk === undefined) return;
        yield* invocation.out(typeof chunk === 'string' ? chunk : `${goJson(chunk)}\n`);
      }
    } finally {
      response.stream.close();
    }
  }
  yield* invocation.out(typeof response.body === 'string' ? response.body : `${goJson(response.body)}\n`);
}
