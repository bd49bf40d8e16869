import type { IndexInterval } from '../../api/validation/batch/indexes.ts';
import type { Pod } from '../../api/types.ts';

/* pkg/controller/job/indexed_job_utils.go, v1.36: completion indexes as ordered, disjoint intervals. */

export type Indexes = readonly IndexInterval[];

export const completionIndexAnnotation = 'batch.kubernetes.io/job-completion-index';

/** What `1,3-5,7` says, as far as it stays below `completions`; fragments that are no numbers are passed over. */
export function readIndexes(text: string | undefined, completions: number): Indexes {
  const out: IndexInterval[] = [];
  for (const part of (text ?? '').split(',')) {
    const [first = Number.NaN, last = first] = part.split('-').map((limit) => (limit === '' ? Number.NaN : +limit));
    if (!Number.isInteger(first) || !Number.isInteger(last)) continue;
    if (first >= completions) break;
    out.push([first, Math.min(last, completions - 1)]);
  }
  return mergeIndexes(out, []);
}

/** As status shows them: two neighbours are listed, more are a range. */
export function formatIndexes(indexes: Indexes): string {
  return indexes
    .map(([first, last]) =>
      last === first ? `${first}` : last === first + 1 ? `${first},${last}` : `${first}-${last}`,
    )
    .join(',');
}

export function mergeIndexes(a: Indexes, b: Indexes): Indexes {
  const out: [number, number][] = [];
  for (const [first, last] of [...a, ...b].sort((x, y) => x[0] - y[0])) {
    const previous = out.at(-1);
    if (previous === undefined || first > previous[1] + 1) out.push([first, last]);
    else previous[1] = Math.max(previous[1], last);
  }
  return out;
}

export function withIndexes(indexes: Indexes, added: Iterable<number>): Indexes {
  return mergeIndexes(
    indexes,
    [...added].map((index) => [index, index] as const),
  );
}

export function totalIndexes(indexes: Indexes): number {
  return indexes.reduce((total, [first, last]) => total + last - first + 1, 0);
}

export function hasIndex(indexes: Indexes, index: number): boolean {
  return indexes.some(([first, last]) => first <= index && index <= last);
}

/** The first `count` indexes below `completions` that are not taken. */
export function firstFreeIndexes(taken: Indexes, count: number, completions: number): number[] {
  const free: number[] = [];
  let candidate = 0;
  for (const [first, last] of [...taken, [completions, completions] as const]) {
    for (; candidate < Math.min(first, completions) && free.length < count; candidate++) free.push(candidate);
    candidate = Math.max(candidate, last + 1);
  }
  return free;
}

/** How many of `wanted` are in `indexes`. */
export function commonIndexes(wanted: Indexes, indexes: Indexes): number {
  let common = 0;
  for (const [first, last] of wanted) {
    for (const [otherFirst, otherLast] of indexes) {
      common += Math.max(0, Math.min(last, otherLast) - Math.max(first, otherFirst) + 1);
    }
  }
  return common;
}

/** The completion index that the Pod bears, or undefined. */
export function completionIndex(pod: Pod): number | undefined {
  const value = pod.metadata?.annotations?.[completionIndexAnnotation];
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

export function indexesOf(pods: readonly Pod[]): readonly number[] {
  return pods.flatMap((pod) => completionIndex(pod) ?? []);
}
