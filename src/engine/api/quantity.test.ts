import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  parseMilliValue,
  parseQuantity,
  parseValue,
  QuantityError,
  roundQuantityToMilli,
  subtractQuantities,
} from './quantity.ts';

describe('the canonical form of a quantity', () => {
  test.each([
    ['0.5', '500m'],
    ['1.0', '1'],
    ['1000', '1k'],
    ['1500', '1500'],
    ['1024Mi', '1Gi'],
    ['0.5Gi', '512Mi'],
    ['1.5Ki', '1536'],
    ['100e3', '100e3'],
    ['1E3', '1e3'],
    ['0.1', '100m'],
    ['1n', '1n'],
    ['0.0000000001', '1n'],
    ['-1.5', '-1500m'],
    ['00.10', '100m'],
    ['123456789012345678', '123456789012345678'],
    ['1Ei', '1Ei'],
    ['2048Ei', '9223372036854775807'],
  ])('of %s is %s', (given, canonical) => {
    expect(canonicalQuantity(given)).toBe(canonical);
  });

  test.each(['', 'a', '1 Gi', '1GI', '1e', '1ki', '1e1.5', '1Mi2', '--1', '1.5.5'])('does not exist for %j', (text) => {
    expect(() => parseQuantity(text)).toThrow(QuantityError);
  });
});

test('the values of a quantity are rounded up', () => {
  expect(parseValue('1500m')).toBe(2);
  expect(parseMilliValue('1.0005')).toBe(1001);
  expect(roundQuantityToMilli('100u')).toBe('1m');
});

const suffixes = ['', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3'];
const quantity = fc
  .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.constantFrom(...suffixes))
  .map(([number, suffix]) => `${number}${suffix}`);

test('the canonical form says the same, and is its own canonical form', () => {
  fc.assert(
    fc.property(quantity, (text) => {
      const canonical = canonicalQuantity(text);
      expect(compareQuantities(parseQuantity(text), parseQuantity(canonical))).toBe(0);
      expect(canonicalQuantity(canonical)).toBe(canonical);
    }),
  );
});

test('addition keeps the order, and subtraction undoes it', () => {
  fc.assert(
    fc.property(quantity, quantity, quantity, (a, b, c) => {
      const [x, y, z] = [parseQuantity(a), parseQuantity(b), parseQuantity(c)];
      expect(compareQuantities(addQuantities(x, z), addQuantities(y, z))).toBe(compareQuantities(x, y));
      expect(compareQuantities(subtractQuantities(addQuantities(x, y), y), x)).toBe(0);
    }),
  );
});

test('a sum is written in the format of the first that is not zero', () => {
  const sum = (a: string, b: string): string => formatQuantity(addQuantities(parseQuantity(a), parseQuantity(b)));
  expect(sum('1Gi', '1M')).toBe('1074741824');
  expect(sum('1Gi', '1Gi')).toBe('2Gi');
  expect(sum('500m', '500m')).toBe('1');
  expect(sum('0', '64Mi')).toBe('64Mi');
});
