export interface TableOptions {
  /** Narrowest column, padding included. */
  readonly minimum: number;
  readonly padding: number;
}

/** docker's formatter and crictl's display both lay out with Go's text/tabwriter, spaces, left-aligned. */
export const dockerTable: TableOptions = { minimum: 10, padding: 3 };
export const crictlTable: TableOptions = { minimum: 20, padding: 3 };

/** Aligns rows as text/tabwriter does; a row's last cell belongs to no column and is not padded. */
export function table(rows: readonly (readonly string[])[], options: TableOptions): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? options.minimum, [...cell].length + options.padding);
    });
  }
  const lines = rows.map((row) =>
    row.map((cell, column) =>
      column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - [...cell].length),
    ),
  );
  return lines.map((line) => `${line.join('')}\n`).join('');
}

/** formatter.Ellipsis of docker/cli: at most `length` characters, the last a `…`. */
export function ellipsis(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** Go's strconv.Quote for the texts that occur here. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
