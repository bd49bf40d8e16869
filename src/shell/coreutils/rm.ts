import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { missingOperand, parseOptions } from './options.ts';
import { baseName, join, realPath } from './paths.ts';

export const rm: Applet = function* (call) {
  const spec = {
    flags: 'rRfvd',
    long: { recursive: 'r', force: 'f', verbose: 'v', dir: 'd', 'no-preserve-root': 'N' },
    refused: 'iI',
    usage: '[-irf] FILE...',
  };
  const options = parseOptions(call, spec);
  const force = options.has('f');
  if (options.operands.length === 0) {
    if (force) return 0;
    throw missingOperand(call, spec);
  }
  const recursive = options.has('r') || options.has('R');
  let ok = true;
  for (const path of options.operands) {
    if (baseName(path) === '.' || baseName(path) === '..') {
      yield* complain(
        call,
        call.flavour === 'gnu'
          ? `refusing to remove '.' or '..' directory: skipping '${path}'`
          : "can't remove '.' or '..'",
      );
      ok = false;
      continue;
    }
    if (recursive && realPath(call.p, path) === '/' && !options.has('N') && call.flavour === 'gnu') {
      yield* complain(call, "it is dangerous to operate recursively on '/'");
      yield* complain(call, 'use --no-preserve-root to override this failsafe');
      ok = false;
      continue;
    }
    ok = (yield* remove(call, path, { recursive, force, empty: options.has('d'), verbose: options.has('v') })) && ok;
  }
  return ok ? 0 : 1;
};

interface RemoveOptions {
  readonly recursive: boolean;
  readonly force: boolean;
  readonly empty: boolean;
  readonly verbose: boolean;
}

export function* remove(call: Invocation, path: string, options: RemoveOptions): Task<boolean> {
  const { p } = call;
  const fail = function* (error: SysError): Task<boolean> {
    yield* complain(call, `${call.flavour === 'gnu' ? 'cannot' : "can't"} remove '${path}': ${error.message}`);
    return false;
  };
  const stat = attempt(() => p.lstat(path));
  if (stat instanceof SysError) {
    if (options.force && (stat.code === 'ENOENT' || stat.code === 'ENOTDIR')) return true;
    return yield* fail(stat);
  }
  if (stat.type === 'directory') {
    if (!options.recursive && !options.empty) {
      if (call.flavour === 'busybox') yield* complain(call, `'${path}' is a directory`);
      else yield* fail(new SysError('EISDIR'));
      return false;
    }
    let ok = true;
    if (options.recursive) {
      const names = attempt(() => p.readdir(path));
      if (names instanceof SysError) return yield* fail(names);
      for (const name of [...names].sort())
        ok = (yield* remove(call, join(path, name), { ...options, verbose: options.verbose })) && ok;
    }
    if (!ok) return false;
    const error = attempt(() => p.rmdir(path));
    if (error instanceof SysError) return yield* fail(error);
    if (options.verbose) yield* out(call, `removed directory '${path}'\n`);
    return true;
  }
  const error = attempt(() => p.unlink(path));
  if (error instanceof SysError) return yield* fail(error);
  if (options.verbose) yield* out(call, `removed '${path}'\n`);
  return true;
}
