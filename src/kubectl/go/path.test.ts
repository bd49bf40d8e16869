import { expect, test } from 'vitest';
import { base, clean, dir, join, relative } from './path.ts';

test.each([
  ['', '.'],
  ['a//b/./c', 'a/b/c'],
  ['../a/../../b', '../../b'],
  ['/../a', '/a'],
  ['/', '/'],
  ['a/..', '.'],
])('clean %j is %j', (path, expected) => {
  expect(clean(path)).toBe(expected);
});

test('dir, base and join', () => {
  expect([dir('/a/b'), dir('a'), dir('/a'), dir('a/b/')]).toEqual(['/a', '.', '/', 'a/b']);
  expect([base('/a/b'), base('a/'), base('/'), base('')]).toEqual(['b', 'a', '/', '.']);
  expect([join('a', '', '../b'), join(), join('a', '/b')]).toEqual(['b', '', 'a/b']);
});

test.each([
  ['a', 'a/b', 'b'],
  ['a', 'a', '.'],
  ['a/b', 'a/c', '../c'],
  ['/a', 'b', undefined],
  ['..', 'a', undefined],
  ['.', 'a', 'a'],
])('from %j, %j is %j', (from, target, expected) => {
  expect(relative(from, target)).toBe(expected);
});
