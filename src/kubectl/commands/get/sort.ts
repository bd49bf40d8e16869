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
    return keyed.sort((a, b) => compareValues(a.key, b.key)).map(({ item }) => item);
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}

function compareValues(a: unknown, b: unknown): number {
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1;
  if (b === undefined || b === null) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== 'string' || typeof b !== 'string')
    throw new CommandError(`unsortable type: ${typeof a === 'object' ? 'map' : typeof a}`);
  const quantities = asQuantities(a, b);
  if (quantities !== undefined) return quantities;
  return a < b ? -1 : a > b ? 1 : 0;
}

function asQuantities(a: string, b: string): number | undefined {
  try {
    return compareQuantities(parseQuantity(a), parseQuantity(b));
  } catch (error) {
    if (error instanceof QuantityError) return undefined;
    throw error;
  }
}
