import type { V1CSIPersistentVolumeSource } from '@kubernetes/client-node/dist/gen/models/V1CSIPersistentVolumeSource.js';
import type { V1PersistentVolumeSpec } from '@kubernetes/client-node/dist/gen/models/V1PersistentVolumeSpec.js';
import { forbidden, GoValue, invalid, notSupported, required, tooLong, type FieldError } from '../../field.ts';
import { isDns1123Subdomain } from '../../formats.ts';
import { goDiff } from '../../go-diff.ts';
import { internalJson } from '../../internal-json.ts';
import { jsonEqual, type ReleaseRef } from '../../json.ts';
import { quantityValue } from '../../quantity.ts';
import type { PersistentVolume, Wire } from '../../types.ts';
import { stringMapValue } from '../go-values.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { validateDns1123Label, validateDns1123Subdomain } from '../names.ts';
import { validateAccessModes } from '../persistent-volume-claim.ts';
import { validateNodeSelector } from '../pod/affinity.ts';
import { noBacksteps } from '../pod/paths.ts';
import { volumeSourceRules } from '../pod/volumes.ts';
import { immutable, invalidEach, oneOf, quantityOf, sortedKeys } from '../rules.ts';
import type { Validator } from '../validator.ts';

/* pkg/apis/core/validation/validation.go: PersistentVolumes. */

type Spec = Wire<V1PersistentVolumeSpec>;

const reclaimPolicies = ['Delete', 'Recycle', 'Retain'];
const maxDriverName = 63;

/** The sources in kube's order, and the name that the message about a second one gives them. */
const sources: readonly (readonly [keyof Spec, string?])[] = [
  ['hostPath'],
  ['gcePersistentDisk'],
  ['awsElasticBlockStore'],
  ['glusterfs'],
  ['flocker'],
  ['nfs'],
  ['rbd'],
  ['quobyte'],
  ['cephfs', 'cephFS'],
  ['iscsi'],
  ['cinder'],
  ['fc'],
  ['flexVolume'],
  ['azureFile'],
  ['vsphereVolume'],
  ['photonPersistentDisk'],
  ['portworxVolume'],
  ['azureDisk'],
  ['scaleIO'],
  ['local'],
  ['storageos'],
  ['csi'],
];

function validateSpec(spec: Spec, release: ReleaseRef): FieldError[] {
  const modes = spec.accessModes ?? [];
  const errors: FieldError[] = modes.length === 0 ? [required('spec.accessModes')] : [];
  errors.push(...validateAccessModes(modes, 'spec.accessModes', release));
  errors.push(...validateCapacity(spec.capacity ?? {}, spec.capacity));
  const policy = spec.persistentVolumeReclaimPolicy ?? '';
  if (policy !== '' && !reclaimPolicies.includes(policy)) {
    errors.push(notSupported('spec.persistentVolumeReclaimPolicy', policy, reclaimPolicies));
  }
  const affinity = spec.nodeAffinity;
  if (affinity !== undefined) {
    const at = 'spec.nodeAffinity.required';
    errors.push(
      ...(affinity.required === undefined
        ? [required(at, 'must specify required node constraints')]
        : validateNodeSelector(affinity.required, at, release.name !== '1.20', release)),
    );
  }
  errors.push(...validateSources(spec, release));
  const path = spec.hostPath?.path;
  if (path !== undefined && /^[/.]*$/.test(path) && path.startsWith('/') && policy === 'Recycle') {
    const detail = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(forbidden('spec.persistentVolumeReclaimPolicy', detail));
  }
  const storageClass = spec.storageClassName ?? '';
  if (storageClass !== '') errors.push(...validateDns1123Subdomain(storageClass, 'spec.storageClassName'));
  if (spec.volumeMode !== undefined) {
    errors.push(...oneOf('spec.volumeMode', spec.volumeMode, ['Block', 'Filesystem']));
  }
  const attributes = spec.volumeAttributesClassName;
  if (attributes === undefined || release.name === '1.20') return errors;
  const at = 'spec.volumeAttributesClassName';
  if (attributes === '') errors.push(required(at, 'an empty string is disallowed'));
  else errors.push(...validateDns1123Subdomain(attributes, at));
  if (spec.csi === undefined) {
    errors.push(required('spec.csi', 'has to be specified when using volumeAttributesClassName'));
  }
  return errors;
}

function validateCapacity(capacity: Readonly<Record<string, string>>, given: Spec['capacity']): FieldError[] {
  const field = 'spec.capacity';
  const names = sortedKeys(capacity);
  const errors: FieldError[] = names.length === 0 ? [required(field)] : [];
  if (names.length !== 1 || names[0] !== 'storage') {
    errors.push(notSupported(field, stringMapValue(given), ['storage']));
  }
  for (const name of names) {
    const quantity = quantityOf(capacity[name]!);
    const at = `${field}[${name}]`;
    if (quantityValue(quantity) < 0) {
      errors.push(invalid(at, quantityValue(quantity), 'must be a valid resource quantity'));
    }
    if (quantity.nanos <= 0n) errors.push(invalid(at, capacity[name], 'must be greater than zero'));
  }
  return errors;
}

function validateSources(spec: Spec, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const [name, shown = name] of sources) {
    if (spec[name] === undefined) continue;
    // A FlexVolume is not counted against the others before it.
    if (found && name !== 'flexVolume') {
      errors.push(forbidden(`spec.${shown}`, 'may not specify more than 1 volume type'));
      continue;
    }
    found = true;
    errors.push(...validateSource(spec, name, `spec.${name}`, release));
  }
  return found ? errors : [...errors, required('spec', 'must specify a volume type')];
}

function validateSource(spec: Spec, name: keyof Spec, field: string, release: ReleaseRef): FieldError[] {
  if (name === 'local') {
    const { path = '' } = spec.local!;
    const errors = path === '' ? [required(`${field}.path`)] : noBacksteps(path, `${field}.path`);
    return spec.nodeAffinity === undefined
      ? [...errors, required('spec.nodeAffinity', 'Local volume requires node affinity')]
      : errors;
  }
  if (name === 'csi') return validateCsi(spec.csi!, field, release);
  return volumeSourceRules(name)?.(spec[name] as never, field, release) ?? [];
}

const secretReferences = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

function validateCsi(csi: Wire<V1CSIPersistentVolumeSource>, field: string, release: ReleaseRef): FieldError[] {
  const { driver = '', volumeHandle = '' } = csi;
  const errors: FieldError[] = [];
  if (driver === '') errors.push(required(`${field}.driver`));
  else {
    if (driver.length > maxDriverName) errors.push(tooLong(`${field}.driver`, maxDriverName, release));
    errors.push(...invalidEach(`${field}.driver`, driver, isDns1123Subdomain(driver.toLowerCase())));
  }
  if (volumeHandle === '') errors.push(required(`${field}.volumeHandle`));
  for (const name of secretReferences) {
    const reference = csi[name];
    if (reference === undefined) continue;
    const at = `${field}.${name}`;
    const { name: secret = '', namespace = '' } = reference;
    errors.push(...(secret === '' ? [required(`${at}.name`)] : validateDns1123Subdomain(secret, `${at}.name`)));
    errors.push(
      ...(namespace === ''
        ? [required(`${at}.namespace`)]
        : validateDns1123Label(namespace, `${at}.namespace`, release)),
    );
  }
  return errors;
}

function sourceOf(spec: Spec, before: Spec): Readonly<Record<string, unknown>> {
  const given = Object.fromEntries(
    sources.map(([name]) => [name, spec[name]]).filter(([, value]) => value !== undefined),
  );
  const { csi } = spec;
  // The secret to expand the volume with may come later.
  if (csi === undefined || before.csi === undefined || before.csi.controllerExpandSecretRef !== undefined) return given;
  const { controllerExpandSecretRef: _added, ...rest } = csi;
  return { ...given, csi: rest };
}

function validate(volume: PersistentVolume, release: ReleaseRef): FieldError[] {
  return [...validateObjectMeta(volume, false, subdomainName, release), ...validateSpec(volume.spec ?? {}, release)];
}

function validateUpdate(volume: PersistentVolume, old: PersistentVolume, release: ReleaseRef): FieldError[] {
  const [spec, before] = [volume.spec ?? {}, old.spec ?? {}];
  // Twice, as the strategy and the rules for updates both ask.
  const errors = [...validate(volume, release), ...validate(volume, release)];
  const [now, then] = [sourceOf(spec, before), sourceOf(before, before)];
  if (!jsonEqual(now, then)) {
    const [a, b] = release.name === '1.20' ? [now, then] : [then, now];
    const difference = goDiff('PersistentVolumeSource', a, b, release);
    const detail = `spec.persistentvolumesource is immutable after creation\n${difference}`;
    errors.push(forbidden('spec.persistentvolumesource', detail));
  }
  errors.push(...immutableField(spec.volumeMode, before.volumeMode, 'volumeMode'));
  if (before.nodeAffinity !== undefined && !jsonEqual(spec.nodeAffinity, before.nodeAffinity)) {
    const needed = spec.nodeAffinity?.required;
    const shown = spec.nodeAffinity && { Required: internalJson('?NodeSelector', needed, release) };
    const except = release.name === '1.20' ? '' : ', except for updating from beta label to GA';
    errors.push(
      invalid('nodeAffinity', new GoValue(shown ?? null, 'core.VolumeNodeAffinity{...}'), immutable + except),
    );
  }
  if (before.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined) {
    errors.push(forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  }
  return errors;
}

export const persistentVolumeValidator: Validator<PersistentVolume> = {
  create: validate,
  update: (volume, old, release, subresource) =>
    subresource === 'status' ? validateObjectMetaUpdate(volume, old, release) : validateUpdate(volume, old, release),
};
