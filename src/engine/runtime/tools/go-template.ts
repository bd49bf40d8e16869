/** What Go's text/template says of a template that it refuses. */
export class TemplateError extends Error {}

export interface TemplateContext {
  /** As the tool's errors call the data, e.g. `*formatter.ContainerContext`. */
  readonly type: string;
}

type Node = { readonly text: string } | { readonly action: string };

/**
 * Renders the part of Go's templates that people use with `--format`: fields, and one function of a value.
 * @throws TemplateError with Go's message, without the tool's prefix
 */
export function renderTemplate(template: string, data: unknown, context: TemplateContext): string {
  return parse(template)
    .map((node) => ('text' in node ? node.text : show(evaluate(node.action, data, context))))
    .join('');
}

function parse(template: string): Node[] {
  const nodes: Node[] = [];
  let rest = template;
  while (rest !== '') {
    const open = rest.indexOf('{{');
    if (open === -1) {
      nodes.push({ text: rest });
      break;
    }
    if (open > 0) nodes.push({ text: rest.slice(0, open) });
    const close = rest.indexOf('}}', open);
    if (close === -1) throw new TemplateError('template: :1: unclosed action');
    nodes.push({ action: rest.slice(open + 2, close).trim() });
    rest = rest.slice(close + 2);
  }
  return nodes;
}

const functions: Readonly<Record<string, (value: unknown) => unknown>> = {
  json: (value) => JSON.stringify(value),
  upper: (value) => String(value).toUpperCase(),
  lower: (value) => String(value).toLowerCase(),
  title: (value) => String(value).replace(/\b\w/g, (letter) => letter.toUpperCase()),
  len: (value) =>
    Array.isArray(value) || typeof value === 'string' ? value.length : Object.keys(Object(value)).length,
  println: (value) => `${show(value)}\n`,
};

function evaluate(action: string, data: unknown, context: TemplateContext): unknown {
  const words = action.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  const [first = ''] = words;
  if (words.length === 2) {
    const apply = functions[first];
    if (apply === undefined)
      throw new TemplateError(`template parsing error: template: :1: function "${first}" not defined`);
    return apply(evaluate(words[1] ?? '', data, context));
  }
  if (words.length === 1 && first.startsWith('"')) return JSON.parse(first);
  if (words.length === 1 && first.startsWith('.')) return select(first, data, context);
  if (words.length === 1 && /^\w+$/.test(first)) {
    throw new TemplateError(`template parsing error: template: :1: function "${first}" not defined`);
  }
  throw new TemplateError(`template: this part of Go's template language is not simulated: {{${action}}}`);
}

function select(path: string, data: unknown, context: TemplateContext): unknown {
  let value = data;
  for (const name of path.split('.').filter((part) => part !== '')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      throw new TemplateError(
        `template: :1:2: executing "" at <${path}>: can't evaluate field ${name} in type ${context.type}`,
      );
    }
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** fmt's %v. */
function show(value: unknown): string {
  if (value === null || value === undefined) return '<no value>';
  if (Array.isArray(value)) return `[${value.map(show).join(' ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([name, item]) => `${name}:${show(item)}`);
    return `map[${entries.join(' ')}]`;
  }
  return String(value);
}
