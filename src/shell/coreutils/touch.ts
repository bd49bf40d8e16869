import { SysError } from '../../engine/sim/process.ts';
import { AppletError, attempt, complain, type Applet } from './applet.ts';
import { parseDate } from './date.ts';
import { missingOperand, parseOptions } from './options.ts';

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
