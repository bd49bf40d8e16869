import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelHeight } from './label-height.ts';

test.each([
  [[], 514],
  // The flat network's own label, then one on the bridge above it, which is nearer than a row.
  [[514], 487],
  [[514, 487], 460],
  [[472], 514],
  [[500], 473],
  [[500, 460], 433],
] as const)('above the labels at %j: %i', (taken, height) => {
  expect(labelHeight(520, taken)).toBe(height);
});

test('labels never overlap, whatever lines they come from', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 8 }), (lines) => {
      const heights: number[] = [];
      for (const line of lines) heights.push(labelHeight(line, heights));
      const sorted = heights.toSorted((a, b) => a - b);
      for (const [index, height] of sorted.entries()) {
        if (index > 0) expect(height - sorted[index - 1]!).toBeGreaterThanOrEqual(27);
      }
    }),
  );
});
