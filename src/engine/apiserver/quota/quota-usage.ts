import { compareQuantities } from '../../api/quantity.ts';
import type { ResourceQuota } from '../../api/types.ts';
import type { StoredObject } from '../registry/strategy.ts';
import type { Store } from '../store.ts';
import { type Evaluator, evaluatorOf, type ScopeRequirement } from './evaluators.ts';
import { add, type Amounts, amountsOf, mask, zero } from './resource-list.ts';

/** The scopes of a quota, those of its selector too. */
function scopesOf(quota: ResourceQuota): readonly ScopeRequirement[] {
  const { scopes = [], scopeSelector } = quota.spec ?? {};
  return [
    ...scopes.map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...((scopeSelector?.matchExpressions ?? []) as readonly ScopeRequirement[]),
  ];
}

/** Whether a quota says anything about an object. */
export function quotaCovers(quota: ResourceQuota, evaluator: Evaluator, object: StoredObject): boolean {
  if (!Object.keys(quota.spec?.hard ?? {}).some((name) => evaluator.tracks(name))) return false;
  return scopesOf(quota).every((scope) => evaluator.matchesScope?.(object, scope) === true);
}

/** What a quota counts now: one pass over its namespace. */
export function usedBy(store: Store, quota: ResourceQuota, now: number): Amounts {
  const namespace = quota.metadata?.namespace ?? '';
  const hard = amountsOf(quota.spec?.hard);
  let used: Amounts = new Map([...hard.keys()].map((name) => [name, zero]));
  for (const storage of store.resources()) {
    const evaluator = evaluatorOf(storage);
    for (const object of store.inNamespace(storage, namespace).values()) {
      if (!quotaCovers(quota, evaluator, object as StoredObject)) continue;
      used = add(used, mask(evaluator.usage(object as StoredObject, now), hard.keys()));
    }
  }
  return used;
}

/** The resources of which there would be more than a quota allows. */
export function exceeded(total: Amounts, hard: Amounts): string[] {
  return [...total]
    .filter(([name, amount]) => {
      const limit = hard.get(name);
      return limit !== undefined && compareQuantities(amount, limit) > 0;
    })
    .map(([name]) => name);
}
