import type { ClusterConfig, TimedInput } from './protocol.ts';

/** A whole session: reload, share links, rewind, demos, bug reports and tests are all this. */
export interface Recording {
  readonly version: 1;
  /** With the inputs it reproduces the session, revision by revision. */
  readonly config: ClusterConfig;
  readonly inputs: readonly TimedInput[];
  /** Virtual milliseconds up to which the session has run. */
  readonly until: number;
}
