import { withCondition } from '../api/meta.ts';
import { isStatusError } from '../api/status.ts';
import { type Taint, toleratesTaint, type Toleration } from '../api/taints.ts';
import { formatTime } from '../api/time.ts';
import type { Pod } from '../api/types.ts';
import type { Timer } from '../sim/simulation.ts';
import type { StartController } from './controller.ts';
import { objectKey } from './work-queue.ts';

/**
 * When a Pod must leave a node with these NoExecute taints: 'now', 'never', or after so many seconds - the least of the toleration times used
 * (pkg/controller/tainteviction/taint_eviction.go, processPodOnNode and getMinTolerationTime).
 */
export function evictionDelay(taints: readonly Taint[], tolerations: readonly Toleration[]): 'now' | 'never' | number {
  const used: Toleration[] = [];
  for (const taint of taints) {
    const toleration = tolerations.find((candidate) => toleratesTaint(candidate, taint));
    if (toleration === undefined) return 'now';
    used.push(toleration);
  }
  let least = Number.POSITIVE_INFINITY;
  for (const { tolerationSeconds } of used) {
    if (tolerationSeconds === undefined) continue;
    if (tolerationSeconds <= 0) return 0;
    least = Math.min(least, tolerationSeconds);
  }
  return least === Number.POSITIVE_INFINITY ? 'never' : least;
}

interface Planned {
  readonly since: number;
  readonly timer: Timer;
}

/** Deletes Pods from nodes with NoExecute taints that they do not tolerate, or no longer. */
export const taintEviction: StartController = ({ sim, client, release, recorder }) => {
  const events = recorder(release.name === '1.20' ? 'taint-controller' : 'taint-eviction-controller');
  const planned = new Map<string, Planned>();
  const taintsOf = new Map<string, readonly Taint[]>();

  function cancel(pod: Pod): void {
    const key = objectKey(pod);
    const plan = planned.get(key);
    if (plan === undefined) return;
    plan.timer.cancel();
    planned.delete(key);
    if (client.find('pods', pod.metadata?.namespace, pod.metadata?.name ?? '') !== undefined) {
      events.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
    }
  }

  function evict(pod: Pod): void {
    const key = objectKey(pod);
    planned.delete(key);
    const { namespace, name = '' } = pod.metadata ?? {};
    const current = client.find('pods', namespace, name);
    if (current === undefined || current.metadata?.deletionTimestamp !== undefined) return;
    events.event(current, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
    try {
      if (release.name !== '1.20') {
        const conditions = withCondition(current.status?.conditions, {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'DeletionByTaintManager',
          message: 'Taint manager: deleting due to NoExecute taint',
          lastTransitionTime: formatTime(sim.unixNow),
        });
        client.patch('pods', namespace, name, { status: { conditions } }, { subresource: 'status' });
      }
      client.delete('pods', namespace, name);
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }

  function consider(pod: Pod): void {
    const taints = taintsOf.get(pod.spec?.nodeName ?? '') ?? [];
    if (taints.length === 0 || pod.metadata?.deletionTimestamp !== undefined) {
      if (taints.length === 0) cancel(pod);
      return;
    }
    const delay = evictionDelay(taints, pod.spec?.tolerations ?? []);
    if (delay === 'never') {
      cancel(pod);
      return;
    }
    const key = objectKey(pod);
    const known = planned.get(key);
    if (delay === 'now') {
      known?.timer.cancel();
      planned.set(key, { since: sim.now, timer: sim.after(0, () => evict(pod)) });
      return;
    }
    // The first taint starts the clock; a later change of taints does not start it again.
    const since = known?.since ?? sim.now;
    const at = since + delay * 1000;
    if (known !== undefined && known.timer.at <= at) return;
    known?.timer.cancel();
    planned.set(key, { since, timer: sim.at(at, () => evict(pod)) });
  }

  const nodes = client.watch('nodes', {}, ({ type, object }) => {
    const name = object.metadata?.name ?? '';
    const taints =
      type === 'DELETED' ? [] : (object.spec?.taints ?? []).filter((taint) => taint.effect === 'NoExecute');
    const before = taintsOf.get(name) ?? [];
    if (taints.length === 0) taintsOf.delete(name);
    else taintsOf.set(name, taints);
    if (taints.length === 0 && before.length === 0) return;
    for (const pod of client.list('pods', { fieldSelector: `spec.nodeName=${name}` })) consider(pod);
  });
  const pods = client.watch('pods', {}, ({ type, object }) => {
    if (type === 'DELETED') {
      const key = objectKey(object);
      planned.get(key)?.timer.cancel();
      planned.delete(key);
    } else if ((object.spec?.nodeName ?? '') !== '') consider(object);
  });
  return {
    stop() {
      nodes.stop();
      pods.stop();
      for (const { timer } of planned.values()) timer.cancel();
      planned.clear();
    },
  };
};
