import type { Pod } from '../api/types.ts';
import { isStatusError } from '../api/status.ts';
import { withCondition } from '../api/meta.ts';
import { formatTime } from '../api/time.ts';
import type { StartController } from './controller.ts';

/** pkg/controller/podgc/gc_controller.go: how often it looks, and how long a node must be gone before its Pods follow it. */
const period = 20_000;
const quarantine = 40_000;

/** Removes Pods whose node is gone for good, and unscheduled Pods that were deleted. */
export const podGarbageCollector: StartController = ({ sim, client, release }) => {
  const missingSince = new Map<string, number>();

  function remove(pod: Pod, why: string): void {
    const { namespace, name = '' } = pod.metadata ?? {};
    try {
      const phase = pod.status?.phase;
      if (release.name !== '1.20' && phase !== 'Succeeded' && phase !== 'Failed') {
        const conditions = withCondition(pod.status?.conditions, {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'DeletionByPodGC',
          message: why,
          lastTransitionTime: formatTime(sim.unixNow),
        });
        client.patch('pods', namespace, name, { status: { phase: 'Failed', conditions } }, { subresource: 'status' });
      }
      client.delete('pods', namespace, name, { gracePeriodSeconds: 0 });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }

  function collect(): void {
    const nodes = new Set(client.list('nodes').map((node) => node.metadata?.name ?? ''));
    for (const name of [...missingSince.keys()]) if (nodes.has(name)) missingSince.delete(name);
    for (const pod of client.list('pods')) {
      const node = pod.spec?.nodeName ?? '';
      if (node === '') {
        if (pod.metadata?.deletionTimestamp !== undefined) remove(pod, 'PodGC: unscheduled and terminating');
        continue;
      }
      if (nodes.has(node)) continue;
      const since = missingSince.get(node);
      if (since === undefined) missingSince.set(node, sim.now);
      else if (sim.now - since >= quarantine) remove(pod, 'PodGC: node no longer exists');
    }
  }

  let timer = sim.after(period, function turn() {
    collect();
    timer = sim.after(period, turn);
  });
  return { stop: () => timer.cancel() };
};
