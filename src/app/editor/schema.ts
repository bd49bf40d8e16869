import type { SchemasSettings } from 'monaco-yaml';
import { cluster } from '../store/cluster.ts';

interface Definition {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

interface SchemaDocument {
  readonly definitions: Readonly<Record<string, Definition>>;
}

const documents: Readonly<Record<string, () => Promise<{ default: unknown }>>> = {
  '1.20': () => import('../../generated/schema-1.20.json'),
  '1.36': () => import('../../generated/schema-1.36.json'),
};

/** The release's OpenAPI document as the one JSON Schema that Monaco checks every manifest with. */
export async function loadSchemas(): Promise<SchemasSettings[]> {
  const release = cluster.getState().ready?.config.release ?? '1.20';
  const loaded = await documents[release]?.();
  if (loaded === undefined) return [];
  return [
    {
      uri: `inmemory://podarium/${release}.json`,
      fileMatch: ['*.yaml', '*.yml'],
      schema: manifestSchema(loaded.default as SchemaDocument),
    },
  ];
}

/** A manifest of any kind: `apiVersion` and `kind` choose the definition. A field that the definition lacks is an error, as it is to the API server. */
export function manifestSchema(document: SchemaDocument): Record<string, unknown> {
  const definitions: Record<string, unknown> = {};
  const kinds: { apiVersion: string; kind: string; name: string }[] = [];
  for (const [name, definition] of Object.entries(document.definitions)) {
    definitions[name] = checked(name, definition);
    for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
      if (definition.properties?.['metadata'] === undefined || definition.properties['items'] !== undefined) continue;
      kinds.push({ apiVersion: group === '' ? version : `${group}/${version}`, kind, name });
    }
  }
  const unique = (values: readonly string[]): string[] => [...new Set(values)].toSorted();
  return {
    definitions,
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: { type: 'string', enum: unique(kinds.map((one) => one.apiVersion)) },
      kind: { type: 'string', enum: unique(kinds.map((one) => one.kind)) },
    },
    allOf: kinds.map(({ apiVersion, kind, name }) => ({
      if: {
        properties: { apiVersion: { const: apiVersion }, kind: { const: kind } },
        required: ['apiVersion', 'kind'],
      },
      then: { $ref: `#/definitions/${name}` },
    })),
  };
}

/** IntOrString and Quantity are strings in the document, and numbers are welcome; a kind's fields are all there are. */
function checked(name: string, definition: Definition): unknown {
  if (definition.format === 'int-or-string') return { ...definition, type: ['string', 'integer'] };
  if (name.endsWith('.resource.Quantity')) return { type: ['string', 'number'] };
  return definition.properties !== undefined && definition.additionalProperties === undefined
    ? { ...definition, additionalProperties: false }
    : definition;
}
