import { goCmpDiff } from './go-cmp/index.ts';
import { internalJson } from './internal-json.ts';
import type { ReleaseRef } from './json.ts';
import { unifiedDiff } from './unified-diff.ts';

/**
 * What the API server appends to `... may not change fields other than ...`: the difference of two objects of an internal
 * type. v1.36 shows a diff of their JSON (k8s.io/apimachinery/pkg/util/diff), v1.20 what go-cmp makes of them.
 * @param type of pkg/apis/core, e.g. `PodSpec`
 */
export function goDiff(type: string, a: unknown, b: unknown, release: ReleaseRef): string {
  if (release.name === '1.20') return goCmpDiff(type, a, b);
  const text = (value: unknown): string => goIndented(internalJson(type, value, release), '');
  return unifiedDiff(text(a), text(b));
}

/** json.MarshalIndent with one space: like JSON.stringify, but Go escapes what HTML would mind. */
function goIndented(value: unknown, indent: string): string {
  if (typeof value === 'string') {
    return JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => inner + goIndented(item, inner)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, member]) => `${inner}${JSON.stringify(key)}: ${goIndented(member, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
