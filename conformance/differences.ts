import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';

/** A line on which the programs differ because they should. */
export interface Difference {
  readonly case: string;
  readonly line: string;
  readonly reason: string;
  readonly release?: string;
  /** Only against a kubectl older than this minor version of 1. */
  readonly before?: number;
}

/** @throws Error for a file that says something else */
export function readDifferences(path: string): readonly Difference[] {
  const value = load(readFileSync(path, 'utf8')) ?? [];
  if (!Array.isArray(value)) throw new Error(`${path}: not a list`);
  return value.map((entry: unknown) => {
    const one = (entry ?? {}) as Partial<Difference>;
    for (const key of ['case', 'line', 'reason'] as const) {
      if (typeof one[key] !== 'string' || one[key].trim() === '') throw new Error(`${path}: an entry without ${key}`);
    }
    return one as Difference;
  });
}

export function findDifference(
  list: readonly Difference[],
  id: string,
  line: string,
  release: string,
  minor: number,
): Difference | undefined {
  return list.find(
    (one) =>
      one.case === id &&
      one.line === line &&
      (one.release === undefined || one.release === release) &&
      (one.before === undefined || minor < one.before),
  );
}
