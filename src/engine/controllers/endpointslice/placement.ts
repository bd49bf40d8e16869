import { jsonEqual } from '../../api/json.ts';
import type { EndpointSlice } from '../../api/types.ts';
import type { Endpoint } from './pod-endpoint.ts';

/** --max-endpoints-per-slice */
export const maxEndpointsPerSlice = 100;

export interface Placement {
  readonly create: readonly (readonly Endpoint[])[];
  readonly update: readonly { readonly slice: EndpointSlice; readonly endpoints: readonly Endpoint[] }[];
  readonly remove: readonly EndpointSlice[];
}

/**
 * Spreads the endpoints of one set of ports over slices, changing as few as it can: endpoints stay where they are, slices that change anyway are filled
 * up first, then one unchanged slice with just enough room, then new ones. reconcileByPortMapping of k8s.io/endpointslice/reconciler.go.
 * @param changed whether a slice must be written whatever its endpoints (its labels differ).
 */
export function placeEndpoints(
  slices: readonly EndpointSlice[],
  desired: readonly Endpoint[],
  changed: (slice: EndpointSlice) => boolean,
  max = maxEndpointsPerSlice,
): Placement {
  const wanted = new Map(desired.map((endpoint) => [identity(endpoint), endpoint]));
  const update = new Map<EndpointSlice, Endpoint[]>();
  const unchanged = new Map<EndpointSlice, Endpoint[]>();
  const remove: EndpointSlice[] = [];
  for (const slice of slices) {
    const before = slice.endpoints ?? [];
    const kept: Endpoint[] = [];
    let differs = false;
    for (const endpoint of before) {
      const id = identity(endpoint);
      const now = wanted.get(id);
      if (now === undefined) continue;
      wanted.delete(id);
      kept.push(now);
      differs ||= !sameBeyondIdentity(now, endpoint);
    }
    if (differs || kept.length !== before.length) {
      if (kept.length === 0) remove.push(slice);
      else update.set(slice, kept);
    } else if (changed(slice)) update.set(slice, kept);
    else unchanged.set(slice, kept);
  }
  const left = [...wanted.values()];
  const fill = (endpoints: Endpoint[]): void => {
    endpoints.push(...left.splice(0, Math.max(0, max - endpoints.length)));
  };
  for (const endpoints of [...update.values()].sort((a, b) => b.length - a.length)) fill(endpoints);
  const create: Endpoint[][] = [];
  while (left.length > 0) {
    const room = left.length < max ? closestFit(unchanged, left.length, max) : undefined;
    if (room === undefined) {
      const endpoints: Endpoint[] = [];
      fill(endpoints);
      create.push(endpoints);
      continue;
    }
    const endpoints = unchanged.get(room) ?? [];
    unchanged.delete(room);
    fill(endpoints);
    update.set(room, endpoints);
  }
  return { create, update: [...update].map(([slice, endpoints]) => ({ slice, endpoints })), remove };
}

/** getSliceToFill: the fullest slice that takes them all. */
function closestFit(
  slices: ReadonlyMap<EndpointSlice, readonly Endpoint[]>,
  count: number,
  max: number,
): EndpointSlice | undefined {
  let closest: EndpointSlice | undefined;
  let least = max;
  for (const [slice, endpoints] of slices) {
    const room = max - count - endpoints.length;
    if (room < 0 || room >= least) continue;
    least = room;
    closest = slice;
  }
  return closest;
}

/** hashEndpoint of k8s.io/endpointslice/util/endpointset.go: two endpoints with the same one are the same endpoint. */
function identity({ addresses, hostname, targetRef }: Endpoint): string {
  return JSON.stringify([[...addresses].sort(), hostname ?? '', targetRef?.namespace ?? '', targetRef?.name ?? '']);
}

function sameBeyondIdentity(a: Endpoint, b: Endpoint): boolean {
  return jsonEqual(beyondIdentity(a), beyondIdentity(b));
}

/** EndpointsEqualBeyondHash. */
function beyondIdentity({ nodeName, zone, conditions, targetRef }: Endpoint): unknown {
  return [
    nodeName ?? null,
    zone ?? null,
    conditions?.ready ?? null,
    conditions?.serving ?? null,
    conditions?.terminating ?? null,
    targetRef?.uid ?? null,
    targetRef?.resourceVersion ?? null,
  ];
}
