import { enumerations, type Enumeration } from './enumerations.ts';
import { rootsOf } from './roots.ts';
import { scalarDefinitions } from './scalars.ts';
import type { Declaration, Schema, TypeExpression } from './schema.ts';

const opaque: Declaration = { description: '', properties: new Map() };

/** The definitions of a release, with everything they refer to, sorted by name. */
export function assemble(
  release: '1.20' | '1.36',
  declarations: ReadonlyMap<string, Declaration>,
): Record<string, Schema> {
  const definitions = new Map<string, Schema>();
  const roots = rootsOf(release);
  const queue = roots.map((root) => root.definition);
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (definitions.has(name)) continue;
    const declaration = declarations.get(name) ?? (name in scalarDefinitions ? opaque : undefined);
    if (declaration === undefined) throw new Error(`v${release}: no source declares ${name}`);
    definitions.set(name, definitionOf(release, name, declaration, queue));
  }
  for (const { definition, group, version, kind } of roots) {
    definitions.get(definition)!['x-kubernetes-group-version-kind'] = [{ group, kind, version }];
  }
  return Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function definitionOf(release: '1.20' | '1.36', name: string, declaration: Declaration, queue: string[]): Schema {
  const description = declaration.description === '' ? {} : { description: declaration.description };
  const scalar = scalarDefinitions[name];
  if (scalar !== undefined) return { ...description, ...scalar };
  const schema: Schema = { ...description, type: 'object' };
  const required: string[] = [];
  const properties: Record<string, Schema> = {};
  for (const [field, property] of [...declaration.properties].sort(([a], [b]) => (a < b ? -1 : 1))) {
    properties[field] = {
      ...(property.description === '' ? {} : { description: property.description }),
      ...schemaOf(property.type, queue),
    };
    if (release !== '1.20') enumerate(name, field, properties[field]);
    if (property.required) required.push(field);
  }
  if (declaration.properties.size > 0) schema.properties = properties;
  if (required.length > 0) schema.required = required;
  return schema;
}

const enumerationOf = new Map(
  enumerations.flatMap(({ fields, values }) => fields.map((field): [string, Enumeration['values']] => [field, values])),
);

/** Adds a field's values, and what they mean to its description, in the words of kube-openapi. */
function enumerate(definition: string, field: string, schema: Schema): void {
  const id = `${definition.slice(definition.lastIndexOf('.') + 1)}.${field}`;
  const ofItems = enumerationOf.get(`${id}[]`);
  const values = ofItems ?? enumerationOf.get(id);
  if (values === undefined) return;
  const target = ofItems === undefined ? schema : schema.items;
  if (target?.type !== 'string') return;
  target.enum = Object.keys(values);
  const lines = Object.entries(values).map(
    ([value, meaning]) => ` - \`"${value}"\`${meaning === '' ? '' : ` ${meaning}`}`,
  );
  if (ofItems !== undefined) return;
  schema.description = `${schema.description ?? ''}\n\nPossible enum values:\n${lines.join('\n')}`;
}

function schemaOf(type: TypeExpression, queue: string[]): Schema {
  switch (type.kind) {
    case 'array':
      return { type: 'array', items: schemaOf(type.item, queue) };
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(type.value, queue) };
    case 'name': {
      const format = type.format === undefined ? {} : { format: type.format };
      if (type.name === 'string' || type.name === 'boolean') return { type: type.name, ...format };
      if (type.name === 'number') return { type: /^int/.test(type.format ?? '') ? 'integer' : 'number', ...format };
      queue.push(type.name);
      return { $ref: `#/definitions/${type.name}` };
    }
  }
}
