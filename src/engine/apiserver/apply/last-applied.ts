import { isObject, type JsonObject } from '../../api/json.ts';
import { compare, fieldSetOf } from './compare.ts';
import { FieldSet } from './field-set.ts';
import type { FieldType } from './field-type.ts';

/*
 * The way from client-side to server-side apply: what `kubectl apply` noted in its annotation is kubectl's own, so that
 * `kubectl apply --server-side` may change it. managedfields/internal/lastapplied{manager,updater}.go.
 */

/** The manager that the annotation speaks for, and the annotation. */
export const annotationManager = 'kubectl';
const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

function annotationOf(object: JsonObject): string {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const annotations = isObject(metadata['annotations']) ? metadata['annotations'] : {};
  const text = annotations[annotation];
  return typeof text === 'string' ? text : '';
}

/** The fields that the annotation names and that nobody has changed since; none if it says nothing of this version. */
export function appliedByClient(live: JsonObject, apiVersion: unknown, type: FieldType): FieldSet {
  const last = parsed(annotationOf(live));
  if (!isObject(last) || last['apiVersion'] !== apiVersion) return FieldSet.empty;
  const { added, modified, removed } = compare(last, live, type);
  return fieldSetOf(last, type).difference(modified).difference(added).difference(removed);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Anybody's text: what does not parse says nothing.
    return undefined;
  }
}

/** The object with the configuration in its annotation, if it has one. */
export function withLastApplied(object: JsonObject, configuration: JsonObject): JsonObject {
  if (annotationOf(object) === '') return object;
  const metadata = object['metadata'] as JsonObject;
  const annotations = metadata['annotations'] as JsonObject;
  const text = `${goJson(withoutAnnotation(configuration))}\n`;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [annotation]: text } } };
}

function withoutAnnotation(configuration: JsonObject): JsonObject {
  const { metadata } = configuration;
  if (!isObject(metadata) || !isObject(metadata['annotations'])) return configuration;
  const { [annotation]: _dropped, ...annotations } = metadata['annotations'];
  return { ...configuration, metadata: { ...metadata, annotations } };
}

/** As Go's encoder writes maps: keys sorted, and nothing that HTML could take for its own. */
function goJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  );
  return text.replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
