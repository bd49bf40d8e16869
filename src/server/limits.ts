/** What clients may ask of the server; times in wall milliseconds. */
export interface Limits {
  /** From the first byte of a request to the end of its head. */
  readonly headTimeout: number;
  /** From the first byte of a request to its last. */
  readonly requestTimeout: number;
  /** Bytes of whole answers that may wait for their readers, of all connections together. */
  readonly maxUnsentAnswers: number;
  /** How long a whole answer waits for its reader. */
  readonly drainTimeout: number;
}

export const usualLimits: Limits = {
  headTimeout: 10_000,
  requestTimeout: 60_000,
  maxUnsentAnswers: 512 * 1024 * 1024,
  drainTimeout: 60_000,
};
