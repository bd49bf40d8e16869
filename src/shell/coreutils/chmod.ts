import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, attempt, complain, type Applet } from './applet.ts';
import { changeMode } from './modes.ts';
import { missingOperand, parseOptions } from './options.ts';
import { join } from './paths.ts';

export const chmod: Applet = function* (call) {
  const spec = {
    flags: 'Rvcf',
    long: { recursive: 'R', verbose: 'v', changes: 'c', silent: 'f', quiet: 'f' },
    usage: '[-Rcvf] MODE[,MODE]... FILE...',
  };
  // `chmod -x file`: a mode that looks like an option.
  const isMode = (word: string): boolean => /^-[rwxXst]+$/.test(word) && !/^-R$/.test(word);
  const modeWord = call.args.find(isMode);
  const options = parseOptions(
    call,
    spec,
    call.args.filter((word) => word !== modeWord || !isMode(word)),
  );
  const operands = modeWord === undefined ? options.operands : [modeWord, ...options.operands];
  const [mode, ...paths] = operands;
  if (mode === undefined) throw missingOperand(call, spec);
  if (changeMode(mode, 0, false) === undefined) {
    throw new AppletError(
      call.flavour === 'gnu'
        ? `invalid mode: '${mode}'\nTry 'chmod --help' for more information.`
        : `invalid mode '${mode}'`,
    );
  }
  if (paths.length === 0) throw missingOperand(call, spec, `operand after '${mode}'`);
  let ok = true;
  const apply = function* (path: string): Task<void> {
    const stat = attempt(() => call.p.stat(path));
    const error =
      stat instanceof SysError
        ? stat
        : attempt(() => call.p.chmod(path, changeMode(mode, stat.mode, stat.type === 'directory')!));
    if (error instanceof SysError) {
      const verb =
        stat instanceof SysError && call.flavour === 'gnu'
          ? `cannot access '${path}'`
          : call.flavour === 'gnu'
            ? `changing permissions of '${path}'`
            : path;
      if (!options.has('f')) yield* complain(call, `${verb}: ${error.message}`);
      ok = false;
      return;
    }
    if (options.has('R') && !(stat instanceof SysError) && stat.type === 'directory') {
      for (const name of [...call.p.readdir(path)].sort()) yield* apply(join(path, name));
    }
  };
  for (const path of paths) yield* apply(path);
  return ok ? 0 : 1;
};
