/**
 * github.com/liggitt/tabwriter with kubectl's settings: columns of cells ended by tabs, as wide as the widest cell plus
 * padding. A column is a run of consecutive lines that have such a cell. Widths can be remembered from one flush to the
 * next, which is how `get -w` keeps its columns.
 */
export class TabWriter {
  #text = '';
  #remembered: number[] = [];

  constructor(
    private readonly settings: { readonly minWidth: number; readonly padding: number; readonly remember: boolean },
  ) {}

  /** As `kubectl get` sets it (cli-runtime/pkg/printers/tabwriter.go). */
  static forTables(): TabWriter {
    return new TabWriter({ minWidth: 6, padding: 3, remember: true });
  }

  write(text: string): void {
    this.#text += text;
  }

  forgetWidths(): void {
    this.#remembered = [];
  }

  /** What has been written since the last flush, aligned. */
  flush(): string {
    const text = this.#text;
    this.#text = '';
    if (text === '') return '';
    const lines = text.split('\n').map((line) => line.split('\t'));
    const widths: number[][] = lines.map(() => []);
    this.#format(lines, widths, 0, lines.length, 0);
    return lines
      .map((cells, i) =>
        cells
          .map((cell, column) =>
            column === cells.length - 1 ? cell : cell.padEnd(widths[i]![column]! + cell.length - width(cell)),
          )
          .join(''),
      )
      .join('\n');
  }

  /** Sets the widths of `column` and those right of it for the lines in [from, to). */
  #format(lines: readonly string[][], widths: number[][], from: number, to: number, column: number): void {
    let start = from;
    while (start < to) {
      if (column >= lines[start]!.length - 1) {
        start++;
        continue;
      }
      let end = start;
      let widest = this.settings.minWidth;
      while (end < to && column < lines[end]!.length - 1) {
        widest = Math.max(widest, width(lines[end]![column]!) + this.settings.padding);
        end++;
      }
      if (this.settings.remember) {
        widest = Math.max(widest, this.#remembered[column] ?? 0);
        this.#remembered[column] = widest;
      }
      for (let line = start; line < end; line++) widths[line]![column] = widest;
      this.#format(lines, widths, start, end, column + 1);
      start = end;
    }
  }
}

/** Go counts runes; wide characters count once. */
function width(cell: string): number {
  return [...cell].length;
}
