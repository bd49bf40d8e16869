import { describe, expect, it } from 'vitest';
import type { EndpointSlice } from '../../api/types.ts';
import { placeEndpoints } from './placement.ts';
import type { Endpoint } from './pod-endpoint.ts';

const endpoint = (n: number, ready = true): Endpoint => ({ addresses: [`10.0.0.${n}`], conditions: { ready } });
const endpoints = (from: number, to: number): Endpoint[] =>
  Array.from({ length: to - from + 1 }, (_, i) => endpoint(from + i));
const slice = (name: string, list: readonly Endpoint[]): EndpointSlice => ({
  metadata: { name },
  addressType: 'IPv4',
  endpoints: list,
});

function place(slices: readonly EndpointSlice[], desired: readonly Endpoint[], max: number, changed = false) {
  const { create, update, remove } = placeEndpoints(slices, desired, () => changed, max);
  return {
    create: create.map((list) => list.length),
    update: Object.fromEntries(update.map(({ slice: one, endpoints: list }) => [one.metadata?.name, list.length])),
    remove: remove.map(({ metadata }) => metadata?.name),
  };
}

/** The cases of k8s.io/endpointslice/reconciler_test.go. */
describe('endpoints are placed', () => {
  it.each<[string, readonly EndpointSlice[], readonly Endpoint[], ReturnType<typeof place>]>([
    ['into new slices, full ones first', [], endpoints(1, 7), { create: [3, 3, 1], update: {}, remove: [] }],
    [
      'nowhere if nothing changed',
      [slice('a', endpoints(1, 3))],
      endpoints(1, 3),
      { create: [], update: {}, remove: [] },
    ],
    [
      'into the one slice that has just enough room',
      [slice('a', endpoints(1, 1)), slice('b', endpoints(2, 3))],
      endpoints(1, 4),
      { create: [], update: { b: 3 }, remove: [] },
    ],
    [
      'into slices that change anyway before others',
      [slice('a', endpoints(1, 3)), slice('b', endpoints(4, 5))],
      [...endpoints(2, 5), endpoint(9)],
      { create: [], update: { a: 3 }, remove: [] },
    ],
    [
      'and an empty slice goes',
      [slice('a', endpoints(1, 3)), slice('b', endpoints(4, 5))],
      endpoints(1, 3),
      { create: [], update: {}, remove: ['b'] },
    ],
    [
      'where they were, if only their condition changed',
      [slice('a', endpoints(1, 3))],
      [endpoint(1), endpoint(2, false), endpoint(3)],
      { create: [], update: { a: 3 }, remove: [] },
    ],
  ])('%s', (_, slices, desired, expected) => {
    expect(place(slices, desired, 3)).toEqual(expected);
  });

  it('and a slice whose labels differ is written whatever its endpoints', () => {
    expect(place([slice('a', endpoints(1, 3))], endpoints(1, 3), 3, true)).toEqual({
      create: [],
      update: { a: 3 },
      remove: [],
    });
  });
});
