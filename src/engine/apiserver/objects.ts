import { badRequest } from '../api/errors.ts';
import { generateName } from '../api/names.ts';
import { apiVersionOf, type Kind } from '../api/kinds.ts';
import { jsonEqual } from '../api/json.ts';
import type { ObjectMeta } from '../api/types.ts';
import type { Random } from '../sim/random.ts';
import type { StoredObject } from './registry/strategy.ts';

/** The generic part of the registry (k8s.io/apiserver/pkg/registry/rest create.go, update.go): what every object's metadata goes through. */

/** Fills in what a client leaves out: apiVersion, kind, namespace, name, uid, creationTimestamp. */
export function fillNewObject(
  kind: Kind,
  namespace: string,
  object: StoredObject,
  random: Random,
  now: string,
): StoredObject {
  const given: Partial<ObjectMeta> = object.metadata ?? {};
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...rest } = object;
  const {
    deletionTimestamp: _deletionTimestamp,
    deletionGracePeriodSeconds: _grace,
    selfLink: _selfLink,
    resourceVersion: _resourceVersion,
    generation: _generation,
    managedFields: _managedFields,
    ...metadata
  } = given;
  const name =
    (metadata.name ?? '') === '' && (metadata.generateName ?? '') !== ''
      ? generateName(metadata.generateName!, random)
      : metadata.name;
  return {
    apiVersion: apiVersionOf(kind.hub),
    kind: kind.kind,
    metadata: {
      ...metadata,
      ...(name === undefined ? {} : { name }),
      ...(kind.namespaced ? { namespace } : {}),
      uid: random.uuid(),
      creationTimestamp: now,
    },
    ...rest,
  } as StoredObject;
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
  const keys = new Set([...Object.keys(object), ...Object.keys(old)]);
  for (const key of keys) {
    if (object[key] === old[key] || key === 'apiVersion' || key === 'kind') continue;
    if (key !== 'metadata') {
      if (!jsonEqual(object[key], old[key])) return false;
      continue;
    }
    const resourceVersion = old.metadata?.resourceVersion;
    if (!jsonEqual({ ...object.metadata, resourceVersion }, old.metadata)) return false;
  }
  return true;
}
