import { isObject } from '../json.ts';

/** What an item of a merging list is told by: its merge key's value, or a scalar itself. */
export function identityText(item: unknown, key: string | undefined): string {
  const value = key !== undefined && isObject(item) ? item[key] : item;
  return typeof value === 'string' ? value : `\0${JSON.stringify(value)}`;
}

/**
 * The items that `order` names in that order, the others in the order of `server`, woven together by where they stood there:
 * normalizeElementOrder and mergeSortedSlice of k8s.io/apimachinery/pkg/util/strategicpatch/patch.go.
 */
export function inElementOrder(
  items: readonly unknown[],
  order: readonly unknown[],
  server: readonly unknown[],
  key: string | undefined,
): readonly unknown[] {
  const wanted = placesOf(order, key);
  const known = placesOf(server, key);
  const place = (places: ReadonlyMap<string, number>, item: unknown): number | undefined =>
    places.get(identityText(item, key));
  const by =
    (places: ReadonlyMap<string, number>) =>
    (a: unknown, b: unknown): number =>
      (place(places, a) ?? places.size) - (place(places, b) ?? places.size);
  const left = items.filter((item) => place(wanted, item) === undefined).sort(by(known));
  const right = items.filter((item) => place(wanted, item) !== undefined).sort(by(wanted));
  const result: unknown[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (j >= right.length) result.push(left[i++]);
    else if (i >= left.length) result.push(right[j++]);
    else {
      const [a, b] = [place(known, left[i]), place(known, right[j])];
      result.push(a !== undefined && b !== undefined && a < b ? left[i++] : right[j++]);
    }
  }
  return result;
}

function placesOf(list: readonly unknown[], key: string | undefined): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  list.forEach((item, i) => {
    const identity = identityText(item, key);
    if (!places.has(identity)) places.set(identity, i);
  });
  return places;
}
