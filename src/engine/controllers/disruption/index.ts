import { jsonEqual } from '../../api/json.ts';
import { LabelSelector, selectorOfObject } from '../../api/selectors.ts';
import type { Pod, PodDisruptionBudget } from '../../api/types.ts';
import type { StartController } from '../controller.ts';
import { concernsOwner } from '../owned-pods.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';
import {
  budgetStatus,
  type BudgetStatus,
  countHealthy,
  expectation,
  failedStatus,
  needsScale,
  stillDisrupted,
} from './budget.ts';
import { scaleOf } from './scale-of.ts';
import { cleanStaleConditions } from './stale-condition.ts';

/** Computes how many Pods of each budget may be evicted now (pkg/controller/disruption/disruption.go). */
export const disruption: StartController = (context) => {
  const { sim, client, release, informers } = context;
  const budgets = informers.of('poddisruptionbudgets');
  const pods = informers.of('pods');
  const events = context.recorder('controllermanager');
  const old = release.name === '1.20';

  const queue = new WorkQueue(sim, (key) => {
    const { namespace, name } = splitKey(key);
    const budget = client.find('poddisruptionbudgets', namespace, name);
    if (budget === undefined) return;
    const selector = selectorOf(budget);
    const selected = pods.in(namespace ?? '').filter(({ metadata }) => selector.matches(metadata?.labels));
    if (selected.length === 0) events.event(budget, 'Normal', 'NoPods', 'No matching pods found');
    const scale = needsScale(budget) ? scaleOf(informers, selected) : { scale: 0, unmanaged: [] };
    // v1.20 counts a Pod without a controller as an error; later the budget goes on without it.
    const unmanaged = 'error' in scale ? undefined : scale.unmanaged[0];
    if ('error' in scale || (old && unmanaged !== undefined)) {
      const error =
        'error' in scale ? scale.error : `found no controller ref for pod ${JSON.stringify(unmanaged?.metadata?.name)}`;
      if (old) events.event(budget, 'Warning', 'error' in scale ? 'NoControllers' : 'NoControllerRef', error);
      const message = `Failed to calculate the number of expected pods: ${error}`;
      events.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', message);
      write(budget, failedStatus(budget, error, sim.unixNow, release.name));
      return;
    }
    if (unmanaged !== undefined) events.event(budget, 'Warning', 'UnmanagedPods', unmanagedMessage(budget));
    const disrupted = stillDisrupted(budget, selected, sim.unixNow);
    for (const pod of disrupted.overdue) {
      if (old) break;
      // Kubernetes writes the namespace twice.
      const message = `Pod was expected by PDB ${namespace ?? ''}/${namespace ?? ''} to be deleted but it wasn't`;
      events.event(pod, 'Warning', 'NotDeleted', message);
    }
    const counts = {
      ...expectation(budget, selected.length, scale.scale),
      healthy: countHealthy(selected, disrupted.pods, sim.unixNow),
    };
    write(budget, budgetStatus(budget, counts, disrupted.pods, sim.unixNow, release.name));
    if (disrupted.recheck !== undefined) queue.addAfter(key, disrupted.recheck + 1);
  });

  /** The empty selector of policy/v1beta1 selects nothing, that of policy/v1 everything. */
  function selectorOf({ spec }: PodDisruptionBudget): LabelSelector {
    const selector = selectorOfObject(spec?.selector);
    return old && selector.empty ? LabelSelector.nothing : selector;
  }

  function write(budget: PodDisruptionBudget, status: BudgetStatus): void {
    if (!jsonEqual(status, budget.status)) client.update('poddisruptionbudgets', { ...budget, status }, 'status');
  }

  /** getPdbForPod: of several budgets the first is woken, and the Pod is told. */
  function wakeFor(pod: Pod): void {
    const matching = budgets
      .in(pod.metadata?.namespace ?? '')
      .filter((budget) => selectorOf(budget).matches(pod.metadata?.labels));
    const [first] = matching;
    if (first === undefined) return;
    if (matching.length > 1) {
      const { namespace = '', name = '' } = pod.metadata ?? {};
      const chosen = JSON.stringify(first.metadata?.name ?? '');
      const message = `Pod ${JSON.stringify(namespace)}/${JSON.stringify(name)} matches multiple PodDisruptionBudgets.  Chose ${chosen} arbitrarily.`;
      events.event(pod, 'Warning', 'MultiplePodDisruptionBudgets', message);
    }
    queue.add(objectKey(first));
  }

  const watches = [
    budgets.listen(({ type, object }) => {
      if (type !== 'DELETED') queue.add(objectKey(object));
    }),
    pods.listen(({ type, object, previous }) => {
      if (type === 'MODIFIED' && previous !== undefined && !concernsOwner(previous, object)) return;
      wakeFor(object);
    }),
    ...(old ? [] : [cleanStaleConditions(context)]),
  ];
  return {
    stop() {
      for (const watch of watches) watch.stop();
      queue.stop();
    },
  };
};

/** The selector as Go prints a *metav1.LabelSelector. */
function unmanagedMessage({ spec }: PodDisruptionBudget): string {
  const labels = Object.entries(spec?.selector?.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`)
    .join('');
  const expressions = (spec?.selector?.matchExpressions ?? [])
    .map(
      ({ key, operator, values = [] }) =>
        `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
    )
    .join('');
  const selector = `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
  return (
    `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. As a result, the status of the PDB cannot be ` +
    'calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an ' +
    'integer value.'
  );
}
