import { textWidth } from '../text-width.ts';

/**
 * Lays names out in columns, down then across, as `ls` and the shell's completion do: as many columns as fit, each as
 * wide as its longest name and two spaces. `even`: all as wide as the longest of all, as readline has them.
 */
export function layOut(names: readonly string[], width: number, even = false): string {
  if (names.length === 0) return '';
  const widths = names.map(textWidth);
  const widest = Math.max(...widths);
  for (let rows = 1; ; rows++) {
    const count = Math.ceil(names.length / rows);
    const columns = Array.from({ length: count }, (_, column) =>
      even ? widest : Math.max(...widths.slice(column * rows, (column + 1) * rows)),
    );
    const total = columns.reduce((sum, column) => sum + column + 2, -2);
    if (rows < names.length && total > width) continue;
    let text = '';
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < count; column++) {
        const index = column * rows + row;
        const name = names[index];
        if (name === undefined) break;
        const last = index + rows >= names.length;
        text += last ? name : name + ' '.repeat(columns[column]! + 2 - widths[index]!);
      }
      text += '\n';
    }
    return text;
  }
}
