/** The part of OpenAPI's schema object that Kubernetes' documents use, and the generator writes. */
export interface Schema {
  description?: string;
  type?: string;
  format?: string;
  items?: Schema;
  $ref?: string;
  additionalProperties?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: string[];
  default?: unknown;
  'x-kubernetes-group-version-kind'?: { group: string; kind: string; version: string }[];
}

/** A type as a source declares it, before it has its place in the document. */
export interface Declaration {
  readonly description: string;
  /** Wire names, in the order of the source. */
  readonly properties: ReadonlyMap<string, Property>;
}

export interface Property {
  readonly type: TypeExpression;
  readonly required: boolean;
  readonly description: string;
}

/** `string`, `Array<V1Container>`, `{ [key: string]: string }`. */
export type TypeExpression =
  | { readonly kind: 'name'; readonly name: string; readonly format?: string }
  | { readonly kind: 'array'; readonly item: TypeExpression }
  | { readonly kind: 'map'; readonly value: TypeExpression };

/** @param format of the innermost name: `int32`, `byte`, `date-time`. */
export function parseType(text: string, format = ''): TypeExpression {
  const source = text.trim();
  const array = /^Array<(.*)>$/s.exec(source);
  if (array !== null) return { kind: 'array', item: parseType(array[1]!, format) };
  const map = /^\{\s*\[\w+: string\]: (.*?);?\s*\}$/s.exec(source);
  if (map !== null) return { kind: 'map', value: parseType(map[1]!, format) };
  return format === '' ? { kind: 'name', name: source } : { kind: 'name', name: source, format };
}

/** The type with every name in it replaced. */
export function mapNames(type: TypeExpression, replace: (name: string) => string): TypeExpression {
  switch (type.kind) {
    case 'array':
      return { kind: 'array', item: mapNames(type.item, replace) };
    case 'map':
      return { kind: 'map', value: mapNames(type.value, replace) };
    case 'name':
      return { ...type, name: replace(type.name) };
  }
}

/** The name inside arrays and maps. */
export function innermost(type: TypeExpression): { readonly name: string; readonly format?: string } {
  return type.kind === 'array' ? innermost(type.item) : type.kind === 'map' ? innermost(type.value) : type;
}

/** The type with its innermost name (and format) replaced. */
export function withInnermost(type: TypeExpression, name: { name: string; format?: string }): TypeExpression {
  switch (type.kind) {
    case 'array':
      return { kind: 'array', item: withInnermost(type.item, name) };
    case 'map':
      return { kind: 'map', value: withInnermost(type.value, name) };
    case 'name':
      return { kind: 'name', ...name };
  }
}
