import { asObject, asString } from '../json.ts';
import { fill, filling, isUnset, type DefaultRule, type DefaultRules } from './rule.ts';

/* The groups with little to fill in: storage, scheduling, apiextensions. */

/** pkg/apis/apiextensions/v1/defaults.go of apiextensions-apiserver. */
const customResourceDefinition: DefaultRule = (object) => {
  const spec = asObject(object['spec']);
  const names = asObject(spec['names']);
  const kind = asString(names['kind']);
  const filled = fill(names, {
    singular: isUnset(kind) ? undefined : kind.toLowerCase(),
    listKind: isUnset(kind) ? undefined : `${kind}List`,
  });
  const next = fill(filled === names ? spec : { ...spec, names: filled }, { conversion: { strategy: 'None' } });
  const status = asObject(object['status']);
  const versions = Array.isArray(spec['versions']) ? (spec['versions'] as readonly unknown[]) : [];
  const storage = versions.find((version) => asObject(version)['storage'] === true);
  const stored = Array.isArray(status['storedVersions']) && status['storedVersions'].length > 0;
  const out = next === spec ? object : { ...object, spec: next };
  if (stored || storage === undefined) return out;
  return { ...out, status: { ...status, storedVersions: [asObject(storage)['name']] } };
};

export const extensionsDefaults: DefaultRules = {
  'apiextensions.v1.CustomResourceDefinition': customResourceDefinition,
  'storage.v1.StorageClass': filling({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  'scheduling.v1.PriorityClass': filling({ preemptionPolicy: 'PreemptLowerPriority' }),
};
