/** The output of `echo` with -n, -e and -E, as bash and BusyBox have it. */
export function echoText(args: readonly string[]): string {
  let newline = true;
  let escapes = false;
  let index = 0;
  for (; index < args.length && /^-[neE]+$/.test(args[index]!); index++) {
    for (const letter of args[index]!.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = args.slice(index).join(' ');
  if (!escapes) return newline ? `${text}\n` : text;
  const { text: result, stopped } = interpretEscapes(text, 'echo');
  return newline && !stopped ? `${result}\n` : result;
}

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/**
 * Backslash escapes of `echo -e`, `printf %b` and printf's format. In `echo` octal is \0nnn, in a format \nnn.
 * `stopped` after \c, which ends all output.
 */
export function interpretEscapes(
  text: string,
  style: 'echo' | 'format',
): { readonly text: string; readonly stopped: boolean } {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char !== '\\' || at === text.length - 1) {
      out += char;
      continue;
    }
    const rest = text.slice(at + 1);
    const next = rest[0]!;
    const number =
      /^x([\dA-Fa-f]{1,2})/.exec(rest) ?? /^u([\dA-Fa-f]{1,4})/.exec(rest) ?? /^U([\dA-Fa-f]{1,8})/.exec(rest);
    const octal = style === 'echo' ? /^0([0-7]{0,3})/.exec(rest) : /^([0-7]{1,3})/.exec(rest);
    if (next === 'c' && style === 'echo') return { text: out, stopped: true };
    if (number !== null) {
      const code = Number.parseInt(number[1]!, 16);
      out += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
      at += number[0].length;
    } else if (octal !== null) {
      out += String.fromCharCode(Number.parseInt(`0${octal[1]!}`, 8) & 255);
      at += octal[0].length;
    } else if (style === 'format' && (next === '"' || next === "'")) {
      out += next;
      at++;
    } else if (simple[next] !== undefined) {
      out += simple[next];
      at++;
    } else out += char;
  }
  return { text: out, stopped: false };
}
