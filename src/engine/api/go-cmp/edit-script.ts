/* github.com/google/go-cmp v0.5.2, cmp/internal/diff/diff.go: a decent, not the shortest, way from one list to another. */

export type Edit = 'same' | 'removed' | 'inserted' | 'modified';

/** How many parts of two items are equal and how many are not. */
export interface Likeness {
  readonly same: number;
  readonly different: number;
}

type Compare = (x: number, y: number) => Likeness;

const isEqual = ({ different }: Likeness): boolean => different === 0;
/** Worth showing as one item that changed; what has only one part always is. */
const isSimilar = ({ same, different }: Likeness): boolean => same + 1 >= different;

class Path {
  readonly edits: Edit[] = [];
  constructor(
    readonly direction: 1 | -1,
    public x: number,
    public y: number,
  ) {}

  add(edit: Edit): void {
    this.edits.push(edit);
    if (edit !== 'inserted') this.x += this.direction;
    if (edit !== 'removed') this.y += this.direction;
  }

  /** Goes to a point, through items that are alike where there are some. */
  connect(x: number, y: number, compare: Compare): void {
    const forward = this.direction > 0;
    const left = (): number => (x - this.x) * this.direction;
    const below = (): number => (y - this.y) * this.direction;
    while (left() > 0 && below() > 0) {
      const likeness = forward ? compare(this.x, this.y) : compare(this.x - 1, this.y - 1);
      if (isEqual(likeness)) this.add('same');
      else if (isSimilar(likeness)) this.add('modified');
      else if (forward) this.add(left() >= below() ? 'removed' : 'inserted');
      else this.add(below() >= left() ? 'inserted' : 'removed');
    }
    while (left() > 0) this.add('removed');
    while (below() > 0) this.add('inserted');
  }
}

/** 0, -1, 1, -2, 2, ... */
function zigzag(i: number): number {
  return (i & 1) === 0 ? i >> 1 : ~i >> 1;
}

/** Searches greedily from both ends until the searches meet. */
export function editScript(countX: number, countY: number, compare: Compare): readonly Edit[] {
  const ahead = new Path(1, 0, 0);
  const back = new Path(-1, countX, countY);
  const front = { x: 0, y: 0 };
  const rear = { x: countX, y: countY };
  let budget = 4 * (countX + countY);
  const met = (): boolean => front.x >= rear.x || front.y >= rear.y || budget === 0;
  while (!met()) {
    for (let stop1 = false, stop2 = false, i = 0; !(stop1 && stop2) && budget > 0; i++) {
      const z = zigzag(i);
      const [x, y] = [front.x + z, front.y - z];
      if (x >= back.x || y < ahead.y) stop1 = true;
      else if (y >= back.y || x < ahead.x) stop2 = true;
      else if (isEqual(compare(x, y))) {
        ahead.connect(x, y, compare);
        ahead.add('same');
        while (ahead.x < back.x && ahead.y < back.y && isEqual(compare(ahead.x, ahead.y))) ahead.add('same');
        [front.x, front.y] = [ahead.x, ahead.y];
        stop1 = stop2 = true;
      } else budget--;
    }
    if (back.x - front.x >= back.y - front.y) front.x++;
    else front.y++;
    if (met()) break;
    for (let stop1 = false, stop2 = false, i = 0; !(stop1 && stop2) && budget > 0; i++) {
      const z = zigzag(i);
      const [x, y] = [rear.x - z, rear.y + z];
      if (ahead.x >= x || back.y < y) stop1 = true;
      else if (ahead.y >= y || back.x < x) stop2 = true;
      else if (isEqual(compare(x - 1, y - 1))) {
        back.connect(x, y, compare);
        back.add('same');
        while (ahead.x < back.x && ahead.y < back.y && isEqual(compare(back.x - 1, back.y - 1))) back.add('same');
        [rear.x, rear.y] = [back.x, back.y];
        stop1 = stop2 = true;
      } else budget--;
    }
    if (rear.x - ahead.x >= rear.y - ahead.y) rear.x--;
    else rear.y--;
  }
  ahead.connect(back.x, back.y, compare);
  return [...ahead.edits, ...back.edits.reverse()];
}
