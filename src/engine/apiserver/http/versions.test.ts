import { describe, expect, test } from 'vitest';
import { valueAt } from '../../api/meta.ts';
import { testServer } from '../testing.ts';
import { handle } from './handle.ts';

const send = (release: '1.20' | '1.36' = '1.36') => {
  const { server } = testServer(release);
  return (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): unknown =>
    handle(server, { method, path, ...(body === undefined ? {} : { body }) }).body;
};

describe('one object in several versions', () => {
  test('an autoscaler keeps its CPU target and its other metrics through v1', () => {
    const call = send();
    const base = (version: string): string =>
      `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`;
    const metric = (name: string, averageUtilization: number): object => ({
      type: 'Resource',
      resource: { name, target: { type: 'Utilization', averageUtilization } },
    });
    const spec = {
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' },
      metrics: [metric('memory', 60), metric('cpu', 50)],
    };
    call('POST', base('v2'), { metadata: { name: 'h' }, spec });
    const old = call('GET', `${base('v1')}/h`) as Record<string, unknown>;
    expect(old).toMatchObject({ apiVersion: 'autoscaling/v1', spec: { targetCPUUtilizationPercentage: 50 } });
    expect(valueAt(old, ['spec', 'metrics'])).toBeUndefined();
    call('PUT', `${base('v1')}/h`, {
      ...old,
      spec: { ...(old['spec'] as object), targetCPUUtilizationPercentage: 70 },
    });
    expect(valueAt(call('GET', `${base('v2')}/h`), ['spec', 'metrics'])).toEqual([
      metric('memory', 60),
      metric('cpu', 70),
    ]);
  });

  test('an Event is the same in its two groups', () => {
    const call = send();
    const involvedObject = { kind: 'Pod', name: 'a', namespace: 'default' };
    call('POST', '/api/v1/namespaces/default/events', {
      metadata: { name: 'e' },
      involvedObject,
      message: 'm',
      reason: 'R',
      type: 'Normal',
      count: 2,
    });
    expect(call('GET', '/apis/events.k8s.io/v1/namespaces/default/events/e')).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      regarding: involvedObject,
      note: 'm',
      deprecatedCount: 2,
    });
  });

  test('an EndpointSlice of v1beta1 has a topology', () => {
    const call = send('1.20');
    const path = '/apis/discovery.k8s.io/v1beta1/namespaces/default/endpointslices';
    const endpoints = [{ addresses: ['10.0.0.1'], topology: { 'kubernetes.io/hostname': 'n1', rack: 'r' } }];
    call('POST', path, { metadata: { name: 's' }, addressType: 'IPv4', endpoints, ports: [] });
    expect(valueAt(call('GET', `${path}/s`), ['endpoints'])).toMatchObject(endpoints);
  });
});
