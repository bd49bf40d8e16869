/*
 * A unified diff as Python's difflib makes it (and github.com/pmezard/go-difflib, which the API server uses for its messages).
 */

interface Block {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

type Operation = readonly [
  tag: 'equal' | 'replace' | 'delete' | 'insert',
  a1: number,
  a2: number,
  b1: number,
  b2: number,
];

/** From this many lines on, lines that make up more than a hundredth of the text are not used to line it up. */
const popularFrom = 200;

class Matcher {
  #places = new Map<string, number[]>();

  constructor(
    private readonly a: readonly string[],
    private readonly b: readonly string[],
  ) {
    b.forEach((line, i) => {
      const places = this.#places.get(line);
      if (places === undefined) this.#places.set(line, [i]);
      else places.push(i);
    });
    if (b.length < popularFrom) return;
    const most = Math.floor(b.length / 100) + 1;
    for (const [line, places] of this.#places) if (places.length > most) this.#places.delete(line);
  }

  #longest(aLow: number, aHigh: number, bLow: number, bHigh: number): Block {
    let best: Block = { a: aLow, b: bLow, size: 0 };
    let lengths = new Map<number, number>();
    for (let i = aLow; i < aHigh; i++) {
      const next = new Map<number, number>();
      for (const j of this.#places.get(this.a[i]!) ?? []) {
        if (j < bLow) continue;
        if (j >= bHigh) break;
        const size = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, size);
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
      }
      lengths = next;
    }
    // Popular lines count after all where they touch the match.
    let { a, b, size } = best;
    while (a > aLow && b > bLow && this.a[a - 1] === this.b[b - 1]) [a, b, size] = [a - 1, b - 1, size + 1];
    while (a + size < aHigh && b + size < bHigh && this.a[a + size] === this.b[b + size]) size++;
    return { a, b, size };
  }

  #blocks(aLow: number, aHigh: number, bLow: number, bHigh: number, out: Block[]): void {
    const match = this.#longest(aLow, aHigh, bLow, bHigh);
    if (match.size === 0) return;
    if (aLow < match.a && bLow < match.b) this.#blocks(aLow, match.a, bLow, match.b, out);
    out.push(match);
    const [aEnd, bEnd] = [match.a + match.size, match.b + match.size];
    if (aEnd < aHigh && bEnd < bHigh) this.#blocks(aEnd, aHigh, bEnd, bHigh, out);
  }

  operations(): Operation[] {
    const found: Block[] = [];
    this.#blocks(0, this.a.length, 0, this.b.length, found);
    const blocks: Block[] = [];
    for (const block of found) {
      const last = blocks[blocks.length - 1];
      if (last !== undefined && last.a + last.size === block.a && last.b + last.size === block.b) {
        blocks[blocks.length - 1] = { ...last, size: last.size + block.size };
      } else blocks.push(block);
    }
    blocks.push({ a: this.a.length, b: this.b.length, size: 0 });
    const operations: Operation[] = [];
    let [i, j] = [0, 0];
    for (const { a, b, size } of blocks) {
      if (i < a && j < b) operations.push(['replace', i, a, j, b]);
      else if (i < a) operations.push(['delete', i, a, j, b]);
      else if (j < b) operations.push(['insert', i, a, j, b]);
      [i, j] = [a + size, b + size];
      if (size > 0) operations.push(['equal', a, i, b, j]);
    }
    return operations;
  }
}

/** Groups of changes with `context` equal lines around them. */
function grouped(all: readonly Operation[], context: number): Operation[][] {
  const operations = [...all];
  const first = operations[0];
  if (first?.[0] === 'equal') {
    const [, i1, i2, j1, j2] = first;
    operations[0] = ['equal', Math.max(i1, i2 - context), i2, Math.max(j1, j2 - context), j2];
  }
  const last = operations[operations.length - 1];
  if (last?.[0] === 'equal') {
    const [, i1, i2, j1, j2] = last;
    operations[operations.length - 1] = ['equal', i1, Math.min(i2, i1 + context), j1, Math.min(j2, j1 + context)];
  }
  const groups: Operation[][] = [];
  let group: Operation[] = [];
  for (const [tag, i1, i2, j1, j2] of operations) {
    if (tag === 'equal' && i2 - i1 > 2 * context) {
      group.push([tag, i1, Math.min(i2, i1 + context), j1, Math.min(j2, j1 + context)]);
      groups.push(group);
      group = [[tag, Math.max(i1, i2 - context), i2, Math.max(j1, j2 - context), j2]];
    } else group.push([tag, i1, i2, j1, j2]);
  }
  if (group.length > 0 && !(group.length === 1 && group[0]![0] === 'equal')) groups.push(group);
  return groups;
}

function range(start: number, stop: number): string {
  const length = stop - start;
  if (length === 1) return `${start + 1}`;
  return length === 0 ? `${start},0` : `${start + 1},${length}`;
}

/** The diff of two texts, without file names; '' if they are equal. Every line ends in a line break. */
export function unifiedDiff(a: string, b: string, context = 3): string {
  const split = (text: string): string[] => `${text}\n`.split(/(?<=\n)/);
  const [left, right] = [split(a), split(b)];
  let out = '';
  for (const group of grouped(new Matcher(left, right).operations(), context)) {
    const [first, last] = [group[0]!, group[group.length - 1]!];
    out += `@@ -${range(first[1], last[2])} +${range(first[3], last[4])} @@\n`;
    for (const [tag, i1, i2, j1, j2] of group) {
      if (tag === 'equal') for (const line of left.slice(i1, i2)) out += ` ${line}`;
      else {
        for (const line of left.slice(i1, i2)) out += `-${line}`;
        for (const line of right.slice(j1, j2)) out += `+${line}`;
      }
    }
  }
  return out;
}
