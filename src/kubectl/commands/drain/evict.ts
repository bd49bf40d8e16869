import { formatGoDuration } from '../../../engine/api/duration.ts';
import { isStatusError, type StatusError } from '../../../engine/api/status.ts';
import type { Pod } from '../../../engine/api/types.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { all } from '../../client/concurrent.ts';
import type { Invocation } from '../../command.ts';
import { CommandError, combine, isReportable } from '../../errors.ts';
import { withDryRun } from '../../flags/common.ts';
import { quote } from '../../go/quote.ts';
import { nameText } from '../../printers/name.ts';
import { isLongDeleted } from './filters.ts';
import type { DrainPlan } from './pods.ts';

const retryDelay = 5000;

/** Evicts the Pods, all at once, and waits until they are gone (drain.Helper DeleteOrEvictPods). */
export function* removePods(invocation: Invocation, pods: readonly Pod[], plan: DrainPlan): Task<void> {
  const end = plan.timeout === 0 ? Infinity : invocation.p.now() + plan.timeout;
  if (plan.disableEviction) return yield* deletePods(invocation, pods, plan, end);
  const errors: Error[] = [];
  yield* all(
    pods.map((pod) =>
      (function* (): Task<void> {
        try {
          yield* evict(invocation, pod, plan, end);
        } catch (error) {
          if (!isReportable(error)) throw error;
          errors.push(error);
        }
      })(),
    ),
  );
  const failed = combine(errors);
  if (failed !== undefined) throw failed;
}

function* evict(invocation: Invocation, pod: Pod, plan: DrainPlan, end: number): Task<void> {
  const { client, p, release } = invocation;
  const { name, namespace, path } = placeOf(pod);
  const old = release.name === '1.20';
  const quoted = `pods/${quote(name)} -n ${quote(namespace)}`;
  let active = pod;
  for (;;) {
    const suffix = plan.dryRun === 'server' ? ' (server dry run)' : '';
    yield* invocation.out(`evicting pod ${namespace}/${name}${suffix}\n`);
    if (p.now() >= end) {
      throw new CommandError(
        `error when evicting ${quoted}: global timeout reached: ${formatGoDuration(plan.timeout)}`,
      );
    }
    try {
      yield* client.object('POST', `${path}/eviction`, {
        body: {
          apiVersion: old ? 'policy/v1beta1' : 'policy/v1',
          kind: 'Eviction',
          metadata: { name, namespace },
          deleteOptions: deleteOptions(plan),
        },
      });
      break;
    } catch (error) {
      if (!isReportable(error)) throw error;
      if (isStatusError(error, 'NotFound')) return;
      if (isStatusError(error, 'TooManyRequests')) {
        yield* invocation.err(`error when evicting ${quoted} (will retry after 5s): ${error.message}\n`);
      } else if (isStatusError(error, 'Forbidden') && hasCause(error, 'NamespaceTerminating')) {
        if (active.metadata?.deletionTimestamp !== undefined) break;
        const where = old ? '' : ` from terminating namespace ${quote(namespace)}`;
        yield* invocation.err(
          `error when evicting pod ${quote(name)}${where} (will retry after 5s): ${error.message}\n`,
        );
      } else {
        throw new CommandError(`error when evicting ${quoted}: ${error.message}`);
      }
      yield* p.sleep(retryDelay);
    }
    active = (yield* podNow(invocation, active)) ?? active;
  }
  if (plan.dryRun === 'server') return;
  try {
    yield* waitUntilGone(invocation, [active], plan, end, true);
  } catch (error) {
    if (!isReportable(error)) throw error;
    throw new CommandError(
      old
        ? `error when waiting for pod ${quote(name)} terminating: ${error.message}`
        : `error when waiting for pod ${quote(name)} in namespace ${quote(namespace)} to terminate: ${error.message}`,
    );
  }
}

function* deletePods(invocation: Invocation, pods: readonly Pod[], plan: DrainPlan, end: number): Task<void> {
  for (const pod of pods) {
    try {
      yield* invocation.client.object('DELETE', placeOf(pod).path, {
        body: { apiVersion: 'v1', kind: 'DeleteOptions', ...deleteOptions(plan) },
      });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }
  yield* waitUntilGone(invocation, pods, plan, end, false);
}

function deleteOptions(plan: DrainPlan): Readonly<Record<string, unknown>> {
  return {
    ...(plan.gracePeriod >= 0 ? { gracePeriodSeconds: plan.gracePeriod } : {}),
    ...(plan.dryRun === 'server' ? { dryRun: ['All'] } : {}),
  };
}

/** Looks every second (waitForDelete). */
function* waitUntilGone(
  invocation: Invocation,
  pods: readonly Pod[],
  plan: DrainPlan,
  end: number,
  evicted: boolean,
): Task<void> {
  const { p, release } = invocation;
  let waiting = pods;
  for (;;) {
    const left: Pod[] = [];
    for (const pod of waiting) {
      let now: Pod | undefined;
      try {
        now = yield* podNow(invocation, pod);
      } catch (error) {
        if (isReportable(error) && release.name !== '1.20')
          yield* invocation.out(nameText(pod, evicted ? 'eviction failed' : 'deletion failed'));
        throw error;
      }
      if (now === undefined || now.metadata?.uid !== pod.metadata?.uid) {
        yield* invocation.out(nameText(pod, withDryRun(evicted ? 'evicted' : 'deleted', plan.dryRun)));
      } else if (isLongDeleted(now, plan.filters.skipDeletedAfter, p.now())) {
        yield* invocation.out(
          `pod ${quote(pod.metadata?.name ?? '')} has DeletionTimestamp older than ${plan.filters.skipDeletedAfter} seconds, skipping\n`,
        );
      } else left.push(pod);
    }
    if (left.length === 0) return;
    waiting = left;
    if (p.now() + 1000 > end) {
      if (Number.isFinite(end)) yield* p.sleep(Math.max(0, end - p.now()));
      throw new CommandError(
        release.name !== '1.20'
          ? 'context deadline exceeded'
          : evicted
            ? `global timeout reached: ${formatGoDuration(plan.timeout)}`
            : 'timed out waiting for the condition',
      );
    }
    yield* p.sleep(1000);
  }
}

/** The Pod as it is now; undefined if it is gone. */
function* podNow(invocation: Invocation, pod: Pod): Task<Pod | undefined> {
  try {
    return (yield* invocation.client.object('GET', placeOf(pod).path)) as unknown as Pod;
  } catch (error) {
    if (isStatusError(error, 'NotFound')) return undefined;
    throw error;
  }
}

function placeOf(pod: Pod): { readonly name: string; readonly namespace: string; readonly path: string } {
  const { name = '', namespace = '' } = pod.metadata ?? {};
  return {
    name,
    namespace,
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`,
  };
}

function hasCause(error: StatusError, cause: string): boolean {
  return (error.status.details?.causes ?? []).some((one) => one.reason === cause);
}
