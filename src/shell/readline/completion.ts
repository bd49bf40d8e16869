import type { ProcessContext } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
export type Completer = (p: ProcessContext, words: readonly string[], current: string) => Task<readonly string[]>;
