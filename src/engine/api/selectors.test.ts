import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatLabels,
  formatLabelSelectorObject,
  parseLabelSelector,
  SelectorError,
  selectorOfMap,
  selectorOfObject,
} from './selectors.ts';

const web = { app: 'web', tier: 'front', size: '3' };

describe('a label selector', () => {
  test.each([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app!=web', false],
    ['missing!=x', true],
    ['app in (web, api)', true],
    ['app notin (web)', false],
    ['missing notin (x)', true],
    ['app', true],
    ['!app', false],
    ['! missing', true],
    ['size>2', true],
    ['size<3', false],
    ['app>1', false],
    ['app=web,tier=back', false],
    ['app=web, tier in (front,back), !x', true],
    ['empty=', false],
    ['empty in ()', false],
  ])('%j', (text, expected) => {
    expect(parseLabelSelector(text).matches(web)).toBe(expected);
  });

  test.each([
    ['b,a=1', 'a=1,b'],
    ['x in (c, a,b)', 'x in (a,b,c)'],
    ['a!=b', 'a!=b'],
    ['a==b', 'a==b'],
    ['!a', '!a'],
    ['a>1', 'a>1'],
  ])('%j is written %j', (text, canonical) => {
    expect(parseLabelSelector(text).toString()).toBe(canonical);
  });

  test.each([
    ['a in', "unable to parse requirement: found '' expected: '('"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    [',', "found ',', expected: !, identifier, or 'end of string'"],
    ['a=b,', "found '', expected: identifier after ','"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['=b', "found '=', expected: !, identifier, or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a notin (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ['a=(b)', "unable to parse requirement: found '(', expected: identifier"],
    [
      'a>x',
      `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
  ])("%j is refused with kube's words", (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(new SelectorError(message));
  });

  test('of v1.20 names its operators in quotes', () => {
    expect(() => parseLabelSelector('a b', { name: '1.20' })).toThrow(
      "found 'b', expected: '=', '!=', '==', 'in', notin'",
    );
  });
});

describe('a LabelSelector object', () => {
  test('selects nothing if it is not there, and everything if it is empty', () => {
    expect(selectorOfObject(undefined).matches(web)).toBe(false);
    expect(selectorOfObject({}).matches(web)).toBe(true);
    expect(formatLabelSelectorObject({})).toBe('<none>');
  });

  test('joins labels and expressions', () => {
    const object = {
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'NotIn', values: ['back'] },
        { key: 'x', operator: 'DoesNotExist' },
      ],
    };
    expect(selectorOfObject(object).matches(web)).toBe(true);
    expect(formatLabelSelectorObject(object)).toBe('app=web,tier notin (back),!x');
  });

  test('with an operator that does not exist is refused', () => {
    const object = { matchExpressions: [{ key: 'a', operator: 'Like' }] };
    expect(() => selectorOfObject(object)).toThrow('"Like" is not a valid label selector operator');
    expect(formatLabelSelectorObject(object)).toBe('<error>');
  });
});

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const requirement = fc.oneof(
  fc.tuple(label, fc.constantFrom('=', '==', '!='), label).map((parts) => parts.join('')),
  fc
    .tuple(label, fc.constantFrom('in', 'notin'), fc.array(label, { minLength: 1, maxLength: 3 }))
    .map(([key, operator, values]) => `${key} ${operator} (${values.join(', ')})`),
  label,
  label.map((key) => `!${key}`),
);

test('what is written of a selector selects the same', () => {
  fc.assert(
    fc.property(fc.array(requirement), fc.dictionary(label, label), (requirements, labels) => {
      const selector = parseLabelSelector(requirements.join(','));
      const again = parseLabelSelector(selector.toString());
      expect(again.toString()).toBe(selector.toString());
      expect(again.matches(labels)).toBe(selector.matches(labels));
    }),
  );
});

test('a map selects what carries all of it', () => {
  fc.assert(
    fc.property(fc.dictionary(label, label), fc.dictionary(label, label), (wanted, others) => {
      expect(selectorOfMap(wanted).matches({ ...others, ...wanted })).toBe(true);
    }),
  );
  expect(formatLabels({ b: '2', a: '1' })).toBe('a=1,b=2');
  expect(formatLabels({})).toBe('<none>');
});
