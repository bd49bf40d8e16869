import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '../../api/quantity.ts';
import type { Pod } from '../../api/types.ts';

type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed';
type ResourceList = Readonly<Record<string, string>>;
type Totals = Map<string, Quantity>;

const computeResources = ['cpu', 'memory'] as const;

/** pkg/apis/core/helper/qos/qos.go ComputePodQOS; ephemeral containers do not count. */
export function podQosClass(pod: Pod): QosClass {
  const spec = pod.spec;
  const podLevel = spec?.resources;
  const parts: readonly ({ requests?: ResourceList; limits?: ResourceList } | undefined)[] =
    podLevel !== undefined
      ? [podLevel]
      : [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].map((container) => container.resources);
  const requests: Totals = new Map();
  const limits: Totals = new Map();
  let guaranteed = true;
  for (const part of parts) {
    add(requests, part?.requests);
    const limited = add(limits, part?.limits);
    if (limited < computeResources.length) guaranteed = false;
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  if (!guaranteed || requests.size !== limits.size) return 'Burstable';
  for (const [name, request] of requests) {
    const limit = limits.get(name);
    if (limit === undefined || compareQuantities(limit, request) !== 0) return 'Burstable';
  }
  return 'Guaranteed';
}

/** Adds what is above zero; returns of how many resources that was. */
function add(totals: Totals, list: ResourceList | undefined): number {
  if (list === undefined) return 0;
  let found = 0;
  for (const name of computeResources) {
    const text = list[name];
    if (text === undefined) continue;
    const quantity = parseQuantity(text);
    if (compareQuantities(quantity, zero) <= 0) continue;
    const sum = totals.get(name);
    totals.set(name, sum === undefined ? quantity : addQuantities(sum, quantity));
    found++;
  }
  return found;
}

const zero = parseQuantity('0');
