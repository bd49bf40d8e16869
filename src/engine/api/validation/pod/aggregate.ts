import type { V1PodSpec } from '@kubernetes/client-node/dist/gen/models/V1PodSpec.js';
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '../../quantity.ts';
import type { Wire } from '../../types.ts';

type Amounts = Readonly<Record<string, Quantity>>;

const zero: Quantity = { nanos: 0n, format: 'DecimalSI' };

function amounts(list: Readonly<Record<string, string>> | undefined): Amounts {
  return Object.fromEntries(Object.entries(list ?? {}).map(([name, value]) => [name, parseQuantity(value)]));
}

function add(a: Amounts, b: Amounts): Amounts {
  const out: Record<string, Quantity> = { ...a };
  for (const [name, quantity] of Object.entries(b)) out[name] = addQuantities(out[name] ?? zero, quantity);
  return out;
}

function max(a: Amounts, b: Amounts): Amounts {
  const out: Record<string, Quantity> = { ...a };
  for (const [name, quantity] of Object.entries(b)) {
    const other = out[name];
    if (other === undefined || compareQuantities(quantity, other) > 0) out[name] = quantity;
  }
  return out;
}

/**
 * What a Pod's containers take together (k8s.io/component-helpers/resource): the containers and the sidecars at once, or
 * the largest of the init containers with the sidecars that run before it, whichever is more.
 */
export function aggregateContainers(spec: Wire<V1PodSpec>, which: 'requests' | 'limits'): Amounts {
  let running: Amounts = {};
  for (const container of spec.containers ?? []) running = add(running, amounts(container.resources?.[which]));
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const own = amounts(container.resources?.[which]);
    if (container.restartPolicy === 'Always') {
      running = add(running, own);
      sidecars = add(sidecars, own);
      starting = max(starting, sidecars);
    } else starting = max(starting, add(sidecars, own));
  }
  return max(running, starting);
}

export function aggregateRequests(spec: Wire<V1PodSpec>): Amounts {
  return aggregateContainers(spec, 'requests');
}
