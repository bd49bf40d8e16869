import type { V1ReplicaSetSpec } from '@kubernetes/client-node/dist/gen/models/V1ReplicaSetSpec.js';
import type { FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import type { ReplicaSet, Wire } from '../../types.ts';
import { selectorValue } from '../go-values.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { nonNegative } from '../rules.ts';
import type { Validator } from '../validator.ts';
import { validateCounters, validateProportions } from './counters.ts';
import { validateReplicaTemplate, validateWorkloadSelector } from './pod-template.ts';

/* pkg/apis/apps/validation/validation.go: ReplicaSets. */

type Spec = Wire<V1ReplicaSetSpec>;

function validateSpec(spec: Spec, release: ReleaseRef): FieldError[] {
  return [
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    // The message is Deployments': so it stands in the source.
    ...validateWorkloadSelector(
      spec.selector as Spec['selector'] | undefined,
      'empty selector is invalid for deployment',
      'spec.selector',
      release,
    ),
    ...validateReplicaTemplate(spec.selector, spec.template, 'spec', release),
  ];
}

const specOf = (set: ReplicaSet): Spec => set.spec ?? ({} as Spec);

export const replicaSetValidator: Validator<ReplicaSet> = {
  create: (set, release) => [
    ...validateObjectMeta(set, true, subdomainName, release),
    ...validateSpec(specOf(set), release),
  ],
  update(set, old, release, subresource) {
    const errors = validateObjectMetaUpdate(set, old, release);
    if (subresource === 'status') {
      const status = set.status ?? { replicas: 0 };
      const counts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const;
      return [
        ...errors,
        ...validateCounters(status, ['replicas', ...counts, 'observedGeneration', 'terminatingReplicas']),
        ...validateProportions(status, counts, 'cannot be greater than readyReplicas'),
      ];
    }
    const { selector } = specOf(set);
    return [
      ...errors,
      ...validateSpec(specOf(set), release),
      ...immutableField(selector, specOf(old).selector, 'spec.selector', selectorValue(selector)),
    ];
  },
};
