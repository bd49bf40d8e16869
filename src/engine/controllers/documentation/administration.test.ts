import { describe, expect, it } from 'vitest';
import { ManifestScenario } from '../testing/manifest-scenario.ts';

/* What the pages of kubernetes.io/docs/tasks for administrators, and some for users, say will happen, typed from their facts. */

type Manifest = Record<string, unknown>;

const both = ['1.20', '1.36'] as const;

const pod = (name: string, resources: object, more: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'nginx:1.27', resources }], ...more },
});
const range = (name: string, limits: object): Manifest => ({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name },
  spec: { limits: [{ type: 'Container', ...limits }] },
});

describe.each(both)('docs, v%s', (release) => {
  const resourcesOf = (world: ManifestScenario, name: string): unknown =>
    world.pod(name).spec?.containers[0]?.resources;

  it('Configure Default Memory Requests and Limits for a Namespace: what is not said is the default', () => {
    const world = new ManifestScenario(release, 1);
    world.apply(range('mem-limit-range', { default: { memory: '512Mi' }, defaultRequest: { memory: '256Mi' } }));
    world.apply(pod('default-mem-demo', {}));
    expect(resourcesOf(world, 'default-mem-demo')).toEqual({
      limits: { memory: '512Mi' },
      requests: { memory: '256Mi' },
    });
    world.apply(pod('default-mem-demo-2', { limits: { memory: '1Gi' } }));
    expect(resourcesOf(world, 'default-mem-demo-2')).toEqual({
      limits: { memory: '1Gi' },
      requests: { memory: '1Gi' },
    });
    world.apply(pod('default-mem-demo-3', { requests: { memory: '128Mi' } }));
    expect(resourcesOf(world, 'default-mem-demo-3')).toEqual({
      limits: { memory: '512Mi' },
      requests: { memory: '128Mi' },
    });
  });

  it('Configure Default CPU Requests and Limits for a Namespace: a request above the default limit is refused', () => {
    const world = new ManifestScenario(release, 1);
    world.apply(range('cpu-limit-range', { default: { cpu: '1' }, defaultRequest: { cpu: '0.5' } }));
    world.apply(pod('default-cpu-demo', {}));
    expect(resourcesOf(world, 'default-cpu-demo')).toEqual({ limits: { cpu: '1' }, requests: { cpu: '500m' } });
    expect(() => world.apply(pod('default-cpu-demo-4', { requests: { cpu: '1500m' } }))).toThrow(
      'spec.containers[0].resources.requests: Invalid value: "1500m": must be less than or equal to cpu limit',
    );
  });

  it('Configure Minimum and Maximum Memory Constraints for a Namespace', () => {
    const world = new ManifestScenario(release, 1);
    world.apply(range('mem-min-max-demo-lr', { max: { memory: '1Gi' }, min: { memory: '500Mi' } }));
    world.apply(pod('constraints-mem-demo', { limits: { memory: '800Mi' }, requests: { memory: '600Mi' } }));
    const refused = (name: string, limit: string, request: string): (() => void) => {
      const resources = { limits: { memory: limit }, requests: { memory: request } };
      return () => world.apply(pod(name, resources));
    };
    expect(refused('constraints-mem-demo-2', '1.5Gi', '800Mi')).toThrow(
      'pods "constraints-mem-demo-2" is forbidden: maximum memory usage per Container is 1Gi, but limit is 1536Mi',
    );
    expect(refused('constraints-mem-demo-3', '800Mi', '100Mi')).toThrow(
      'pods "constraints-mem-demo-3" is forbidden: minimum memory usage per Container is 500Mi, but request is 100Mi',
    );
    // The page: with no memory said, both are the LimitRange's max.
    world.apply(pod('constraints-mem-demo-4', {}));
    expect(resourcesOf(world, 'constraints-mem-demo-4')).toEqual({
      limits: { memory: '1Gi' },
      requests: { memory: '1Gi' },
    });
  });

  it('Advertise Extended Resources for a Node, and Assign Extended Resources to a Container: four dongles', () => {
    const world = new ManifestScenario(release, 1);
    world.request('PATCH', '/api/v1/nodes/node1/status', { status: { capacity: { 'example.com/dongle': '4' } } });
    world.run(60);
    expect(world.client.get('nodes', undefined, 'node1').status?.allocatable?.['example.com/dongle']).toBe('4');
    const dongles = (count: number): object => ({
      requests: { 'example.com/dongle': String(count) },
      limits: { 'example.com/dongle': String(count) },
    });
    world.apply(pod('extended-resource-demo', dongles(3)));
    world.when(() => world.phase('extended-resource-demo') === 'Running', 60);
    world.apply(pod('extended-resource-demo-2', dongles(2)));
    world.run(5);
    expect(world.phase('extended-resource-demo-2')).toBe('Pending');
    expect(world.told('extended-resource-demo-2')[0]).toContain('1 Insufficient example.com/dongle');
    world.client.delete('pods', 'default', 'extended-resource-demo');
    world.when(() => world.phase('extended-resource-demo-2') === 'Running', 120);
  });

  it('Debug Init Containers: the second one fails, and the Pod says which', () => {
    const world = new ManifestScenario(release, 1);
    const init = (name: string, script: string): object => ({
      name,
      image: 'busybox:1.36',
      command: ['sh', '-c', script],
    });
    world.apply(
      pod('init-demo', {}, { initContainers: [init('init-1', 'exit 0'), init('init-2', 'echo broken; exit 7')] }),
    );
    world.when(
      () =>
        world.phase('init-demo') === 'Pending' &&
        (world.pod('init-demo').status?.initContainerStatuses?.[1]?.restartCount ?? 0) > 0,
      60,
    );
    expect(world.container('init-demo', 'init-1').state?.terminated).toMatchObject({
      exitCode: 0,
      reason: 'Completed',
    });
    expect(world.container('init-demo', 'init-2').lastState?.terminated).toMatchObject({
      exitCode: 7,
      reason: 'Error',
    });
    expect(world.condition('init-demo', 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [init-2]',
    });
    expect(world.output('init-demo', 'init-2')).toBe('broken\n');
  });

  it('ReplicationController: three of nginx, and scaled to none', () => {
    const world = new ManifestScenario(release, 1);
    world.apply({
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata: { name: 'nginx' },
      spec: {
        replicas: 3,
        selector: { app: 'nginx' },
        template: {
          metadata: { labels: { app: 'nginx' } },
          spec: { containers: [{ name: 'main', image: 'nginx', ports: [{ containerPort: 80 }] }] },
        },
      },
    });
    const status = (): unknown => world.client.get('replicationcontrollers', 'default', 'nginx').status;
    world.run(60);
    expect(status()).toMatchObject({ replicas: 3, readyReplicas: 3, availableReplicas: 3 });
    world.client.patch('replicationcontrollers', 'default', 'nginx', { spec: { replicas: 0 } });
    world.run(60);
    expect(status()).toMatchObject({ replicas: 0 });
    expect(world.podsOf('nginx')).toEqual([]);
  });
});
