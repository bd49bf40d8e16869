import { isObject, jsonEqual } from '../engine/api/json.ts';

/** Members of a list that have a name are told apart by it. */
function keyOf(item: unknown, index: number): string {
  if (!isObject(item)) return `[${index}]`;
  const name = item['name'] ?? item['type'];
  return typeof name === 'string' ? `[${name}]` : `[${index}]`;
}

/**
 * Where two JSON values differ, as paths: `spec.containers[web].imagePullPolicy`. What is new or gone as a whole is one path.
 * @param skip paths that are left out, with all below them
 */
export function changedPaths(before: unknown, after: unknown, skip: ReadonlySet<string> = new Set()): string[] {
  const paths: string[] = [];
  const visit = (left: unknown, right: unknown, path: string): void => {
    if (left === right || skip.has(path) || jsonEqual(left, right)) return;
    if (isObject(left) && isObject(right)) {
      for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
        visit(left[key], right[key], path === '' ? key : `${path}.${key}`);
      }
      return;
    }
    if (Array.isArray(left) && Array.isArray(right)) {
      const by = new Map(left.map((item: unknown, i) => [keyOf(item, i), item]));
      const names = new Set(right.map(keyOf));
      right.forEach((item: unknown, i) => visit(by.get(keyOf(item, i)), item, path + keyOf(item, i)));
      for (const [name, item] of by) if (!names.has(name)) visit(item, undefined, path + name);
      return;
    }
    paths.push(path);
  };
  visit(before, after, '');
  return paths;
}
