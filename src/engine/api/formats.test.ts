import { describe, expect, test } from 'vitest';
import {
  isConfigMapKey,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isPathSegmentName,
  isPercent,
  isPortName,
  isPortNumber,
  isQualifiedName,
  isWildcardDns1123Subdomain,
} from './formats.ts';

const release = { name: '1.36' } as const;
const rules: Readonly<Record<string, (text: string) => string[]>> = {
  'DNS label': (text) => isDns1123Label(text, release),
  'DNS 1035 label': isDns1035Label,
  'DNS subdomain': isDns1123Subdomain,
  'wildcard subdomain': isWildcardDns1123Subdomain,
  'qualified name': (text) => isQualifiedName(text, release),
  'label value': (text) => isLabelValue(text, release),
  'ConfigMap key': isConfigMapKey,
  'port name': (text) => isPortName(text, release),
  percentage: isPercent,
  'path segment': isPathSegmentName,
};

describe('names', () => {
  test.each([
    ['DNS label', ['a', '1a', 'a-1', 'a'.repeat(63)], ['', 'A', 'a.b', '-a', 'a-', 'a_b', 'a'.repeat(64)]],
    ['DNS 1035 label', ['a', 'a-1'], ['1a', 'A', 'a.b']],
    ['DNS subdomain', ['a', 'a.b-c.d', '1.2'], ['', 'A', 'a..b', '.a', 'a_b', 'a'.repeat(254)]],
    ['wildcard subdomain', ['*.a.b'], ['*', 'a.*.b', '*.A']],
    ['qualified name', ['a', 'A_b.c-1', 'example.com/Name'], ['', '/a', 'a/', 'a/b/c', 'A/b', '-a', 'a b']],
    ['label value', ['', 'a', 'A_1.b'], ['a b', '-a', 'a'.repeat(64)]],
    ['ConfigMap key', ['a.txt', '_x', '.a'], ['', '.', '..', '..a', 'a b']],
    ['port name', ['http', 'a-1'], ['', '1', 'a--b', 'A', '-a', 'a'.repeat(16)]],
    ['percentage', ['0%', '100%'], ['%', '1', '-1%', '1.5%']],
    ['path segment', ['a', 'a:b', 'A'], ['.', '..', 'a/b', 'a%b']],
  ])('a %s', (name, good, bad) => {
    for (const text of good) expect([text, rules[name]!(text)]).toEqual([text, []]);
    for (const text of bad) expect([text, rules[name]!(text)]).not.toEqual([text, []]);
  });
});

test('what is wrong is said in the words of the release', () => {
  expect(isDns1123Label('A', release)).toEqual([
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  ]);
  expect(isDns1123Label('A', { name: '1.20' })).toEqual([
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  ]);
  expect(isPortNumber(0)).toEqual(['must be between 1 and 65535, inclusive']);
});
