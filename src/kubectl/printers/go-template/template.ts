import { isRecord } from '../../object.ts';
import { GoTemplateError } from './errors.ts';
import { functions, isTrue, printed } from './functions.ts';
import { typeName } from './type-name.ts';
import { type Command, type Pipeline, type Template, type TemplateNode, type Term } from './parse.ts';

export { parseTemplate as parseGoTemplate } from './parse.ts';

/** Runs a template over an object. Fails with GoTemplateError, which holds what was written until then. */
export function executeGoTemplate(template: Template, data: unknown, allowMissing: boolean): string {
  const execution = new Execution(template, allowMissing);
  try {
    execution.run(template.body, data, new Scope(undefined, [['$', data]]));
    return execution.out;
  } catch (error) {
    if (error instanceof GoTemplateError) error.written = execution.out;
    throw error;
  }
}

class Scope {
  readonly #values = new Map<string, unknown>();

  constructor(
    private readonly parent: Scope | undefined,
    values: readonly (readonly [string, unknown])[] = [],
  ) {
    for (const [name, value] of values) this.#values.set(name, value);
  }

  get(name: string): unknown {
    return this.#values.has(name) ? this.#values.get(name) : this.parent?.get(name);
  }

  has(name: string): boolean {
    return this.#values.has(name) || (this.parent?.has(name) ?? false);
  }

  declare(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  assign(name: string, value: unknown): void {
    if (this.#values.has(name)) this.#values.set(name, value);
    else this.parent?.assign(name, value);
  }
}

class Break extends Error {}
class Continue extends Error {}

/** Templates may call themselves; Go allows 100,000 levels, JavaScript's stack fewer. */
const maxDepth = 1000;

class Execution {
  out = '';
  #depth = 0;

  constructor(
    private readonly template: Template,
    private readonly allowMissing: boolean,
  ) {}

  run(nodes: readonly TemplateNode[], dot: unknown, scope: Scope): void {
    for (const node of nodes) this.#node(node, dot, scope);
  }

  #node(node: TemplateNode, dot: unknown, scope: Scope): void {
    switch (node.kind) {
      case 'text':
        this.out += node.text;
        return;
      case 'print': {
        const value = this.#pipeline(node.pipeline, dot, scope);
        if (node.pipeline.variables.length === 0) this.out += printed(value);
        return;
      }
      case 'if':
      case 'with': {
        const inner = new Scope(scope);
        const value = this.#pipeline(node.pipeline, dot, inner);
        if (isTrue(value)) this.run(node.body, node.kind === 'with' ? value : dot, inner);
        else this.run(node.otherwise, dot, inner);
        return;
      }
      case 'range':
        this.#range(node, dot, scope);
        return;
      case 'template':
        this.#call(node, dot, scope);
        return;
      case 'break':
        throw new Break();
      case 'continue':
        throw new Continue();
    }
  }

  #range(node: Extract<TemplateNode, { kind: 'if' | 'with' | 'range' }>, dot: unknown, scope: Scope): void {
    const value = this.#pipeline({ ...node.pipeline, variables: [] }, dot, scope);
    const items = itemsOf(value, node.pipeline);
    if (items.length === 0) {
      this.run(node.otherwise, dot, scope);
      return;
    }
    const { variables } = node.pipeline;
    for (const [key, item] of items) {
      const inner = new Scope(scope);
      if (variables.length === 1) inner.declare(variables[0]!, item);
      else if (variables.length > 1) {
        inner.declare(variables[0]!, key);
        inner.declare(variables[1]!, item);
      }
      try {
        this.run(node.body, item, inner);
      } catch (error) {
        if (error instanceof Break) return;
        if (!(error instanceof Continue)) throw error;
      }
    }
  }

  #call(node: Extract<TemplateNode, { kind: 'template' }>, dot: unknown, scope: Scope): void {
    const body = this.template.definitions.get(node.name);
    if (body === undefined)
      throw new GoTemplateError(
        `template: output:1:11: executing "output" at <{{template ${JSON.stringify(node.name)}}}>: template ${JSON.stringify(node.name)} not defined`,
      );
    if (++this.#depth > maxDepth)
      throw new GoTemplateError('template: output: exceeded maximum template depth (100000)');
    const data = node.pipeline === undefined ? undefined : this.#pipeline(node.pipeline, dot, scope);
    this.run(body, data, new Scope(undefined, [['$', data]]));
    this.#depth--;
  }

  #pipeline(pipeline: Pipeline, dot: unknown, scope: Scope): unknown {
    let value: unknown;
    pipeline.commands.forEach((command, i) => {
      value = this.#command(command, i === 0 ? [] : [value], dot, scope, pipeline.line);
    });
    for (const name of pipeline.variables) {
      if (pipeline.declares) scope.declare(name, value);
      else scope.assign(name, value);
    }
    return value;
  }

  #command(command: Command, last: readonly unknown[], dot: unknown, scope: Scope, line: number): unknown {
    const [first, ...rest] = command;
    const { operand } = first!;
    if (operand.kind === 'function') {
      const args = [...rest.map((term) => this.#term(term, dot, scope, line)), ...last];
      try {
        return this.#fields(functions.get(operand.name)!(args), first!);
      } catch (error) {
        if (error instanceof GoTemplateError && error.message.startsWith('error calling')) {
          throw new GoTemplateError(`${this.#place(first!, command)}${error.message}`);
        }
        throw error;
      }
    }
    if (rest.length > 0 || last.length > 0) {
      throw new GoTemplateError(`${this.#place(first!)}can't give argument to non-function ${termText(first!)}`);
    }
    return this.#term(first!, dot, scope, line);
  }

  #term(term: Term, dot: unknown, scope: Scope, line: number): unknown {
    const { operand } = term;
    switch (operand.kind) {
      case 'dot':
        return this.#fields(dot, term);
      case 'value':
        return this.#fields(operand.value, term);
      case 'variable':
        if (!scope.has(operand.name))
          throw new GoTemplateError(`template: output:${line}: undefined variable "${operand.name}"`);
        return this.#fields(scope.get(operand.name), term);
      case 'pipeline':
        return this.#fields(this.#pipeline(operand.pipeline, dot, scope), term);
      case 'function':
        return this.#fields(functions.get(operand.name)!([]), term);
    }
  }

  /** `template: output:1:11: executing "output" at <.a.b>: ` (text/template ErrorContext). */
  #place(term: Term, command: Command = [term]): string {
    const before = this.template.source.slice(0, term.at);
    const line = before.split('\n').length;
    return `template: output:${line}:${before.length - before.lastIndexOf('\n') - 1}: executing "output" at <${command.map(termText).join(' ')}>: `;
  }

  #fields(start: unknown, term: Term): unknown {
    let value = start;
    for (const name of term.fields) {
      if (value === undefined && this.allowMissing) return undefined;
      if (value === undefined)
        throw new GoTemplateError(`${this.#place(term)}nil data; no entry for key ${JSON.stringify(name)}`);
      if (value === null) throw new GoTemplateError(`${this.#place(term)}nil pointer evaluating interface {}.${name}`);
      if (!isRecord(value)) {
        throw new GoTemplateError(
          `${this.#place(term)}can't evaluate field ${name} in type ${Array.isArray(value) ? '[]interface {}' : 'interface {}'}`,
        );
      }
      if (!(name in value) && !this.allowMissing) {
        throw new GoTemplateError(`${this.#place(term)}map has no entry for key "${name}"`);
      }
      value = value[name];
    }
    return value;
  }
}

function termText({ operand, fields }: Term): string {
  const path = fields.map((name) => `.${name}`).join('');
  if (operand.kind === 'variable') return operand.name + path;
  if (operand.kind === 'function') return operand.name + path;
  if (operand.kind === 'value')
    return typeof operand.value === 'string' ? JSON.stringify(operand.value) : String(operand.value);
  return path === '' ? '.' : path;
}

function itemsOf(value: unknown, pipeline: Pipeline): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(value)) return value.map((item: unknown, i) => [i, item] as const);
  if (isRecord(value)) {
    return Object.keys(value)
      .sort()
      .map((key) => [key, value[key]] as const);
  }
  if (typeof value === 'number' && Number.isInteger(value))
    return Array.from({ length: Math.max(0, value) }, (_, i) => [i, i] as const);
  if (value === undefined || value === null) return [];
  throw new GoTemplateError(
    `template: output:${pipeline.line}: range can't iterate over ${String(value)} (${typeName(value)})`,
  );
}
