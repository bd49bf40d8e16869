import { expect, test } from 'vitest';
import type { Deployment, Pod, ReplicaSet, Service } from '../../engine/api/types.ts';
import { running, testPod } from '../testing.ts';
import { relations } from './relations-model.ts';

const owner = (kind: string, name: string) => [
  { apiVersion: 'apps/v1', kind, name, uid: `uid-${name}`, controller: true },
];
const ready = [{ type: 'Ready', status: 'True' }];
const meta = (name: string) => ({ name, namespace: 'default', uid: `uid-${name}` });
const keyed = <T extends { metadata?: { name?: string } }>(...all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [`default/${one.metadata?.name ?? ''}`, one]));

const pods = keyed<Pod>(
  testPod({
    name: 'web-5d8f-a',
    containers: { a: running },
    conditions: ready,
    metadata: { labels: { app: 'web' }, ownerReferences: owner('ReplicaSet', 'web-5d8f') },
  }),
  testPod({
    name: 'web-5d8f-b',
    containers: { a: running },
    metadata: { labels: { app: 'web' }, ownerReferences: owner('ReplicaSet', 'web-5d8f') },
  }),
);

test('a Deployment, its ReplicaSet and a Service lead to the same Pods', () => {
  const found = relations({
    pods,
    services: keyed({
      metadata: meta('front'),
      spec: { selector: { app: 'web' }, clusterIP: '10.96.0.7', ports: [{ port: 80 }] },
    } as Service),
    deployments: keyed({
      metadata: meta('web'),
      // A surge: a Pod more than is wanted, which kubectl does not count as wanted.
      spec: { replicas: 1, selector: { matchLabels: { app: 'web' } } },
      status: { replicas: 2, readyReplicas: 1 },
    } as unknown as Deployment),
    replicasets: keyed(
      {
        metadata: { ...meta('web-5d8f'), ownerReferences: owner('Deployment', 'web') },
        spec: { replicas: 2, selector: { matchLabels: { app: 'web' } } },
        status: { replicas: 2, readyReplicas: 1 },
      } as ReplicaSet,
      { metadata: { ...meta('web-old'), ownerReferences: owner('Deployment', 'web') } } as ReplicaSet,
    ),
    statefulsets: new Map(),
    daemonsets: new Map(),
    jobs: new Map(),
    cronjobs: new Map(),
    shows: () => true,
  });
  expect(found.map(({ kind, name, detail, parent }) => [kind, name, detail, parent])).toEqual([
    ['Service', 'front', '10.96.0.7:80', undefined],
    ['Deployment', 'web', '1/1', undefined],
    ['ReplicaSet', 'web-5d8f', '1/2', 'deployments/default/web'],
  ]);
  expect(found[0]?.pods).toEqual([
    { key: 'default/web-5d8f-a', ready: true },
    { key: 'default/web-5d8f-b', ready: false },
  ]);
});
