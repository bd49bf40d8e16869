/** What a plain YAML 1.1 scalar means to go-yaml v2 (resolve.go). Timestamps stay texts. */
export type Scalar =
  | { readonly tag: 'str' | 'timestamp'; readonly value: string }
  | { readonly tag: 'bool'; readonly value: boolean }
  | { readonly tag: 'null'; readonly value: null }
  | { readonly tag: 'int' | 'float'; readonly value: number };

const words: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word) => [word, { tag: 'bool', value: true }] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word) => [word, { tag: 'bool', value: false }] as const,
  ),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, { tag: 'null', value: null }] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, { tag: 'float', value: Number.NaN }] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(
    (word) => [word, { tag: 'float', value: Infinity }] as const,
  ),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, { tag: 'float', value: -Infinity }] as const),
]);

const float = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
const timestamps = [
  /^\d{4}-\d{1,2}-\d{1,2}[Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
  /^\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?$/,
  /^\d{4}-\d{1,2}-\d{1,2}$/,
];

/** Resolves a scalar without quotes. */
export function resolveScalar(text: string): Scalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  const string: Scalar = { tag: 'str', value: text };
  const first = text[0]!;
  if (first === '.') return float.test(text) ? { tag: 'float', value: Number(text) } : string;
  if (!/[-+\d]/.test(first)) return string;
  if (timestamps.some((pattern) => pattern.test(text))) return { tag: 'timestamp', value: text };
  const plain = text.replaceAll('_', '');
  const whole = goInteger(plain);
  if (whole !== undefined) return { tag: 'int', value: whole };
  return float.test(plain) ? { tag: 'float', value: Number(plain) } : string;
}

/** strconv.ParseInt with base 0 and 64 bits: 0x, 0o, 0b, and a leading 0 for octal. */
function goInteger(text: string): number | undefined {
  const [, sign, digits] = /^([-+]?)(.+)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  let literal: string;
  if (/^0[xX][\da-fA-F]+$/.test(digits) || /^0[oO][0-7]+$/.test(digits) || /^0[bB][01]+$/.test(digits))
    literal = digits.toLowerCase();
  else if (/^0[0-7]+$/.test(digits)) literal = `0o${digits.slice(1)}`;
  else if (/^(0|[1-9]\d*)$/.test(digits)) literal = digits;
  else return undefined;
  const value = BigInt(literal);
  if (sign === '-' ? value > 1n << 63n : value >= 1n << 64n) return undefined;
  return Number(sign === '-' ? -value : value);
}

/** YAML 1.1's base 60 numbers: texts to go-yaml, but quoted on the way out. */
export function isBase60(text: string): boolean {
  return /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/.test(text);
}
