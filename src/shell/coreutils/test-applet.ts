import { AppletError, type Applet } from './applet.ts';
import type { TestContext } from '../interpreter/file-tests.ts';
import { evaluateTest, TestFault } from '../interpreter/test-expression.ts';

/** `test` and `[` as programs: what an exec probe runs. */
export const test: Applet = function* (call) {
  let words = call.args;
  if (call.name === '[') {
    if (words.at(-1) !== ']') throw new AppletError(call.flavour === 'gnu' ? "missing ']'" : 'missing ]', 2);
    words = words.slice(0, -1);
  }
  const context: TestContext = {
    p: call.p,
    flavour: call.flavour === 'gnu' ? 'bash' : 'ash',
    isSet: (name) => call.p.env[name] !== undefined,
    hasOption: () => false,
    isTerminal: (fd) => call.p.terminal(fd) !== undefined,
  };
  try {
    return evaluateTest(context, words) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestFault)) throw error;
    throw new AppletError(error.message, 2);
  }
};
