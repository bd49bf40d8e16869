import { describe, expect, it } from 'vitest';
import type { Node } from '../../api/types.ts';
import { ManifestScenario } from '../testing/manifest-scenario.ts';

/* What the pages of kubernetes.io about volumes, quotas and metrics say will happen, typed from their facts; each test bears its page's name. */

type Manifest = Record<string, unknown>;

const claim = (name: string, storage: string, spec: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...spec },
});

const taskVolume: Manifest = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'task-pv-volume', labels: { type: 'local' } },
  spec: {
    storageClassName: 'manual',
    capacity: { storage: '10Gi' },
    accessModes: ['ReadWriteOnce'],
    hostPath: { path: '/mnt/data' },
  },
};

const taskPod: Manifest = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'task-pv-pod' },
  spec: {
    volumes: [{ name: 'task-pv-storage', persistentVolumeClaim: { claimName: 'task-pv-claim' } }],
    containers: [
      {
        name: 'task-pv-container',
        image: 'nginx',
        ports: [{ containerPort: 80, name: 'http-server' }],
        volumeMounts: [{ mountPath: '/usr/share/nginx/html', name: 'task-pv-storage' }],
      },
    ],
  },
};

const quota = (name: string, hard: Record<string, string>): Manifest => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name },
  spec: { hard },
});

const used = (world: ManifestScenario, name: string): Readonly<Record<string, string>> | undefined =>
  world.client.get('resourcequotas', 'default', name).status?.used;

describe('docs', () => {
  it('Configure a Pod to Use a PersistentVolume for Storage: nginx serves what is on the node', () => {
    const world = new ManifestScenario('1.36', 1);
    const { disk } = world.node('node1').machine;
    disk.mkdir('/mnt/data', 0o755);
    disk.writeFile('/mnt/data/index.html', 'Hello from Kubernetes storage\n');
    world.apply(taskVolume);
    world.run(1);
    expect(world.client.get('persistentvolumes', undefined, 'task-pv-volume').status?.phase).toBe('Available');
    world.apply(claim('task-pv-claim', '3Gi', { storageClassName: 'manual' }), taskPod);
    world.run(60);
    const bound = world.client.get('persistentvolumeclaims', 'default', 'task-pv-claim');
    expect(bound.spec?.volumeName).toBe('task-pv-volume');
    expect(bound.status).toMatchObject({ phase: 'Bound', capacity: { storage: '10Gi' } });
    expect(world.phase('task-pv-pod')).toBe('Running');
    world.create(
      'curl',
      [
        {
          name: 'curl',
          image: 'curlimages/curl',
          command: ['curl', '-s', `http://${world.pod('task-pv-pod').status?.podIP ?? ''}/`],
        },
      ],
      { restartPolicy: 'Never' },
    );
    world.run(30);
    expect(world.log('curl')).toBe('Hello from Kubernetes storage\n');
  });

  it('Persistent Volumes, Storage Object in Use Protection: a claim in use is only marked', () => {
    const world = new ManifestScenario('1.36', 1);
    world.apply(taskVolume, claim('task-pv-claim', '3Gi', { storageClassName: 'manual' }), taskPod);
    world.run(60);
    world.client.delete('persistentvolumeclaims', 'default', 'task-pv-claim');
    world.run(60);
    const { metadata } = world.client.get('persistentvolumeclaims', 'default', 'task-pv-claim');
    expect(metadata?.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    expect(metadata?.deletionTimestamp).toBeDefined();
  });

  it('Persistent Volumes, Reserving a PersistentVolume: claim and volume name each other', () => {
    const world = new ManifestScenario('1.36');
    world.apply(claim('foo-pvc', '1Gi', { storageClassName: '', volumeName: 'foo-pv' }));
    world.run(5);
    expect(world.client.get('persistentvolumeclaims', 'default', 'foo-pvc').status?.phase).toBe('Pending');
    world.apply({
      ...taskVolume,
      metadata: { name: 'foo-pv' },
      spec: {
        ...(taskVolume['spec'] as object),
        storageClassName: '',
        claimRef: { name: 'foo-pvc', namespace: 'default' },
      },
    });
    world.run(20);
    expect(world.client.get('persistentvolumeclaims', 'default', 'foo-pvc').status?.phase).toBe('Bound');
  });

  it('Change the Reclaim Policy of a PersistentVolume: a provisioned volume outlives its claim', () => {
    const world = new ManifestScenario('1.36', 1);
    world.apply(claim('task-pv-claim', '1Gi'), taskPod);
    world.run(60);
    const name = world.client.get('persistentvolumeclaims', 'default', 'task-pv-claim').spec?.volumeName ?? '';
    const retain = { spec: { persistentVolumeReclaimPolicy: 'Retain' } };
    world.client.patch('persistentvolumes', undefined, name, retain);
    world.client.delete('pods', 'default', 'task-pv-pod');
    world.client.delete('persistentvolumeclaims', 'default', 'task-pv-claim');
    world.run(120);
    expect(world.client.get('persistentvolumes', undefined, name).status?.phase).toBe('Released');
  });

  it.each(['1.20', '1.36'] as const)(
    'Persistent Volumes, Expanding Persistent Volumes Claims: only where the class allows it (v%s)',
    (release) => {
      const world = new ManifestScenario(release, 1);
      const path = '/api/v1/namespaces/default/persistentvolumeclaims/data';
      const grow = (storage: string): string => {
        const { status, body } = world.request('PATCH', path, { spec: { resources: { requests: { storage } } } });
        return status === 200 ? '' : (body as { readonly message: string }).message;
      };
      world.apply(claim('data', '1Gi'));
      expect(grow('2Gi')).toMatch(/spec is immutable after creation except resources.requests/);
      world.apply({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'user' },
        spec: {
          containers: [{ name: 'c', image: 'nginx:1.27' }],
          volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }],
        },
      });
      world.when(() => world.client.get('persistentvolumeclaims', 'default', 'data').status?.phase === 'Bound', 120);
      expect(grow('2Gi')).toBe(
        'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      );
      const name = world.client.get('persistentvolumeclaims', 'default', 'data').spec?.storageClassName ?? '';
      world.client.patch('storageclasses', undefined, name, { allowVolumeExpansion: true });
      expect(grow('2Gi')).toBe('');
      world.run(1);
      // Nothing in the cluster can expand a volume of the local-path provisioner: the claim waits, as in life.
      expect(world.events('data').at(-1)).toMatchObject({
        type: release === '1.20' ? 'Warning' : 'Normal',
        reason: 'ExternalExpanding',
        message: expect.stringContaining('waiting for an external controller to') as string,
      });
      expect(world.client.get('persistentvolumeclaims', 'default', 'data').status?.capacity).toEqual({
        storage: '1Gi',
      });
    },
  );

  it('Change the default StorageClass: claims without a class get the marked one', () => {
    const world = new ManifestScenario('1.36');
    const mark = (name: string, value: string): void => {
      const annotations = { 'storageclass.kubernetes.io/is-default-class': value };
      world.client.patch('storageclasses', undefined, name, { metadata: { annotations } });
    };
    world.apply({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'gold' },
      provisioner: 'rancher.io/local-path',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    mark('standard', 'false');
    mark('gold', 'true');
    world.apply(claim('c', '1Gi'));
    expect(world.client.get('persistentvolumeclaims', 'default', 'c').spec?.storageClassName).toBe('gold');
  });

  it('Persistent Volumes, Retroactive default StorageClass assignment: a claim gets the class that comes later', () => {
    const world = new ManifestScenario('1.36');
    const annotations = (value: string): object => ({
      metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': value } },
    });
    world.client.patch('storageclasses', undefined, 'standard', annotations('false'));
    world.apply(claim('c', '1Gi'));
    world.run(20);
    const className = (): string | undefined =>
      world.client.get('persistentvolumeclaims', 'default', 'c').spec?.storageClassName;
    expect(className()).toBeUndefined();
    world.client.patch('storageclasses', undefined, 'standard', annotations('true'));
    world.run(20);
    expect(className()).toBe('standard');
  });

  it('Storage Classes, Local: a volume of a node waits for its consumer', () => {
    const world = new ManifestScenario('1.36', 2);
    world.node('node2').machine.disk.mkdir('/mnt/disks/ssd1', 0o755);
    const required = {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node2'] }] }],
    };
    world.apply(
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'local-storage' },
        provisioner: 'kubernetes.io/no-provisioner',
        volumeBindingMode: 'WaitForFirstConsumer',
      },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: 'example-pv' },
        spec: {
          capacity: { storage: '100Gi' },
          accessModes: ['ReadWriteOnce'],
          persistentVolumeReclaimPolicy: 'Delete',
          storageClassName: 'local-storage',
          local: { path: '/mnt/disks/ssd1' },
          nodeAffinity: { required },
        },
      },
      claim('task-pv-claim', '3Gi', { storageClassName: 'local-storage' }),
    );
    world.run(20);
    expect(world.told('task-pv-claim')).toEqual([
      'WaitForFirstConsumer: waiting for first consumer to be created before binding',
    ]);
    world.apply(taskPod);
    world.run(60);
    expect(world.pod('task-pv-pod').spec?.nodeName).toBe('node2');
    expect(world.phase('task-pv-pod')).toBe('Running');
  });

  it('Ephemeral Volumes, Generic ephemeral volumes: the claim is named POD-VOLUME and goes with the Pod', () => {
    const world = new ManifestScenario('1.36');
    world.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'my-app' },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: 'my-frontend',
            image: 'busybox:1.28',
            volumeMounts: [{ mountPath: '/scratch', name: 'scratch-volume' }],
            command: ['sleep', '1000000'],
          },
        ],
        volumes: [
          {
            name: 'scratch-volume',
            ephemeral: {
              volumeClaimTemplate: {
                metadata: { labels: { type: 'my-frontend-volume' } },
                spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
              },
            },
          },
        ],
      },
    });
    world.run(60);
    const made = world.client.get('persistentvolumeclaims', 'default', 'my-app-scratch-volume');
    expect(made.metadata?.labels).toEqual({ type: 'my-frontend-volume' });
    expect(made.status?.phase).toBe('Bound');
    world.client.delete('pods', 'default', 'my-app');
    world.run(60);
    expect(world.client.find('persistentvolumeclaims', 'default', 'my-app-scratch-volume')).toBeUndefined();
  });

  const nginx = (name: string, cpu: string, memory: string, limitCpu: string, limitMemory: string): Manifest => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      containers: [
        {
          name: 'c',
          image: 'nginx',
          resources: { limits: { memory: limitMemory, cpu: limitCpu }, requests: { memory, cpu } },
        },
      ],
    },
  });

  it('Configure Memory and CPU Quotas for a Namespace: the second Pod asks for too much memory', () => {
    const world = new ManifestScenario('1.36', 2);
    world.apply(
      quota('mem-cpu-demo', {
        'requests.cpu': '1',
        'requests.memory': '1Gi',
        'limits.cpu': '2',
        'limits.memory': '2Gi',
      }),
    );
    world.run(1);
    world.apply(nginx('quota-mem-cpu-demo', '400m', '600Mi', '800m', '800Mi'));
    world.run(1);
    expect(used(world, 'mem-cpu-demo')).toEqual({
      'requests.cpu': '400m',
      'requests.memory': '600Mi',
      'limits.cpu': '800m',
      'limits.memory': '800Mi',
    });
    expect(() => world.apply(nginx('quota-mem-cpu-demo-2', '400m', '700Mi', '800m', '1Gi'))).toThrow(
      'pods "quota-mem-cpu-demo-2" is forbidden: exceeded quota: mem-cpu-demo, requested: requests.memory=700Mi, used: requests.memory=600Mi, limited: requests.memory=1Gi',
    );
  });

  it('Configure a Pod Quota for a Namespace: the third replica is refused', () => {
    const world = new ManifestScenario('1.36', 2);
    world.apply(quota('pod-demo', { pods: '2' }));
    world.run(1);
    const labels = { purpose: 'quota-demo' };
    world.apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'pod-quota-demo' },
      spec: {
        selector: { matchLabels: labels },
        replicas: 3,
        template: { metadata: { labels }, spec: { containers: [{ name: 'pod-quota-demo', image: 'nginx' }] } },
      },
    });
    world.run(60);
    const { status } = world.client.get('deployments', 'default', 'pod-quota-demo');
    expect(status?.availableReplicas).toBe(2);
    const failure = status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    expect(failure?.message).toMatch(
      /is forbidden: exceeded quota: pod-demo, requested: pods=1, used: pods=2, limited: pods=2$/,
    );
    expect(used(world, 'pod-demo')).toEqual({ pods: '2' });
  });

  it('Configure Quotas for API Objects: one claim is the limit', () => {
    const world = new ManifestScenario('1.36');
    world.apply(
      quota('object-quota-demo', {
        persistentvolumeclaims: '1',
        'services.loadbalancers': '2',
        'services.nodeports': '0',
      }),
    );
    world.run(1);
    world.apply(claim('pvc-quota-demo', '3Gi', { storageClassName: 'manual' }));
    world.run(1);
    expect(used(world, 'object-quota-demo')).toEqual({
      persistentvolumeclaims: '1',
      'services.loadbalancers': '0',
      'services.nodeports': '0',
    });
    expect(() => world.apply(claim('pvc-quota-demo-2', '4Gi', { storageClassName: 'manual' }))).toThrow(
      'persistentvolumeclaims "pvc-quota-demo-2" is forbidden: exceeded quota: object-quota-demo, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=1, limited: persistentvolumeclaims=1',
    );
  });

  it('Resource metrics pipeline: the Metrics API answers for nodes and Pods', () => {
    const world = new ManifestScenario('1.36', 1);
    world.create('busy', [{ name: 'c', image: 'polinux/stress', command: ['stress', '--cpu', '1'] }]);
    world.run(60);
    const node = world.request('GET', '/apis/metrics.k8s.io/v1beta1/nodes/node1').body as Node;
    expect(node).toMatchObject({ kind: 'NodeMetrics', metadata: { name: 'node1' }, window: '10s' });
    expect(world.request('GET', '/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/busy').body).toMatchObject({
      kind: 'PodMetrics',
      containers: [{ name: 'c', usage: { cpu: '1' } }],
    });
  });

  it('Horizontal Pod Autoscaling, stabilization window: a short calm does not shrink the workload', () => {
    const world = new ManifestScenario('1.36', 2);
    const labels = { app: 'wave' };
    const command = ['sh', '-c', 'while true; do stress --cpu 1 --timeout 60 -q; sleep 60; done'];
    world.apply(
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'wave' },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [
                {
                  name: 'c',
                  image: 'polinux/stress',
                  command,
                  resources: { requests: { cpu: '100m' }, limits: { cpu: '100m' } },
                },
              ],
            },
          },
        },
      },
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'wave' },
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'wave' },
          maxReplicas: 2,
          metrics: [
            { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
          ],
        },
      },
    );
    world.when(() => world.client.get('deployments', 'default', 'wave').spec?.replicas === 2);
    for (let i = 0; i < 40; i++) {
      world.run(15);
      expect(world.client.get('deployments', 'default', 'wave').spec?.replicas).toBe(2);
    }
  });
});
