import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFieldSelector, parseFieldSelector, type FieldTerm } from './field-selectors.ts';
import { type LabelSelectorObject, parseLabelSelector, SelectorError, selectorOfObject } from './selectors.ts';

type Labels = Readonly<Record<string, string>>;

/** One requirement in the simplest words, and what it asks of labels. */
interface Model {
  readonly text: string;
  readonly expression:
    { readonly key: string; readonly operator: string; readonly values: readonly string[] } | undefined;
  holds(labels: Labels): boolean;
}

const key = fc.constantFrom('a', 'b', 'app', 'in', 'notin', 'x.y/z', 'exists');
const value = fc.constantFrom('1', '2', '10', 'v', 'in', 'A_b.c');
const values = fc.uniqueArray(value, { minLength: 1, maxLength: 3 });
const space = fc.constantFrom('', ' ', '  ');
const has = (labels: Labels, name: string): boolean => Object.hasOwn(labels, name);

const models: fc.Arbitrary<Model> = fc.oneof(
  fc.tuple(key, fc.constantFrom('=', '=='), value, space).map(([name, operator, one, gap]) => ({
    text: `${name}${gap}${operator}${gap}${one}`,
    expression: { key: name, operator: 'In', values: [one] },
    holds: (labels: Labels) => has(labels, name) && labels[name] === one,
  })),
  fc.tuple(key, value, space).map(([name, one, gap]) => ({
    text: `${name}${gap}!=${gap}${one}`,
    expression: { key: name, operator: 'NotIn', values: [one] },
    holds: (labels: Labels) => !has(labels, name) || labels[name] !== one,
  })),
  fc.tuple(key, values, space).map(([name, some, gap]) => ({
    text: `${name} in ${gap}(${some.join(`,${gap}`)})`,
    expression: { key: name, operator: 'In', values: some },
    holds: (labels: Labels) => has(labels, name) && (some as readonly string[]).includes(labels[name]!),
  })),
  fc.tuple(key, values, space).map(([name, some, gap]) => ({
    text: `${name} notin ${gap}(${some.join(`,${gap}`)})`,
    expression: { key: name, operator: 'NotIn', values: some },
    holds: (labels: Labels) => !has(labels, name) || !(some as readonly string[]).includes(labels[name]!),
  })),
  key.map((name) => ({
    text: name,
    expression: { key: name, operator: 'Exists', values: [] },
    holds: (labels: Labels) => has(labels, name),
  })),
  key.map((name) => ({
    text: `!${name}`,
    expression: { key: name, operator: 'DoesNotExist', values: [] },
    holds: (labels: Labels) => !has(labels, name),
  })),
  fc.tuple(key, fc.constantFrom('>', '<'), fc.integer({ min: 0, max: 12 })).map(([name, operator, bound]) => ({
    text: `${name}${operator}${bound}`,
    expression: undefined,
    holds: (labels: Labels) => {
      if (!has(labels, name) || !/^\d+$/.test(labels[name]!)) return false;
      return operator === '>' ? Number(labels[name]) > bound : Number(labels[name]) < bound;
    },
  })),
);

const labels = fc.dictionary(key, value, { noNullPrototype: true });

test('a label selector selects what each of its requirements asks for', () => {
  fc.assert(
    fc.property(fc.array(models, { maxLength: 4 }), labels, (some, of) => {
      const selector = parseLabelSelector(some.map(({ text }) => text).join(','));
      expect(selector.matches(of)).toBe(some.every((one) => one.holds(of)));
    }),
  );
});

test('as text and parsed again it is the same, and selects the same', () => {
  fc.assert(
    fc.property(fc.array(models, { maxLength: 4 }), labels, (some, of) => {
      const selector = parseLabelSelector(some.map(({ text }) => text).join(','));
      const again = parseLabelSelector(selector.toString());
      expect(again.toString()).toBe(selector.toString());
      expect(again.matches(of)).toBe(selector.matches(of));
    }),
  );
});

test('an object says the same as a text', () => {
  fc.assert(
    fc.property(fc.array(models, { maxLength: 4 }), labels, (all, of) => {
      const some = all.filter((one) => one.expression !== undefined);
      const matchExpressions = some.map(({ expression }) => ({
        key: expression!.key,
        operator: expression!.operator,
        ...(expression!.values.length === 0 ? {} : { values: expression!.values }),
      }));
      expect(selectorOfObject({ matchExpressions } as LabelSelectorObject).matches(of)).toBe(
        some.every((one) => one.holds(of)),
      );
    }),
  );
});

test('any text is a selector or a SelectorError', () => {
  const pieces = fc.array(
    fc.oneof(fc.constantFrom('a', '=', '!', ',', '(', ')', ' ', 'in', 'notin', '<', '>'), fc.string()),
  );
  fc.assert(
    fc.property(
      pieces.map((some) => some.join('')),
      (text) => {
        for (const parse of [parseLabelSelector, parseFieldSelector]) {
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(SelectorError);
          }
        }
      },
    ),
  );
});

test('the terms of a field selector survive being written and read', () => {
  const term: fc.Arbitrary<FieldTerm> = fc.record({
    field: fc.constantFrom('metadata.name', 'spec.nodeName', 'status.phase'),
    operator: fc.constantFrom('=', '!='),
    value: fc.string(),
  });
  const order = (terms: readonly FieldTerm[]): string[] => terms.map((one) => JSON.stringify(one)).sort();
  fc.assert(
    fc.property(fc.array(term), (terms) => {
      expect(order(parseFieldSelector(formatFieldSelector(terms)))).toEqual(order(terms));
    }),
  );
});
