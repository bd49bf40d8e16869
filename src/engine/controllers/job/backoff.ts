import { findCondition } from '../../api/meta.ts';
import { parseTime } from '../../api/time.ts';
import type { ContainerStatus, Pod } from '../../api/types.ts';

/* pkg/controller/job/backoff_utils.go, v1.36. Times are Unix milliseconds. */

/** DefaultJobPodFailureBackOff and MaxJobPodFailureBackOff. */
const baseBackOff = 10_000;
const maxBackOff = 600_000;

/** The failures of a Job's Pods since one of them succeeded. */
export interface BackOffRecord {
  readonly failures: number;
  readonly lastFailure: number | undefined;
}

export const noFailures: BackOffRecord = { failures: 0, lastFailure: undefined };

/** The record once these Pods have finished too. */
export function nextBackOff(
  record: BackOffRecord,
  newSucceeded: readonly Pod[],
  newFailed: readonly Pod[],
): BackOffRecord {
  const failed = newFailed.map(finishTime).sort((a, b) => a - b);
  if (newSucceeded.length === 0) {
    if (failed.length === 0) return record;
    return { failures: record.failures + failed.length, lastFailure: failed.at(-1) };
  }
  const lastSuccess = Math.max(...newSucceeded.map(finishTime));
  const since = failed.filter((time) => time > lastSuccess);
  return since.length === 0 ? noFailures : { failures: since.length, lastFailure: since.at(-1) };
}

/** Milliseconds until the next Pod may be made: 10 s after the first failure, doubled after each, at most 10 minutes. */
export function remainingBackOff({ failures, lastFailure }: BackOffRecord, now: number): number {
  if (failures === 0 || lastFailure === undefined) return 0;
  const backOff = Math.min(baseBackOff * 2 ** (failures - 1), maxBackOff);
  return Math.max(0, backOff - (now - lastFailure));
}

/** When a Pod finished: its last container, else when it ceased to be ready, else when its deletion began. */
export function finishTime(pod: Pod): number {
  const { metadata, status } = pod;
  const notReady = findCondition(status?.conditions, 'Ready');
  return (
    lastContainerEnd(pod) ??
    (notReady?.status === 'False' ? read(notReady.lastTransitionTime) : undefined) ??
    deletionBegan(pod) ??
    read(metadata?.creationTimestamp) ??
    0
  );
}

function lastContainerEnd({ spec, status }: Pod): number | undefined {
  const sidecars = new Set(
    (spec?.initContainers ?? []).filter((one) => one.restartPolicy === 'Always').map(({ name }) => name),
  );
  const counted: ContainerStatus[] = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
  ];
  let last: number | undefined;
  for (const { state } of counted) {
    const end = read(state?.terminated?.finishedAt);
    if (end === undefined) return undefined;
    last = Math.max(last ?? end, end);
  }
  return last;
}

function deletionBegan({ metadata }: Pod): number | undefined {
  const deletion = read(metadata?.deletionTimestamp);
  return deletion === undefined ? undefined : deletion - (metadata?.deletionGracePeriodSeconds ?? 0) * 1000;
}

const read = (time: string | undefined): number | undefined => (time === undefined ? undefined : parseTime(time));
