/* SVG does not wrap or cut text; widths are estimated from the fonts' metrics so that labels never overlap. */

const classes: readonly (readonly [RegExp, number])[] = [
  [/[ilj.,:;|!'`I]/, 0.28],
  [/[ftr()[\]\-/ ]/, 0.36],
  [/[mwMW@%]/, 0.87],
  [/[A-Z]/, 0.68],
  [/[0-9]/, 0.62],
  [/[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/, 1],
];
const usual = 0.57;
/** JetBrains Mono: every letter is as wide. */
const monospaced = 0.6;

/** Width in pixels of `text` in Inter, or in JetBrains Mono. */
export function textWidth(text: string, fontSize: number, mono = false): number {
  let em = 0;
  for (const letter of text) {
    if (mono) em += letter > '\u2e7f' ? 1 : monospaced;
    else em += classes.find(([pattern]) => pattern.test(letter))?.[1] ?? usual;
  }
  return em * fontSize;
}

/** Cuts `text` to `width` pixels at its end, for what is told by how it begins, such as a command. */
export function fitStart(text: string, width: number, fontSize: number, mono = false): string {
  if (textWidth(text, fontSize, mono) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, fontSize, mono) > width) letters.pop();
  return width >= fontSize ? `${letters.join('').trimEnd()}…` : '';
}

/**
 * Cuts `text` to `width` pixels, in the middle: what tells two Pods of one owner apart is the end of the name.
 */
export function fitText(text: string, width: number, fontSize: number, mono = false): string {
  if (textWidth(text, fontSize, mono) <= width) return text;
  const letters = [...text];
  for (let kept = letters.length - 1; kept > 1; kept--) {
    const tail = Math.min(6, Math.floor(kept / 2));
    const cut = `${letters.slice(0, kept - tail).join('')}…${letters.slice(letters.length - tail).join('')}`;
    if (textWidth(cut, fontSize, mono) <= width) return cut;
  }
  return width >= fontSize ? '…' : '';
}
