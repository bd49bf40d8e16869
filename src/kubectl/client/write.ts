import type { Task } from '../../engine/sim/task.ts';
import type { Invocation } from '../command.ts';
import type { DryRun, FieldValidation } from '../flags/common.ts';
import { withSortedKeys, type Json } from '../object.ts';
import type { Info } from '../resource-builder/info.ts';
import { resourcePath, type RestMapping } from './rest-mapper.ts';

export interface WriteOptions {
  readonly dryRun?: DryRun;
  readonly fieldManager?: string;
  readonly fieldValidation?: FieldValidation;
}

/** The query of a write. v1.20 knows no fieldValidation. */
export function writeQuery(invocation: Invocation, options: WriteOptions): Readonly<Record<string, string>> {
  return {
    ...(options.dryRun === 'server' ? { dryRun: 'All' } : {}),
    ...(options.fieldManager === undefined || options.fieldManager === ''
      ? {}
      : { fieldManager: options.fieldManager }),
    ...(invocation.release.validation === 'server' && options.fieldValidation !== undefined
      ? { fieldValidation: options.fieldValidation }
      : {}),
  };
}

export function createObject(
  invocation: Invocation,
  mapping: RestMapping,
  namespace: string,
  object: Json,
  options: WriteOptions,
): Task<Json> {
  return invocation.client.object('POST', resourcePath(mapping, namespace), {
    query: writeQuery(invocation, options),
    body: withSortedKeys(object),
  });
}

export function replaceObject(
  invocation: Invocation,
  info: Info,
  object: Json,
  options: WriteOptions,
  subresource = '',
): Task<Json> {
  return invocation.client.object(
    'PUT',
    resourcePath(info.mapping, info.namespace, info.name, subresource || info.subresource),
    {
      query: writeQuery(invocation, options),
      body: withSortedKeys(object),
    },
  );
}

export type PatchType = 'strategic' | 'merge' | 'json';

const patchTypes: Readonly<Record<PatchType, string>> = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
};

export function patchObject(
  invocation: Invocation,
  info: Pick<Info, 'mapping' | 'namespace' | 'name' | 'subresource'>,
  type: PatchType,
  patch: unknown,
  options: WriteOptions = {},
): Task<Json> {
  return invocation.client.object('PATCH', resourcePath(info.mapping, info.namespace, info.name, info.subresource), {
    query: writeQuery(invocation, options),
    headers: { 'content-type': patchTypes[type] },
    body: withSortedKeys(patch),
  });
}
