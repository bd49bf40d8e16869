/** The place before the cursor, as completion sees it. */
export interface SplitWords {
  /** Words of the simple command before the current word, unquoted. */
  readonly words: readonly string[];
  readonly current: string;
  /** The current word as it is written. */
  readonly raw: string;
  /** The quote that is open at the cursor. */
  readonly quote: '' | '"' | "'";
  readonly afterRedirection: boolean;
}

/** Reserved words after which a new command begins. */
const commandFollows = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', 'time']);

/** Splits the text before the cursor: quotes, operators, assignments in front. Not a parser: the line is unfinished. */
export function splitForCompletion(before: string): SplitWords {
  let words: string[] = [];
  let current = '';
  let start = 0;
  let quote: '' | '"' | "'" = '';
  let inWord = false;
  let redirection = false;
  const endWord = (): void => {
    if (!inWord) return;
    const isAssignment = words.length === 0 && /^\w+\+?=/.test(current);
    if (redirection) redirection = false;
    else if (words.length === 0 && commandFollows.has(current)) words = [];
    else if (!isAssignment) words.push(current);
    current = '';
    inWord = false;
  };
  for (let at = 0; at < before.length; at++) {
    const char = before[at]!;
    if (!inWord) start = at;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && /[\\"$`]/.test(before[at + 1] ?? '')) current += before[++at]!;
      else current += char;
      continue;
    }
    if (char === '\\') {
      inWord = true;
      current += before[++at] ?? '';
    } else if (char === "'" || char === '"') {
      inWord = true;
      quote = char;
    } else if (/\s/.test(char)) {
      endWord();
      if (char === '\n') words = [];
    } else if (char === '$' && before[at + 1] === '(') {
      words = [];
      current = '';
      inWord = false;
      at++;
    } else if (/[|;&(`]/.test(char) && !(char === '&' && /[<>]$/.test(before.slice(0, at)))) {
      endWord();
      words = [];
      redirection = false;
    } else if (char === '<' || char === '>') {
      if (/^\d+$/.test(current)) {
        current = '';
        inWord = false;
      }
      endWord();
      redirection = true;
    } else {
      inWord = true;
      current += char;
    }
  }
  let raw = inWord ? before.slice(start) : '';
  let value = current;
  // `--flag=va` and `A=pa` complete what follows the sign, for files and variables.
  const assignment = words.length === 0 ? /^(\w+\+?=)/.exec(raw) : null;
  if (assignment !== null) {
    raw = raw.slice(assignment[0].length);
    value = value.slice(assignment[0].length);
    return { words: ['='], current: value, raw, quote, afterRedirection: true };
  }
  return { words, current: value, raw, quote, afterRedirection: redirection };
}
