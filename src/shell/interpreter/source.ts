/** A text that is being executed, and what error messages call it. */
export class Source {
  #lineStarts: number[] | undefined;

  constructor(
    readonly text: string,
    /** The line number of its first line. */
    readonly firstLine = 1,
    /** The file it is from, where that is not the script itself: bash's messages name it. */
    readonly name?: string,
  ) {}

  /** The line of a position of the syntax tree. */
  line(position: number): number {
    this.#lineStarts ??= lineStarts(this.text);
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    return this.firstLine + low;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
