import type { Task } from '../engine/sim/task.ts';
import type { Shell } from './interpreter/shell.ts';
import type { Completer } from './readline/completion.ts';
export function* interactive(_shell: Shell, _completers: Readonly<Record<string, Completer>>): Task<number> { return 0; }
