import { GoValue, invalid, notSupported, required, type FieldError } from '../field.ts';
import { isDns1035Label, isDns1123Subdomain } from '../formats.ts';
import { asArray, asObject, asString, type JsonObject, type ReleaseRef } from '../json.ts';
import type { KubeObject } from '../types.ts';
import { immutableField, validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import type { Validator } from './validator.ts';

/*
 * apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go: what a CustomResourceDefinition says of its group, names and
 * versions. That its schemas are structural is not checked.
 */

const scopes = ['Cluster', 'Namespaced'];

function nameErrors(value: string, field: string, prefix = ''): FieldError[] {
  const errors = isDns1035Label(prefix === '' ? value : value.toLowerCase());
  return value === '' || errors.length === 0 ? [] : [invalid(field, value, prefix + errors.join(','))];
}

function groupErrors(group: string): FieldError[] {
  if (group === '') return [required('spec.group')];
  const errors = isDns1123Subdomain(group);
  if (errors.length > 0) return [invalid('spec.group', group, errors.join(','))];
  return group.includes('.') ? [] : [invalid('spec.group', group, 'should be a domain with at least one dot')];
}

function namesErrors(names: JsonObject): FieldError[] {
  const at = (field: string): string => `spec.names.${field}`;
  const text = (field: string): string => asString(names[field]);
  const mixed = 'may have mixed case, but should otherwise match: ';
  const errors = ['plural', 'singular', 'kind', 'listKind'].flatMap((field) =>
    text(field) === '' ? [required(at(field))] : [],
  );
  for (const field of ['plural', 'singular']) errors.push(...nameErrors(text(field), at(field)));
  for (const field of ['kind', 'listKind']) errors.push(...nameErrors(text(field), at(field), mixed));
  asArray(names['shortNames']).forEach((name, i) =>
    errors.push(...nameErrors(String(name), `${at('shortNames')}[${i}]`)),
  );
  if (text('kind') !== '' && text('kind') === text('listKind'))
    errors.push(invalid(at('listKind'), text('listKind'), 'kind and listKind may not be the same'));
  asArray(names['categories']).forEach((name, i) =>
    errors.push(...nameErrors(String(name), `${at('categories')}[${i}]`)),
  );
  return errors;
}

const schemaOf = (version: JsonObject): unknown => asObject(version['schema'])['openAPIV3Schema'];

function versionsErrors(versions: readonly JsonObject[]): FieldError[] {
  const field = 'spec.versions';
  const errors: FieldError[] = [];
  versions.forEach((version, i) => {
    if (schemaOf(version) === undefined) errors.push(required(`${field}[${i}].schema.openAPIV3Schema`));
  });
  const names = versions.map((version) => asString(version['name']));
  names.forEach((name, i) => {
    const wrong = isDns1035Label(name);
    if (wrong.length > 0) errors.push(invalid(`${field}[${i}].name`, name, wrong.join(',')));
  });
  if (new Set(names).size < names.length)
    errors.push(invalid(field, shown(versions), 'must contain unique version names'));
  if (versions.filter((version) => version['storage'] === true).length !== 1)
    errors.push(invalid(field, shown(versions), 'must have exactly one version marked as storage version'));
  // The internal type still has the one version of old, filled from the first of them.
  const [first] = names;
  if (first !== undefined) errors.push(...nameErrors(first, 'spec.version'));
  return errors;
}

/** The internal type, as Go writes it. */
function shown(versions: readonly JsonObject[]): GoValue {
  const json = versions.map((version) => ({
    Name: asString(version['name']),
    Served: version['served'] === true,
    Storage: version['storage'] === true,
    Deprecated: version['deprecated'] === true,
    DeprecationWarning: version['deprecationWarning'] ?? null,
    Schema: version['schema'] ?? null,
    Subresources: version['subresources'] ?? null,
    AdditionalPrinterColumns: version['additionalPrinterColumns'] ?? null,
    SelectableFields: version['selectableFields'] ?? null,
  }));
  return new GoValue(json, JSON.stringify(json));
}

function specErrors(spec: JsonObject): FieldError[] {
  const scope = asString(spec['scope']);
  return [
    ...groupErrors(asString(spec['group'])),
    ...(scope === ''
      ? [required('spec.scope')]
      : scopes.includes(scope)
        ? []
        : [notSupported('spec.scope', scope, scopes)]),
    ...versionsErrors(asArray(spec['versions']).map(asObject)),
    ...namesErrors(asObject(spec['names'])),
  ];
}

function storedErrors(object: JsonObject): FieldError[] {
  const field = 'status.storedVersions';
  const stored = asArray(asObject(object['status'])['storedVersions']).map(String);
  if (stored.length === 0)
    return [invalid(field, new GoValue(null, '[]string(nil)'), 'must have at least one stored version')];
  const versions = asArray(asObject(object['spec'])['versions']).map(asObject);
  const errors: FieldError[] = [];
  for (const version of versions) {
    const name = asString(version['name']);
    if (version['storage'] === true && !stored.includes(name))
      errors.push(invalid(field, new GoValue(stored, JSON.stringify(stored)), `must have the storage version ${name}`));
  }
  stored.forEach((name, i) => {
    if (versions.some((version) => version['name'] === name)) return;
    errors.push(
      invalid(
        `${field}[${i}]`,
        name,
        `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
      ),
    );
  });
  return errors;
}

function validate(object: KubeObject, release: ReleaseRef): FieldError[] {
  const definition = object as JsonObject;
  const spec = asObject(definition['spec']);
  const wanted = `${asString(asObject(spec['names'])['plural'])}.${asString(spec['group'])}`;
  const name = (given: string): string[] => [
    ...isDns1123Subdomain(given),
    ...(given === wanted ? [] : ['must be spec.names.plural+"."+spec.group']),
  ];
  return [...validateObjectMeta(object, false, name, release), ...specErrors(spec), ...storedErrors(definition)];
}

export const customResourceDefinitionValidator: Validator<KubeObject> = {
  create: validate,
  update(object, old, release) {
    const [now, before] = [object as JsonObject, old as JsonObject];
    const [spec, oldSpec] = [asObject(now['spec']), asObject(before['spec'])];
    const [names, oldNames] = [asObject(spec['names']), asObject(oldSpec['names'])];
    const established = asArray(asObject(before['status'])['conditions']).some(
      (one) => asObject(one)['type'] === 'Established' && asObject(one)['status'] === 'True',
    );
    const errors = [...validateObjectMetaUpdate(object, old, release), ...specErrors(spec)];
    // What is served keeps what its objects are stored and read by.
    if (established) {
      errors.push(...immutableField(spec['scope'], oldSpec['scope'], 'spec.scope'));
      errors.push(...immutableField(names['kind'], oldNames['kind'], 'spec.names.kind'));
    }
    errors.push(...immutableField(spec['group'], oldSpec['group'], 'spec.group'));
    errors.push(...immutableField(names['plural'], oldNames['plural'], 'spec.names.plural'));
    return [...errors, ...storedErrors(now)];
  },
};
