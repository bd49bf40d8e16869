import { isObject } from '../../api/json.ts';
import { canonicalQuantity } from '../../api/quantity.ts';
import type { Release } from '../../releases/index.ts';
import { goStructs } from './go-structs.ts';

/** Named Go types that are neither structs nor texts. */
const namedTypes: Readonly<Record<string, string>> = {
  'v1.ResourceList': 'map[v1.ResourceName]resource.Quantity',
};

const numbers = /^u?int(8|16|32|64)?$/;

/**
 * A JSON value as go-spew prints the Go value of that type with `%#v`, sorted keys and no methods, addresses or capacities: what Kubernetes hashes
 * (pkg/util/hash DeepHashObject; k8s.io/utils/dump ForHash). Lists and maps that are empty are nil, as protobuf hands them over; times are not set
 * in a template.
 */
export function spew(type: string, value: unknown, release: Release['name']): string {
  return `(${type})${plain(type, value, release)}`;
}

/** Without the type in front, as behind pointers and in lists and maps. */
function plain(type: string, value: unknown, release: Release['name']): string {
  if (type.startsWith('*'))
    return value === undefined || value === null ? '<nil>' : plain(type.slice(1), value, release);
  if (type.startsWith('[]')) {
    if (!Array.isArray(value) || value.length === 0) return '<nil>';
    return `[${value.map((item) => plain(type.slice(2), item, release)).join(' ')}]`;
  }
  const map = /^map\[([^\]]+)\](.*)$/.exec(namedTypes[type] ?? type);
  if (map !== null) {
    const entries = Object.entries(isObject(value) ? value : {}).sort(([a], [b]) => (a < b ? -1 : 1));
    if (entries.length === 0) return '<nil>';
    return `map[${entries.map(([key, item]) => `${key}:${plain(map[2]!, item, release)}`).join(' ')}]`;
  }
  if (type === 'bool') return String(value === true);
  if (numbers.test(type)) return String(typeof value === 'number' ? value : 0);
  if (type === 'v1.Time') return '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';
  if (type === 'intstr.IntOrString') return intOrString(value);
  if (type === 'resource.Quantity') return quantity(value);
  const fields = goStructs[release].get(type);
  if (fields === undefined) return typeof value === 'string' ? value : '';
  const members = isObject(value) ? value : {};
  const printed = fields.map(
    ({ name, wireName, type: of }) => `${name}:${spew(of, wireName === '' ? members : members[wireName], release)}`,
  );
  return `{${printed.join(' ')}}`;
}

function intOrString(value: unknown): string {
  const [kind, number, text] =
    typeof value === 'string' ? [1, 0, value] : [0, typeof value === 'number' ? value : 0, ''];
  return `{Type:(intstr.Type)${kind} IntVal:(int32)${number} StrVal:(string)${text}}`;
}

/** resource.Quantity as ParseQuantity makes it of a canonical text; it keeps the text only of some. */
function quantity(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return quantityStruct(0n, 0, '', '');
  const text = canonicalQuantity(value);
  if (text === '0') return quantityStruct(0n, 0, text, 'DecimalSI');
  const match = /^(-?)(\d+)([A-Za-z]*)(\d*)$/.exec(text);
  if (match === null) return quantityStruct(0n, 0, text, 'DecimalSI');
  const [, sign, digits = '0', suffix = '', exponentDigits] = match;
  const negative = sign === '-';
  const number = BigInt(digits);
  const signed = (n: bigint): bigint => (negative ? -n : n);
  const binary = binaryExponents[suffix];
  if (binary !== undefined) {
    const keeps = (number & 7n) !== 0n;
    return quantityStruct(signed(number << BigInt(binary)), 0, keeps ? text : '', 'BinarySI');
  }
  const exponential = exponentDigits !== '';
  const scale = exponential ? Number(exponentDigits) : (decimalExponents[suffix] ?? 0);
  const keeps = scale % 3 === 0 && !digits.endsWith('000') && digits[0] !== '0';
  return quantityStruct(signed(number), scale, keeps ? text : '', exponential ? 'DecimalExponent' : 'DecimalSI');
}

const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

function quantityStruct(value: bigint, scale: number, text: string, format: string): string {
  const amount = `(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}}`;
  return `{i:${amount} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${text} Format:(resource.Format)${format}}`;
}
