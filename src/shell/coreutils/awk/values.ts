/** A value of awk: a number, a text, or a text from the input that counts as a number where it looks like one. */
export type Value = number | string | { readonly input: string };

export const uninitialized: Value = { input: '' };

const numeric = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : value.input;
  const match = numeric.exec(text);
  return match === null ? 0 : Number(match[0]);
}

/** A number as text: integers as they are, others by CONVFMT or OFMT. */
export function toText(value: Value, format: (value: number) => string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return value.input;
  if (Number.isSafeInteger(value)) return String(value);
  return format(value);
}

export function looksNumeric(value: Value): boolean {
  if (typeof value === 'number') return true;
  if (typeof value === 'string') return false;
  return value.input === '' ? true : numeric.exec(value.input)?.[0].length === value.input.trimEnd().length;
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return looksNumeric(value) ? toNumber(value) !== 0 : value.input !== '';
}
