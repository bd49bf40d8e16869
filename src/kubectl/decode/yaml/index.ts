import { goQuote } from '../../../engine/api/go-syntax.ts';
import { resolveScalar } from '../scalar.ts';
import { YamlConversionError, YamlError } from './error.ts';
import { parseYamlNode, type YamlNode } from './parser.ts';

export { YamlConversionError, YamlError } from './error.ts';

/** The value of a text's first document as JSON, as sigs.k8s.io/yaml converts it; null for an empty one. */
export function parseYaml(text: string): unknown {
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/.test(text))
    throw new YamlError('control characters are not allowed');
  const root = parseYamlNode(text);
  return root === undefined ? null : new Composer().value(root);
}

/** Aliases may not blow a small text up without bounds (decode.go). */
const maxAliasedNodes = 400_000;

class Composer {
  #aliased = 0;
  #depth = 0;
  readonly #open = new Set<YamlNode>();

  value(node: YamlNode): unknown {
    if (this.#depth > 0 && ++this.#aliased > maxAliasedNodes)
      throw new YamlError('document contains excessive aliasing');
    switch (node.kind) {
      case 'alias':
        return this.#alias(node, (target) => this.value(target));
      case 'scalar':
        return scalarValue(node);
      case 'sequence':
        return node.items.map((item) => this.value(item));
      case 'mapping':
        return this.#mapping(node);
    }
  }

  #alias<T>(node: Extract<YamlNode, { kind: 'alias' }>, use: (target: YamlNode) => T): T {
    if (this.#open.has(node)) throw new YamlError(`anchor '${node.name}' value contains itself`);
    this.#open.add(node);
    this.#depth++;
    try {
      return use(node.target);
    } finally {
      this.#depth--;
      this.#open.delete(node);
    }
  }

  /** Later pairs win over earlier ones with the same key; merged ones give way to none (`<<` is applied where it stands). */
  #mapping(node: Extract<YamlNode, { kind: 'mapping' }>): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const [key, value] of node.pairs) {
      if (isMerge(key)) this.#merge(object, value);
      else {
        const item = this.value(value);
        setOwn(object, this.#key(key, item), item);
      }
    }
    return object;
  }

  #key(node: YamlNode, pair: unknown): string {
    const value = node.kind === 'alias' ? this.value(node) : node.kind === 'scalar' ? scalarValue(node) : undefined;
    if (value === undefined || typeof value === 'object') {
      if (value === null)
        throw new YamlConversionError(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(pair)}`);
      throw new YamlError(`invalid map key: ${goSyntax(this.value(node))}`);
    }
    return String(value);
  }

  #merge(object: Record<string, unknown>, node: YamlNode): void {
    if (node.kind === 'sequence') {
      for (const item of [...node.items].reverse()) {
        if (item.kind === 'sequence') throw new YamlError('map merge requires map or sequence of maps as the value');
        this.#merge(object, item);
      }
      return;
    }
    const target = node.kind === 'alias' ? node.target : node;
    if (target.kind !== 'mapping') throw new YamlError('map merge requires map or sequence of maps as the value');
    for (const [key, value] of Object.entries(this.value(node) as Record<string, unknown>)) setOwn(object, key, value);
  }
}

/** A key such as `__proto__` is a key like any other. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

function isMerge(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === '<<' && (node.plain || node.tag === '!!merge');
}

const tagNames: Readonly<Record<string, string>> = {
  '!!str': 'str',
  '!!int': 'int',
  '!!float': 'float',
  '!!bool': 'bool',
  '!!null': 'null',
};

function scalarValue(node: Extract<YamlNode, { kind: 'scalar' }>): unknown {
  if (node.tag === '' || node.tag === '!') return node.plain ? jsonScalar(node.value) : node.value;
  const wanted = tagNames[node.tag.replace('tag:yaml.org,2002:', '!!')];
  if (wanted === undefined || wanted === 'str') return node.value;
  const resolved = resolveScalar(node.value);
  if (resolved.tag !== wanted && !(wanted === 'float' && resolved.tag === 'int')) {
    throw new YamlError(`cannot decode !!${resolved.tag} \`${node.value}\` as a ${node.tag}`);
  }
  return resolved.value;
}

function jsonScalar(text: string): unknown {
  const { value } = resolveScalar(text);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new YamlConversionError(
      `json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`,
    );
  }
  return value;
}

/** %#v of what go-yaml decodes. */
function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value !== 'object') return typeof value === 'string' ? goQuote(value) : String(value);
  const pairs = Object.entries(value).map(([key, item]) => `${goQuote(key)}:${goSyntax(item)}`);
  return `map[interface {}]interface {}{${pairs.join(', ')}}`;
}
