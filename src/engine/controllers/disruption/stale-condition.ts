import type { Watch } from '../../api/client.ts';
import { findCondition, withCondition } from '../../api/meta.ts';
import { formatTime, parseTime } from '../../api/time.ts';
import type { Pod } from '../../api/types.ts';
import type { ControllerContext } from '../controller.ts';
import { isPodTerminal } from '../pod-availability.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';

/** pkg/controller/disruption/disruption.go: stalePodDisruptionTimeout, ms. */
const timeout = 120_000;

/** ms until the Pod's DisruptionTarget is stale: it was to go and does not; undefined if it has none, or is going, or the kubelet said so. */
export function untilStale(pod: Pod, now: number): number | undefined {
  const condition = findCondition(pod.status?.conditions, 'DisruptionTarget');
  if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet') return undefined;
  if (pod.metadata?.deletionTimestamp !== undefined || isPodTerminal(pod)) return undefined;
  return Math.max(0, (parseTime(condition.lastTransitionTime ?? '') ?? 0) + timeout - now);
}

/** Takes the condition DisruptionTarget back from Pods that did not go (v1.25 and later). */
export function cleanStaleConditions({ sim, client, informers }: ControllerContext): Watch {
  const queue = new WorkQueue(sim, (key) => {
    const { namespace, name } = splitKey(key);
    const pod = client.find('pods', namespace, name);
    const wait = pod === undefined ? undefined : untilStale(pod, sim.unixNow);
    if (pod === undefined || wait === undefined) return;
    if (wait > 0) {
      queue.addAfter(key, wait);
      return;
    }
    const conditions = withCondition(pod.status?.conditions, {
      type: 'DisruptionTarget',
      status: 'False',
      lastTransitionTime: formatTime(sim.unixNow),
    });
    client.update('pods', { ...pod, status: { ...pod.status, conditions } }, 'status');
  });
  const watch = informers.of('pods').listen(({ type, object }) => {
    const wait = type === 'DELETED' ? undefined : untilStale(object, sim.unixNow);
    if (wait !== undefined) queue.addAfter(objectKey(object), wait);
  });
  return {
    stop() {
      watch.stop();
      queue.stop();
    },
  };
}
