import { GoTemplateError } from './errors.ts';
import { functions } from './functions.ts';
import { lexAction, lexTemplate, type Piece, type Word } from './lex.ts';

export type Operand =
  | { readonly kind: 'dot' }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline };

export interface Term {
  readonly operand: Operand;
  readonly fields: readonly string[];
  /** Where errors say that it is. */
  readonly at: number;
}

/** One command of a pipeline: what it begins with, and its arguments. */
export type Command = readonly Term[];

export interface Pipeline {
  /** Variables it sets: declared with `:=`, or assigned with `=`. */
  readonly variables: readonly string[];
  readonly declares: boolean;
  readonly commands: readonly Command[];
  readonly line: number;
}

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipeline: Pipeline }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipeline: Pipeline;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    }
  | { readonly kind: 'template'; readonly name: string; readonly pipeline: Pipeline | undefined }
  | { readonly kind: 'break' | 'continue' };

export interface Template {
  readonly source: string;
  readonly body: readonly TemplateNode[];
  readonly definitions: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** Parses a text/template with the functions that kubectl offers. */
export function parseTemplate(source: string): Template {
  return { source, ...new Parser(lexTemplate(source)).template() };
}

class Parser {
  #index = 0;
  readonly #definitions = new Map<string, readonly TemplateNode[]>();

  constructor(private readonly pieces: readonly Piece[]) {}

  template(): Omit<Template, 'source'> {
    const { body, ending } = this.#list();
    if (ending !== undefined) throw this.#fail(ending.line, `unexpected {{${ending.word}}}`);
    return { body, definitions: this.#definitions };
  }

  #fail(line: number, message: string): GoTemplateError {
    return new GoTemplateError(`template: output:${line}: ${message}`);
  }

  /** Nodes up to an `end` or `else`, which is returned with the words after it. */
  #list(): {
    body: readonly TemplateNode[];
    ending: { word: 'end' | 'else'; rest: readonly Word[]; line: number } | undefined;
  } {
    const body: TemplateNode[] = [];
    while (this.#index < this.pieces.length) {
      const piece = this.pieces[this.#index++]!;
      if (piece.kind === 'text') {
        body.push({ kind: 'text', text: piece.text });
        continue;
      }
      const words = trim(lexAction(piece.text, piece.line, piece.offset));
      const [first, ...rest] = words;
      if (first === undefined) throw this.#fail(piece.line, 'missing value for command');
      const keyword = first.kind === 'identifier' ? first.text : '';
      if (keyword === 'end' || keyword === 'else')
        return { body, ending: { word: keyword, rest: trim(rest), line: piece.line } };
      body.push(...this.#action(keyword, words, trim(rest), piece.line));
    }
    return { body, ending: undefined };
  }

  #action(keyword: string, words: readonly Word[], rest: readonly Word[], line: number): readonly TemplateNode[] {
    switch (keyword) {
      case 'if':
      case 'with':
      case 'range':
        return [this.#control(keyword, rest, line)];
      case 'break':
      case 'continue':
        return [{ kind: keyword }];
      case 'define':
      case 'block':
        return this.#define(keyword, rest, line);
      case 'template': {
        const [name, ...argument] = rest;
        if (name?.kind !== 'string') throw this.#fail(line, 'unexpected operand in template clause');
        const pipeline =
          trim(argument).length === 0 ? undefined : this.#pipeline(trim(argument), line, 'template clause');
        return [{ kind: 'template', name: name.value, pipeline }];
      }
      default:
        return [{ kind: 'print', pipeline: this.#pipeline(words, line, 'command') }];
    }
  }

  #control(kind: 'if' | 'with' | 'range', words: readonly Word[], line: number): TemplateNode {
    const pipeline = this.#pipeline(words, line, kind);
    const { body, ending } = this.#list();
    if (ending === undefined) throw this.#fail(this.pieces.at(-1)?.line ?? 1, 'unexpected EOF');
    if (ending.word === 'end') return { kind, pipeline, body, otherwise: [] };
    const [next, ...rest] = ending.rest;
    if (next?.kind === 'identifier' && next.text === 'if' && kind !== 'range') {
      return { kind, pipeline, body, otherwise: [this.#control('if', trim(rest), ending.line)] };
    }
    const otherwise = this.#list();
    if (otherwise.ending?.word !== 'end') throw this.#fail(ending.line, 'expected end; found {{else}}');
    return { kind, pipeline, body, otherwise: otherwise.body };
  }

  #define(keyword: 'define' | 'block', words: readonly Word[], line: number): readonly TemplateNode[] {
    const [name, ...argument] = words;
    if (name?.kind !== 'string') throw this.#fail(line, `missing value for ${keyword} clause`);
    const { body, ending } = this.#list();
    if (ending?.word !== 'end') throw this.#fail(line, 'unexpected EOF');
    this.#definitions.set(name.value, body);
    if (keyword === 'define') return [];
    return [{ kind: 'template', name: name.value, pipeline: this.#pipeline(trim(argument), line, 'block clause') }];
  }

  #pipeline(words: readonly Word[], line: number, context: string): Pipeline {
    let rest = words;
    const variables: string[] = [];
    let declares = false;
    const assignment = rest.findIndex((word) => word.kind === 'symbol' && (word.text === ':=' || word.text === '='));
    if (rest[0]?.kind === 'variable' && assignment > 0) {
      for (const word of rest.slice(0, assignment)) if (word.kind === 'variable') variables.push(word.text);
      const symbol = rest[assignment]!;
      declares = symbol.kind === 'symbol' && symbol.text === ':=';
      rest = trim(rest.slice(assignment + 1));
    }
    const cursor = { words: rest, index: 0 };
    const commands = this.#commands(cursor, line, context);
    if (cursor.index < rest.length) throw this.#fail(line, `unexpected right paren in ${context}`);
    return { variables, declares, commands, line };
  }

  #commands(
    cursor: { readonly words: readonly Word[]; index: number },
    line: number,
    context: string,
  ): readonly Command[] {
    const commands: Command[] = [];
    let terms: Term[] = [];
    for (;;) {
      const word = cursor.words[cursor.index];
      if (word === undefined || isSymbol(word, ')')) break;
      cursor.index++;
      if (word.kind === 'space') continue;
      if (isSymbol(word, '|')) {
        if (terms.length === 0) throw this.#fail(line, `missing value for ${context}`);
        commands.push(terms);
        terms = [];
        continue;
      }
      terms.push(this.#term(word, cursor, line, context));
    }
    if (terms.length === 0) throw this.#fail(line, `missing value for ${context}`);
    return [...commands, terms];
  }

  #term(word: Word, cursor: { readonly words: readonly Word[]; index: number }, line: number, context: string): Term {
    const fields: string[] = [];
    const operand = this.#operand(word, cursor, line, context, fields);
    // A chain of fields is placed at its second one (parse.newChain).
    const chain = cursor.words[cursor.index];
    const at = fields.length > 0 && chain?.kind === 'field' ? chain.at : word.at;
    for (let next = cursor.words[cursor.index]; next?.kind === 'field'; next = cursor.words[cursor.index]) {
      fields.push(next.text);
      cursor.index++;
    }
    return { operand, fields, at };
  }

  #operand(
    word: Word,
    cursor: { readonly words: readonly Word[]; index: number },
    line: number,
    context: string,
    fields: string[],
  ): Operand {
    switch (word.kind) {
      case 'field':
        fields.push(word.text);
        return { kind: 'dot' };
      case 'variable':
        return { kind: 'variable', name: word.text };
      case 'string':
      case 'number':
        return { kind: 'value', value: word.value };
      case 'identifier':
        if (word.text === 'true' || word.text === 'false') return { kind: 'value', value: word.text === 'true' };
        if (word.text === 'nil') return { kind: 'value', value: null };
        if (!functions.has(word.text)) throw this.#fail(line, `function "${word.text}" not defined`);
        return { kind: 'function', name: word.text };
      case 'symbol':
        if (word.text === '.') return { kind: 'dot' };
        if (word.text === '(') {
          const commands = this.#commands(cursor, line, 'parenthesized pipeline');
          if (!isSymbol(cursor.words[cursor.index], ')')) throw this.#fail(line, 'unclosed left paren');
          cursor.index++;
          return { kind: 'pipeline', pipeline: { variables: [], declares: false, commands, line } };
        }
        throw this.#fail(line, `unexpected "${word.text}" in ${context}`);
      case 'space':
        throw this.#fail(line, `unexpected space in ${context}`);
    }
  }
}

function isSymbol(word: Word | undefined, text: string): boolean {
  return word?.kind === 'symbol' && word.text === text;
}

function trim(words: readonly Word[]): readonly Word[] {
  let [from, to] = [0, words.length];
  while (from < to && words[from]!.kind === 'space') from++;
  while (to > from && words[to - 1]!.kind === 'space') to--;
  return words.slice(from, to);
}
