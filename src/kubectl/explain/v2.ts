import { definitionOf, shapeOf, type Definitions, type SchemaShape } from '../client/openapi.ts';
import { apiVersionOf } from '../client/rest-mapper.ts';
import { CommandError } from '../errors.ts';
import { quote } from '../go/quote.ts';
import { textAt, type Json } from '../object.ts';
import type { ExplainedKind } from './v3.ts';
import { wrapParagraphs } from './wrap.ts';

/** The documentation of a kind or a field in the layout of v1.26 and before (kubectl/pkg/explain). */
export function explainV2(
  definitions: Definitions,
  of: ExplainedKind,
  path: readonly string[],
  recursive: boolean,
): string {
  const name = definitionOf(definitions, of.group, of.version, of.kind);
  if (name === undefined)
    throw new CommandError(`couldn't find resource for ${quote(`${of.group}/${of.version}, Kind=${of.kind}`)}`);
  const explainer = new Explainer(definitions, recursive);
  const schema = explainer.lookup(definitions[name]!, path);
  return explainer.model(schema, path.at(-1) ?? '', of);
}

class Explainer {
  constructor(
    private readonly definitions: Definitions,
    private readonly recursive: boolean,
  ) {}

  /** Follows a path of fields through references, lists and maps; a primitive ends it early. */
  lookup(schema: Json, path: readonly string[]): Json {
    const [first, ...rest] = path;
    if (first === undefined) return schema;
    const shape = shapeOf(schema);
    switch (shape.type) {
      case 'kind': {
        const field = Object.hasOwn(shape.fields, first) ? shape.fields[first] : undefined;
        if (field === undefined) throw new CommandError(`field ${quote(first)} does not exist`);
        return this.lookup(field, rest);
      }
      case 'reference':
        return this.lookup(this.definitions[shape.name] ?? {}, path);
      case 'array':
        return this.lookup(shape.items, path);
      case 'map':
        return this.lookup(shape.values, path);
      case 'primitive':
      case 'arbitrary':
        return schema;
    }
  }

  /** The whole text; descriptions are gathered on the way to what is printed. */
  model(start: Json, name: string, of: ExplainedKind): string {
    const descriptions: string[] = [];
    let schema = start;
    let type = '';
    for (;;) {
      const shape = shapeOf(schema);
      if (shape.type === 'reference') {
        descriptions.push(textAt(schema, 'description'));
        schema = this.definitions[shape.name] ?? {};
      } else if (shape.type === 'array' || shape.type === 'map') {
        descriptions.push(textAt(schema, 'description'));
        type ||= this.#type(schema);
        schema = shape.type === 'array' ? shape.items : shape.values;
      } else {
        descriptions.push(textAt(schema, 'description'));
        return this.#page(shape, type || this.#type(schema), name, descriptions, of);
      }
    }
  }

  #page(shape: SchemaShape, type: string, name: string, descriptions: readonly string[], of: ExplainedKind): string {
    let text = `KIND:     ${of.kind}\nVERSION:  ${apiVersionOf(of)}\n\n`;
    if (shape.type === 'kind' && name !== '') text += `RESOURCE: ${name} <${type}>\n\n`;
    if (shape.type === 'primitive') text += `FIELD:    ${name} <${type}>\n\n`;
    text += `DESCRIPTION:\n`;
    if (descriptions.every((one) => one === '')) text += '     <empty>\n';
    descriptions.forEach((description, i) => {
      if (description === '') return;
      if (i > 0) text += '\n';
      text += lines(description, 5);
    });
    if (shape.type !== 'kind') return text;
    return `${text}\nFIELDS:\n${this.recursive ? this.#tree(shape, 3, new Set()) : this.#fields(shape)}`;
  }

  #fields(shape: Extract<SchemaShape, { type: 'kind' }>): string {
    return Object.keys(shape.fields)
      .sort()
      .map((name) => {
        const schema = shape.fields[name]!;
        const required = shape.required.includes(name) ? ' -required-' : '';
        return `   ${name}\t<${this.#type(schema)}>${required}\n${lines(textAt(schema, 'description'), 5)}\n`;
      })
      .join('');
  }

  #tree(shape: SchemaShape, level: number, visited: ReadonlySet<string>): string {
    switch (shape.type) {
      case 'array':
        return this.#tree(shapeOf(shape.items), level, visited);
      case 'map':
        return this.#tree(shapeOf(shape.values), level, visited);
      case 'reference':
        if (visited.has(shape.name)) return '';
        return this.#tree(shapeOf(this.definitions[shape.name] ?? {}), level, new Set([...visited, shape.name]));
      case 'kind':
        return Object.keys(shape.fields)
          .sort()
          .map((name) => {
            const schema = shape.fields[name]!;
            return `${' '.repeat(level)}${name}\t<${this.#type(schema)}>\n${this.#tree(shapeOf(schema), level + 3, visited)}`;
          })
          .join('');
      case 'primitive':
      case 'arbitrary':
        return '';
    }
  }

  #type(schema: Json): string {
    const shape = shapeOf(schema);
    switch (shape.type) {
      case 'array':
        return `[]${this.#type(shape.items)}`;
      case 'map':
        return `map[string]${this.#type(shape.values)}`;
      case 'reference':
        return this.#type(this.definitions[shape.name] ?? {});
      case 'kind':
        return 'Object';
      case 'primitive':
        return shape.name;
      case 'arbitrary':
        return '';
    }
  }
}

function lines(text: string, indent: number): string {
  return wrapParagraphs(text, 80 - indent)
    .map((line) => (line === '' ? '\n' : `${' '.repeat(indent)}${line}\n`))
    .join('');
}
