import { asObject } from '../json.ts';
import { compareValues } from './compare.ts';
import { internalPodSpec } from './go-value.ts';
import { reportComparison } from './report.ts';
import { renderText } from './text.ts';

/**
 * cmp.Diff of two objects of an internal type, which v1.20 shows where something may not change. Texts of 64 characters and more
 * are shown whole, not as the parts of them that differ.
 */
export function goCmpDiff(type: string, x: unknown, y: unknown): string {
  const read = (value: unknown): unknown => (type === 'PodSpec' ? internalPodSpec(asObject(value)) : value);
  const comparison = compareValues(type, read(x), read(y));
  return comparison.different === 0 ? '' : renderText(reportComparison(comparison));
}
