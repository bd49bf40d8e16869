import type { V1IngressClass } from '@kubernetes/client-node/dist/gen/models/V1IngressClass.js';
import { forbidden, notSupported, required, tooLong, type FieldError } from '../../field.ts';
import { byteLength, isDns1123Label } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import type { KubeObject, Wire } from '../../types.ts';
import { validateDomainPrefixedPath } from '../domain-path.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { invalidEach } from '../rules.ts';
import type { Validator } from '../validator.ts';
import { validateTypedReference } from './reference.ts';

/* pkg/apis/networking/validation/validation.go: IngressClasses. */

type IngressClass = Wire<V1IngressClass> & KubeObject;

const maxController = 250;

function validate(ingressClass: IngressClass, release: ReleaseRef): FieldError[] {
  const { controller = '', parameters } = ingressClass.spec ?? {};
  const errors = validateObjectMeta(ingressClass, false, subdomainName, release);
  if (byteLength(controller) > maxController) errors.push(tooLong('spec.controller', maxController, release));
  errors.push(...validateDomainPrefixedPath(controller, 'spec.controller'));
  const field = 'spec.parameters';
  if (parameters === undefined) return errors;
  errors.push(...validateTypedReference(parameters, field));
  if (release.name === '1.20') return errors;
  const { scope, namespace } = parameters;
  if (scope === undefined) return [...errors, required(`${field}.scope`)];
  if (scope !== 'Cluster' && scope !== 'Namespace') {
    return [...errors, notSupported(`${field}.scope`, scope, ['Cluster', 'Namespace'])];
  }
  const at = `${field}.namespace`;
  const when = `\`parameters.scope\` is set to '${scope}'`;
  if (scope === 'Cluster') return namespace === undefined ? errors : [...errors, forbidden(at, when)];
  return namespace === undefined
    ? [...errors, required(at, when)]
    : [...errors, ...invalidEach(at, namespace, isDns1123Label(namespace, release))];
}

export const ingressClassValidator: Validator<IngressClass> = {
  create: validate,
  update: (ingressClass, old, release) => [
    ...validateObjectMetaUpdate(ingressClass, old, release),
    ...immutableField(ingressClass.spec?.controller ?? '', old.spec?.controller ?? '', 'spec.controller'),
    ...validate(ingressClass, release),
  ],
};
