import { isBase60, resolveScalar } from '../decode/scalar.ts';
import { isRecord } from '../object.ts';

/** Columns after which go-yaml v2 folds a flow scalar at its next space. */
const bestWidth = 80;

/** sigs.k8s.io/yaml Marshal of decoded JSON: go-yaml v2's emitter in block style, keys in its natural order. */
export function goYaml(value: unknown): string {
  const emitter = new Emitter();
  emitter.node(value, -1, 'root');
  return `${emitter.out}\n`;
}

type Place = 'root' | 'mapping' | 'sequence';

class Emitter {
  out = '';
  #column = 0;
  /** Only indentation and `- ` stand on the line so far. */
  #indention = true;
  #whitespace = true;

  node(value: unknown, indent: number, place: Place): void {
    if (Array.isArray(value) && value.length > 0) this.#sequence(value, indent, place);
    else if (isRecord(value) && Object.values(value).some((item) => item !== undefined)) this.#mapping(value, indent);
    else if (Array.isArray(value)) this.#indicator('[]');
    else if (isRecord(value)) this.#indicator('{}');
    else this.#scalar(value, indent < 0 ? 2 : indent + 2, false);
  }

  #sequence(items: readonly unknown[], indent: number, place: Place): void {
    const inner = indent < 0 ? 0 : place === 'mapping' && !this.#indention ? indent : indent + 2;
    for (const item of items) {
      this.#line(inner);
      this.#write('-');
      this.#whitespace = false;
      this.node(item, inner, 'sequence');
    }
  }

  #mapping(value: Readonly<Record<string, unknown>>, indent: number): void {
    const inner = indent < 0 ? 0 : indent + 2;
    for (const key of Object.keys(value)
      .filter((name) => value[name] !== undefined)
      .sort(compareKeys)) {
      this.#line(inner);
      if (key.includes('\n') || new TextEncoder().encode(key).length > 128) {
        this.#indicator('?');
        this.#indention = true;
        this.#scalar(key, inner + 2, false);
        this.#line(inner);
        this.#indicator(':');
        this.#indention = true;
      } else {
        this.#scalar(key, inner + 2, true);
        this.#write(':');
        this.#whitespace = false;
        this.#indention = false;
      }
      this.node(value[key], inner, 'mapping');
    }
  }

  #scalar(value: unknown, indent: number, isKey: boolean): void {
    if (typeof value !== 'string') {
      this.#indicator(value === null || value === undefined ? 'null' : scalarText(value));
      return;
    }
    const shape = analyze(value);
    let style: 'plain' | 'single' | 'double' | 'literal';
    if (value.includes('\n')) style = 'literal';
    else style = resolveScalar(value).tag === 'str' && !isBase60(value) ? 'plain' : 'double';
    if (isKey && shape.multiline) style = 'double';
    if (style === 'plain' && (!shape.plainAllowed || (value === '' && isKey))) style = 'single';
    if (style === 'single' && !shape.singleAllowed) style = 'double';
    if (style === 'literal' && (!shape.blockAllowed || isKey)) style = 'double';
    if (!this.#whitespace) this.#write(' ');
    if (style === 'literal') this.#literal(value, indent);
    else if (style === 'double') this.#double(value, indent, !isKey);
    else this.#flow(value, indent, !isKey, style === 'single');
    this.#whitespace = false;
    this.#indention = false;
  }

  #flow(value: string, indent: number, mayFold: boolean, quoted: boolean): void {
    if (quoted) this.#write("'");
    const characters = [...value];
    let spaces = false;
    let breaks = false;
    characters.forEach((character, i) => {
      if (character === ' ') {
        const inside = !quoted || (i > 0 && i < characters.length - 1);
        if (mayFold && !spaces && this.#column > bestWidth && inside && characters[i + 1] !== ' ') this.#line(indent);
        else this.#write(' ');
        spaces = true;
      } else if (isBreak(character)) {
        if (!breaks && character === '\n') this.#newline();
        this.#newline();
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#line(indent);
        this.#write(quoted && character === "'" ? "''" : character);
        this.#indention = false;
        spaces = false;
        breaks = false;
      }
    });
    if (quoted) this.#write("'");
  }

  #double(value: string, indent: number, mayFold: boolean): void {
    this.#write('"');
    const characters = [...value];
    let spaces = false;
    characters.forEach((character, i) => {
      const escape = escapeOf(character);
      if (escape !== undefined) {
        this.#write(escape);
        this.#indention = false;
        spaces = false;
      } else if (character === ' ') {
        if (mayFold && !spaces && this.#column > bestWidth && i > 0 && i < characters.length - 1) {
          this.#line(indent);
          if (characters[i + 1] === ' ') this.#write('\\');
        } else {
          this.#write(' ');
        }
        spaces = true;
      } else {
        this.#write(character);
        this.#indention = false;
        spaces = false;
      }
    });
    this.#write('"');
  }

  #literal(value: string, indent: number): void {
    const hint = /^[ \n]/.test(value) ? '2' : '';
    const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
    this.#write(`|${hint}${chomp}`);
    const body = value.endsWith('\n') ? value.slice(0, -1) : value;
    for (const line of body.split('\n')) {
      this.#newline();
      if (line !== '') this.#write(' '.repeat(indent) + line);
    }
  }

  /** Goes to column `indent` of a fresh line, unless the line so far is only indentation up to there. */
  #line(indent: number): void {
    if (
      this.out !== '' &&
      (!this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace))
    )
      this.#newline();
    if (this.#column < indent) this.#write(' '.repeat(indent - this.#column));
    this.#whitespace = true;
    this.#indention = true;
  }

  #indicator(text: string): void {
    if (!this.#whitespace) this.#write(' ');
    this.#write(text);
    this.#whitespace = false;
    this.#indention = false;
  }

  #newline(): void {
    this.out += '\n';
    this.#column = 0;
  }

  #write(text: string): void {
    this.out += text;
    this.#column += [...text].length;
  }
}

function scalarText(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const magnitude = Math.abs(value);
  // strconv 'g' with the shortest precision: an exponent below 1e-4 and from 1e21.
  return magnitude >= 1e-4 && magnitude < 1e21
    ? String(value)
    : value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

interface Shape {
  readonly multiline: boolean;
  readonly plainAllowed: boolean;
  readonly singleAllowed: boolean;
  readonly blockAllowed: boolean;
}

/** yaml_emitter_analyze_scalar, for block context. */
function analyze(value: string): Shape {
  if (value === '') return { multiline: false, plainAllowed: true, singleAllowed: true, blockAllowed: false };
  const characters = [...value];
  const blank = (character: string | undefined): boolean =>
    character === undefined || character === ' ' || character === '\t';
  let indicators = /^(---|\.\.\.)/.test(value);
  let special = false;
  let breakSpace = false;
  let spaceBreak = false;
  characters.forEach((character, i) => {
    const next = characters[i + 1];
    if (i === 0 ? /[#,[\]{}&*!|>'"%@`]/.test(character) : character === '#' && blankOrBreak(characters[i - 1]))
      indicators = true;
    if (character === ':' && blank(next)) indicators = true;
    if (i === 0 && (character === '?' || character === '-') && blank(next)) indicators = true;
    if (!isPrintable(character)) special = true;
    if (character === ' ' && i > 0 && isBreak(characters[i - 1]!)) breakSpace = true;
    if (isBreak(character) && characters[i - 1] === ' ') spaceBreak = true;
  });
  const first = characters[0]!;
  const last = characters.at(-1)!;
  const lines = characters.some(isBreak);
  const edges = first === ' ' || isBreak(first) || last === ' ' || isBreak(last);
  return {
    multiline: lines,
    plainAllowed: !(edges || breakSpace || spaceBreak || special || lines || indicators),
    singleAllowed: !(breakSpace || spaceBreak || special),
    blockAllowed: !(last === ' ' || spaceBreak || special),
  };
}

function blankOrBreak(character: string | undefined): boolean {
  return character === undefined || character === ' ' || character === '\t' || isBreak(character);
}

function isBreak(character: string): boolean {
  return (
    character === '\n' ||
    character === '\r' ||
    character === '\u0085' ||
    character === '\u2028' ||
    character === '\u2029'
  );
}

/** is_printable of yamlprivateh.go: a tab is not. */
function isPrintable(character: string): boolean {
  const code = character.codePointAt(0)!;
  return (
    code === 0x0a ||
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff) ||
    code > 0xffff
  );
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escapeOf(character: string): string | undefined {
  if (character === '\u00a0') return undefined;
  if (isPrintable(character) && !isBreak(character) && character !== '"' && character !== '\\') return undefined;
  const short = escapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0)!;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** keyList.Less of sorter.go: letters after other characters, numbers by value. */
export function compareKeys(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const isDigit = (character: string | undefined): boolean => character !== undefined && /\d/.test(character);
  const isLetter = (character: string): boolean => /\p{L}/u.test(character);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const l = left[i]!;
    const r = right[i]!;
    if (l === r) continue;
    if (isLetter(l) && isLetter(r)) return l.codePointAt(0)! - r.codePointAt(0)!;
    if (isLetter(l) || isLetter(r)) return isLetter(r) ? -1 : 1;
    let leftNumber = 0;
    let rightNumber = 0;
    if (l === '0' || r === '0') {
      for (let j = i - 1; j >= 0 && isDigit(left[j]); j--) {
        if (left[j] !== '0') {
          leftNumber = rightNumber = 1;
          break;
        }
      }
    }
    let leftEnd = i;
    let rightEnd = i;
    for (; isDigit(left[leftEnd]); leftEnd++) leftNumber = leftNumber * 10 + Number(left[leftEnd]);
    for (; isDigit(right[rightEnd]); rightEnd++) rightNumber = rightNumber * 10 + Number(right[rightEnd]);
    if (leftNumber !== rightNumber) return leftNumber - rightNumber;
    if (leftEnd !== rightEnd) return leftEnd - rightEnd;
    return l.codePointAt(0)! - r.codePointAt(0)!;
  }
  return left.length - right.length;
}
