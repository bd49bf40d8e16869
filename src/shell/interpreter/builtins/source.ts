import { SysError } from '../../../engine/sim/process.ts';
import { readWhole } from '../../../engine/sim/read-whole.ts';
import { ExitShell, ReturnFrom } from '../control.ts';
import { complain } from '../diagnostics.ts';
import { executeText } from '../evaluate.ts';
import { findCommand } from '../launch.ts';
import type { Shell } from '../shell.ts';
import type { Builtin } from './builtin.ts';

/** `. file`, `source file`: runs a file in this shell. */
export const source: Builtin = {
  special: true,
  *run(shell, args, name) {
    const file = args[0];
    if (file === undefined) {
      if (shell.flavour.name === 'ash') {
        yield* complain(shell, '. FILE', undefined);
        return 2;
      }
      yield* complain(shell, 'filename argument required', name);
      yield* shell.err(`${name}: usage: ${name} filename [arguments]\n`);
      return 2;
    }
    let text: string;
    try {
      const path = locate(shell, file);
      if (shell.p.stat(path).type === 'directory') throw new SysError('EISDIR');
      text = yield* readWhole(shell.p, path);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (shell.flavour.name === 'ash') {
        yield* complain(
          shell,
          error.code === 'ENOENT' ? `can't open '${file}': No such file or directory` : `${file}: ${error.message}`,
          name,
        );
        if (!shell.interactive) throw new ExitShell(2);
        return 2;
      }
      if (error.code === 'EISDIR') yield* complain(shell, `${file}: is a directory`, name);
      else yield* complain(shell, `${file}: ${error.message}`);
      return 1;
    }
    const { positional, loopDepth } = shell;
    if (args.length > 1) shell.positional = args.slice(1);
    shell.sourceDepth++;
    shell.loopDepth = 0;
    try {
      shell.status = 0;
      return yield* executeText(shell, text, { label: `${file}: `, name: file, lenient: true });
    } catch (error) {
      if (!(error instanceof ReturnFrom)) throw error;
      return error.status;
    } finally {
      shell.sourceDepth--;
      shell.loopDepth = loopDepth;
      if (args.length > 1) shell.positional = positional;
    }
  },
};

function locate(shell: Shell, file: string): string {
  if (file.includes('/')) return file;
  for (const directory of (shell.variables.get('PATH') ?? '').split(':')) {
    const path = `${directory === '' ? '.' : directory}/${file}`;
    try {
      if (shell.p.stat(path).type === 'file') return path;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }
  return findCommand(shell, file) ?? file;
}
