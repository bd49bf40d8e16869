import { badRequest } from '../api/errors.ts';
import { generateName } from '../api/names.ts';
import { apiVersionOf, type Kind } from '../api/kinds.ts';
import { jsonEqual, setOwn } from '../api/json.ts';
import type { ObjectMeta } from '../api/types.ts';
import type { Random } from '../sim/random.ts';
import type { StoredObject } from './registry/strategy.ts';

/** The generic part of the registry (k8s.io/apiserver/pkg/registry/rest create.go, update.go): what every object's metadata goes through. */

/** Set by the server alone on a new object, whatever the client says. */
const systemFields: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'name',
  'namespace',
  'resourceVersion',
  'selfLink',
  'uid',
]);

/** Fills in what a client leaves out: apiVersion, kind, namespace, name, uid, creationTimestamp. */
export function fillNewObject(
  kind: Kind,
  namespace: string,
  object: StoredObject,
  random: Random,
  now: string,
): StoredObject {
  const given: Partial<ObjectMeta> = object.metadata ?? {};
  const metadata: Record<string, unknown> = {};
  const name = given.name || (given.generateName ? generateName(given.generateName, random) : '');
  if (name !== '') metadata['name'] = name;
  if (kind.namespaced) metadata['namespace'] = namespace;
  metadata['uid'] = random.uuid();
  metadata['creationTimestamp'] = now;
  for (const key of Object.keys(given) as (keyof ObjectMeta)[]) {
    if (!systemFields.has(key) && given[key] !== undefined) setOwn(metadata, key, given[key]);
  }
  return { ...object, apiVersion: apiVersionOf(kind.hub), kind: kind.kind, metadata } as unknown as StoredObject;
}

/** The namespace of a request and of its object must agree. */
export function checkNamespace(kind: Kind, namespace: string, object: StoredObject): void {
  const given = object.metadata?.namespace ?? '';
  if (given === '' || given === namespace) return;
  if (kind.namespaced || namespace === '') {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** What no update changes, put back where the client left it out. */
export function keepSystemFields(object: StoredObject, old: StoredObject): StoredObject {
  const before = old.metadata;
  const after: Partial<ObjectMeta> = object.metadata ?? {};
  if (object.metadata === before) return object;
  const metadata: Record<string, unknown> = { ...after };
  for (const field of ['uid', 'creationTimestamp', 'name', 'namespace'] as const) {
    if ((after[field] ?? '') === '' && before?.[field] !== undefined) metadata[field] = before[field];
  }
  for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'generation'] as const) {
    if (before?.[field] === undefined) delete metadata[field];
    else if (after[field] === undefined || field === 'generation') metadata[field] = before[field];
  }
  delete metadata['selfLink'];
  delete metadata['managedFields'];
  return { ...object, metadata: metadata as unknown as ObjectMeta };
}

/** Whether an update would store what is stored already; then it writes nothing (etcd3 GuaranteedUpdate). */
export function isUnchanged(object: StoredObject, old: StoredObject): boolean {
  if (object === old) return true;
  for (const key of Object.keys(object)) {
    const [after, before] = [object[key], old[key]];
    if (after === before || key === 'apiVersion' || key === 'kind') continue;
    if (key === 'metadata' ? !sameMetadata(object, old) : !jsonEqual(after, before)) return false;
  }
  for (const key of Object.keys(old)) if (object[key] === undefined && old[key] !== undefined) return false;
  return true;
}

/** The resourceVersion is the stored one's, or none was given. */
function sameMetadata(object: StoredObject, old: StoredObject): boolean {
  const [after, before] = [object.metadata, old.metadata];
  if (after?.resourceVersion === before?.resourceVersion) return jsonEqual(after, before);
  return jsonEqual({ ...after, resourceVersion: before?.resourceVersion }, before);
}
