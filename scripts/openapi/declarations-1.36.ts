import { additions } from './additions-1.36.ts';
import type { ClientModels } from './client-node.ts';
import { metricsDeclarations } from './metrics.ts';
import { goPackageOf, rootsOf } from './roots.ts';
import { innermost, withInnermost, type Declaration, type Property, type TypeExpression } from './schema.ts';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/**
 * v1.36's types: the structure is the official client's. Its comments lack what stands beside a reference, line breaks, and
 * which strings are quantities; `older` (v1.30) knows these of the fields it has, `additions` of the rest.
 */
export function declarations136(
  client: ClientModels,
  older: ReadonlyMap<string, Declaration>,
): Map<string, Declaration> {
  const declarations = new Map<string, Declaration>(older);
  for (const [name, declaration] of metricsDeclarations) declarations.set(name, declaration);
  const names = new Names(client, older);
  const queue = rootsOf('1.36')
    .map((root) => ({ root, className: names.classOf(root.definition) }))
    .filter(({ root }) => !root.definition.startsWith(goPackageOf('metrics.k8s.io', '')))
    .map(({ root, className }) => ({ name: root.definition, className }));
  const done = new Set<string>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (done.has(next.name)) continue;
    done.add(next.name);
    const { name, className } = next;
    const model = client.get(className);
    const known = older.get(name);
    const properties = new Map<string, Property>();
    for (const [field, property] of model.properties) {
      const before = known?.properties.get(field);
      const type = names.resolve(property.type, name, before?.type, additions.types[`${name}.${field}`]);
      const inner = innermost(property.type).name;
      if (client.has(inner) && inner !== 'V1MicroTime') queue.push({ name: innermost(type).name, className: inner });
      properties.set(field, {
        type,
        required: property.required,
        description:
          additions.descriptions[`${name}.${field}`] ??
          richer(property.description, before?.description ?? '', isReference(type)),
      });
    }
    declarations.set(name, {
      description: additions.descriptions[name] ?? richer(model.description, known?.description ?? '', false),
      properties,
    });
  }
  return declarations;
}

const isReference = (type: TypeExpression): boolean => type.kind === 'name' && type.name.includes('.');

/** The client's text, or the older one if that says the same with line breaks, or stands beside a reference. */
function richer(text: string, before: string, reference: boolean): string {
  const flat = (value: string): string => value.replace(/\s+/g, ' ').trim();
  if (reference) return before;
  return flat(text) === flat(before) ? before : text;
}

/** Finds the definition name of a client class, and the other way round. */
class Names {
  #byVersionAndType = new Map<string, string[]>();

  constructor(
    private readonly client: ClientModels,
    older: ReadonlyMap<string, Declaration>,
  ) {
    for (const name of older.keys()) {
      const key = name.split('.').slice(-2).join('.');
      this.#byVersionAndType.set(key, [...(this.#byVersionAndType.get(key) ?? []), name]);
    }
  }

  /** `io.k8s.api.core.v1.Event` -> `CoreV1Event` */
  classOf(definition: string): string {
    const parts = definition.split('.');
    const [group = '', version = '', type = ''] = parts.slice(-3);
    const plain = upperFirst(version) + type;
    return this.client.has(plain) ? plain : upperFirst(group) + plain;
  }

  resolve(
    type: TypeExpression,
    parent: string,
    before: TypeExpression | undefined,
    added: { readonly name: string } | undefined,
  ): TypeExpression {
    if (added !== undefined) return withInnermost(type, added);
    const inner = innermost(type);
    const old = before === undefined ? '' : innermost(before).name;
    switch (inner.name) {
      case 'Date':
        return withInnermost(type, { name: `${meta}.Time` });
      case 'V1MicroTime':
        return withInnermost(type, { name: `${meta}.MicroTime` });
      case 'IntOrString':
        return withInnermost(type, { name: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString' });
      case 'any':
        if (old === '') throw new Error(`${parent}: a field of any type that no source names`);
        return withInnermost(type, { name: old });
      case 'string':
        return old.endsWith('.Quantity') ? withInnermost(type, { name: old }) : type;
      case 'number':
      case 'boolean':
        return type;
      default:
        return withInnermost(type, { name: this.#definitionOf(inner.name, parent, old) });
    }
  }

  #definitionOf(className: string, parent: string, old: string): string {
    const match = /^([A-Z][a-z]+)?V(\d+(?:(?:alpha|beta)\d+)?)([A-Z]\w*)$/.exec(className);
    if (match === null) throw new Error(`no definition of ${className}, in ${parent}`);
    const [, prefix, version, type] = match;
    if (old.endsWith(`.v${version!}.${type!}`)) return old;
    const candidates = this.#byVersionAndType.get(`v${version!}.${type!}`) ?? [];
    const parentPackage = parent.slice(0, parent.lastIndexOf('.'));
    const wanted =
      prefix === undefined ? parentPackage : `io.k8s.api.${prefix[0]!.toLowerCase()}${prefix.slice(1)}.v${version!}`;
    const exact = `${wanted}.${type!}`;
    if (candidates.length === 0 || candidates.includes(exact)) return exact;
    const shared = candidates.find((name) => name.includes('.meta.') || name.includes('.core.'));
    if (shared !== undefined || candidates.length === 1) return shared ?? candidates[0]!;
    throw new Error(`${className}, in ${parent}: one of ${candidates.join(', ')}?`);
  }
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
