/** github.com/mitchellh/go-wordwrap: breaks between words at `limit` columns and keeps every other space; 0 leaves the text. */
export function wrapWords(text: string, limit: number): string {
  if (limit <= 0) return text;
  let out = '';
  let column = 0;
  let word = '';
  let space = '';
  const flush = (): void => {
    column += [...space].length + [...word].length;
    out += space + word;
    space = '';
    word = '';
  };
  for (const character of text) {
    if (character === '\n') {
      if (word === '') {
        if (column + space.length > limit) column = 0;
        else out += space;
        space = '';
      } else {
        flush();
      }
      out += character;
      column = 0;
    } else if (/\s/.test(character) && character !== '\u00a0') {
      if (space === '' || word !== '') flush();
      space += character;
    } else {
      word += character;
      const length = [...word].length;
      if (column + length + space.length > limit && length < limit) {
        out += '\n';
        column = 0;
        space = '';
      }
    }
  }
  if (word !== '') return out + space + word;
  return column + space.length <= limit ? out + space : out;
}
