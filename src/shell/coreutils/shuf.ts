import { AppletError, out, type Applet } from './applet.ts';
import { allLines } from './input.ts';
import { parseOptions } from './options.ts';

/** Lines in an order that the simulation's seed decides. */
export const shuf: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'er',
    values: 'in',
    long: { echo: 'e', repeat: 'r', 'input-range': 'i', 'head-count': 'n' },
    refused: 'oz',
    usage: '[-n NUM] [-o FILE] [-z] [FILE | -e [ARG...] | -i L-H]',
  });
  const count = options.value('n');
  if (count !== undefined && !/^\d+$/.test(count))
    throw new AppletError(call.flavour === 'gnu' ? `invalid line count: '${count}'` : `invalid number '${count}'`);
  const range = options.value('i');
  let lines: string[];
  let ok = true;
  if (range !== undefined) {
    const [low, high] = (/^(\d+)-(\d+)$/.exec(range)?.slice(1) ?? []).map(Number);
    if (low === undefined || high === undefined || high < low - 1)
      throw new AppletError(call.flavour === 'gnu' ? `invalid input range: '${range}'` : `bad range '${range}'`);
    if (high - low >= 1_000_000) throw new AppletError('a range of more than a million numbers is not simulated');
    lines = Array.from({ length: high - low + 1 }, (_, at) => String(low + at));
  } else if (options.has('e')) lines = [...options.operands];
  else ({ lines, ok } = yield* allLines(call, options.operands.slice(0, 1)));
  const most = count === undefined ? undefined : Number(count);
  const chance = (below: number): number => Math.floor(call.p.random() * below);
  if (options.has('r')) {
    if (lines.length === 0) throw new AppletError('no lines to repeat');
    for (let left = most ?? Number.POSITIVE_INFINITY; left > 0; left--)
      yield* out(call, `${lines[chance(lines.length)]}\n`);
    return 0;
  }
  for (let at = lines.length - 1; at > 0; at--) {
    const other = chance(at + 1);
    [lines[at], lines[other]] = [lines[other]!, lines[at]!];
  }
  yield* out(
    call,
    lines
      .slice(0, most)
      .map((line) => `${line}\n`)
      .join(''),
  );
  return ok ? 0 : 1;
};
