import type { ResourceMetrics } from '../../api/metrics.ts';
import type { Pod } from '../../api/types.ts';
import type { LabelSelector } from '../../api/selectors.ts';
import type { StartController } from '../controller.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';
import { ScalingHistory } from './history.ts';
import { Reconciliation } from './reconcile.ts';
import { readScale, ScaleError } from './target.ts';

/** --horizontal-pod-autoscaler-sync-period. */
const syncPeriod = 15_000;

/** Scales workloads by what their Pods use (pkg/controller/podautoscaler). */
export const horizontalPodAutoscaler: StartController = ({ sim, client, release, recorder }) => {
  const metrics: ResourceMetrics = client.metrics ?? { podMetrics: () => [] };
  const events = recorder('horizontal-pod-autoscaler');
  const histories = new Map<string, ScalingHistory>();
  const selectors = new Map<string, LabelSelector>();

  /** Pods that several autoscalers select are scaled by none, from v1.28 on. */
  function ambiguity(namespace: string, selector: string, pods: readonly Pod[]): string | undefined {
    if (release.name === '1.20') return undefined;
    const selecting = [...selectors]
      .filter(
        ([key, one]) => splitKey(key).namespace === namespace && pods.some((pod) => one.matches(pod.metadata?.labels)),
      )
      .map(([key]) => `{${splitKey(key).name} ${namespace}}`);
    if (selecting.length < 2) return undefined;
    return `pods by selector ${selector} are controlled by multiple HPAs: [${selecting.join(' ')}]`;
  }

  const queue = new WorkQueue(sim, (key) => {
    const { namespace = '', name } = splitKey(key);
    const autoscaler = client.find('horizontalpodautoscalers', namespace, name);
    if (autoscaler === undefined) {
      histories.delete(key);
      selectors.delete(key);
      return;
    }
    let history = histories.get(key);
    if (history === undefined) histories.set(key, (history = new ScalingHistory()));
    try {
      const { selector } = readScale(client, autoscaler);
      if (selector !== undefined) selectors.set(key, selector);
    } catch (error) {
      if (!(error instanceof ScaleError)) throw error;
      selectors.delete(key);
    }
    queue.addAfter(key, syncPeriod);
    new Reconciliation(
      {
        client,
        release,
        events,
        metrics,
        now: sim.unixNow,
        history,
        ambiguity: (selector, pods) => ambiguity(namespace, selector, pods),
      },
      autoscaler,
    ).run();
  });
  const watch = client.watch('horizontalpodautoscalers', {}, ({ object }) =>
    queue.addAfter(objectKey(object), syncPeriod),
  );
  return {
    stop() {
      watch.stop();
      queue.stop();
    },
  };
};
