import { goQuote } from '../../go-syntax.ts';

/* Indexes of a Job as text, `1,3-5,7`: validateIndexesFormat (pkg/apis/batch/validation/validation.go). */

export class IndexesError extends Error {}

export type IndexInterval = readonly [first: number, last: number];

/** @throws IndexesError for what is malformed, unordered or not below `completions`. */
export function parseIndexes(text: string, completions: number): IndexInterval[] {
  if (text === '') return [];
  let previous: number | undefined;
  return text.split(',').map((part) => {
    const interval = parseInterval(part, completions);
    if (previous !== undefined && previous >= interval[0]) throw notIncreasing(previous, interval[0]);
    previous = interval[1];
    return interval;
  });
}

export function countIndexes(text: string, completions: number): number {
  return parseIndexes(text, completions).reduce((total, [first, last]) => total + last - first + 1, 0);
}

/** The first index that is in both, if there is one. */
export function overlap(a: readonly IndexInterval[], b: readonly IndexInterval[]): number | undefined {
  for (const [first, last] of a) {
    for (const [otherFirst, otherLast] of b) {
      if (first <= otherLast && otherFirst <= last) return Math.max(first, otherFirst);
    }
  }
  return undefined;
}

function parseInterval(text: string, completions: number): IndexInterval {
  const limits = text.split('-');
  if (limits.length > 2) {
    throw new IndexesError(
      `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`,
    );
  }
  const [first, last] = limits.map((limit) => parseIndex(limit, completions));
  if (last === undefined) return [first!, first!];
  if (first! >= last) throw notIncreasing(first!, last);
  return [first!, last];
}

function parseIndex(text: string, completions: number): number {
  if (!/^[+-]?\d+$/.test(text)) throw new IndexesError(`cannot convert string to integer for index: ${goQuote(text)}`);
  const index = Number(text);
  if (index >= completions) throw new IndexesError(`too large index: ${goQuote(text)}`);
  return index;
}

const notIncreasing = (previous: number, current: number): IndexesError =>
  new IndexesError(`non-increasing order, previous: ${previous}, current: ${current}`);
