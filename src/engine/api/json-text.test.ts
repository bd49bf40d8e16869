import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonSyntaxError, parseJsonText } from './json-text.ts';

test('JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseJsonText(text).value).toEqual(JSON.parse(text));
    }),
  );
});

test('fields given twice are noticed, with their paths', () => {
  expect(parseJsonText('{"a":1,"a":2,"b":[{"c":1,"c":2}]}')).toEqual({
    value: { a: 2, b: [{ c: 2 }] },
    duplicates: ['a', 'b[0].c'],
  });
});

describe('what is no JSON is refused in the words of encoding/json', () => {
  test.each([
    ['', 'unexpected end of JSON input'],
    ['{', 'unexpected end of JSON input'],
    ['{x', "invalid character 'x' looking for beginning of object key string"],
    ['x', "invalid character 'x' looking for beginning of value"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ['{} x', "invalid character 'x' after top-level value"],
    ['nul', 'unexpected end of JSON input'],
    ['nulx', "invalid character 'x' in literal null (expecting 'l')"],
    ['"\\q"', "invalid character 'q' in string escape code"],
    ['01', "invalid character '1' after top-level value"],
    ['1.', 'unexpected end of JSON input'],
  ])('%s', (text, message) => {
    expect(() => parseJsonText(text)).toThrow(new JsonSyntaxError(message));
  });
});
