/** Rows of labels, in the picture's units: a label is 25 high. */
const row = 27;
/** A label rides a little above its line, clear of what is written below that. */
const lift = 6;

/**
 * The height of a new label's middle: at its line, or above it where the labels at `taken` leave room.
 * It stays there for the label's life, so that a label does not fall when another one ends.
 */
export function labelHeight(line: number, taken: readonly number[]): number {
  let height = line - lift;
  for (const other of taken.toSorted((a, b) => b - a)) if (Math.abs(other - height) < row) height = other - row;
  return height;
}
