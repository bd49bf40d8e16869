import type { V1PodSpec } from '@kubernetes/client-node/dist/gen/models/V1PodSpec.js';
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from './quantity.ts';
import type { Wire } from './types.ts';

export type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed';

const computeResources = ['cpu', 'memory'] as const;
type ResourceList = Readonly<Record<string, string>> | undefined;

/** pkg/apis/core/helper/qos ComputePodQOS: by the Pod's own resources if it has some, else by its containers'. */
export function podQosClass(spec: Wire<V1PodSpec>): QosClass {
  const parts =
    spec.resources === undefined
      ? [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((container) => container.resources)
      : [spec.resources];
  const requests = new Map<string, Quantity>();
  const limits = new Map<string, Quantity>();
  let guaranteed = true;
  for (const part of parts) {
    add(requests, part?.requests);
    if (add(limits, part?.limits) < computeResources.length) guaranteed = false;
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const equal = [...requests].every(([name, request]) => {
    const limit = limits.get(name);
    return limit !== undefined && compareQuantities(limit, request) === 0;
  });
  return guaranteed && equal && requests.size === limits.size ? 'Guaranteed' : 'Burstable';
}

/** Adds what is above zero, and answers of how many resources that was. */
function add(totals: Map<string, Quantity>, list: ResourceList): number {
  let found = 0;
  for (const name of computeResources) {
    const text = list?.[name];
    if (text === undefined) continue;
    const quantity = parseQuantity(text);
    if (quantity.nanos <= 0n) continue;
    found++;
    const sum = totals.get(name);
    totals.set(name, sum === undefined ? quantity : addQuantities(sum, quantity));
  }
  return found;
}
