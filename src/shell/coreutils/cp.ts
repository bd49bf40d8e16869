import { SysError, type FileStat, type ProcessContext } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { missingOperand, parseOptions } from './options.ts';
import { baseName, directoryName, isDirectory, join, lstatOf, realPath } from './paths.ts';

/** Where each source goes: into the target if it is a directory, else the target itself. */
export function destinations(
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

export function* copy(call: Invocation, from: string, to: string, options: CopyOptions): Task<boolean> {
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

export function sameFile(p: ProcessContext, a: string, b: string): boolean {
  const real = realPath(p, a);
  return real !== undefined && real === realPath(p, b);
}
