import type { V1PodTemplate } from '@kubernetes/client-node/dist/gen/models/V1PodTemplate.js';
import type { KubeObject, Wire } from '../../types.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import type { Validator } from '../validator.ts';
import { validatePodTemplateSpec } from '../workloads/pod-template.ts';

export const podTemplateValidator: Validator<Wire<V1PodTemplate> & KubeObject> = {
  create: (object, release) => [
    ...validateObjectMeta(object, true, subdomainName, release),
    ...validatePodTemplateSpec(object.template, 'template', release),
  ],
  update: (object, old, release) => [
    ...validateObjectMetaUpdate(object, old, release),
    ...validatePodTemplateSpec(object.template, 'template', release),
  ],
};
