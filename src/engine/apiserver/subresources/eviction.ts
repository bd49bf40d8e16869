import type { DeleteOptions } from '../../api/client.ts';
import { forbiddenRequest, tooManyRequests } from '../../api/errors.ts';
import { isConditionTrue, findCondition } from '../../api/meta.ts';
import { selectorOfObject } from '../../api/selectors.ts';
import { StatusError } from '../../api/status.ts';
import type { Pod, PodDisruptionBudget } from '../../api/types.ts';
import type { StoredObject } from '../registry/strategy.ts';
import type { ApiServer, WriteOptions } from '../server.ts';

const storage = 'policy/poddisruptionbudgets';

/**
 * pods/eviction: a deletion that asks the PodDisruptionBudgets first. pkg/registry/core/pod/storage/eviction.go.
 * @throws StatusError TooManyRequests where a budget has nothing left
 */
export function evict(server: ApiServer, namespace: string, name: string, options: DeleteOptions & WriteOptions): void {
  const kind = server.kindOf('/pods');
  const pod = server.get(kind, namespace, name) as Pod;
  if (!ignoresBudgets(pod)) {
    const budgets = budgetsOf(server, pod);
    if (budgets.length > 1) {
      throw new StatusError({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
        code: 500,
      });
    }
    const budget = budgets[0];
    if (budget !== undefined && !mayGoUnhealthy(pod, budget, server)) spend(server, pod, budget, options);
  }
  markForDeletion(server, namespace, name, options);
  server.delete(kind, namespace, name, options);
}

/** From v1.26 on the Pod says why it goes: condition DisruptionTarget, reason EvictionByEvictionAPI. */
function markForDeletion(server: ApiServer, namespace: string, name: string, options: WriteOptions): void {
  if (server.release.name === '1.20' || options.dryRun === true) return;
  const kind = server.kindOf('/pods');
  const old = server.get(kind, namespace, name);
  const pod = old as Pod;
  const conditions = (pod.status?.conditions ?? []).filter((condition) => condition.type !== 'DisruptionTarget');
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastProbeTime: null,
    lastTransitionTime: server.timestamp,
  };
  const status = { ...pod.status, conditions: [...conditions, condition] };
  server.overwrite(kind, { ...old, status }, old);
}

function ignoresBudgets(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return (
    phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || pod.metadata?.deletionTimestamp !== undefined
  );
}

function budgetsOf(server: ApiServer, pod: Pod): PodDisruptionBudget[] {
  const namespace = pod.metadata?.namespace ?? '';
  const found: PodDisruptionBudget[] = [];
  for (const object of server.store.inNamespace(storage, namespace).values()) {
    const budget = object as PodDisruptionBudget;
    const { selector } = budget.spec ?? {};
    // policy/v1beta1 took an empty selector as "no Pods", policy/v1 takes it as "all".
    const empty = Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions?.length ?? 0) === 0;
    if (selector === undefined || (empty && server.release.name === '1.20')) continue;
    if (selectorOfObject(selector as never).matches(pod.metadata?.labels)) found.push(budget);
  }
  return found;
}

/** An unready Pod does not count, so it may go where the budget is met without it (v1.22 and later). */
function mayGoUnhealthy(pod: Pod, budget: PodDisruptionBudget, server: ApiServer): boolean {
  if (isConditionTrue(pod.status?.conditions as never, 'Ready')) return false;
  if (budget.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
  return server.release.name !== '1.20' && currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

/** checkAndDecrement: takes one disruption out of the budget. */
function spend(server: ApiServer, pod: Pod, budget: PodDisruptionBudget, options: WriteOptions): void {
  const name = budget.metadata?.name ?? '';
  const {
    disruptionsAllowed = 0,
    currentHealthy = 0,
    desiredHealthy = 0,
    observedGeneration = 0,
  } = budget.status ?? {};
  if (observedGeneration < (budget.metadata?.generation ?? 0)) {
    throw tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", 10, [
      {
        reason: 'DisruptionBudget',
        message: `The disruption budget ${name} is still being processed by the server.`,
      },
    ]);
  }
  const of = { group: 'policy', resource: 'poddisruptionbudget' };
  if (disruptionsAllowed < 0) throw forbiddenRequest(of, name, 'pdb disruptions allowed is negative');
  if (disruptionsAllowed === 0) {
    throw tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", 0, [
      { reason: 'DisruptionBudget', message: refusal(server, budget, name, currentHealthy, desiredHealthy) },
    ]);
  }
  if (options.dryRun === true) return;
  const kind = server.kindOf(storage);
  const old = budget as unknown as StoredObject;
  const status = {
    ...budget.status,
    disruptionsAllowed: disruptionsAllowed - 1,
    disruptedPods: { ...budget.status?.disruptedPods, [pod.metadata?.name ?? '']: server.timestamp },
  };
  server.overwrite(kind, { ...old, status }, old);
}

function refusal(
  server: ApiServer,
  budget: PodDisruptionBudget,
  name: string,
  currentHealthy: number,
  desiredHealthy: number,
): string {
  if (server.release.name === '1.20') {
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  }
  const condition = findCondition(budget.status?.conditions as never, 'DisruptionAllowed') as
    { readonly status: string; readonly reason?: string; readonly message?: string } | undefined;
  const base = `The disruption budget ${name} does not allow evicting pods currently`;
  const said = condition?.status === 'False' && (condition.message ?? '') !== '' ? condition : undefined;
  if (said?.reason === 'SyncFailed') return `${base} because it failed sync: ${said.message ?? ''}`;
  if (currentHealthy <= desiredHealthy) {
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  }
  return said === undefined ? base : `${base} (${said.reason ?? ''}): ${said.message ?? ''}`;
}
