import { describe, expect, it } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim } from '../../api/types.ts';
import { ManifestScenario } from '../testing/manifest-scenario.ts';

type Manifest = Record<string, unknown>;

class VolumeScenario extends ManifestScenario {
  claim(name: string): PersistentVolumeClaim {
    return this.client.get('persistentvolumeclaims', 'default', name);
  }

  volume(name: string): PersistentVolume | undefined {
    return this.client.find('persistentvolumes', undefined, name);
  }

  bound(claim: string): string | undefined {
    const { spec, status } = this.claim(claim);
    return status?.phase === 'Bound' ? spec?.volumeName : undefined;
  }
}

const volume = (name: string, storage: string, spec: object = {}, labels: Record<string, string> = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name, labels },
  spec: {
    capacity: { storage },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'manual',
    hostPath: { path: `/mnt/${name}` },
    ...spec,
  },
});

const claim = (name: string, storage: string, spec: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'manual', resources: { requests: { storage } }, ...spec },
});

const consumer = (name: string, claimName: string, script = 'sleep 3600'): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: 'main',
        image: 'busybox:1.36',
        command: ['sh', '-c', script],
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
  },
});

describe.each(['1.20', '1.36'] as const)('static binding under v%s', (release) => {
  it('gives a claim the smallest volume that is large enough', () => {
    const world = new VolumeScenario(release);
    world.apply(volume('big', '10Gi'), volume('small', '1Gi'), volume('middle', '5Gi'));
    world.run(1);
    expect(world.volume('small')?.status?.phase).toBe('Available');
    world.apply(claim('c', '3Gi'));
    world.run(1);
    expect(world.bound('c')).toBe('middle');
    expect(world.claim('c')).toMatchObject({
      metadata: {
        annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' },
        finalizers: ['kubernetes.io/pvc-protection'],
      },
      status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '5Gi' } },
    });
    expect(world.volume('middle')).toMatchObject({
      metadata: { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } },
      spec: { claimRef: { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'c' } },
      status: { phase: 'Bound' },
    });
  });

  it.each([
    ['its class', volume('v', '1Gi', { storageClassName: 'other' }), claim('c', '1Gi')],
    ['its access modes', volume('v', '1Gi'), claim('c', '1Gi', { accessModes: ['ReadWriteMany'] })],
    ['its mode', volume('v', '1Gi'), claim('c', '1Gi', { volumeMode: 'Block' })],
    ['its labels', volume('v', '1Gi'), claim('c', '1Gi', { selector: { matchLabels: { tier: 'fast' } } })],
    ['its size', volume('v', '1Gi'), claim('c', '2Gi')],
  ])('leaves a volume alone for %s', (_, one, other) => {
    const world = new VolumeScenario(release);
    world.apply(one, other);
    world.run(2);
    expect(world.claim('c').status?.phase).toBe('Pending');
    expect(world.volume('v')?.status?.phase).toBe('Available');
  });

  it('finds a volume by its labels', () => {
    const world = new VolumeScenario(release);
    world.apply(volume('slow', '1Gi'), volume('fast', '2Gi', {}, { tier: 'fast' }));
    world.apply(claim('c', '1Gi', { selector: { matchLabels: { tier: 'fast' } } }));
    world.run(1);
    expect(world.bound('c')).toBe('fast');
  });

  it('keeps a volume for the claim that it names, and a claim to the volume that it names', () => {
    const world = new VolumeScenario(release);
    world.apply(
      volume('reserved', '1Gi', { claimRef: { namespace: 'default', name: 'owner' } }),
      volume('free', '9Gi'),
    );
    world.apply(claim('first', '1Gi'), claim('picky', '1Gi', { volumeName: 'reserved' }));
    world.run(1);
    expect(world.bound('first')).toBe('free');
    expect(world.bound('picky')).toBeUndefined();
    expect(world.told('picky')).toEqual(['FailedBinding: volume "reserved" already bound to a different claim.']);
    world.apply(claim('owner', '1Gi'));
    world.run(1);
    expect(world.bound('owner')).toBe('reserved');
  });

  it('says why the volume that a claim names does not fit', () => {
    const world = new VolumeScenario(release);
    world.apply(volume('v', '1Gi'), claim('c', '2Gi', { volumeName: 'v' }));
    world.run(1);
    expect(world.told('c')).toEqual(['VolumeMismatch: Cannot bind to requested volume "v": requested PV is too small']);
  });

  it('releases the volume of a deleted claim and keeps it under Retain', () => {
    const world = new VolumeScenario(release);
    world.apply(volume('v', '1Gi'), claim('c', '1Gi'));
    world.run(1);
    world.client.delete('persistentvolumeclaims', 'default', 'c');
    world.run(30);
    expect(world.volume('v')?.status?.phase).toBe('Released');
    world.apply(claim('again', '1Gi'));
    world.run(1);
    expect(world.bound('again')).toBeUndefined();
    world.client.patch('persistentvolumes', undefined, 'v', { spec: { claimRef: null } }, { type: 'merge' });
    // The next look at claims that have no volume is up to fifteen seconds away.
    world.run(16);
    expect(world.bound('again')).toBe('v');
  });

  it.each([
    ['/tmp/v', undefined],
    ['/mnt/v', 'host_path deleter only supports /tmp/.+ but received provided /mnt/v'],
  ])('deletes a released hostPath volume under Delete only below /tmp: %s', (path, message) => {
    const world = new VolumeScenario(release);
    world.apply(volume('v', '1Gi', { persistentVolumeReclaimPolicy: 'Delete', hostPath: { path } }), claim('c', '1Gi'));
    world.run(1);
    world.client.delete('persistentvolumeclaims', 'default', 'c');
    world.run(2);
    expect(world.volume('v')?.status?.phase).toBe(message === undefined ? undefined : 'Failed');
    expect(world.volume('v')?.status?.message).toBe(message);
    expect(world.told('v')).toEqual(message === undefined ? [] : [`VolumeFailedDelete: ${message}`]);
  });

  it('calls a claim lost whose volume has gone', () => {
    const world = new VolumeScenario(release);
    world.apply(volume('v', '1Gi'), claim('c', '1Gi'));
    world.run(1);
    world.client.patch('persistentvolumes', undefined, 'v', { metadata: { finalizers: null } }, { type: 'merge' });
    world.client.delete('persistentvolumes', undefined, 'v');
    world.run(2);
    expect(world.claim('c').status?.phase).toBe('Lost');
    expect(world.told('c').at(-1)).toBe(
      'ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    );
  });

  it('tells every fifteen seconds that there is neither volume nor class', () => {
    const world = new VolumeScenario(release);
    world.apply(claim('c', '1Gi', { storageClassName: '' }));
    world.run(60);
    const [event] = world.events('c');
    expect(event).toMatchObject({
      reason: 'FailedBinding',
      message: 'no persistent volumes available for this claim and no storage class is set',
    });
    expect(event?.count).toBeGreaterThanOrEqual(4);
    expect(event?.count).toBeLessThanOrEqual(6);
  });

  it('tells of a class that does not exist', () => {
    const world = new VolumeScenario(release);
    world.apply(claim('c', '1Gi', { storageClassName: 'nowhere' }));
    world.run(1);
    expect(world.told('c')).toEqual(['ProvisioningFailed: storageclass.storage.k8s.io "nowhere" not found']);
  });
});

describe.each(['1.20', '1.36'] as const)('protection under v%s', (release) => {
  it('keeps a claim until the Pod that uses it has gone', () => {
    const world = new VolumeScenario(release);
    world.apply(volume('v', '1Gi'), claim('c', '1Gi'), consumer('p', 'c'));
    world.run(20);
    expect(world.phase('p')).toBe('Running');
    world.client.delete('persistentvolumeclaims', 'default', 'c');
    world.run(30);
    expect(world.claim('c').metadata?.deletionTimestamp).toBeDefined();
    expect(world.claim('c').status?.phase).toBe('Bound');
    world.client.delete('pods', 'default', 'p');
    world.run(10);
    expect(world.client.find('persistentvolumeclaims', 'default', 'c')).toBeUndefined();
    expect(world.volume('v')?.status?.phase).toBe('Released');
  });

  it('keeps a volume until it is no longer bound', () => {
    const world = new VolumeScenario(release);
    world.apply(volume('v', '1Gi'), claim('c', '1Gi'));
    world.run(1);
    world.client.delete('persistentvolumes', undefined, 'v');
    world.run(30);
    expect(world.volume('v')?.metadata?.deletionTimestamp).toBeDefined();
    expect(world.volume('v')?.status?.phase).toBe('Bound');
    world.client.delete('persistentvolumeclaims', 'default', 'c');
    world.run(2);
    expect(world.volume('v')).toBeUndefined();
  });
});

describe.each(['1.20', '1.36'] as const)('the class standard under v%s', (release) => {
  const standard = (name: string, spec: object = {}): Manifest =>
    claim(name, '500Mi', { storageClassName: undefined, ...spec });

  it('is the default and waits for a consumer', () => {
    const world = new VolumeScenario(release);
    world.apply(standard('c'));
    world.run(20);
    expect(world.claim('c').spec?.storageClassName).toBe('standard');
    expect(world.claim('c').status).toEqual({ phase: 'Pending' });
    expect(world.told('c')).toEqual(['WaitForFirstConsumer: waiting for first consumer to be created before binding']);
    expect(world.client.get('storageclasses', undefined, 'standard')).toMatchObject({
      provisioner: 'rancher.io/local-path',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
  });

  it('makes a directory on the node of the first Pod, and removes it with the claim', () => {
    const world = new VolumeScenario(release, 2);
    world.apply(standard('c'), consumer('p', 'c', 'echo kept > /data/file; sleep 3600'));
    world.run(60);
    expect(world.phase('p')).toBe('Running');
    const node = world.pod('p').spec?.nodeName ?? '';
    const name = `pvc-${world.claim('c').metadata?.uid ?? ''}`;
    const path = `/var/local-path-provisioner/${name}_default_c`;
    expect(world.bound('c')).toBe(name);
    expect(world.volume(name)).toMatchObject({
      metadata: { annotations: { 'pv.kubernetes.io/provisioned-by': 'rancher.io/local-path' } },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '500Mi' },
        hostPath: { path, type: 'DirectoryOrCreate' },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] },
            ],
          },
        },
        persistentVolumeReclaimPolicy: 'Delete',
        storageClassName: 'standard',
      },
      status: { phase: 'Bound' },
    });
    expect(world.node(node).machine.disk.readFile(`${path}/file`)).toBe('kept\n');
    const external =
      release === '1.20'
        ? 'waiting for a volume to be created, either by external provisioner "rancher.io/local-path" or manually created by system administrator'
        : "Waiting for a volume to be created either by the external provisioner 'rancher.io/local-path' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.";
    const told = world.told('c');
    expect(told.filter((text) => !text.startsWith('WaitFor'))).toEqual([
      `ExternalProvisioning: ${external}`,
      'Provisioning: External provisioner is provisioning volume for claim "default/c"',
      `ProvisioningSucceeded: Successfully provisioned volume ${name}`,
    ]);
    expect(world.claim('c').metadata?.annotations).toMatchObject({
      'volume.beta.kubernetes.io/storage-provisioner': 'rancher.io/local-path',
      'volume.kubernetes.io/selected-node': node,
    });

    world.client.delete('pods', 'default', 'p');
    world.client.delete('persistentvolumeclaims', 'default', 'c');
    world.run(30);
    expect(world.volume(name)).toBeUndefined();
    expect(world.node(node).machine.disk.stat(path)).toBeUndefined();
    expect(world.client.list('pods', { namespace: 'kube-system' }).filter(isHelper)).toEqual([]);
  });

  it('brings a later Pod to the node that has the data', () => {
    const world = new VolumeScenario(release, 3);
    world.apply(standard('c'), consumer('first', 'c', 'echo 1 >> /data/log; sleep 3600'));
    world.run(60);
    const node = world.pod('first').spec?.nodeName;
    world.client.delete('pods', 'default', 'first');
    world.run(10);
    world.apply(consumer('second', 'c', 'cat /data/log; sleep 3600'));
    world.run(20);
    expect(world.pod('second').spec?.nodeName).toBe(node);
    expect(world.log('second')).toBe('1\n');
  });

  it('says that its volumes are for one node at a time', () => {
    const world = new VolumeScenario(release);
    world.apply(standard('c', { accessModes: ['ReadWriteMany'] }), consumer('p', 'c'));
    world.run(10);
    expect(world.told('c')).toContain(
      'ProvisioningFailed: failed to provision volume with StorageClass "standard": NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes',
    );
    expect(world.phase('p')).toBe('Pending');
  });
});

const isHelper = ({ metadata }: { readonly metadata?: { readonly name?: string } }): boolean =>
  metadata?.name?.startsWith('helper-pod') === true;

describe('scheduling with volumes', () => {
  it.each([
    ['1.20', '0/2 nodes are available: 2 pod has unbound immediate PersistentVolumeClaims.'],
    [
      '1.36',
      '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    ],
  ] as const)('waits under v%s for a claim that is bound at once', (release, message) => {
    const world = new VolumeScenario(release);
    world.apply(claim('c', '1Gi'), consumer('p', 'c'));
    world.run(5);
    expect(world.condition('p', 'PodScheduled')?.message).toBe(message);
    world.apply(volume('v', '1Gi'));
    world.run(60);
    expect(world.phase('p')).toBe('Running');
  });

  it('binds a free local volume on the node that the Pod is given', () => {
    const world = new VolumeScenario('1.36', 3);
    world.apply({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'local-storage' },
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    const affinity = (node: string): object => ({
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }],
      },
    });
    const local = { storageClassName: 'local-storage', nodeAffinity: affinity('node2') };
    world.node('node2').machine.disk.mkdir('/mnt/disk1', 0o755);
    world.apply(volume('v', '1Gi', { ...local, hostPath: undefined, local: { path: '/mnt/disk1' } }));
    world.apply(claim('c', '1Gi', { storageClassName: 'local-storage' }));
    world.run(5);
    expect(world.bound('c')).toBeUndefined();
    world.apply(consumer('p', 'c'), consumer('q', 'c'));
    world.run(30);
    expect(world.bound('c')).toBe('v');
    expect([world.pod('p').spec?.nodeName, world.pod('q').spec?.nodeName]).toEqual(['node2', 'node2']);
  });

  it('finds no node for a local volume that none can reach', () => {
    const world = new VolumeScenario('1.36', 2);
    const nodeAffinity = {
      required: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['gone'] }] },
        ],
      },
    };
    world.apply(volume('v', '1Gi', { nodeAffinity }), claim('c', '1Gi'), consumer('p', 'c'));
    world.run(5);
    expect(world.condition('p', 'PodScheduled')?.message).toContain(
      "2 node(s) didn't match PersistentVolume's node affinity",
    );
  });

  it('makes the claim of a generic ephemeral volume and removes it with its Pod', () => {
    const world = new VolumeScenario('1.36');
    const template = { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
    const pod = consumer('p', 'unused');
    world.apply({
      ...pod,
      spec: { ...(pod['spec'] as object), volumes: [{ name: 'data', ephemeral: { volumeClaimTemplate: template } }] },
    });
    world.run(60);
    expect(world.phase('p')).toBe('Running');
    expect(world.claim('p-data').metadata?.ownerReferences).toMatchObject([
      { kind: 'Pod', name: 'p', controller: true },
    ]);
    world.client.delete('pods', 'default', 'p');
    world.run(30);
    expect(world.client.list('persistentvolumeclaims')).toEqual([]);
    expect(world.client.list('persistentvolumes')).toEqual([]);
  });
});
