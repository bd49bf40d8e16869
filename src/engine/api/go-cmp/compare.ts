import { compareQuantities, parseQuantity } from '../quantity.ts';
import { editScript, type Likeness } from './edit-script.ts';
import { absent, elementOf, entriesOf, fieldsOfType, isNil, itemsOf, kindOfType, type GoValue } from './go-value.ts';

/* github.com/google/go-cmp v0.5.2, cmp/compare.go and report_value.go: two values as a tree of what is equal and what is not. */

export interface Comparison {
  readonly type: string;
  readonly x: GoValue;
  readonly y: GoValue;
  readonly same: number;
  readonly different: number;
  /** Compared by a method of the type (Quantity.Equal). */
  readonly compared: number;
  readonly children: number;
  readonly depth: number;
  readonly records: readonly ComparisonRecord[];
  /** What two pointers point to. */
  readonly target?: Comparison;
}

export interface ComparisonRecord {
  /** A field's name or a map's key; '' for an item of a list. */
  readonly key: string;
  readonly value: Comparison;
}

export function compareValues(type: string, x: GoValue, y: GoValue): Comparison {
  if (x === absent || y === absent) return leaf(type, x, y, false);
  switch (kindOfType(type)) {
    case 'struct':
      if (type === 'q') return { ...leaf(type, x, y, quantitiesEqual(x, y)), compared: 1 };
      return withRecords(
        type,
        x,
        y,
        fieldsOfType(type).map((field) => ({
          key: field.name,
          value: compareValues(field.type, field.get(x), field.get(y)),
        })),
      );
    case 'slice':
      return isNil(x) || isNil(y) ? leaf(type, x, y, isNil(x) && isNil(y)) : withRecords(type, x, y, items(type, x, y));
    case 'map': {
      if (isNil(x) || isNil(y)) return leaf(type, x, y, isNil(x) && isNil(y));
      const [mapX, mapY] = [entriesOf(x), entriesOf(y)];
      const keys = [...new Set([...Object.keys(mapX), ...Object.keys(mapY)])].sort();
      const at = (map: typeof mapX, key: string): GoValue => (Object.hasOwn(map, key) ? map[key] : absent);
      const records = keys.map((key) => ({
        key,
        value: compareValues(elementOf(type), at(mapX, key), at(mapY, key)),
      }));
      return withRecords(type, x, y, records);
    }
    case 'pointer': {
      if (isNil(x) || isNil(y)) return leaf(type, x, y, isNil(x) && isNil(y));
      const target = compareValues(elementOf(type), x, y);
      return { ...withRecords(type, x, y, [{ key: '', value: target }]), records: [], target };
    }
    case 'string':
      return leaf(type, x, y, text(x) === text(y));
    case 'number':
      return leaf(type, x, y, Number(x ?? 0) === Number(y ?? 0));
    case 'bool':
      return leaf(type, x, y, (x === true) === (y === true));
  }
}

/** What stands for a string; sources of volumes that are not simulated are shown as they are on the wire. */
export function text(value: GoValue): string {
  if (isNil(value)) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function quantitiesEqual(x: GoValue, y: GoValue): boolean {
  const parse = (value: GoValue): ReturnType<typeof parseQuantity> => parseQuantity(isNil(value) ? '0' : String(value));
  return compareQuantities(parse(x), parse(y)) === 0;
}

function items(type: string, x: GoValue, y: GoValue): ComparisonRecord[] {
  const [listX, listY] = [itemsOf(x), itemsOf(y)];
  const of = elementOf(type.split('#')[0]!);
  const compare = (ix: number, iy: number): Likeness => compareValues(of, listX[ix], listY[iy]);
  let [ix, iy] = [0, 0];
  return editScript(listX.length, listY.length, compare).map((edit) => {
    const left = edit === 'inserted' ? absent : listX[ix++];
    const right = edit === 'removed' ? absent : listY[iy++];
    return { key: '', value: compareValues(of, left, right) };
  });
}

function leaf(type: string, x: GoValue, y: GoValue, equal: boolean): Comparison {
  const [same, different] = equal ? [1, 0] : [0, 1];
  return { type, x, y, same, different, compared: 0, children: 0, depth: 0, records: [] };
}

function withRecords(type: string, x: GoValue, y: GoValue, records: readonly ComparisonRecord[]): Comparison {
  const total = (of: (value: Comparison) => number): number => records.reduce((sum, { value }) => sum + of(value), 0);
  return {
    type,
    x,
    y,
    same: total((value) => value.same),
    different: total((value) => value.different),
    compared: total((value) => value.compared),
    children: total((value) => value.children + 1),
    depth: records.reduce((depth, { value }) => Math.max(depth, value.depth + 1), 0),
    records,
  };
}
