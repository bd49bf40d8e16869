import type { Task } from '../../engine/sim/task.ts';
import { field, isRecord, listAt, recordAt, textAt, type Json } from '../object.ts';
import type { Client } from './client.ts';

/** The server's schemas by name (`io.k8s.api.core.v1.Pod`), from /openapi/v2 or the parts of /openapi/v3. */
export type Definitions = Readonly<Record<string, Json>>;

/** All definitions of the OpenAPI v2 document. */
export function* openApiV2(client: Client): Task<Definitions> {
  const document = yield* client.object('GET', '/openapi/v2');
  return recordAt(document, 'definitions') as Definitions;
}

/** The definitions of one group and version in OpenAPI v3; undefined if the server does not have it. */
export function* openApiV3(client: Client, group: string, version: string): Task<Definitions | undefined> {
  const index = yield* client.object('GET', '/openapi/v3');
  const url = textAt(index, 'paths', group === '' ? `api/${version}` : `apis/${group}/${version}`, 'serverRelativeURL');
  if (url === '') return undefined;
  const document = yield* client.object('GET', url);
  return recordAt(document, 'components', 'schemas') as Definitions;
}

/** The name of a kind's definition. */
export function definitionOf(
  definitions: Definitions,
  group: string,
  version: string,
  kind: string,
): string | undefined {
  return Object.keys(definitions).find((name) =>
    listAt(definitions[name], 'x-kubernetes-group-version-kind').some(
      (gvk) => textAt(gvk, 'group') === group && textAt(gvk, 'version') === version && textAt(gvk, 'kind') === kind,
    ),
  );
}

/** The name that a `$ref` (alone, or in an allOf of one) points to. */
export function referenceOf(schema: unknown): string | undefined {
  const direct = textAt(schema, '$ref');
  const wrapped = listAt(schema, 'allOf');
  const target = direct !== '' ? direct : wrapped.length === 1 ? textAt(wrapped[0], '$ref') : '';
  return target === '' ? undefined : target.slice(target.lastIndexOf('/') + 1);
}

/** What a schema is made of (kube-openapi/pkg/util/proto). */
export type SchemaShape =
  | { readonly type: 'reference'; readonly name: string }
  | { readonly type: 'array'; readonly items: Json }
  | { readonly type: 'map'; readonly values: Json }
  | { readonly type: 'kind'; readonly fields: Readonly<Record<string, Json>>; readonly required: readonly string[] }
  | { readonly type: 'primitive'; readonly name: string }
  | { readonly type: 'arbitrary' };

export function shapeOf(schema: Json): SchemaShape {
  const name = referenceOf(schema);
  if (name !== undefined) return { type: 'reference', name };
  const type = textAt(schema, 'type');
  if (isRecord(schema['properties'])) {
    return {
      type: 'kind',
      fields: schema['properties'] as Readonly<Record<string, Json>>,
      required: listAt(schema, 'required').map(String),
    };
  }
  if (type === 'array') return { type: 'array', items: recordAt(schema, 'items') };
  if (type === 'object') {
    const values = field(schema, 'additionalProperties');
    return isRecord(values) ? { type: 'map', values } : { type: 'arbitrary' };
  }
  return type === '' ? { type: 'arbitrary' } : { type: 'primitive', name: type };
}
