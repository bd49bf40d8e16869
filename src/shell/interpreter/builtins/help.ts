import { layOut } from '../../coreutils/columns.ts';
import { complain } from '../diagnostics.ts';
import { keywords } from './commands.ts';
import type { Builtin } from './builtin.ts';

/** `help`: which commands the shell itself has. What each does is told in its manual, which is not part of the simulation. */
export const help: Builtin = {
  *run(shell, args, name) {
    const names = [...shell.builtins.keys()].sort();
    const asked = args.filter((word) => !word.startsWith('-'));
    if (asked.length > 0) {
      let status = 0;
      for (const word of asked) {
        if (shell.builtins.has(word) || keywords.has(word))
          yield* shell.out(`${word}: a shell ${shell.builtins.has(word) ? 'builtin' : 'keyword'}\n`);
        else {
          yield* complain(
            shell,
            `no help topics match \`${word}'.  Try \`help help' or \`man -k ${word}' or \`info ${word}'.`,
            name,
          );
          status = 1;
        }
      }
      return status;
    }
    const width = (shell.terminalFd === undefined ? undefined : shell.p.terminal(shell.terminalFd)?.columns) ?? 80;
    if (shell.flavour.name === 'ash') {
      yield* shell.out(`Built-in commands:\n------------------\n\t${names.join(' ')}\n`);
      return 0;
    }
    yield* shell.out(
      'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n' +
        `These shell commands are defined internally.  Type \`help' to see this list.\n\n${layOut(names, width, true)}`,
    );
    return 0;
  },
};
