import { definitionOf, referenceOf, type Definitions } from '../client/openapi.ts';
import { CommandError } from '../errors.ts';
import { quote } from '../go/quote.ts';
import { wrapWords } from '../help/wrap.ts';
import { isRecord, listAt, recordAt, textAt, type Json } from '../object.ts';

export interface ExplainedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * The documentation of a kind or of one of its fields, in the layout of v1.27 and later
 * (kubectl/pkg/explain/v2/templates/plaintext.tmpl). Throws an error that carries what has been written before it.
 */
export function explainV3(
  definitions: Definitions,
  of: ExplainedKind,
  path: readonly string[],
  recursive: boolean,
): string {
  const head = `${of.group === '' ? '' : `GROUP:      ${of.group}\n`}KIND:       ${of.kind}\nVERSION:    ${of.version}\n\n`;
  const name = definitionOf(definitions, of.group, of.version, of.kind);
  if (name === undefined) {
    throw new CommandError(
      `GVK map[group:${of.group} kind:${of.kind} version:${of.version}] not found in OpenAPI schema`,
      1,
      head,
    );
  }
  const body = new Explainer(definitions, recursive).output(definitions[name]!, path, new Set());
  if (body === '') throw new CommandError(`field ${quote(path.at(-1)!)} does not exist`, 1, head);
  return `${head}${body}\n`;
}

class Explainer {
  constructor(
    private readonly definitions: Definitions,
    private readonly recursive: boolean,
  ) {}

  #resolve(schema: Json): { readonly schema: Json; readonly reference: string | undefined } {
    const reference = textAt(schema, '$ref') === '' ? undefined : referenceOf(schema);
    return { schema: (reference === undefined ? undefined : this.definitions[reference]) ?? schema, reference };
  }

  /** A field that refers and describes at once: what it refers to is one alternative of it. */
  #field(schema: Json): Json {
    const { $ref, ...own } = schema;
    return typeof $ref === 'string' && Object.keys(own).length > 0 ? { ...own, allOf: [{ $ref }] } : schema;
  }

  output(schema: Json, path: readonly string[], history: ReadonlySet<string>): string {
    const { schema: resolved, reference } = this.#resolve(schema);
    const seen = reference === undefined ? history : new Set([...history, reference]);
    const [first, ...rest] = path;
    if (first === undefined) return this.#described(resolved);
    if (reference !== undefined && history.has(reference)) return '';
    const property = recordAt(resolved, 'properties')[first];
    if (isRecord(property)) {
      const field = this.#field(property);
      const title = rest.length === 0 ? `FIELD: ${first} <${this.#type(field)}>\n${enumeration(field, true)}\n\n` : '';
      return title + this.output(field, rest, new Set());
    }
    if (isRecord(resolved['items'])) return this.output(this.#field(resolved['items']), path, seen);
    if (isRecord(resolved['additionalProperties']))
      return this.output(this.#field(resolved['additionalProperties']), path, seen);
    for (const alternative of listAt(resolved, 'allOf').filter(isRecord)) {
      const text = this.output(alternative, path, seen);
      if (text !== '') return text;
    }
    return '';
  }

  #described(schema: Json): string {
    const description = this.#description(schema) || '<empty>';
    const fields = this.#fields(schema, 1, new Set());
    return `DESCRIPTION:\n${indent(wrapWords(description, 76), 4)}\n${externalDocs(schema, 0)}${fields === '' ? '' : `FIELDS:\n${fields}`}`;
  }

  #description(schema: Json): string {
    const { schema: resolved } = this.#resolve(schema);
    const own = textAt(resolved, 'description');
    let text = own === '' ? '' : `${own}\n`;
    for (const alternative of listAt(resolved, 'allOf').filter(isRecord)) text += this.#description(alternative);
    if (isRecord(resolved['items'])) text += this.#description(this.#field(resolved['items']));
    if (isRecord(resolved['additionalProperties']))
      text += this.#description(this.#field(resolved['additionalProperties']));
    return text;
  }

  #fields(schema: Json, level: number, history: ReadonlySet<string>): string {
    const { schema: resolved, reference } = this.#resolve(schema);
    if (reference !== undefined && history.has(reference)) return '';
    const seen = reference === undefined ? history : new Set([...history, reference]);
    const properties = recordAt(resolved, 'properties');
    let text = '';
    for (const name of Object.keys(properties).sort()) {
      const property = this.#field(recordAt(properties, name));
      text += this.#detail(name, property, listAt(resolved, 'required').includes(name), level);
      if (this.recursive) text += this.#fields(property, level + 1, seen);
    }
    for (const alternative of listAt(resolved, 'allOf').filter(isRecord))
      text += this.#fields(alternative, level, seen);
    if (isRecord(resolved['items'])) text += this.#fields(this.#field(resolved['items']), level, seen);
    if (isRecord(resolved['additionalProperties']))
      text += this.#fields(this.#field(resolved['additionalProperties']), level, seen);
    return text;
  }

  #detail(name: string, schema: Json, required: boolean, level: number): string {
    const margin = level * 2;
    let text = `${' '.repeat(margin)}${name}\t<${this.#type(schema)}>${required ? ' -required-' : ''}${enumeration(schema, false, margin)}\n`;
    if (this.recursive) return text;
    text += `${indent(wrapWords(textAt(schema, 'description') || '<no description>', 78 - margin), margin + 2)}\n`;
    return `${text}${externalDocs(schema, margin + 2)}\n`;
  }

  /** `string`, `[]PodCondition`, `map[string]string`. */
  #type(schema: Json): string {
    if (isRecord(schema['items'])) return `[]${this.#type(this.#field(schema['items']))}`;
    if (isRecord(schema['additionalProperties']))
      return `map[string]${this.#type(this.#field(schema['additionalProperties']))}`;
    const alternatives = listAt(schema, 'allOf').filter(isRecord);
    if (alternatives.length === 1 && schema['properties'] === undefined) return this.#type(alternatives[0]!);
    const reference = referenceOf(schema);
    if (reference !== undefined) {
      const type = textAt(this.definitions[reference], 'type');
      return type === '' || type === 'object' ? (reference.split('.').at(-1) ?? 'Object') : type;
    }
    const type = textAt(schema, 'type');
    return type === 'object' || type === '' ? 'Object' : type;
  }
}

function indent(text: string, amount: number): string {
  const pad = ' '.repeat(amount);
  return pad + text.replaceAll('\n', `\n${pad}`);
}

function externalDocs(schema: Json, margin: number): string {
  const docs = schema['externalDocs'];
  if (!isRecord(docs)) return '';
  const description = textAt(docs, 'description');
  const url = textAt(docs, 'url');
  return `\n${indent('EXTERNAL DOCS:', margin)}\n${description === '' ? '' : `${indent(wrapWords(description, 76 - margin), margin + 4)}\n`}${url === '' ? '' : `${indent(`URL: ${url}`, margin + 4)}\n`}`;
}

/** The allowed values: all of them below each other, or the first four on a line. */
function enumeration(schema: Json, long: boolean, margin = 0): string {
  const values = listAt(schema, 'enum').map((value) => (value === '' ? '""' : String(value)));
  if (values.length === 0) return '';
  if (long) return `ENUM:${values.map((value) => `\n    ${value}`).join('')}`;
  return `\n${' '.repeat(margin)}enum: ${values.slice(0, 4).join(', ')}${values.length > 4 ? ', ....' : ''}`;
}
