import { out, type Applet } from './applet.ts';
import { utf8Length } from '../../engine/sim/utf8.ts';
import { isUtf8 } from '../locale.ts';
import { eachInput, readToEnd } from './input.ts';
import { parseOptions } from './options.ts';

interface Counts {
  l: number;
  w: number;
  m: number;
  c: number;
  L: number;
}

export const wc: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'lwcmL',
    long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm', 'max-line-length': 'L' },
    usage: '[-cmlwL] [FILE]...',
  });
  const chosen = (['l', 'w', 'm', 'c', 'L'] as const).filter((letter) => options.has(letter));
  const columns = chosen.length > 0 ? chosen : (['l', 'w', 'c'] as const);
  const results: { readonly counts: Counts; readonly path: string }[] = [];
  const total: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  const ok = yield* eachInput(
    call,
    options.operands,
    function* (fd, path) {
      const text = yield* readToEnd(call.p, fd);
      const counts: Counts = {
        l: text.split('\n').length - 1,
        w: text.split(/\s+/).filter((word) => word !== '').length,
        m: isUtf8(call.p.env) ? [...text].length : utf8Length(text),
        c: utf8Length(text),
        L: Math.max(0, ...text.split('\n').map((line) => [...line].length)),
      };
      for (const letter of ['l', 'w', 'm', 'c'] as const) total[letter] += counts[letter];
      total.L = Math.max(total.L, counts.L);
      results.push({ counts, path: options.operands.length === 0 ? '' : path });
    },
    (path, error) => `${path}: ${error.message}`,
  );
  if (options.operands.length > 1) results.push({ counts: total, path: 'total' });
  // GNU makes columns as wide as the total size of the files needs, 7 for standard input; BusyBox always 9 with the gap.
  const sum = Math.max(...columns.map((letter) => total[letter]), total.c);
  const fromPipe = options.operands.length === 0 || options.operands.includes('-');
  let width = columns.length === 1 && results.length === 1 ? 1 : fromPipe ? 7 : String(sum).length;
  if (call.flavour === 'busybox') width = columns.length === 1 ? 1 : 9;
  for (const { counts, path } of results) {
    const cells = columns.map((letter) => String(counts[letter]).padStart(width));
    yield* out(call, `${cells.join(' ')}${path === '' ? '' : ` ${path}`}\n`);
  }
  return ok ? 0 : 1;
};
