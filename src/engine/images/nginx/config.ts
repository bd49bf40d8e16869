/** One directive of an nginx configuration, with its block if it has one. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly Directive[] | undefined;
  readonly file: string;
  readonly line: number;
}

/** A configuration that nginx refuses: the text after `[emerg] `. */
export class ConfigError extends Error {}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly line: number;
}

/** Parses nginx's configuration language (src/core/ngx_conf_file.c). */
export function parseConfig(text: string, file: string): readonly Directive[] {
  const tokens = tokenize(text, file);
  let at = 0;

  function block(isTop: boolean): Directive[] {
    const directives: Directive[] = [];
    let words: Token[] = [];
    for (;;) {
      const token = tokens[at++];
      if (token === undefined) {
        if (!isTop) throw new ConfigError(`unexpected end of file, expecting "}" in ${file}:${lastLine(text)}`);
        if (words.length > 0) {
          throw new ConfigError(`unexpected end of file, expecting ";" or "}" in ${file}:${lastLine(text)}`);
        }
        return directives;
      }
      const special = token.quoted ? '' : token.text;
      if (special === ';' || special === '{') {
        const [name, ...args] = words;
        if (name === undefined) throw new ConfigError(`unexpected "${special}" in ${file}:${token.line}`);
        words = [];
        directives.push({
          name: name.text,
          args: args.map((word) => word.text),
          block: special === '{' ? block(false) : undefined,
          file,
          line: token.line,
        });
      } else if (special === '}') {
        if (isTop || words.length > 0) throw new ConfigError(`unexpected "}" in ${file}:${token.line}`);
        return directives;
      } else words.push(token);
    }
  }

  return block(true);
}

function lastLine(text: string): number {
  return text.split('\n').length;
}

function tokenize(text: string, file: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '\n') line++;
    if (/\s/.test(character)) at++;
    else if (character === '#') {
      while (at < text.length && text[at] !== '\n') at++;
    } else if (character === ';' || character === '{' || character === '}') {
      tokens.push({ text: character, quoted: false, line });
      at++;
    } else if (character === '"' || character === "'") {
      const start = line;
      let word = '';
      at++;
      while (at < text.length && text[at] !== character) {
        if (text[at] === '\n') line++;
        if (text[at] === '\\' && text[at + 1] === character) at++;
        word += text[at++] ?? '';
      }
      if (at >= text.length) throw new ConfigError(`unexpected end of file, expecting "}" in ${file}:${line}`);
      at++;
      tokens.push({ text: word, quoted: true, line: start });
    } else {
      let word = '';
      while (at < text.length && !/[\s;]/.test(text[at] ?? '')) {
        // `${name}` is a variable, any other brace opens a block.
        if (text[at] === '{' && !word.endsWith('$')) break;
        word += text[at++] ?? '';
      }
      tokens.push({ text: word, quoted: false, line });
    }
  }
  return tokens;
}
