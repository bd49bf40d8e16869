import { describe, expect, it } from 'vitest';
import { inProcessClient } from './apiserver/client.ts';
import type { ApiClient } from './api/client.ts';
import type { Pod } from './api/types.ts';
import { type Cluster, createCluster } from './cluster.ts';
import type { Release } from './releases/index.ts';

function start(release: Release['name'], nodes = 2): { cluster: Cluster; client: ApiClient } {
  const cluster = createCluster({ release, seed: 3, nodes, settle: 10_000 });
  return { cluster, client: inProcessClient(cluster.server, 'kubectl') };
}

function run({ cluster }: { cluster: Cluster }, seconds: number): void {
  cluster.sim.advanceTo(cluster.sim.now + seconds * 1000);
}

const pod = (name: string, spec: object): Pod => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec }) as Pod;
const shell = (name: string, script: string): object => ({ name, image: 'busybox', command: ['sh', '-c', script] });

describe.each(['1.20', '1.36'] as const)('a cluster of release v%s', (release) => {
  it('creates the sandbox with its IP before the image is pulled', () => {
    const world = start(release);
    world.client.create('pods', 'default', pod('a', { containers: [{ name: 'c', image: 'nginx' }] }));
    run(world, 1.5);
    const status = world.client.get('pods', 'default', 'a').status;
    expect(status?.phase).toBe('Pending');
    expect(status?.podIP).toMatch(/^10\.244\.\d\.\d+$/);
    expect(status?.containerStatuses?.[0]?.state?.waiting?.reason).toBe('ContainerCreating');
    run(world, 20);
    expect(world.client.get('pods', 'default', 'a').status?.phase).toBe('Running');
  });

  it('writes the events of a Pod in their order', () => {
    const world = start(release);
    world.client.create('pods', 'default', pod('a', { containers: [{ name: 'c', image: 'nginx' }] }));
    run(world, 30);
    const reasons = world.client
      .list('events', { namespace: 'default' })
      .filter(({ involvedObject }) => involvedObject.name === 'a')
      .map(({ reason }) => reason);
    expect(reasons).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']);
  });

  it.each([
    ['Never', 'exit 0', 'Succeeded'],
    ['Never', 'exit 3', 'Failed'],
    ['OnFailure', 'exit 0', 'Succeeded'],
  ])('ends a Pod of restartPolicy %s that does %s as %s', (restartPolicy, script, phase) => {
    const world = start(release);
    world.client.create('pods', 'default', pod('a', { restartPolicy, containers: [shell('c', script)] }));
    run(world, 30);
    expect(world.client.get('pods', 'default', 'a').status?.phase).toBe(phase);
  });

  it('restarts a crashing container at once, then after 10, 20, 40, 80, 160 and 300 s', () => {
    const world = start(release);
    world.client.create(
      'pods',
      'default',
      pod('a', { containers: [{ ...shell('c', 'exit 1'), imagePullPolicy: 'IfNotPresent' }] }),
    );
    const starts: number[] = [];
    let seen = -1;
    for (let i = 0; i < 1100; i++) {
      run(world, 1);
      const status = world.client.get('pods', 'default', 'a').status?.containerStatuses?.[0];
      if (status?.restartCount !== undefined && status.restartCount !== seen && status.containerID !== undefined) {
        seen = status.restartCount;
        starts.push(world.cluster.sim.now / 1000);
      }
    }
    const gaps = starts.slice(1).map((time, i) => Math.round(time - starts[i]!));
    const expected = [0, 10, 20, 40, 80, 160, 300];
    gaps.slice(0, 7).forEach((gap, i) => {
      expect(gap).toBeGreaterThanOrEqual(expected[i]!);
      expect(gap).toBeLessThanOrEqual(expected[i]! + 3);
    });
    expect(gaps.length).toBeGreaterThanOrEqual(7);
  });

  it('gives a container that ignores SIGTERM its 30 s, then SIGKILL', () => {
    const world = start(release);
    world.client.create('pods', 'default', pod('a', { containers: [shell('c', 'sleep 3600')] }));
    run(world, 20);
    world.client.delete('pods', 'default', 'a');
    run(world, 29);
    expect(world.client.find('pods', 'default', 'a')).toBeDefined();
    run(world, 3);
    expect(world.client.find('pods', 'default', 'a')).toBeUndefined();
  });

  it('recreates sandbox and containers with a new IP when pause is killed', () => {
    const world = start(release);
    world.client.create('pods', 'default', pod('a', { containers: [{ name: 'c', image: 'nginx' }] }));
    run(world, 30);
    const before = world.client.get('pods', 'default', 'a');
    const node = world.cluster.nodes.get(before.spec?.nodeName ?? '')!;
    const sandbox = node.runtime.podSandboxes().find(({ config }) => config.name === 'a')!;
    expect(node.runtime.kill(sandbox.id, 'SIGKILL')).toBe(true);
    run(world, 60);
    const after = world.client.get('pods', 'default', 'a');
    expect(after.status?.phase).toBe('Running');
    expect(after.status?.podIP).not.toBe(before.status?.podIP);
    const events = world.client.list('events', { namespace: 'default' });
    expect(events.some(({ reason }) => reason === 'SandboxChanged')).toBe(true);
  });

  it('warns whoever creates an object that nothing acts on', () => {
    const { cluster } = start(release);
    const warnings: (string | undefined)[] = [];
    const create = (path: string, body: object): void =>
      cluster.transport.send(
        { method: 'POST', path, headers: { 'content-type': 'application/json' }, body },
        (response) =>
          warnings.push(response.status === 201 ? response.headers['warning'] : `status ${response.status}`),
        (error) => warnings.push(String(error)),
      );
    create('/apis/networking.k8s.io/v1/namespaces/default/ingresses', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'i' },
      spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } } },
    });
    create('/api/v1/namespaces/default/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } });
    const service = (name: string, protocol: string): void =>
      create('/api/v1/namespaces/default/services', {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name },
        spec: { ports: [{ port: 80, protocol }] },
      });
    service('tcp', 'TCP');
    service('sctp', 'SCTP');
    expect(warnings).toEqual([
      expect.stringContaining('no ingress controller'),
      undefined,
      undefined,
      expect.stringContaining('does not simulate SCTP: nothing will answer at port 80'),
    ]);
  });

  it('remembers which container holds the port that another one wanted', () => {
    const world = start(release);
    const containers = [
      { name: 'first', image: 'nginx' },
      { name: 'second', image: 'nginx' },
    ];
    world.client.create('pods', 'default', pod('a', { containers }));
    run(world, 40);
    const name = world.client.get('pods', 'default', 'a').spec?.nodeName ?? '';
    const sandbox = world.cluster.nodes
      .get(name)!
      .inspect()
      .sandboxes.find((one) => one.name === 'a');
    const last = new Map(sandbox?.containers.map((one) => [one.name, one.bindConflict]));
    expect(last.get('second')).toEqual({ port: 80, holder: 'first' });
    expect(last.get('first')).toBeUndefined();
  });

  it('restarts only the container that was killed', () => {
    const world = start(release);
    const containers = [{ name: 'c', image: 'nginx' }, shell('d', 'sleep 3600')];
    world.client.create('pods', 'default', pod('a', { containers }));
    run(world, 30);
    const before = world.client.get('pods', 'default', 'a');
    const node = world.cluster.nodes.get(before.spec?.nodeName ?? '')!;
    const id = before.status?.containerStatuses?.find(({ name }) => name === 'c')?.containerID?.split('//')[1] ?? '';
    node.runtime.kill(id, 'SIGKILL');
    run(world, 30);
    const after = world.client.get('pods', 'default', 'a');
    const restarts = Object.fromEntries(
      (after.status?.containerStatuses ?? []).map(({ name, restartCount }) => [name, restartCount]),
    );
    expect(restarts).toEqual({ c: 1, d: 0 });
    expect(after.status?.podIP).toBe(before.status?.podIP);
  });

  it('runs init containers one after the other before the others', () => {
    const world = start(release);
    world.client.create(
      'pods',
      'default',
      pod('a', {
        initContainers: [shell('i1', 'sleep 2'), shell('i2', 'sleep 2')],
        containers: [{ name: 'c', image: 'nginx' }],
      }),
    );
    run(world, 3.5);
    expect(world.client.get('pods', 'default', 'a').status?.phase).toBe('Pending');
    run(world, 30);
    const status = world.client.get('pods', 'default', 'a').status;
    expect(status?.phase).toBe('Running');
    expect(status?.initContainerStatuses?.map(({ state }) => state?.terminated?.reason)).toEqual([
      'Completed',
      'Completed',
    ]);
  });

  it('keeps a Pod whose image does not exist Pending with ErrImagePull and ImagePullBackOff', () => {
    const world = start(release);
    world.client.create('pods', 'default', pod('a', { containers: [{ name: 'c', image: 'nginy:1' }] }));
    const reasons = new Set<string>();
    for (let i = 0; i < 60; i++) {
      run(world, 1);
      reasons.add(
        world.client.get('pods', 'default', 'a').status?.containerStatuses?.[0]?.state?.waiting?.reason ?? '',
      );
    }
    expect([...reasons]).toEqual(expect.arrayContaining(['ErrImagePull', 'ImagePullBackOff']));
    expect(world.client.get('pods', 'default', 'a').status?.phase).toBe('Pending');
  });

  it('notices a silent node after the grace period, evicts 300 s later, and cleans up when the node returns', () => {
    const world = start(release);
    world.client.create('pods', 'default', pod('a', { containers: [{ name: 'c', image: 'nginx' }] }));
    run(world, 30);
    const name = world.client.get('pods', 'default', 'a').spec?.nodeName ?? '';
    const node = world.cluster.nodes.get(name)!;
    node.machine.powerOff();
    const off = world.cluster.sim.now;
    const ready = (): string | undefined =>
      world.client.get('nodes', undefined, name).status?.conditions?.find(({ type }) => type === 'Ready')?.status;
    while (ready() === 'True') run(world, 1);
    const silent = (world.cluster.sim.now - off) / 1000;
    const grace = release === '1.20' ? 40 : 50;
    expect(silent).toBeGreaterThanOrEqual(grace - 10);
    expect(silent).toBeLessThanOrEqual(grace + 6);
    run(world, 1);
    const lost = world.client.get('pods', 'default', 'a').status;
    expect(lost?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('False');
    expect(lost?.phase).toBe(release === '1.20' ? 'Unknown' : 'Running');
    const unknownAt = world.cluster.sim.now;
    while (world.client.get('pods', 'default', 'a').metadata?.deletionTimestamp === undefined) run(world, 1);
    const evicted = (world.cluster.sim.now - unknownAt) / 1000;
    expect(evicted).toBeGreaterThanOrEqual(297);
    expect(evicted).toBeLessThanOrEqual(303);
    run(world, 120);
    expect(world.client.find('pods', 'default', 'a')).toBeDefined();
    node.machine.powerOn();
    run(world, 60);
    expect(ready()).toBe('True');
    expect(world.client.find('pods', 'default', 'a')).toBeUndefined();
    expect(node.runtime.podSandboxes()).toEqual([]);
  });

  it('leaves a Pod with a node selector that no node has Pending, and says why', () => {
    const world = start(release);
    world.client.create(
      'pods',
      'default',
      pod('a', { nodeSelector: { disk: 'ssd' }, containers: [{ name: 'c', image: 'nginx' }] }),
    );
    run(world, 5);
    const condition = world.client
      .get('pods', 'default', 'a')
      .status?.conditions?.find(({ type }) => type === 'PodScheduled');
    expect(condition?.reason).toBe('Unschedulable');
    expect(condition?.message).toContain('0/3 nodes are available: ');
    expect(condition?.message).toContain("node(s) didn't match");
  });
});
