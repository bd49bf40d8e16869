import { expect, test } from 'vitest';
import { goDiff } from './go-diff.ts';
import { unifiedDiff } from './unified-diff.ts';

test('a unified diff has three lines around what changed', () => {
  const lines = (change: string): string => ['1', '2', '3', '4', change, '6', '7', '8', '9'].join('\n') + '\n';
  expect(unifiedDiff(lines('5'), lines('x'))).toBe('@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n');
});

test('objects are compared as their internal types', () => {
  const before = { driver: 'a', volumeHandle: 'b' };
  expect(goDiff('CSIPersistentVolumeSource', before, { ...before, driver: 'c' }, { name: '1.36' })).toBe(
    '@@ -1,5 +1,5 @@\n {\n- "Driver": "a",\n+ "Driver": "c",\n  "VolumeHandle": "b",\n  "ReadOnly": false,\n  "FSType": "",\n',
  );
});
