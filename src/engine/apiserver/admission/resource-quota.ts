import { forbiddenRequest } from '../../api/errors.ts';
import type { ResourceQuota } from '../../api/types.ts';
import { evaluatorOf } from '../quota/evaluators.ts';
import { exceeded, quotaCovers, usedBy } from '../quota/quota-usage.ts';
import { add, amountsOf, formatAmounts, mask, subtract, withoutZeros } from '../quota/resource-list.ts';
import type { AdmissionPlugin } from './plugin.ts';

/**
 * Refuses what would use more than a namespace may: k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go. Usage is
 * counted afresh, so there is no moment at which a quota's status is not known yet.
 */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  handles: (operation, kind, subresource) =>
    operation !== 'DELETE' && kind.namespaced && kind.storage !== '/events' && subresource === undefined,

  validate({ operation, kind, namespace, name, object, old }, { store, now }) {
    const quotas = store.inNamespace('/resourcequotas', namespace);
    if (quotas.size === 0) return;
    const evaluator = evaluatorOf(kind.storage ?? '');
    const usage = evaluator.usage(object, now);
    for (const stored of quotas.values()) {
      const quota = stored as ResourceQuota;
      if (!quotaCovers(quota, evaluator, object)) continue;
      const hard = amountsOf(quota.spec?.hard);
      const quotaName = quota.metadata?.name ?? '';
      const refusal = operation === 'CREATE' ? evaluator.refusal?.(object, new Set(hard.keys())) : undefined;
      if (refusal !== undefined) throw forbiddenRequest(kind, name, `failed quota: ${quotaName}: ${refusal}`);
      const before = operation === 'UPDATE' && old !== undefined ? evaluator.usage(old, now) : undefined;
      const delta = withoutZeros(mask(before === undefined ? usage : subtract(usage, before), hard.keys()));
      if (delta.size === 0) continue;
      const used = usedBy(store, quota, now);
      const tooMuch = exceeded(mask(add(used, delta), delta.keys()), hard);
      if (tooMuch.length === 0) continue;
      throw forbiddenRequest(
        kind,
        name,
        `exceeded quota: ${quotaName}, requested: ${formatAmounts(mask(delta, tooMuch))}, used: ${formatAmounts(mask(used, tooMuch))}, limited: ${formatAmounts(mask(hard, tooMuch))}`,
      );
    }
  },
};
