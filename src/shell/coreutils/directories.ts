import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import { AppletError, attempt, complain, out, type Applet } from './applet.ts';
import { changeMode } from './modes.ts';
import { missingOperand, parseOptions } from './options.ts';
import { directoryName, isDirectory } from './paths.ts';

export const mkdir: Applet = function* (call) {
  const spec = {
    flags: 'pv',
    values: 'm',
    long: { parents: 'p', verbose: 'v', mode: 'm' },
    refused: 'Z',
    usage: '[-m MODE] [-p] DIRECTORY...',
  };
  const options = parseOptions(call, spec);
  if (options.operands.length === 0) throw missingOperand(call, spec);
  const given = options.value('m');
  const mode = given === undefined ? 0o755 : changeMode(given, 0o777, true);
  if (mode === undefined) throw new AppletError(`invalid mode '${given}'`);
  let status = 0;
  for (const path of options.operands) {
    const failed = makeDirectory(call.p, path, mode, options.has('p'));
    if (failed === undefined) {
      if (options.has('v')) yield* out(call, `${call.name}: created directory '${path}'\n`);
      continue;
    }
    yield* complain(
      call,
      `${call.flavour === 'gnu' ? 'cannot' : "can't"} create directory '${failed.path}': ${failed.error.message}`,
    );
    status = 1;
  }
  return status;
};

function makeDirectory(
  p: ProcessContext,
  path: string,
  mode: number,
  parents: boolean,
): { path: string; error: SysError } | undefined {
  if (parents) {
    if (isDirectory(p, path)) return undefined;
    const parent = directoryName(path);
    if (parent !== path && parent !== '.' && !isDirectory(p, parent)) {
      const failed = makeDirectory(p, parent, 0o755, true);
      if (failed !== undefined) return failed;
    }
  }
  const error = attempt(() => p.mkdir(path, mode));
  return error instanceof SysError ? { path, error } : undefined;
}

export const rmdir: Applet = function* (call) {
  const spec = {
    flags: 'pv',
    long: { parents: 'p', verbose: 'v', 'ignore-fail-on-non-empty': 'I' },
    usage: '[-p] DIRECTORY...',
  };
  const options = parseOptions(call, spec);
  if (options.operands.length === 0) throw missingOperand(call, spec);
  let status = 0;
  for (const operand of options.operands) {
    for (let path = operand; ; path = directoryName(path)) {
      const error = attempt(() => call.p.rmdir(path));
      if (error instanceof SysError) {
        if (!(options.has('I') && error.code === 'ENOTEMPTY')) {
          yield* complain(
            call,
            call.flavour === 'gnu' ? `failed to remove '${path}': ${error.message}` : `'${path}': ${error.message}`,
          );
          status = 1;
        }
        break;
      }
      if (!options.has('p') || !path.includes('/') || directoryName(path) === '/') break;
    }
  }
  return status;
};
