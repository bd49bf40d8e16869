import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  quantityMilliValue,
  quantityValue,
  type Quantity,
} from '../../engine/api/quantity.ts';
import type { Container, Pod } from '../../engine/api/types.ts';

export type ResourceList = Readonly<Record<string, string>>;

/** Names in the order that describe prints them. */
export function resourceNames(list: ResourceList | undefined): readonly string[] {
  return Object.keys(list ?? {}).sort();
}

/** How many divisors an amount is, rounded up; `0` for none. */
export function ceilingOf(amount: string | undefined, divisor: string): string {
  if (amount === undefined) return '0';
  const whole = parseQuantity(amount).nanos;
  const part = parseQuantity(divisor).nanos;
  return part === 0n ? '0' : String((whole + part - 1n) / part);
}

export type Amounts = ReadonlyMap<string, Quantity>;

export const zero: Quantity = { nanos: 0n, format: 'DecimalSI' };

export function amountsOf(list: ResourceList | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

export function sum(a: Amounts, b: Amounts): Amounts {
  const total = new Map(a);
  for (const [name, amount] of b) {
    const old = total.get(name);
    total.set(name, old === undefined ? amount : addQuantities(old, amount));
  }
  return total;
}

function largest(a: Amounts, b: Amounts): Amounts {
  const result = new Map(a);
  for (const [name, amount] of b) {
    const old = result.get(name);
    if (old === undefined || compareQuantities(amount, old) > 0) result.set(name, amount);
  }
  return result;
}

/**
 * What a Pod claims of a node: its containers and sidecars together, or its largest init container with the sidecars that
 * run by then, plus overhead; pod-level amounts replace the sum (component-helpers/resource/helpers.go).
 */
export function podAmounts(pod: Pod, which: 'requests' | 'limits'): Amounts {
  const of = (container: Container): Amounts => amountsOf(container.resources?.[which]);
  let total: Amounts = new Map();
  for (const container of pod.spec?.containers ?? []) total = sum(total, of(container));
  let sidecars: Amounts = new Map();
  let peak: Amounts = new Map();
  for (const container of pod.spec?.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      total = sum(total, of(container));
      sidecars = sum(sidecars, of(container));
      peak = largest(peak, sidecars);
    } else {
      peak = largest(peak, sum(of(container), sidecars));
    }
  }
  total = largest(total, peak);
  const own = amountsOf(pod.spec?.resources?.[which]);
  const replaced = new Map(total);
  for (const [name, amount] of own)
    if (['cpu', 'memory'].includes(name) || name.startsWith('hugepages-')) replaced.set(name, amount);
  total = replaced;
  const overhead = amountsOf(pod.spec?.overhead);
  if (overhead.size === 0) return total;
  if (which === 'requests') return sum(total, overhead);
  return new Map(
    [...total].map(([name, amount]) => [
      name,
      overhead.has(name) ? addQuantities(amount, overhead.get(name)!) : amount,
    ]),
  );
}

/** `250m (12%)` */
export function share(amount: Quantity | undefined, whole: Quantity | undefined, unit: 'milli' | 'value'): string {
  const value = unit === 'milli' ? quantityMilliValue : quantityValue;
  const total = value(whole ?? zero);
  const percent = total === 0 ? 0 : Math.trunc((value(amount ?? zero) / total) * 100);
  return `${formatQuantity(amount ?? zero)} (${percent}%)`;
}
