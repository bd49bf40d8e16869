import type { Task } from '../../engine/sim/task.ts';
import { quoteWord, singleQuote } from './parameter-operations.ts';
import type { Shell } from './shell.ts';

/** A line of `set -x`, behind PS4. */
export function* traceLine(shell: Shell, text: string): Task<void> {
  yield* shell.err(`${shell.variables.get('PS4') ?? '+ '}${text}\n`);
}

/** A command as `set -x` shows it: the assignments before it, then its words, quoted where they need it. */
export function* traceCommand(shell: Shell, assignments: readonly string[], words: readonly string[]): Task<void> {
  for (const assignment of assignments) yield* traceLine(shell, assignment);
  const quote = shell.flavour.name === 'bash' ? quoteWord : quoteForAsh;
  yield* traceLine(shell, words.map(quote).join(' '));
}

/** ash quotes what its lexer would take for something else. */
function quoteForAsh(word: string): string {
  return word === '' || /[\s!"#$&'()*;<=>?[\\`{|}~]/.test(word) ? singleQuote(word) : word;
}
