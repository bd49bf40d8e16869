/** Breaks lines between words at `limit` columns; 0 leaves them (github.com/mitchellh/go-wordwrap). */
export function wrapWords(text: string, limit: number): string {
  if (limit <= 0) return text;
  return text
    .split('\n')
    .map((line) => wrapLine(line, limit))
    .join('\n');
}

function wrapLine(line: string, limit: number): string {
  let out = '';
  let current = 0;
  for (const [, space, word] of line.matchAll(/(\s*)(\S*)/g)) {
    if (word === undefined || (word === '' && space === '')) continue;
    if (current > 0 && current + space!.length + word.length > limit) {
      out += `\n${word}`;
      current = word.length;
    } else {
      out += space! + word;
      current += space!.length + word.length;
    }
  }
  return out;
}
