import type { V1PersistentVolumeClaimSpec } from '@kubernetes/client-node/dist/gen/models/V1PersistentVolumeClaimSpec.js';
import type { V1PersistentVolumeClaimTemplate } from '@kubernetes/client-node/dist/gen/models/V1PersistentVolumeClaimTemplate.js';
import { forbidden, invalid, required, type FieldError } from '../field.ts';
import { goDiff } from '../go-diff.ts';
import { isDns1123Label, isDns1123Subdomain } from '../formats.ts';
import { jsonEqual, type ReleaseRef } from '../json.ts';
import { compareQuantities, formatQuantity } from '../quantity.ts';
import type { PersistentVolumeClaim, Wire } from '../types.ts';
import { validateAnnotations, validateLabels, validateLabelSelector } from './labels.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { validateDns1123Subdomain } from './names.ts';
import { immutable, invalidEach, oneOf, quantityOf } from './rules.ts';
import { validateResourceQuantity } from './resources.ts';
import type { Validator } from './validator.ts';

type ClaimSpec = Wire<V1PersistentVolumeClaimSpec>;

export const accessModes: Readonly<Record<ReleaseRef['name'], readonly string[]>> = {
  '1.20': ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce'],
  '1.36': ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'],
};

/** Which modes there are, and that ReadWriteOncePod stands alone. */
export function validateAccessModes(modes: readonly string[], field: string, release: ReleaseRef): FieldError[] {
  const supported = accessModes[release.name];
  const errors = modes.flatMap((mode) => oneOf(field, mode, supported));
  const known = modes.filter((mode) => supported.includes(mode));
  if (known.includes('ReadWriteOncePod') && known.some((mode) => mode !== 'ReadWriteOncePod')) {
    errors.push(forbidden(field, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

export function validateClaimSpec(spec: ClaimSpec, field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) errors.push(required(`${field}.accessModes`, 'at least 1 access mode is required'));
  errors.push(...validateLabelSelector(spec.selector, `${field}.selector`, release));
  errors.push(...validateAccessModes(modes, `${field}.accessModes`, release));
  const storage = spec.resources?.requests?.['storage'];
  const at = `${field}.resources[storage]`;
  if (storage === undefined) errors.push(required(at));
  else if (quantityOf(storage).nanos <= 0n) {
    errors.push(invalid(at, formatQuantity(quantityOf(storage)), 'must be greater than zero'));
  } else errors.push(...validateResourceQuantity('storage', storage, at, release));
  if ((spec.storageClassName ?? '') !== '') {
    errors.push(...validateDns1123Subdomain(spec.storageClassName!, `${field}.storageClassName`));
  }
  if (spec.volumeMode !== undefined) {
    errors.push(...oneOf(`${field}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem']));
  }
  errors.push(...validateDataSource(spec.dataSource, `${field}.dataSource`, release));
  errors.push(...validateDataSource(spec.dataSourceRef, `${field}.dataSourceRef`, release));
  return errors;
}

function validateDataSource(
  source: ClaimSpec['dataSourceRef'] | ClaimSpec['dataSource'],
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (source === undefined) return [];
  const errors: FieldError[] = [];
  if (source.name === '') errors.push(required(`${field}.name`));
  if (source.kind === '') errors.push(required(`${field}.kind`));
  const group = source.apiGroup ?? '';
  if (group === '' && source.kind !== 'PersistentVolumeClaim') {
    const why = release.name === '1.20' ? '' : "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    errors.push(invalid(field, source.kind, why));
  }
  if (group !== '' && release.name !== '1.20') {
    errors.push(...invalidEach(`${field}.apiGroup`, group, isDns1123Subdomain(group)));
  }
  if ('namespace' in source && (source.namespace ?? '') !== '') {
    errors.push(...invalidEach(`${field}.namespace`, source.namespace, isDns1123Label(source.namespace!, release)));
  }
  return errors;
}

/** The claim that an ephemeral volume asks for. */
export function validateClaimTemplate(
  template: Wire<V1PersistentVolumeClaimTemplate>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const { annotations, labels, ...others } = template.metadata ?? {};
  const errors = validateAnnotations(annotations, `${field}.metadata.annotations`, release);
  errors.push(...validateLabels(labels, `${field}.metadata.labels`, release));
  for (const name of Object.keys(others)) errors.push(forbidden(`${field}.metadata.${name}`, 'cannot be set'));
  errors.push(...validateClaimSpec(template.spec, `${field}.spec`, release));
  return errors;
}

const betaClass = 'volume.beta.kubernetes.io/storage-class';

function validateUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim, release: ReleaseRef): FieldError[] {
  const errors = validateObjectMetaUpdate(claim, old, release);
  errors.push(...create(claim, release));
  const spec = claim.spec ?? ({} as ClaimSpec);
  const before = old.spec ?? ({} as ClaimSpec);
  const bound = claim.status?.phase === 'Bound';
  const annotation = claim.metadata?.annotations?.[betaClass] ?? '';
  if (annotation !== (old.metadata?.annotations?.[betaClass] ?? '')) {
    errors.push(invalid(`metadata.annotations.${betaClass}`, annotation, immutable));
  }
  // What a claim may change: where it is bound to, once; its class, from none; its size, once bound.
  let munged: Record<string, unknown> = { ...spec };
  const put = (name: string, value: unknown): void => {
    const { [name]: _old, ...rest } = munged;
    munged = value === undefined ? rest : { ...rest, [name]: value };
  };
  if ((before.volumeName ?? '') === '') put('volumeName', before.volumeName);
  if (release.name !== '1.20' && before.storageClassName === undefined) put('storageClassName', undefined);
  if (bound) {
    const size = before.resources?.requests?.['storage'];
    const requests = spec.resources?.requests;
    if (requests !== undefined && size !== undefined) {
      put('resources', { ...spec.resources, requests: { ...requests, storage: size } });
    }
    put('volumeAttributesClassName', before.volumeAttributesClassName);
  }
  if (!jsonEqual(munged, before)) {
    const what =
      release.name === '1.20'
        ? 'spec is immutable after creation except resources.requests for bound claims'
        : 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    const comparable = (before.volumeName ?? '') === '' ? { ...before, volumeName: spec.volumeName } : before;
    const shown = (before.volumeName ?? '') === '' ? { ...munged, volumeName: spec.volumeName } : munged;
    const difference =
      release.name === '1.20'
        ? goDiff('PersistentVolumeClaimSpec', shown, comparable, release)
        : goDiff('PersistentVolumeClaimSpec', comparable, shown, release);
    errors.push(forbidden('spec', `${what}\n${difference}`));
  }
  errors.push(...shrinking(claim, old, release));
  errors.push(...immutableField(spec.volumeMode, before.volumeMode, 'volumeMode'));
  return errors;
}

function shrinking(claim: PersistentVolumeClaim, old: PersistentVolumeClaim, release: ReleaseRef): FieldError[] {
  const size = (of: PersistentVolumeClaim): string => of.spec?.resources?.requests?.['storage'] ?? '0';
  if (compareQuantities(quantityOf(size(claim)), quantityOf(size(old))) >= 0) return [];
  const field = 'spec.resources.requests.storage';
  if (release.name === '1.20') return [forbidden(field, 'field can not be less than previous value')];
  const capacity = old.status?.capacity?.['storage'] ?? '0';
  return compareQuantities(quantityOf(size(claim)), quantityOf(capacity)) <= 0
    ? [forbidden(field, 'field can not be less than status.capacity')]
    : [];
}

function create(claim: PersistentVolumeClaim, release: ReleaseRef): FieldError[] {
  return [
    ...validateObjectMeta(claim, true, subdomainName, release),
    ...validateClaimSpec(claim.spec ?? ({} as ClaimSpec), 'spec', release),
  ];
}

export const persistentVolumeClaimValidator: Validator<PersistentVolumeClaim> = {
  create,
  update: (claim, old, release, subresource) =>
    subresource === 'status' ? validateObjectMetaUpdate(claim, old, release) : validateUpdate(claim, old, release),
};
