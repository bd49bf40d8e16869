import { describe, expect, test } from 'vitest';
import type { StatefulSet } from '../../api/types.ts';
import { template, Workloads } from '../testing/workloads.ts';

type Spec = NonNullable<StatefulSet['spec']>;

const labels = { app: 'nginx' };
const [old, current] = ['nginx:1.25', 'nginx:1.27'];

describe.each(['1.20', '1.36'] as const)('a StatefulSet, v%s', (release) => {
  function make(replicas: number, more: Partial<Spec> = {}): Workloads {
    const s = new Workloads(release, 2);
    s.make('services', 'nginx', { spec: { clusterIP: 'None', selector: labels, ports: [{ port: 80, name: 'web' }] } });
    s.make('statefulsets', 'web', {
      spec: {
        serviceName: 'nginx',
        replicas,
        selector: { matchLabels: labels },
        template: template(labels, old),
        ...more,
      },
    });
    return s;
  }

  function running(replicas: number, more: Partial<Spec> = {}): Workloads {
    const s = make(replicas, more);
    s.when(() => s.get('statefulsets', 'web').status?.readyReplicas === replicas, 300);
    s.run(1);
    return s;
  }

  const setImage = (s: Workloads, image: string): void =>
    s.change('statefulsets', 'web', { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } });
  const images = (s: Workloads): Readonly<Record<string, string | undefined>> =>
    Object.fromEntries(
      s.podsOf('StatefulSet', 'web').map(({ metadata, spec }) => [metadata?.name, spec?.containers[0]?.image]),
    );
  /** The order in which Pods of the set came, by their first sighting. */
  const order = (s: Workloads): readonly string[] => [...new Set(s.seen.map(({ pod }) => pod.metadata?.name ?? ''))];

  test('makes one Pod after the other, each when the one before is ready', () => {
    const s = make(3);
    s.when(() => {
      const pods = s.podsOf('StatefulSet', 'web');
      const unready = pods.filter(
        ({ status }) => !status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'),
      );
      expect(unready.length).toBeLessThanOrEqual(1);
      return pods.length === 3 && unready.length === 0;
    }, 300);
    expect(order(s)).toEqual(['web-0', 'web-1', 'web-2']);
    s.run(1);
    const say = release === '1.20' ? 'create' : 'Create';
    expect(s.told('web')).toEqual(
      [0, 1, 2].map((i) => `SuccessfulCreate: ${say} Pod web-${i} in StatefulSet web successful`),
    );
  });

  test('gives its Pods names, hostnames and the subdomain of its service', () => {
    const s = running(1);
    const pod = s.pod('web-0');
    const revision = s.list('controllerrevisions')[0]?.metadata?.name ?? '';
    expect(pod.spec).toMatchObject({ hostname: 'web-0', subdomain: 'nginx' });
    expect(pod.metadata?.generateName).toBe('web-');
    expect(pod.metadata?.labels).toEqual({
      app: 'nginx',
      'controller-revision-hash': revision,
      'statefulset.kubernetes.io/pod-name': 'web-0',
      ...(release === '1.20' ? {} : { 'apps.kubernetes.io/pod-index': '0' }),
    });
    expect(s.get('statefulsets', 'web').status).toMatchObject({
      replicas: 1,
      readyReplicas: 1,
      currentReplicas: 1,
      updatedReplicas: 1,
      currentRevision: revision,
      updateRevision: revision,
      collisionCount: 0,
      observedGeneration: 1,
    });
  });

  test('Parallel makes all at once', () => {
    const s = make(3, { podManagementPolicy: 'Parallel' });
    s.run(0.5);
    expect(s.podsOf('StatefulSet', 'web')).toHaveLength(3);
  });

  test('scaled down, deletes from the highest ordinal, one after the other', () => {
    const s = running(3);
    s.change('statefulsets', 'web', { spec: { replicas: 1 } });
    const gone: string[] = [];
    s.when(() => {
      const pods = s.podsOf('StatefulSet', 'web');
      expect(pods.filter(({ metadata }) => metadata?.deletionTimestamp !== undefined).length).toBeLessThanOrEqual(1);
      for (const name of ['web-2', 'web-1']) if (s.find(name) === undefined && !gone.includes(name)) gone.push(name);
      return pods.length === 1;
    }, 120);
    expect(gone).toEqual(['web-2', 'web-1']);
    s.run(1);
    expect(s.get('statefulsets', 'web').status?.replicas).toBe(1);
  });

  test('a deleted Pod comes back under its name', () => {
    const s = running(2);
    const { uid } = s.pod('web-0').metadata ?? {};
    s.client.delete('pods', 'default', 'web-0');
    s.when(() => s.find('web-0')?.metadata?.uid !== uid && s.phase('web-0') === 'Running', 120);
  });

  test('a Pod that failed for good is made anew', () => {
    const s = running(1);
    const { uid } = s.pod('web-0').metadata ?? {};
    s.client.patch(
      'pods',
      'default',
      'web-0',
      { status: { phase: 'Failed', reason: 'Evicted' } },
      { subresource: 'status' },
    );
    s.when(() => {
      const pod = s.find('web-0');
      return pod !== undefined && pod.metadata?.uid !== uid && pod.status?.phase === 'Running';
    }, 120);
    const told = s
      .told('web')
      .some((line) => line.startsWith('RecreatingFailedPod: StatefulSet default/web is recreating'));
    expect(told).toBe(release === '1.20');
  });

  test('rolls from the highest ordinal down, each Pod when the one above is ready', () => {
    const s = running(3);
    const before = s.get('statefulsets', 'web').status?.currentRevision;
    setImage(s, current);
    const updated: string[] = [];
    s.when(() => {
      for (const [name, image] of Object.entries(images(s))) {
        if (image === current && !updated.includes(name)) updated.push(name);
      }
      const { status } = s.get('statefulsets', 'web');
      return status?.currentRevision !== before && status?.readyReplicas === 3;
    }, 300);
    expect(updated).toEqual(['web-2', 'web-1', 'web-0']);
    expect(s.get('statefulsets', 'web').status).toMatchObject({ updatedReplicas: 3, currentReplicas: 3 });
  });

  test('with a partition rolls only the ordinals from it on, and a lower one that dies comes back as it was', () => {
    const s = running(3, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
    setImage(s, current);
    s.run(90);
    expect(images(s)).toEqual({ 'web-0': old, 'web-1': old, 'web-2': current });
    s.client.delete('pods', 'default', 'web-1');
    s.run(90);
    expect(images(s)['web-1']).toBe(old);
    s.change('statefulsets', 'web', { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } });
    s.when(() => Object.values(images(s)).every((image) => image === current), 300);
  });

  test('OnDelete leaves the update to whoever deletes', () => {
    const s = running(2, { updateStrategy: { type: 'OnDelete' } });
    setImage(s, current);
    s.run(60);
    expect(images(s)).toEqual({ 'web-0': old, 'web-1': old });
    s.client.delete('pods', 'default', 'web-1');
    s.run(60);
    expect(images(s)).toEqual({ 'web-0': old, 'web-1': current });
  });

  test('makes the claims of each Pod before it, and keeps them when it is scaled down', () => {
    const s = make(1, {
      volumeClaimTemplates: [
        {
          metadata: { name: 'www' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    });
    s.run(1);
    const [claim] = s.list('persistentvolumeclaims');
    expect(claim?.metadata).toMatchObject({ name: 'www-web-0', labels });
    expect(claim?.metadata?.ownerReferences).toBeUndefined();
    expect(s.pod('web-0').spec?.volumes).toContainEqual({
      name: 'www',
      persistentVolumeClaim: { claimName: 'www-web-0' },
    });
    const say = release === '1.20' ? 'create' : 'Create';
    expect(s.told('web')[0]).toBe(`SuccessfulCreate: ${say} Claim www-web-0 Pod web-0 in StatefulSet web success`);
    s.change('statefulsets', 'web', { spec: { replicas: 0 } });
    s.run(60);
    expect(s.list('pods')).toEqual([]);
    expect(s.list('persistentvolumeclaims')).toHaveLength(1);
  });

  test('deleted, leaves no Pod and no revision', () => {
    const s = running(2);
    s.client.delete('statefulsets', 'default', 'web');
    s.run(60);
    expect([s.list('pods'), s.list('controllerrevisions')]).toEqual([[], []]);
  });

  test('does not replace a Pod on a silent node before somebody makes sure that it is gone', () => {
    const s = running(2);
    const { nodeName = '' } = s.pod('web-1').spec ?? {};
    s.node(nodeName).machine.powerOff();
    s.run(800);
    const pod = s.pod('web-1');
    expect(pod.metadata?.deletionTimestamp).toBeDefined();
    expect(s.podsOf('StatefulSet', 'web')).toHaveLength(2);
    s.client.delete('pods', 'default', 'web-1', { gracePeriodSeconds: 0 });
    s.when(() => s.phase('web-1') === 'Running' && s.pod('web-1').spec?.nodeName !== nodeName, 120);
  });
});

describe('v1.36 only', () => {
  const claims = [
    {
      metadata: { name: 'www' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  ];

  function make(more: Partial<Spec>): Workloads {
    const s = new Workloads('1.36', 1);
    s.make('statefulsets', 'web', {
      spec: {
        serviceName: 'nginx',
        replicas: 2,
        selector: { matchLabels: labels },
        template: template(labels, old),
        ...more,
      },
    });
    return s;
  }

  test('ordinals.start numbers the Pods from there', () => {
    const s = make({ ordinals: { start: 5 } });
    s.when(() => s.get('statefulsets', 'web').status?.readyReplicas === 2, 120);
    expect(s.podsOf('StatefulSet', 'web').map(({ metadata }) => metadata?.name)).toEqual(['web-5', 'web-6']);
  });

  test('minReadySeconds holds up the next Pod', () => {
    const s = make({ minReadySeconds: 30 });
    s.when(() => s.phase('web-0') === 'Running', 60);
    s.mark();
    const at = s.when(() => s.find('web-1') !== undefined, 120);
    expect(at).toBeGreaterThan(28);
    expect(at).toBeLessThan(32);
  });

  test('whenDeleted Delete lets the claims go with the set', () => {
    const s = make({
      podManagementPolicy: 'Parallel',
      volumeClaimTemplates: claims,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
    });
    s.run(5);
    const owners = s.list('persistentvolumeclaims').map(({ metadata }) => metadata?.ownerReferences?.[0]?.kind);
    expect(owners).toEqual(['StatefulSet', 'StatefulSet']);
    s.client.delete('statefulsets', 'default', 'web');
    s.run(90);
    expect([s.list('pods'), s.list('persistentvolumeclaims')]).toEqual([[], []]);
  });

  test('whenScaled Delete lets the claims go with the Pods that are scaled away', () => {
    const s = make({
      podManagementPolicy: 'Parallel',
      volumeClaimTemplates: claims,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Delete' },
    });
    s.run(5);
    expect(s.list('persistentvolumeclaims').map(({ metadata }) => metadata?.ownerReferences)).toEqual([
      undefined,
      undefined,
    ]);
    s.change('statefulsets', 'web', { spec: { replicas: 1 } });
    s.run(90);
    expect(s.list('persistentvolumeclaims').map(({ metadata }) => metadata?.name)).toEqual(['www-web-0']);
  });
});
