import { SysError } from '../../engine/sim/process.ts';
import { AppletError, attempt, complain, out, type Applet } from './applet.ts';
import { missingOperand, parseOptions } from './options.ts';
import { baseName, isDirectory, join, lstatOf } from './paths.ts';

export const ln: Applet = function* (call) {
  const spec = {
    flags: 'sfnvT',
    long: { symbolic: 's', force: 'f', 'no-dereference': 'n', verbose: 'v' },
    refused: 'irbSLP',
    usage: '[-sfnbtv] [-S SUF] TARGET... LINK|DIR',
  };
  const options = parseOptions(call, spec);
  const { operands } = options;
  const { p } = call;
  if (operands.length === 0) throw missingOperand(call, spec, 'file operand');
  if (!options.has('s')) throw new AppletError('hard links are not simulated; use -s');
  const target = operands.length === 1 ? '.' : operands.at(-1)!;
  const sources = operands.length === 1 ? operands : operands.slice(0, -1);
  const isLink = lstatOf(p, target)?.type === 'symlink';
  const intoDirectory = isDirectory(p, target) && !options.has('T') && !(options.has('n') && isLink);
  let status = 0;
  for (const source of sources) {
    const path = intoDirectory ? join(target, baseName(source)) : target;
    const error = attempt(() => {
      if (options.has('f') && lstatOf(p, path) !== undefined) p.unlink(path);
      p.symlink(source, path);
    });
    if (error instanceof SysError) {
      yield* complain(
        call,
        call.flavour === 'gnu'
          ? `failed to create symbolic link '${path}': ${error.message}`
          : `${path}: ${error.message}`,
      );
      status = 1;
    } else if (options.has('v')) yield* out(call, `'${path}' -> '${source}'\n`);
  }
  return status;
};
