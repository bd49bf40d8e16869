import type { Task } from '../../engine/sim/task.ts';
import { uninterrupted } from './processes.ts';
import type { Shell } from './shell.ts';

/** Everything up to the end of a descriptor. */
export function* readAll(shell: Shell, fd: number): Task<string> {
  const chunks: string[] = [];
  for (;;) {
    const chunk = yield* uninterrupted(shell, () => shell.p.read(fd));
    if (chunk === '') return chunks.join('');
    chunks.push(chunk);
  }
}
