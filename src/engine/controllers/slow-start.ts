/**
 * Calls `call` up to `count` times in batches that double as long as none fails, so that what can't succeed fails once and not a thousand times
 * (slowStartBatch of pkg/controller/replicaset/replica_set.go). The batch in which a call failed is the last.
 * @param call answers its error, or undefined
 */
export function slowStartBatch<E>(
  count: number,
  initialBatchSize: number,
  call: () => E | undefined,
): { readonly successes: number; readonly error: E | undefined } {
  let remaining = count;
  let successes = 0;
  for (let size = Math.min(remaining, initialBatchSize); size > 0; size = Math.min(2 * size, remaining)) {
    let error: E | undefined;
    for (let i = 0; i < size; i++) {
      const failed = call();
      if (failed === undefined) successes++;
      else error ??= failed;
    }
    if (error !== undefined) return { successes, error };
    remaining -= size;
  }
  return { successes, error: undefined };
}
