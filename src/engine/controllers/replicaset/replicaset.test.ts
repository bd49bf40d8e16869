import { describe, expect, test } from 'vitest';
import { controllerOf } from '../../api/meta.ts';
import { template, Workloads } from '../testing/workloads.ts';

const labels = { app: 'web' };
const grace = { '1.20': 40, '1.36': 50 } as const;

describe.each(['1.20', '1.36'] as const)('a ReplicaSet, v%s', (release) => {
  function running(replicas: number, more: object = {}): Workloads {
    const s = new Workloads(release, 2);
    s.make('replicasets', 'web', {
      spec: { replicas, selector: { matchLabels: labels }, template: template(labels, 'nginx:1.27'), ...more },
    });
    s.when(() => s.get('replicasets', 'web').status?.readyReplicas === replicas, 120);
    s.run(1);
    return s;
  }

  test('counts its Pods, and tells of each that it makes', () => {
    const s = running(2);
    expect(s.get('replicasets', 'web').status).toEqual({
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      observedGeneration: 1,
      ...(release === '1.20' ? {} : { terminatingReplicas: 0 }),
    });
    const names = s.podsOf('ReplicaSet', 'web').map(({ metadata }) => metadata?.name ?? '');
    expect([...s.told('web')].sort()).toEqual(names.map((name) => `SuccessfulCreate: Created pod: ${name}`).sort());
  });

  test('replaces a deleted Pod at once, while the old one still ends', () => {
    const s = running(2);
    const [first] = s.podsOf('ReplicaSet', 'web');
    s.client.delete('pods', 'default', first?.metadata?.name ?? '');
    if (release === '1.36') s.when(() => s.get('replicasets', 'web').status?.terminatingReplicas === 1, 1);
    s.run(0.012);
    const pods = s.podsOf('ReplicaSet', 'web');
    expect(pods.map(({ metadata }) => metadata?.deletionTimestamp !== undefined).sort()).toEqual([false, false, true]);
  });

  test('scaled down, deletes the Pod that is not ready yet', () => {
    const s = running(2);
    s.change('replicasets', 'web', { spec: { replicas: 3 } });
    s.run(0.1);
    const youngest = s.podsOf('ReplicaSet', 'web').at(-1)?.metadata?.name ?? '';
    s.change('replicasets', 'web', { spec: { replicas: 2 } });
    s.run(0.1);
    expect(s.told('web').at(-1)).toBe(`SuccessfulDelete: Deleted pod: ${youngest}`);
  });

  test('replaces a Pod of a silent node 300 s after the node was given up, on another node', () => {
    const s = running(1);
    const [lost] = s.podsOf('ReplicaSet', 'web');
    const nodeName = lost?.spec?.nodeName ?? '';
    s.when(() => s.node(nodeName).kubelet.leaseRenewedAt === s.cluster.sim.now);
    s.mark();
    s.node(nodeName).machine.powerOff();
    const at = s.when(() => s.podsOf('ReplicaSet', 'web').length === 2, 600);
    // The node controller looks every five seconds.
    expect(at).toBeGreaterThanOrEqual(grace[release] + 300);
    expect(at).toBeLessThan(grace[release] + 306);
    const replacement = s.podsOf('ReplicaSet', 'web')[1];
    s.when(() => s.phase(replacement?.metadata?.name ?? '') === 'Running', 60);
    expect(s.pod(replacement?.metadata?.name ?? '').spec?.nodeName).not.toBe(nodeName);
    expect(s.find(lost?.metadata?.name ?? '')?.metadata?.deletionTimestamp).toBeDefined();
    s.node(nodeName).machine.powerOn();
    s.when(() => s.find(lost?.metadata?.name ?? '') === undefined, 120);
    expect(s.podsOf('ReplicaSet', 'web')).toHaveLength(1);
  });

  test('a Pod is available only after minReadySeconds', () => {
    const s = running(2, { minReadySeconds: 20 });
    expect(s.get('replicasets', 'web').status?.availableReplicas).toBeUndefined();
    s.mark();
    const at = s.when(() => s.get('replicasets', 'web').status?.availableReplicas === 2, 60);
    expect(at).toBeGreaterThan(15);
    expect(at).toBeLessThanOrEqual(release === '1.20' ? 40 : 21);
  });

  test('lets a Pod go whose labels it no longer selects, and adopts it when they are back', () => {
    const s = running(1);
    const name = s.podsOf('ReplicaSet', 'web')[0]?.metadata?.name ?? '';
    s.client.patch('pods', 'default', name, { metadata: { labels: { app: 'other' } } });
    s.run(10);
    expect(controllerOf(s.pod(name))).toBeUndefined();
    const [substitute] = s.podsOf('ReplicaSet', 'web');
    s.client.delete('replicasets', 'default', 'web', { propagationPolicy: 'Orphan' });
    s.run(5);
    s.client.patch('pods', 'default', name, { metadata: { labels: { app: 'web' } } });
    s.client.delete('pods', 'default', substitute?.metadata?.name ?? '');
    s.run(40);
    s.make('replicasets', 'web', {
      spec: { replicas: 1, selector: { matchLabels: labels }, template: template(labels, 'nginx:1.27') },
    });
    s.run(5);
    expect(s.podsOf('ReplicaSet', 'web').map(({ metadata }) => metadata?.name)).toEqual([name]);
  });

  test('with its namespace goes all of it', () => {
    const s = new Workloads(release, 1);
    s.client.create('namespaces', undefined, { metadata: { name: 'shop' } });
    s.run(1);
    s.client.create('replicasets', 'shop', {
      metadata: { name: 'web', namespace: 'shop' },
      spec: { replicas: 2, selector: { matchLabels: labels }, template: template(labels, 'nginx:1.27') },
    });
    s.run(20);
    expect(s.client.list('pods', { namespace: 'shop' })).toHaveLength(2);
    s.client.delete('namespaces', undefined, 'shop');
    s.when(() => s.client.find('namespaces', undefined, 'shop') === undefined, 120);
    expect(s.client.list('pods', { namespace: 'shop' })).toEqual([]);
  });
});
