import { isRecord } from '../../object.ts';
import { goJson, indentedJson } from '../json.ts';
import { JsonPathError, type Node } from './parse.ts';

/**
 * Evaluates a template over a decoded JSON value: one list of results a part, `range` bodies repeated.
 * Mirrors client-go/util/jsonpath/jsonpath.go.
 * @param allowMissing a field that is not there gives nothing, instead of an error.
 */
export function findResults(
  nodes: readonly Node[],
  data: unknown,
  allowMissing: boolean,
): readonly (readonly unknown[])[] {
  return new Evaluator(allowMissing).run(nodes, data, 0).results;
}

/** What `-o jsonpath` prints. */
export function jsonPathText(nodes: readonly Node[], data: unknown, allowMissing: boolean, asJson = false): string {
  return findResults(nodes, data, allowMissing)
    .map((results) => (asJson ? indentedJson(results) : results.map(plainText).join(' ')))
    .join('');
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'object' ? goJson(value) : String(value);
}

class Evaluator {
  constructor(private readonly allowMissing: boolean) {}

  /** Runs from `start` up to the end, or up to the `{end}` of the range that it is the body of. */
  run(
    nodes: readonly Node[],
    data: unknown,
    start: number,
    inRange = false,
  ): { results: (readonly unknown[])[]; next: number } {
    const results: (readonly unknown[])[] = [];
    for (let i = start; i < nodes.length; i++) {
      const word = identifierOf(nodes[i]!);
      if (word?.name === 'end') {
        if (!inRange) throw new JsonPathError('not in range, nothing to end');
        return { results, next: i };
      }
      if (word?.name === 'range') {
        const items = this.#list([data], word.after);
        let next = nodes.length;
        for (const item of items.length > 0 ? items : [undefined]) {
          const body = this.run(nodes, item, i + 1, true);
          next = body.next;
          if (items.length > 0) results.push(...body.results);
        }
        i = next;
        continue;
      }
      results.push(this.#walk([data], nodes[i]!));
    }
    return { results, next: nodes.length };
  }

  #walk(input: readonly unknown[], node: Node): readonly unknown[] {
    switch (node.type) {
      case 'text':
        return [node.text];
      case 'value':
        return input.map(() => node.value);
      case 'list':
        return this.#list(input, node.nodes);
      case 'field':
        return this.#field(input, node.name);
      case 'wildcard':
        return input.flatMap(children);
      case 'recursive':
        return input.flatMap(descendants);
      case 'union':
        return node.nodes.flatMap((one) => this.#walk(input, one));
      case 'array':
        return input.flatMap((value) => slice(value, node));
      case 'filter':
        return input.flatMap((value) => this.#filter(value, node));
      case 'identifier':
        throw new JsonPathError(`unrecognized identifier ${node.name}`);
    }
  }

  #list(input: readonly unknown[], nodes: readonly Node[]): readonly unknown[] {
    let values = input;
    for (const node of nodes) values = this.#walk(values, node);
    return values;
  }

  #field(input: readonly unknown[], name: string): readonly unknown[] {
    if (input.length === 0) return [];
    const found = input
      .filter(isRecord)
      .filter((value) => name in value)
      .map((value) => value[name]);
    if (found.length === 0 && !this.allowMissing) throw new JsonPathError(`${name} is not found`);
    return found;
  }

  #filter(value: unknown, node: Extract<Node, { type: 'filter' }>): readonly unknown[] {
    if (!Array.isArray(value))
      throw new JsonPathError(`${plainText(value)} is not array or slice and cannot be filtered`);
    return value.filter((item: unknown) => {
      if (node.operator === 'exists') {
        try {
          return this.#walk([item], node.left).length > 0;
        } catch (error) {
          if (error instanceof JsonPathError) return false;
          throw error;
        }
      }
      const left = this.#walk([item], node.left);
      if (left.length === 0) return false;
      const right = this.#walk([item], node.right);
      if (right.length === 0) return false;
      if (left.length > 1 || right.length > 1) throw new JsonPathError('can only compare one element at a time');
      return compare(left[0], right[0], node.operator);
    });
  }
}

function identifierOf(node: Node): { readonly name: string; readonly after: readonly Node[] } | undefined {
  if (node.type !== 'list') return undefined;
  const [first, ...after] = node.nodes;
  return first?.type === 'identifier' ? { name: first.name, after } : undefined;
}

function slice(value: unknown, node: Extract<Node, { type: 'array' }>): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice`);
  const [from, to, by] = node.params;
  let first = from.value ?? 0;
  if (first < 0) first += value.length;
  let second = to.value ?? value.length;
  if (second < 0 || (second === 0 && to.derived)) second += value.length;
  if (second === first) return [];
  const bounds = (index: number): JsonPathError =>
    new JsonPathError(`array index out of bounds: index ${index}, length ${value.length}`);
  if (first >= value.length || first < 0) throw bounds(first);
  if (second > value.length || second < 0) throw bounds(second - 1);
  if (first > second) throw new JsonPathError(`starting index ${first} is greater than ending index ${second}`);
  const step = by.value ?? 1;
  if (step <= 0) throw new JsonPathError('step must be > 0');
  return value.slice(first, second).filter((_, i) => i % step === 0);
}

function goType(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return 'map[string]interface {}';
}

/** Map values in the order of their keys: Go's order is random. */
function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isRecord(value))
    return Object.keys(value)
      .sort()
      .map((key) => value[key]);
  return [];
}

function descendants(value: unknown): readonly unknown[] {
  const below = children(value);
  return below.length === 0 ? [] : [value, ...below.flatMap(descendants)];
}

function compare(left: unknown, right: unknown, operator: string): boolean {
  const comparable = typeof left === typeof right && typeof left !== 'object';
  if (!comparable) throw new JsonPathError('incompatible types for comparison');
  const [a, b] = [left as string | number, right as string | number];
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}
