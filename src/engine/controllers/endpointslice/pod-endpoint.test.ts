import { describe, expect, test } from 'vitest';
import type { Pod, Service } from '../../api/types.ts';
import { releases } from '../../releases/index.ts';
import { belongsInEndpoints, podEndpoint } from './pod-endpoint.ts';

interface Look {
  readonly ready?: boolean;
  readonly phase?: string;
  readonly deleted?: boolean;
  readonly address?: string;
}

const pod = ({ ready = true, phase = 'Running', deleted = false, address = '10.0.0.1' }: Look): Pod => ({
  metadata: { name: 'p', ...(deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) },
  spec: { nodeName: 'n', containers: [] },
  status: { phase, podIP: address, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const service = (publishNotReadyAddresses: boolean): Service => ({ spec: { publishNotReadyAddresses } });

/** ShouldPodBeInEndpoints of k8s.io/endpointslice/util. */
test.each<[string, Look, boolean, boolean]>([
  ['runs', {}, true, true],
  ['runs and is not ready', { ready: false }, true, true],
  ['goes', { deleted: true }, false, true],
  ['has failed', { phase: 'Failed' }, false, false],
  ['has succeeded', { phase: 'Succeeded' }, false, false],
  ['has no address yet', { address: '', phase: 'Pending' }, false, false],
])('a Pod that %s', (_, look, without, withTerminating) => {
  expect(belongsInEndpoints(pod(look), false)).toBe(without);
  expect(belongsInEndpoints(pod(look), true)).toBe(withTerminating);
});

/** podToEndpoint of k8s.io/endpointslice: ready, serving, terminating. */
describe('the conditions of an endpoint', () => {
  test.each<[string, Look, boolean, [ready: boolean, serving: boolean, terminating: boolean]]>([
    ['ready', {}, false, [true, true, false]],
    ['not ready', { ready: false }, false, [false, false, false]],
    ['going, and still answering', { deleted: true }, false, [false, true, true]],
    ['going, and no longer answering', { deleted: true, ready: false }, false, [false, false, true]],
    ['not ready, but published', { ready: false }, true, [true, false, false]],
    ['going, but published', { deleted: true }, true, [true, true, true]],
  ])('%s', (_, look, published, [ready, serving, terminating]) => {
    const conditions = (release: '1.20' | '1.36'): unknown =>
      podEndpoint(pod(look), undefined, service(published), releases[release]).conditions;
    expect(conditions('1.36')).toEqual({ ready, serving, terminating });
    expect(conditions('1.20')).toEqual({ ready });
  });
});
