import type { Task } from '../../../engine/sim/task.ts';
import { complain } from '../diagnostics.ts';
import type { Shell } from '../shell.ts';
import { testContextOf } from '../test-context.ts';
import { evaluateTest, TestFault } from '../test-expression.ts';
import type { Builtin } from './builtin.ts';

export const test: Builtin = {
  *run(shell, args, name) {
    let words = args;
    if (name === '[') {
      if (words.at(-1) !== ']') {
        yield* fault(shell, name, shell.flavour.name === 'ash' ? 'missing ]' : "missing `]'");
        return 2;
      }
      words = words.slice(0, -1);
    }
    try {
      return evaluateTest(testContextOf(shell), words) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof TestFault)) throw error;
      yield* fault(shell, name, error.message);
      return 2;
    }
  },
};

function* fault(shell: Shell, name: string, message: string): Task<void> {
  // BusyBox's test is an applet that complains for itself, under the name of the shell applet.
  if (shell.flavour.name === 'ash') yield* shell.err(`${shell.name.split('/').at(-1)}: ${message}\n`);
  else yield* complain(shell, message, name);
}
