import type { TestContext } from './file-tests.ts';
import type { Shell } from './shell.ts';
import { elementsOf, parameterValue } from './specials.ts';

/** The tests as a shell makes them: it knows variables, options and which descriptors are open. */
export function testContextOf(shell: Shell): TestContext {
  return {
    p: shell.p,
    flavour: shell.flavour.name,
    isSet(name) {
      const element = /^(\w+)\[(.*)\]$/.exec(name);
      if (element === null) return parameterValue(shell, name) !== undefined;
      return elementsOf(shell, element[1]!)?.has(element[2]!) ?? false;
    },
    hasOption: (name) => [...shell.options].some((option) => option === name),
    isTerminal: (fd) => shell.openFds.has(fd) && shell.p.terminal(fd) !== undefined,
  };
}
