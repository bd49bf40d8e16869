import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  quantityMilliValue,
  quantityValue,
  subtractQuantities,
} from './quantity.ts';

/** An exact number. */
interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

const powers: Readonly<Record<string, Rational>> = {
  n: { over: 1n, under: 10n ** 9n },
  u: { over: 1n, under: 10n ** 6n },
  m: { over: 1n, under: 1000n },
  '': { over: 1n, under: 1n },
  k: { over: 10n ** 3n, under: 1n },
  M: { over: 10n ** 6n, under: 1n },
  G: { over: 10n ** 9n, under: 1n },
  T: { over: 10n ** 12n, under: 1n },
  P: { over: 10n ** 15n, under: 1n },
  Ki: { over: 1024n, under: 1n },
  Mi: { over: 1024n ** 2n, under: 1n },
  Gi: { over: 1024n ** 3n, under: 1n },
  Ti: { over: 1024n ** 4n, under: 1n },
  e3: { over: 1000n, under: 1n },
  'e-3': { over: 1n, under: 1000n },
  E2: { over: 100n, under: 1n },
};

const nano = 10n ** 9n;

function powerOfTen(exponent: number): Rational {
  return exponent < 0 ? { over: 1n, under: 10n ** BigInt(-exponent) } : { over: 10n ** BigInt(exponent), under: 1n };
}

/** The value of a text, a second time and another way: digits, a point, a suffix. */
function exact(text: string): Rational {
  const [, sign = '', whole = '', fraction = '', suffix = ''] = /^([+-]?)(\d*)\.?(\d*)(.*)$/.exec(text)!;
  const power = powers[suffix] ?? powerOfTen(Number(suffix.slice(1)));
  const over = BigInt(whole + fraction) * power.over * (sign === '-' ? -1n : 1n);
  return { over, under: 10n ** BigInt(fraction.length) * power.under };
}

/** What is finer than a billionth is rounded away from zero. */
function nanosOf({ over, under }: Rational): bigint {
  const size = (over < 0n ? -over : over) * nano;
  const rounded = (size + under - 1n) / under;
  return over < 0n ? -rounded : rounded;
}

const nanos = (text: string): bigint => nanosOf(exact(text));
const ceiling = (value: bigint, unit: bigint): bigint =>
  value % unit === 0n || value < 0n ? value / unit : value / unit + 1n;

const texts = fc
  .tuple(
    fc.constantFrom('', '+', '-'),
    fc.bigInt({ min: 0n, max: 999_999n }),
    fc.option(fc.stringMatching(/^\d{0,4}$/)),
    fc.constantFrom(...Object.keys(powers)),
  )
  .map(([sign, whole, fraction, suffix]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${suffix}`);

test('a quantity has the value that its digits and its suffix say', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(parseQuantity(text).nanos).toBe(nanos(text));
    }),
  );
});

test('the order is that of the numbers', () => {
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      const difference = nanos(a) - nanos(b);
      expect(compareQuantities(parseQuantity(a), parseQuantity(b))).toBe(
        difference < 0n ? -1 : difference > 0n ? 1 : 0,
      );
    }),
  );
});

test('sums and differences are those of the numbers', () => {
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      const [x, y] = [parseQuantity(a), parseQuantity(b)];
      expect(addQuantities(x, y).nanos).toBe(nanos(a) + nanos(b));
      expect(subtractQuantities(x, y).nanos).toBe(nanos(a) - nanos(b));
      expect(nanos(formatQuantity(addQuantities(x, y)))).toBe(nanos(a) + nanos(b));
    }),
  );
});

test('the canonical form has the same value, no fraction, and the largest suffix of its family', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const canonical = canonicalQuantity(text);
      expect(nanos(canonical)).toBe(nanos(text));
      expect(canonical).toMatch(/^(0|-?[1-9]\d*([numkMGTPE]|[KMGTPE]i|e-?\d+)?)$/);
      const [, digits = '', suffix = ''] = /^-?(\d+)(.*)$/.exec(canonical)!;
      if (suffix.endsWith('i')) expect(suffix === 'Ei' || BigInt(digits) % 1024n !== 0n).toBe(true);
      else if (digits !== '0' && !/^[eE]/.test(suffix)) {
        const decimal = !/[KMGT]i$/.test(text);
        expect(suffix === 'E' || !decimal || !digits.endsWith('000')).toBe(true);
      }
    }),
  );
});

test('whole units and thousandths are rounded up', () => {
  fc.assert(
    fc.property(texts, (text) => {
      fc.pre(nanos(text) >= 0n);
      const quantity = parseQuantity(text);
      expect(quantityValue(quantity)).toBe(Number(ceiling(nanos(text), nano)));
      expect(quantityMilliValue(quantity)).toBe(Number(ceiling(nanos(text), 1_000_000n)));
    }),
  );
});
