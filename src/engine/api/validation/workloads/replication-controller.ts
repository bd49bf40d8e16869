import type { V1ReplicationControllerSpec } from '@kubernetes/client-node/dist/gen/models/V1ReplicationControllerSpec.js';
import { required, type FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import { selectorOfMap } from '../../selectors.ts';
import type { ReplicationController, Wire } from '../../types.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { nonNegative } from '../rules.ts';
import type { Validator } from '../validator.ts';
import { validateCounters, validateProportions } from './counters.ts';
import { mismatchedTemplate, validatePodTemplateSpec, validateRunningPods } from './pod-template.ts';

/* pkg/apis/core/validation/validation.go: ReplicationControllers. */

type Spec = Wire<V1ReplicationControllerSpec>;

function validateSpec(spec: Spec, release: ReleaseRef): FieldError[] {
  const errors = nonNegative(spec.minReadySeconds, 'spec.minReadySeconds');
  const selector = selectorOfMap(spec.selector);
  if (selector.empty) errors.push(required('spec.selector'));
  errors.push(...nonNegative(spec.replicas, 'spec.replicas'));
  const { template } = spec;
  const field = 'spec.template';
  if (template === undefined) return [...errors, required(field)];
  if (!selector.empty) errors.push(...mismatchedTemplate(selector, template, field));
  return [
    ...errors,
    ...validatePodTemplateSpec(template, field, release),
    ...validateRunningPods(template, field, 'ReplicationController'),
  ];
}

export const replicationControllerValidator: Validator<ReplicationController> = {
  create: (controller, release) => [
    ...validateObjectMeta(controller, true, subdomainName, release),
    ...validateSpec(controller.spec ?? {}, release),
  ],
  update(controller, old, release, subresource) {
    const errors = validateObjectMetaUpdate(controller, old, release);
    if (subresource !== 'status') return [...errors, ...validateSpec(controller.spec ?? {}, release)];
    const status = controller.status ?? { replicas: 0 };
    const counts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const;
    return [
      ...errors,
      ...validateCounters(status, ['replicas', ...counts, 'observedGeneration']),
      ...validateProportions(status, counts, 'cannot be greater than readyReplicas'),
    ];
  },
};
