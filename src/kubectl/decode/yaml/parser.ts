import { parserError, YamlError, type Mark } from './error.ts';
import { Scanner, type Token } from './scanner.ts';

export type YamlNode =
  | {
      readonly kind: 'scalar';
      readonly value: string;
      readonly plain: boolean;
      readonly tag: string;
      readonly line: number;
    }
  | { readonly kind: 'sequence'; readonly items: YamlNode[]; readonly line: number }
  | { readonly kind: 'mapping'; readonly pairs: (readonly [YamlNode, YamlNode])[]; readonly line: number }
  | { readonly kind: 'alias'; readonly name: string; readonly target: YamlNode; readonly line: number };

/**
 * Builds the tree of a text's first document (libyaml's parser, as go-yaml v2 keeps it in parserc.go, as recursive descent).
 * Undefined for a text without a document.
 */
export function parseYamlNode(text: string): YamlNode | undefined {
  return new Parser(text).document();
}

class Parser {
  readonly #scanner: Scanner;
  readonly #anchors = new Map<string, YamlNode>();

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  document(): YamlNode | undefined {
    let token = this.#scanner.peek();
    if (token.type === 'stream-end') return undefined;
    let versions = 0;
    while (token.type === 'directive') {
      if (token.value.startsWith('YAML')) {
        if (++versions > 1) throw parserError('found duplicate %YAML directive', token.start);
        if (token.value !== 'YAML 1.1') throw parserError('found incompatible YAML document', token.start);
      }
      this.#scanner.next();
      token = this.#scanner.peek();
      if (token.type !== 'directive' && token.type !== 'document-start') {
        throw parserError('did not find expected <document start>', token.start);
      }
    }
    if (token.type === 'document-start') {
      this.#scanner.next();
      token = this.#scanner.peek();
      if (isDocumentBoundary(token)) return this.#empty(token.start);
    }
    const root = this.#node(true, false);
    const end = this.#scanner.peek();
    // After the root only a boundary may come; go-yaml finds the rest when it looks for the document's end.
    if (!isDocumentBoundary(end)) throw parserError('did not find expected <document start>', end.start);
    return root;
  }

  #empty(mark: Mark): YamlNode {
    return { kind: 'scalar', value: '', plain: true, tag: '', line: mark.line };
  }

  #node(block: boolean, indentlessSequence: boolean): YamlNode {
    let token = this.#scanner.peek();
    if (token.type === 'alias') {
      this.#scanner.next();
      const target = this.#anchors.get(token.value);
      if (target === undefined) throw new YamlError(`unknown anchor '${token.value}' referenced`);
      return { kind: 'alias', name: token.value, target, line: token.start.line };
    }
    const start = token.start;
    let anchor: string | undefined;
    let tag: string | undefined;
    for (let part = 0; part < 2; part++) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token.value;
      else if (token.type === 'tag' && tag === undefined) tag = token.value;
      else break;
      this.#scanner.next();
      token = this.#scanner.peek();
    }
    const remember = <T extends YamlNode>(node: T): T => {
      if (anchor !== undefined) this.#anchors.set(anchor, node);
      return node;
    };
    switch (token.type) {
      case 'block-entry':
        if (indentlessSequence)
          return this.#indentlessSequence(remember({ kind: 'sequence', items: [], line: start.line }));
        break;
      case 'scalar':
        this.#scanner.next();
        return remember({ kind: 'scalar', value: token.value, plain: token.plain, tag: tag ?? '', line: start.line });
      case 'flow-sequence-start':
        return this.#flowSequence(remember({ kind: 'sequence', items: [], line: start.line }));
      case 'flow-mapping-start':
        return this.#flowMapping(remember({ kind: 'mapping', pairs: [], line: start.line }));
      case 'block-sequence-start':
        if (block) return this.#blockSequence(remember({ kind: 'sequence', items: [], line: start.line }));
        break;
      case 'block-mapping-start':
        if (block) return this.#blockMapping(remember({ kind: 'mapping', pairs: [], line: start.line }));
        break;
      default:
    }
    if (anchor !== undefined || tag !== undefined)
      return remember({ ...this.#empty(start), tag: tag ?? '' } as YamlNode);
    throw parserError('did not find expected node content', token.start, start);
  }

  #blockSequence(node: Extract<YamlNode, { kind: 'sequence' }>): YamlNode {
    const context = this.#scanner.next().start;
    for (;;) {
      const token = this.#scanner.next();
      if (token.type === 'block-end') return node;
      if (token.type !== 'block-entry') throw parserError("did not find expected '-' indicator", token.start, context);
      const next = this.#scanner.peek();
      node.items.push(
        next.type === 'block-entry' || next.type === 'block-end' ? this.#empty(token.start) : this.#node(true, false),
      );
    }
  }

  #indentlessSequence(node: Extract<YamlNode, { kind: 'sequence' }>): YamlNode {
    while (this.#scanner.peek().type === 'block-entry') {
      const token = this.#scanner.next();
      const { type } = this.#scanner.peek();
      const isEmpty = type === 'block-entry' || type === 'key' || type === 'value' || type === 'block-end';
      node.items.push(isEmpty ? this.#empty(token.start) : this.#node(true, false));
    }
    return node;
  }

  #blockMapping(node: Extract<YamlNode, { kind: 'mapping' }>): YamlNode {
    const context = this.#scanner.next().start;
    for (;;) {
      const token = this.#scanner.next();
      if (token.type === 'block-end') return node;
      if (token.type !== 'key') throw parserError('did not find expected key', token.start, context);
      const key = this.#endsPair(this.#scanner.peek()) ? this.#empty(token.start) : this.#node(true, true);
      const value = this.#scanner.peek();
      if (value.type !== 'value') {
        node.pairs.push([key, this.#empty(value.start)]);
        continue;
      }
      this.#scanner.next();
      node.pairs.push([key, this.#endsPair(this.#scanner.peek()) ? this.#empty(value.start) : this.#node(true, true)]);
    }
  }

  #endsPair(token: Token): boolean {
    return token.type === 'key' || token.type === 'value' || token.type === 'block-end';
  }

  #flowSequence(node: Extract<YamlNode, { kind: 'sequence' }>): YamlNode {
    const context = this.#scanner.next().start;
    let first = true;
    for (;;) {
      let token = this.#scanner.peek();
      if (token.type !== 'flow-sequence-end' && !first) {
        if (token.type !== 'flow-entry') throw parserError("did not find expected ',' or ']'", token.start, context);
        this.#scanner.next();
        token = this.#scanner.peek();
      }
      first = false;
      if (token.type === 'flow-sequence-end') {
        this.#scanner.next();
        return node;
      }
      if (token.type !== 'key') {
        node.items.push(this.#node(false, false));
        continue;
      }
      this.#scanner.next();
      const key = this.#flowPart(['value', 'flow-entry', 'flow-sequence-end']);
      const value = this.#scanner.peek();
      let pairValue = this.#empty(value.start);
      if (value.type === 'value') {
        this.#scanner.next();
        pairValue = this.#flowPart(['flow-entry', 'flow-sequence-end']);
      }
      node.items.push({ kind: 'mapping', pairs: [[key, pairValue]], line: token.start.line });
    }
  }

  #flowMapping(node: Extract<YamlNode, { kind: 'mapping' }>): YamlNode {
    const context = this.#scanner.next().start;
    let first = true;
    for (;;) {
      let token = this.#scanner.peek();
      if (token.type !== 'flow-mapping-end' && !first) {
        if (token.type !== 'flow-entry') throw parserError("did not find expected ',' or '}'", token.start, context);
        this.#scanner.next();
        token = this.#scanner.peek();
      }
      first = false;
      if (token.type === 'flow-mapping-end') {
        this.#scanner.next();
        return node;
      }
      if (token.type !== 'key') {
        node.pairs.push([this.#node(false, false), this.#empty(token.start)]);
        continue;
      }
      this.#scanner.next();
      const key = this.#flowPart(['value', 'flow-entry', 'flow-mapping-end']);
      const value = this.#scanner.peek();
      let pairValue = this.#empty(value.start);
      if (value.type === 'value') {
        this.#scanner.next();
        pairValue = this.#flowPart(['flow-entry', 'flow-mapping-end']);
      }
      node.pairs.push([key, pairValue]);
    }
  }

  /** A node, or an empty one where one of these tokens comes instead. */
  #flowPart(ends: readonly Token['type'][]): YamlNode {
    const token = this.#scanner.peek();
    return ends.includes(token.type) ? this.#empty(token.start) : this.#node(false, false);
  }
}

function isDocumentBoundary(token: Token): boolean {
  return (
    token.type === 'stream-end' ||
    token.type === 'document-start' ||
    token.type === 'document-end' ||
    token.type === 'directive'
  );
}
