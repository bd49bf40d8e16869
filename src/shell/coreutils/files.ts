import { SysError, type FileStat, type ProcessContext } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { changeMode } from './modes.ts';
import { missingOperand, parseOptions } from './options.ts';
import { baseName, directoryName, isDirectory, join, lstatOf, realPath } from './paths.ts';
import { parseDate } from './date.ts';

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

function* remove(call: Invocation, path: string, options: RemoveOptions): Task<boolean> {
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

/** Where each source goes: into the target if it is a directory, else the target itself. */
function destinations(
  call: Invocation,
  spec: Parameters<typeof missingOperand>[1],
  operands: readonly string[],
  intoDirectory: string | undefined,
): { readonly from: string; readonly to: string }[] {
  const { p } = call;
  if (operands.length === 0) throw missingOperand(call, spec, 'file operand');
  if (intoDirectory === undefined && operands.length === 1) {
    throw missingOperand(call, spec, `destination file operand after '${operands[0]}'`);
  }
  const target = intoDirectory ?? operands.at(-1)!;
  const sources = intoDirectory === undefined ? operands.slice(0, -1) : operands;
  const directory = isDirectory(p, target);
  if (!directory && (sources.length > 1 || intoDirectory !== undefined)) {
    throw new AppletError(
      call.flavour === 'gnu'
        ? `target '${target}' is not a directory`
        : `can't stat '${target}': No such file or directory`,
    );
  }
  return sources.map((from) => ({ from, to: directory ? join(target, baseName(from)) : target }));
}

export const cp: Applet = function* (call) {
  const spec = {
    flags: 'rRafpvdTnL',
    values: 't',
    long: { recursive: 'r', archive: 'a', force: 'f', verbose: 'v', 'no-clobber': 'n', 'target-directory': 't' },
    refused: 'ilsuHPxSZ',
    usage: '[-arPLHpfinlsTu] SOURCE DEST',
  };
  const options = parseOptions(call, spec);
  const recursive = ['r', 'R', 'a'].some((letter) => options.has(letter));
  const keepLinks = options.has('a') || options.has('d');
  const keepTimes = options.has('a') || options.has('p');
  let ok = true;
  const places =
    options.has('T') && options.operands.length === 2
      ? [{ from: options.operands[0]!, to: options.operands[1]! }]
      : destinations(call, spec, options.operands, options.value('t'));
  for (const { from, to } of places) {
    ok =
      (yield* copy(call, from, to, {
        recursive,
        keepLinks,
        keepTimes,
        skip: options.has('n'),
        verbose: options.has('v'),
      })) && ok;
  }
  return ok ? 0 : 1;
};

interface CopyOptions {
  readonly recursive: boolean;
  readonly keepLinks: boolean;
  readonly keepTimes: boolean;
  readonly skip: boolean;
  readonly verbose: boolean;
}

function* copy(call: Invocation, from: string, to: string, options: CopyOptions): Task<boolean> {
  const { p } = call;
  const cannot = call.flavour === 'gnu' ? 'cannot' : "can't";
  const fail = function* (text: string): Task<boolean> {
    yield* complain(call, text);
    return false;
  };
  const stat = attempt(() => (options.keepLinks ? p.lstat(from) : p.stat(from)));
  if (stat instanceof SysError) return yield* fail(`${cannot} stat '${from}': ${stat.message}`);
  if (stat.type === 'directory') {
    if (!options.recursive) {
      return yield* fail(
        call.flavour === 'gnu' ? `-r not specified; omitting directory '${from}'` : `omitting directory '${from}'`,
      );
    }
    const source = realPath(p, from);
    const target = realPath(p, directoryName(to));
    if (source !== undefined && target !== undefined && `${target}/`.startsWith(`${source}/`)) {
      return yield* fail(`cannot copy a directory, '${from}', into itself, '${to}'`);
    }
    if (!isDirectory(p, to)) {
      const error = attempt(() => p.mkdir(to, stat.mode | 0o700));
      if (error instanceof SysError) return yield* fail(`${cannot} create directory '${to}': ${error.message}`);
    }
    if (options.verbose) yield* out(call, `'${from}' -> '${to}'\n`);
    let ok = true;
    for (const name of [...p.readdir(from)].sort()) {
      ok = (yield* copy(call, join(from, name), join(to, name), { ...options, keepLinks: true })) && ok;
    }
    return ok;
  }
  if (options.skip && lstatOf(p, to) !== undefined) return true;
  if (sameFile(p, from, to)) return yield* fail(`'${from}' and '${to}' are the same file`);
  const error = attempt(() => copyFile(p, from, to, stat));
  if (error instanceof SysError) {
    const creating = lstatOf(p, to) === undefined;
    return yield* fail(
      call.flavour === 'gnu'
        ? error.detail === from
          ? `cannot open '${from}' for reading: ${error.message}`
          : `cannot create regular file '${to}': ${error.message}`
        : `can't ${error.detail === from ? 'open' : creating ? 'create' : 'open'} '${error.detail === from ? from : to}': ${error.message}`,
    );
  }
  if (options.keepTimes) attempt(() => p.utimes(to, stat.mtime));
  if (options.verbose) yield* out(call, `'${from}' -> '${to}'\n`);
  return true;
}

function copyFile(p: ProcessContext, from: string, to: string, stat: FileStat): void {
  if (stat.type === 'symlink') {
    if (lstatOf(p, to) !== undefined) p.unlink(to);
    p.symlink(stat.target ?? '', to);
    return;
  }
  p.writeFile(to, p.readFile(from), { mode: stat.mode });
}

function sameFile(p: ProcessContext, a: string, b: string): boolean {
  const real = realPath(p, a);
  return real !== undefined && real === realPath(p, b);
}

export const mv: Applet = function* (call) {
  const spec = {
    flags: 'fvnT',
    values: 't',
    long: { force: 'f', verbose: 'v', 'no-clobber': 'n', 'target-directory': 't' },
    refused: 'iuSZ',
    usage: '[-fin] SOURCE DEST',
  };
  const options = parseOptions(call, spec);
  let ok = true;
  for (const { from, to } of destinations(call, spec, options.operands, options.value('t'))) {
    if (options.has('n') && lstatOf(call.p, to) !== undefined) continue;
    ok = (yield* move(call, from, to)) && ok;
    if (ok && options.has('v')) yield* out(call, `renamed '${from}' -> '${to}'\n`);
  }
  return ok ? 0 : 1;
};

function* move(call: Invocation, from: string, to: string): Task<boolean> {
  const { p } = call;
  const missing = attempt(() => p.lstat(from));
  if (missing instanceof SysError) {
    yield* complain(
      call,
      call.flavour === 'gnu'
        ? `cannot stat '${from}': ${missing.message}`
        : `can't rename '${from}': ${missing.message}`,
    );
    return false;
  }
  if (call.flavour === 'gnu' && sameFile(p, from, to)) {
    yield* complain(call, `'${from}' and '${to}' are the same file`);
    return false;
  }
  const error = attempt(() => p.rename(from, to));
  if (!(error instanceof SysError)) return true;
  if (error.code === 'EXDEV') {
    // Another filesystem: copied, then removed.
    const copied = yield* copy(call, from, to, {
      recursive: true,
      keepLinks: true,
      keepTimes: true,
      skip: false,
      verbose: false,
    });
    return copied && (yield* remove(call, from, { recursive: true, force: true, empty: false, verbose: false }));
  }
  yield* complain(
    call,
    call.flavour === 'gnu'
      ? error.code === 'EINVAL'
        ? `cannot move '${from}' to a subdirectory of itself, '${to}'`
        : `cannot move '${from}' to '${to}': ${error.message}`
      : `can't rename '${from}': ${error.message}`,
  );
  return false;
}

export const touch: Applet = function* (call) {
  const spec = {
    flags: 'camh',
    values: 'rdt',
    long: { 'no-create': 'c', reference: 'r', date: 'd' },
    usage: '[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...',
  };
  const options = parseOptions(call, spec);
  if (options.operands.length === 0) throw missingOperand(call, spec, 'file operand');
  const { p } = call;
  let time = p.now();
  const reference = options.value('r');
  if (reference !== undefined) {
    const stat = attempt(() => p.stat(reference));
    if (stat instanceof SysError) throw new AppletError(`failed to get attributes of '${reference}': ${stat.message}`);
    time = stat.mtime;
  }
  const date = options.value('d');
  if (date !== undefined) {
    const parsed = parseDate(date, p.now());
    if (parsed === undefined)
      throw new AppletError(call.flavour === 'gnu' ? `invalid date format '${date}'` : `invalid date '${date}'`);
    time = parsed;
  }
  if (options.has('t')) throw new AppletError('option -t is not simulated');
  let status = 0;
  for (const path of options.operands) {
    const stat = attempt(() => p.stat(path));
    if (stat instanceof SysError && stat.code === 'ENOENT' && options.has('c')) continue;
    const error = attempt(() => {
      if (stat instanceof SysError) p.writeFile(path, '', { append: true });
      p.utimes(path, time);
    });
    if (!(error instanceof SysError)) continue;
    yield* complain(
      call,
      call.flavour === 'gnu' ? `cannot touch '${path}': ${error.message}` : `${path}: ${error.message}`,
    );
    status = 1;
  }
  return status;
};

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
