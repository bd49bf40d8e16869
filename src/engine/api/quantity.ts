/*
 * resource.Quantity: k8s.io/apimachinery/pkg/api/resource/quantity.go. Values are whole nano-units, so sums are exact.
 */

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

export interface Quantity {
  /** The value times 10^9. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

/** A text that is no quantity; the message is the API server's. */
export class QuantityError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QuantityError';
  }
}

const formatWrong = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const numericWrong = 'unable to parse numeric part of quantity';
const suffixWrong = "unable to parse quantity's suffix";

const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimalByExponent = new Map([...decimalSuffixes].map(([suffix, exponent]) => [exponent, suffix]));

const nano = 1_000_000_000n;
/** The cap of binary quantities, 2^63 - 1. */
const maxBinary = (2n ** 63n - 1n) * nano;
/** Larger exponents cannot be meant, and would only cost memory. */
const maxExponent = 1000;

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;

/** Parses `100m`, `1.5Gi`, `2e3`; throws QuantityError. */
export function parseQuantity(text: string): Quantity {
  if (text === '') throw new QuantityError(formatWrong);
  const match = pattern.exec(text);
  if (match === null) throw new QuantityError(formatWrong);
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  const { base, exponent, format } = interpretSuffix(suffix);
  // A number without digits: Go's scanner strips zeroes first, so '.' and '' both fail as numbers.
  if (whole === '' && fraction === '') {
    if (text === '+' || text === '-') return { nanos: 0n, format: 'DecimalSI' };
    throw new QuantityError(numericWrong);
  }
  const digits = BigInt(whole + fraction);
  const scale = fraction.length;
  let numerator = digits * nano;
  let denominator = 10n ** BigInt(scale);
  if (base === 2) numerator *= 2n ** BigInt(exponent);
  else if (exponent >= 0) numerator *= 10n ** BigInt(exponent);
  else denominator *= 10n ** BigInt(-exponent);
  // Rounds away from zero: who asks for some gets some.
  let nanos = (numerator + denominator - 1n) / denominator;
  let chosen: QuantityFormat = format;
  if (format === 'BinarySI') {
    if (nanos > maxBinary) nanos = maxBinary;
    if (nanos > 0n && nanos < nano) chosen = 'DecimalSI';
  }
  return { nanos: sign === '-' ? -nanos : nanos, format: chosen };
}

function interpretSuffix(suffix: string): { base: 2 | 10; exponent: number; format: QuantityFormat } {
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const binary = binarySuffixes.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  if (/^[eE][-+]?\d+$/.test(suffix)) {
    const exponent = Number(suffix.slice(1));
    if (Math.abs(exponent) > maxExponent) throw new QuantityError(numericWrong);
    return { base: 10, exponent, format: 'DecimalExponent' };
  }
  throw new QuantityError(suffixWrong);
}

/** The canonical text: no fraction, the largest suffix that loses nothing. */
export function formatQuantity(quantity: Quantity): string {
  const { nanos, format } = quantity;
  if (nanos === 0n) return '0';
  const binary = format === 'BinarySI' && nanos % nano === 0n && abs(nanos) >= 1024n * nano;
  if (binary) {
    let value = nanos / nano;
    let power = 0;
    while (value % 1024n === 0n && power < binarySuffixes.length - 1) {
      value /= 1024n;
      power++;
    }
    return `${value}${binarySuffixes[power]!}`;
  }
  let mantissa = nanos;
  let exponent = -9;
  while (mantissa % 1000n === 0n && (format === 'DecimalExponent' || exponent < 18)) {
    mantissa /= 1000n;
    exponent += 3;
  }
  if (format === 'DecimalExponent') return exponent === 0 ? `${mantissa}` : `${mantissa}e${exponent}`;
  return `${mantissa}${decimalByExponent.get(exponent)!}`;
}

/** The canonical form of a quantity on the wire (a number is one too); throws QuantityError. */
export function canonicalQuantity(value: string | number): string {
  return formatQuantity(parseQuantity(String(value)));
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

/** -1, 0 or 1. */
export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
}

/** `a + b`, in the format of `a` unless that is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format };
}

/** `a - b`, in the format of `a` unless that is zero. */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos - b.nanos, format: a.nanos === 0n ? b.format : a.format };
}

/** A whole number of thousandths, e.g. of CPUs. */
export function milliQuantity(milli: number, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { nanos: BigInt(Math.round(milli)) * 1_000_000n, format };
}

/** A whole number, e.g. of bytes. */
export function wholeQuantity(value: number, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { nanos: BigInt(Math.round(value)) * nano, format };
}

/** The value in whole units, rounded away from zero. */
export function quantityValue(quantity: Quantity): number {
  return Number(roundUp(quantity.nanos, nano));
}

/** The value in thousandths, rounded away from zero. */
export function quantityMilliValue(quantity: Quantity): number {
  return Number(roundUp(quantity.nanos, 1_000_000n));
}

function roundUp(value: bigint, unit: bigint): bigint {
  return value >= 0n ? (value + unit - 1n) / unit : -((-value + unit - 1n) / unit);
}

/** The scheduler and the kubelets ask for the same few texts over and over. */
const cache = new Map<string, { readonly value: number; readonly milli: number }>();

function cached(text: string): { readonly value: number; readonly milli: number } {
  let entry = cache.get(text);
  if (entry === undefined) {
    const quantity = parseQuantity(text);
    entry = { value: quantityValue(quantity), milli: quantityMilliValue(quantity) };
    if (cache.size >= 4096) cache.clear();
    cache.set(text, entry);
  }
  return entry;
}

/** Whole units (bytes, pods) of a quantity text, rounded up; 0 for undefined. Throws QuantityError. */
export function parseValue(text: string | undefined): number {
  return text === undefined ? 0 : cached(text).value;
}

/** Thousandths (of CPUs) of a quantity text, rounded up; 0 for undefined. Throws QuantityError. */
export function parseMilliValue(text: string | undefined): number {
  return text === undefined ? 0 : cached(text).milli;
}

/** The text rounded up to thousandths; the same text if it is no finer. */
export function roundQuantityToMilli(text: string): string {
  if (!/[.nu]/.test(text)) return text;
  const quantity = parseQuantity(text);
  const nanos = roundUp(quantity.nanos, 1_000_000n) * 1_000_000n;
  return nanos === quantity.nanos ? text : formatQuantity({ ...quantity, nanos });
}
