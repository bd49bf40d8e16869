/** The lines entered before, oldest first, and the walk through them while a new line is edited. */
export class History {
  #lines: string[];
  /** Edits of old lines during one walk, by index; the new line is at the index after the last. */
  #edited = new Map<number, string>();
  #index: number;

  constructor(
    lines: readonly string[] = [],
    private readonly limit = 1000,
  ) {
    this.#lines = lines.slice(-limit);
    this.#index = this.#lines.length;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  clear(): void {
    this.#lines = [];
    this.begin();
  }

  /** Remembers a line: not a blank one, nor the same twice in a row, nor one that begins with a blank. */
  add(line: string): boolean {
    const text = line.replace(/\n+$/, '');
    if (text.trim() === '' || /^[ \t]/.test(text) || text === this.#lines.at(-1)) return false;
    this.#lines.push(text);
    if (this.#lines.length > this.limit) this.#lines.shift();
    return true;
  }

  /** Starts the walk at the new line. */
  begin(): void {
    this.#edited.clear();
    this.#index = this.#lines.length;
  }

  /** The line `steps` away (negative: older), after the present text was put aside; undefined at the ends. */
  move(steps: number, present: string): string | undefined {
    const target = this.#index + steps;
    if (target < 0 || target > this.#lines.length) return undefined;
    this.#edited.set(this.#index, present);
    this.#index = target;
    return this.#edited.get(target) ?? this.#lines[target] ?? '';
  }

  moveToEnd(direction: 'first' | 'last', present: string): string | undefined {
    const steps = direction === 'first' ? -this.#index : this.#lines.length - this.#index;
    return steps === 0 ? undefined : this.move(steps, present);
  }

  /** The newest line at or before `from` that holds `query`. */
  search(query: string, from: number): { readonly index: number; readonly text: string } | undefined {
    for (let index = Math.min(from, this.#lines.length - 1); index >= 0; index--) {
      if (this.#lines[index]!.includes(query)) return { index, text: this.#lines[index]! };
    }
    return undefined;
  }
}

/** What went wrong with a history expansion: bash says `EVENT: event not found`. */
export class EventNotFound extends Error {
  constructor(readonly event: string) {
    super(`${event}: event not found`);
  }
}

/** History expansion: `!!`, `!5`, `!-2`, `!word`, `!?text?`, `!$`, `^old^new`. Single quotes and backslashes protect. */
export function expandHistory(text: string, lines: readonly string[]): string {
  const quick = /^\^([^^\n]+)\^([^^\n]*)\^?/.exec(text);
  if (quick !== null) {
    const last = lines.at(-1);
    if (last === undefined || !last.includes(quick[1]!)) throw new EventNotFound(`:s^${quick[1]}^${quick[2]}^`);
    return last.replace(quick[1]!, () => quick[2]!) + text.slice(quick[0].length);
  }
  let result = '';
  let inSingle = false;
  let inDouble = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\' && !inSingle) {
      result += char + (text[++at] ?? '');
      continue;
    }
    if (char === "'" && !inDouble) inSingle = !inSingle;
    else if (char === '"' && !inSingle) inDouble = !inDouble;
    if (char !== '!' || inSingle || /[\s=(]|^$/.test(text[at + 1] ?? '') || (inDouble && text[at + 1] === '"')) {
      result += char;
      continue;
    }
    // `[!a]`, `${!x}` and `$!` are not history.
    if (text[at - 1] === '[' || text[at - 1] === '{' || text[at - 1] === '$') {
      result += char;
      continue;
    }
    const match = /^!(!|-?\d+|\?[^?\n]+\??|\$|\*|\^|[^\s:;&|<>()"'!?$*^-][^\s:;&|<>()"']*)/.exec(text.slice(at));
    if (match === null) {
      result += char;
      continue;
    }
    result += event(match[1]!, match[0], lines);
    at += match[0].length - 1;
  }
  return result;
}

function event(name: string, whole: string, lines: readonly string[]): string {
  const last = lines.at(-1);
  const words = (last ?? '').trim().split(/\s+/);
  let found: string | undefined;
  if (name === '!') found = last;
  else if (name === '$') found = last === undefined ? undefined : words.at(-1);
  else if (name === '^') found = last === undefined ? undefined : words[1];
  else if (name === '*') found = last === undefined ? undefined : words.slice(1).join(' ');
  else if (/^-\d+$/.test(name)) found = lines[lines.length + Number(name)];
  else if (/^\d+$/.test(name)) found = lines[Number(name) - 1];
  else if (name.startsWith('?')) found = lines.findLast((line) => line.includes(name.slice(1).replace(/\?$/, '')));
  else found = lines.findLast((line) => line.startsWith(name));
  if (found === undefined) throw new EventNotFound(whole);
  return found;
}
