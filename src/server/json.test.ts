import { expect, test } from 'vitest';
import { jsonLine, sharedJsonLine } from './json.ts';

test("JSON is written as Go's encoder writes it", () => {
  expect(jsonLine({ a: '<b> & \u2028' })).toBe('{"a":"\\u003cb\\u003e \\u0026 \\u2028"}\n');
});

test('a watch event that goes to many is one line for each', () => {
  const object = { kind: 'Pod', data: '<' };
  const expected = '{"type":"ADDED","object":{"kind":"Pod","data":"\\u003c"}}\n';
  expect(sharedJsonLine({ type: 'ADDED', object })).toBe(expected);
  expect(sharedJsonLine({ type: 'ADDED', object })).toBe(expected);
  expect(sharedJsonLine({ type: 'DELETED', object: { kind: 'Pod' } })).toBe(
    '{"type":"DELETED","object":{"kind":"Pod"}}\n',
  );
});
