import { forbidden, GoValue, invalid, required, tooLong, type FieldError } from '../field.ts';
import {
  byteLength,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isPathSegmentName,
  isQualifiedName,
} from '../formats.ts';
import { goStringSlice } from '../go-syntax.ts';
import { jsonEqual, type ReleaseRef } from '../json.ts';
import { parseApiVersion } from '../kinds.ts';
import type { KubeObject, ObjectMeta } from '../types.ts';
import { validateAnnotations, validateLabels } from './labels.ts';
import { immutable, invalidEach, nonNegative } from './rules.ts';

/* k8s.io/apimachinery/pkg/api/validation/objectmeta.go, and pkg/apis/core/validation's own finalizer rule. */

/** What a kind's names must be. `prefix`: the name is a generateName, to which characters will be added. */
export type NameRule = (name: string, prefix: boolean, release: ReleaseRef) => string[];

export const subdomainName: NameRule = (name, prefix) => isDns1123Subdomain(prefix ? maskTrailingDash(name) : name);
export const labelName: NameRule = (name, prefix, release) =>
  isDns1123Label(prefix ? maskTrailingDash(name) : name, release);
export const dns1035Name: NameRule = (name, prefix) => isDns1035Label(prefix ? maskTrailingDash(name) : name);

function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

/** Finalizers without a domain that kube knows. */
const standardFinalizers: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

const maxSubresource = 256;
const maxFieldManager = 128;

/** What kube's own kinds ask of metadata: the common rules, and that finalizers are qualified. */
export function validateObjectMeta(
  object: KubeObject,
  namespaced: boolean,
  rule: NameRule,
  release: ReleaseRef,
): FieldError[] {
  return [
    ...validateAccessor(object, namespaced, rule, release),
    ...validateKubeFinalizers(object.metadata?.finalizers ?? [], 'metadata.finalizers'),
  ];
}

export function validateObjectMetaUpdate(object: KubeObject, old: KubeObject, release: ReleaseRef): FieldError[] {
  return [
    ...validateCommonMetaUpdate(object, old, release),
    ...validateKubeFinalizers(object.metadata?.finalizers ?? [], 'metadata.finalizers'),
  ];
}

const pathSegment: NameRule = (name, prefix) =>
  prefix
    ? ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`)
    : isPathSegmentName(name);

/** What the generic registry asks of every object (apiserver/pkg/registry/rest): its name fits into a path. */
export function validateCommonMeta(object: KubeObject, namespaced: boolean, release: ReleaseRef): FieldError[] {
  return validateAccessor(object, namespaced, pathSegment, release);
}

function validateAccessor(object: KubeObject, namespaced: boolean, rule: NameRule, release: ReleaseRef): FieldError[] {
  const meta: Partial<ObjectMeta> = object.metadata ?? {};
  const field = 'metadata';
  const errors: FieldError[] = [];
  const { generateName = '', name = '', namespace = '' } = meta;
  if (generateName !== '') {
    errors.push(...invalidEach(`${field}.generateName`, generateName, rule(generateName, true, release)));
  }
  if (name === '') errors.push(required(`${field}.name`, 'name or generateName is required'));
  else errors.push(...invalidEach(`${field}.name`, name, rule(name, false, release)));
  if (!namespaced) {
    if (namespace !== '') errors.push(forbidden(`${field}.namespace`, 'not allowed on this type'));
  } else if (namespace === '') errors.push(required(`${field}.namespace`));
  else errors.push(...invalidEach(`${field}.namespace`, namespace, isDns1123Label(namespace, release)));
  errors.push(...nonNegative(meta.generation, `${field}.generation`));
  errors.push(...validateLabels(meta.labels, `${field}.labels`, release));
  errors.push(...validateAnnotations(meta.annotations, `${field}.annotations`, release));
  errors.push(...validateOwnerReferences(meta.ownerReferences ?? [], `${field}.ownerReferences`));
  errors.push(...validateFinalizers(meta.finalizers ?? [], `${field}.finalizers`, release));
  errors.push(...validateManagedFields(meta, `${field}.managedFields`, release));
  return errors;
}

export function validateCommonMetaUpdate(object: KubeObject, old: KubeObject, release: ReleaseRef): FieldError[] {
  const meta: Partial<ObjectMeta> = object.metadata ?? {};
  const before: Partial<ObjectMeta> = old.metadata ?? {};
  const field = 'metadata';
  const errors: FieldError[] = [];
  if (before.deletionTimestamp !== undefined) {
    const extra = [...new Set(meta.finalizers ?? [])]
      .filter((name) => !(before.finalizers ?? []).includes(name))
      .sort();
    if (extra.length > 0) {
      errors.push(
        forbidden(
          `${field}.finalizers`,
          `no new finalizers can be added if the object is being deleted, found new finalizers ${goStringSlice(extra)}`,
        ),
      );
    }
  }
  if ((meta.resourceVersion ?? '') === '') {
    errors.push(invalid(`${field}.resourceVersion`, '', 'must be specified for an update'));
  }
  if ((meta.generation ?? 0) < (before.generation ?? 0)) {
    errors.push(invalid(`${field}.generation`, meta.generation ?? 0, 'must not be decremented'));
  }
  for (const name of ['name', 'namespace', 'uid'] as const) {
    if ((meta[name] ?? '') !== (before[name] ?? ''))
      errors.push(invalid(`${field}.${name}`, meta[name] ?? '', immutable));
  }
  for (const name of ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    if (meta[name] !== before[name]) errors.push(invalid(`${field}.${name}`, meta[name] ?? null, immutable));
  }
  errors.push(...validateLabels(meta.labels, `${field}.labels`, release));
  errors.push(...validateAnnotations(meta.annotations, `${field}.annotations`, release));
  errors.push(...validateOwnerReferences(meta.ownerReferences ?? [], `${field}.ownerReferences`));
  errors.push(...validateManagedFields(meta, `${field}.managedFields`, release));
  return errors;
}

function validateOwnerReferences(references: NonNullable<ObjectMeta['ownerReferences']>, field: string): FieldError[] {
  const errors: FieldError[] = [];
  let controller = '';
  for (const reference of references) {
    const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
    if (parseApiVersion(apiVersion).version === '') {
      errors.push(invalid(`${field}.apiVersion`, apiVersion, 'version must not be empty'));
    }
    if (kind === '') errors.push(invalid(`${field}.kind`, kind, 'must not be empty'));
    if (name === '') errors.push(invalid(`${field}.name`, name, 'must not be empty'));
    if (uid === '') errors.push(invalid(`${field}.uid`, uid, 'must not be empty'));
    if (apiVersion === 'v1' && kind === 'Event') {
      errors.push(invalid(field, reference, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (reference.controller !== true) continue;
    const current = `${kind}/${name}`;
    if (controller !== '') {
      errors.push(
        invalid(
          field,
          references,
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`,
        ),
      );
    } else controller = current;
  }
  return errors;
}

function validateFinalizers(finalizers: readonly string[], field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  for (const finalizer of finalizers)
    errors.push(...invalidEach(field, finalizer, isQualifiedName(finalizer, release)));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(
      invalid(
        field,
        new GoValue(finalizers, goStringSlice(finalizers)),
        'finalizer orphan and foregroundDeletion cannot be both set',
      ),
    );
  }
  return errors;
}

function validateKubeFinalizers(finalizers: readonly string[], field: string): FieldError[] {
  return finalizers.flatMap((finalizer, i) => validateKubeFinalizer(finalizer, `${field}[${i}]`));
}

function validateKubeFinalizer(finalizer: string, field: string): FieldError[] {
  return finalizer.includes('/') || standardFinalizers.has(finalizer)
    ? []
    : [invalid(field, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')];
}

/** A finalizer of a namespace's spec. */
export function validateFinalizerName(finalizer: string, field: string, release: ReleaseRef): FieldError[] {
  return [
    ...invalidEach(field, finalizer, isQualifiedName(finalizer, release)),
    ...validateKubeFinalizer(finalizer, field),
  ];
}

function validateManagedFields(meta: Partial<ObjectMeta>, field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  meta.managedFields?.forEach((entry, i) => {
    const at = `${field}[${i}]`;
    if (entry.operation !== 'Apply' && entry.operation !== 'Update') {
      errors.push(invalid(`${at}.operation`, entry.operation ?? '', 'must be `Apply` or `Update`'));
    }
    if ((entry.fieldsType ?? '') !== '' && entry.fieldsType !== 'FieldsV1') {
      errors.push(invalid(`${at}.fieldsType`, entry.fieldsType, 'must be `FieldsV1`'));
    }
    if (byteLength(entry.manager ?? '') > maxFieldManager) {
      errors.push(tooLong(`${at}.manager`, maxFieldManager, release));
    }
    if (byteLength(entry.subresource ?? '') > maxSubresource) {
      errors.push(tooLong(`${at}.subresource`, maxSubresource, release));
    }
  });
  return errors;
}

/**
 * ValidateImmutableField.
 * @param shown how the message shows the value, where JSON is not enough
 */
export function immutableField(
  value: unknown,
  old: unknown,
  field: string,
  shown: unknown = value ?? null,
): FieldError[] {
  return jsonEqual(value, old) ? [] : [invalid(field, shown, immutable)];
}
