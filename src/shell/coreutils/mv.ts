import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { copy, destinations, sameFile } from './cp.ts';
import { parseOptions } from './options.ts';
import { lstatOf } from './paths.ts';
import { remove } from './rm.ts';

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
