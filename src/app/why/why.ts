import type { WhyReason } from './table/index.ts';

/** A reason and what to fill into its text. */
export interface Cause {
  readonly reason: WhyReason;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface Why extends Cause {
  /** What each of several said, e.g. the nodes that a scheduler asked. */
  readonly parts?: readonly Cause[];
  /** When it goes on by itself, in Unix milliseconds, and what happens then. */
  readonly next?: { readonly what: 'restart' | 'pull' | 'sigkill' | 'unknown' | 'eviction'; readonly at: number };
}
