import { changes } from './changes-1.20.ts';
import { metricsDeclarations } from './metrics.ts';
import { innermost, withInnermost, type Declaration, type Property } from './schema.ts';

/**
 * v1.20's types: `newer` is the package of v1.21's first beta, from which `changes` takes what v1.20 lacks and gives what
 * it says otherwise. Formats (int32, byte), which that package leaves out, are those of v1.36 where it has the field.
 */
export function declarations120(
  newer: ReadonlyMap<string, Declaration>,
  today: ReadonlyMap<string, Declaration>,
): Map<string, Declaration> {
  const declarations = new Map<string, Declaration>(metricsDeclarations);
  for (const [name, declaration] of newer) {
    const properties = new Map<string, Property>();
    for (const [field, property] of declaration.properties) {
      const id = `${name}.${field}`;
      if (changes.absent.includes(id)) continue;
      properties.set(field, {
        ...property,
        type: withFormat(id, property.type, today.get(name)?.properties.get(field)?.type),
        description: changes.descriptions[id] ?? property.description,
      });
    }
    for (const [field, property] of Object.entries(changes.added[name] ?? {})) properties.set(field, property);
    declarations.set(name, {
      description: changes.descriptions[name] ?? declaration.description,
      properties,
    });
  }
  return declarations;
}

function withFormat(id: string, type: Property['type'], today: Property['type'] | undefined): Property['type'] {
  const { name } = innermost(type);
  const format = changes.formats[id] ?? (today === undefined ? undefined : innermost(today).format);
  if (format !== undefined && (name === 'number' || name === 'string')) return withInnermost(type, { name, format });
  // Nearly all numbers of the API are int32: double stands in the table.
  return name === 'number' ? withInnermost(type, { name, format: 'int32' }) : type;
}
