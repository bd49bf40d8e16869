import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  subtractQuantities,
} from '../../api/quantity.ts';

/** Amounts by resource name (`cpu`, `requests.memory`, `pods`): k8s.io/apiserver/pkg/quota/v1/resources.go. */
export type Amounts = ReadonlyMap<string, Quantity>;

export const zero: Quantity = parseQuantity('0');
export const one: Quantity = parseQuantity('1');

export function amountsOf(list: Readonly<Record<string, string>> | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

export function add(a: Amounts, b: Amounts): Amounts {
  const sum = new Map(a);
  for (const [name, amount] of b) sum.set(name, addQuantities(sum.get(name) ?? zero, amount));
  return sum;
}

/** `a - b`, nothing below zero; what only `b` has is left out. */
export function subtract(a: Amounts, b: Amounts): Amounts {
  const rest = new Map<string, Quantity>();
  for (const [name, amount] of a) {
    const difference = subtractQuantities(amount, b.get(name) ?? zero);
    rest.set(name, compareQuantities(difference, zero) < 0 ? zero : difference);
  }
  return rest;
}

/** The larger of each. */
export function max(a: Amounts, b: Amounts): Amounts {
  const result = new Map(a);
  for (const [name, amount] of b) {
    const other = result.get(name);
    if (other === undefined || compareQuantities(other, amount) < 0) result.set(name, amount);
  }
  return result;
}

export function mask(amounts: Amounts, names: Iterable<string>): Amounts {
  const wanted = new Set(names);
  return new Map([...amounts].filter(([name]) => wanted.has(name)));
}

export const withoutZeros = (amounts: Amounts): Amounts =>
  new Map([...amounts].filter(([, amount]) => compareQuantities(amount, zero) !== 0));

/** `cpu=500m,pods=1`, sorted. */
export function formatAmounts(amounts: Amounts): string {
  return [...amounts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, amount]) => `${name}=${formatQuantity(amount)}`)
    .join(',');
}

export function toResourceList(amounts: Amounts): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...amounts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, amount]) => [name, formatQuantity(amount)]),
  );
}
