import { textWidth } from '../text-width.ts';
import { AppletError, out, type Applet } from './applet.ts';
import { allLines } from './input.ts';
import { parseOptions } from './options.ts';

const tab = 8;

/** util-linux's column: a table with -t, else entries that fill the width of the terminal. */
export const column: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'tx',
    values: 'soc',
    long: { table: 't', separator: 's', 'output-separator': 'o', 'output-width': 'c', fillrows: 'x' },
    refused: 'JnNlRHTWECdeLirp',
  });
  const given = options.value('c');
  if (given !== undefined && !/^\d+$/.test(given)) throw new AppletError(`invalid columns argument: '${given}'`);
  const { lines, ok } = yield* allLines(call, options.operands);
  const entries = lines.filter((line) => line.trim() !== '');
  const width = Number(given ?? call.p.terminal(1)?.columns ?? call.p.env['COLUMNS'] ?? 80);
  yield* out(
    call,
    options.has('t')
      ? table(entries, options.value('s'), options.value('o') ?? '  ')
      : filled(entries, width, options.has('x')),
  );
  return ok ? 0 : 1;
};

/** Columns as wide as their widest cell. Blanks run together; separators that were asked for do not. */
function table(lines: readonly string[], separators: string | undefined, between: string): string {
  const rows = lines.map((line) => {
    if (separators === undefined) return line.trim().split(/[ \t]+/);
    const cells: string[] = [''];
    for (const character of line) {
      if (separators.includes(character)) cells.push('');
      else cells[cells.length - 1] += character;
    }
    return cells;
  });
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) => Math.max(...rows.map((row) => textWidth(row[at] ?? ''))));
  return rows
    .map((row) =>
      widths.map((width, at) => (at === count - 1 ? (row[at] ?? '') : padded(row[at] ?? '', width))).join(between),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** Columns of whole tabs; down first, or across. */
function filled(entries: readonly string[], width: number, across: boolean): string {
  const cell = (Math.floor(Math.max(0, ...entries.map(textWidth)) / tab) + 1) * tab;
  const columns = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(entries.length / columns);
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = across
      ? entries.slice(row * columns, (row + 1) * columns)
      : entries.filter((_entry, at) => at % rows === row);
    return cells
      .map((entry, at) =>
        at === cells.length - 1 ? entry : entry + '\t'.repeat(Math.ceil((cell - textWidth(entry)) / tab)),
      )
      .join('');
  });
  return lines.map((line) => `${line}\n`).join('');
}
