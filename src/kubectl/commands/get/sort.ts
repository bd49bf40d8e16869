import { compareQuantities, parseQuantity, QuantityError } from '../../../engine/api/quantity.ts';
import { CommandError } from '../../errors.ts';
import { quote } from '../../go/quote.ts';
import { findResults } from '../../printers/jsonpath/evaluate.ts';
import { JsonPathError, parseJsonPath } from '../../printers/jsonpath/parse.ts';
import { relaxedJsonPath } from '../../printers/jsonpath/relaxed.ts';

/** Sorts objects by a field; those without it come first (kubectl/pkg/cmd/get/sorter.go). '' leaves them as they are. */
export function sortObjects<T>(
  items: readonly T[],
  field: string,
  object: (item: T) => unknown = (item) => item,
): readonly T[] {
  if (field === '' || items.length === 0) return items;
  const expression = relaxedJsonPath(field);
  try {
    const path = parseJsonPath(expression);
    const keyed = items.map((item) => ({ item, key: findResults(path, object(item), true)[0]?.[0] }));
    if (keyed.every(({ key }) => key === undefined)) {
      throw new CommandError(`couldn't find any field with path ${quote(expression)} in the list of objects`);
    }
    return inserted(keyed, (a, b) => isLess(expression, a.key, b.key)).map(({ item }) => item);
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}

/** Go's insertion sort. Two values that are missing are each less than the other, so that their order turns round. */
function inserted<T>(items: readonly T[], less: (a: T, b: T) => boolean): readonly T[] {
  const sorted: T[] = [];
  for (const item of items) {
    let at = sorted.length;
    while (at > 0 && less(item, sorted[at - 1]!)) at--;
    sorted.splice(at, 0, item);
  }
  return sorted;
}

/** The values cannot be ordered: klog.Exitf, which ends the process at once. */
export class Unsortable extends CommandError {}

function isLess(expression: string, a: unknown, b: unknown): boolean {
  if (a === undefined) return true;
  if (b === undefined) return false;
  if (a === null || b === null) return a === null && b !== null;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a !== 'string' || typeof b !== 'string') {
    const type = Array.isArray(a) ? '[]interface {}' : typeof a === 'object' ? 'map[string]interface {}' : 'bool';
    throw new Unsortable(
      `Field ${quote(expression).slice(1, -1)} in [][][]reflect.Value is an unsortable type: interface, err: unsortable type: ${type}`,
    );
  }
  const quantities = asQuantities(a, b);
  return quantities === undefined ? a < b : quantities < 0;
}

function asQuantities(a: string, b: string): number | undefined {
  try {
    return compareQuantities(parseQuantity(a), parseQuantity(b));
  } catch (error) {
    if (error instanceof QuantityError) return undefined;
    throw error;
  }
}
