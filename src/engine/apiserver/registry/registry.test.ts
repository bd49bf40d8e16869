import { describe, expect, test } from 'vitest';
import { isStatusError } from '../../api/status.ts';
import type { KubeObject, Service } from '../../api/types.ts';
import { testServer } from '../testing.ts';

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (isStatusError(error)) return error.message;
    throw error;
  }
  return '';
};

describe('a Service', () => {
  const service = (name: string, spec: object): KubeObject => ({ metadata: { name }, spec }) as KubeObject;
  const setUp = (release: '1.20' | '1.36' = '1.36') => {
    const { server } = testServer(release);
    const kind = server.kindOf('/services');
    return {
      create: (name: string, spec: object) => server.create(kind, 'default', service(name, spec)) as Service,
      update: (name: string, spec: object) =>
        server.update(
          kind,
          'default',
          name,
          (old) => ({ ...old, spec: { ...(old as Service).spec, ...spec } }) as KubeObject,
        ) as Service,
      remove: (name: string) => server.delete(kind, 'default', name),
    };
  };
  const ports = [{ port: 80, protocol: 'TCP', targetPort: 80 }];

  test('gets an address of the range, and keeps it', () => {
    const { create, update } = setUp();
    const { spec } = create('a', { type: 'ClusterIP', ports });
    expect(spec?.clusterIP).toMatch(/^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/);
    expect(spec).toMatchObject({ clusterIPs: [spec!.clusterIP], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
    expect(update('a', { selector: { x: 'y' } }).spec?.clusterIP).toBe(spec?.clusterIP);
  });

  test('in v1.20 knows no address families', () => {
    expect(setUp('1.20').create('a', { type: 'ClusterIP', ports }).spec?.ipFamilies).toBeUndefined();
  });

  test('gets a node port, and gives it back when it no longer needs it', () => {
    const { create, update } = setUp();
    const port = create('a', { type: 'NodePort', ports }).spec!.ports![0]!.nodePort!;
    expect(port).toBeGreaterThanOrEqual(30000);
    expect(port).toBeLessThanOrEqual(32767);
    expect(update('a', { type: 'ClusterIP' }).spec?.ports?.[0]?.nodePort).toBeUndefined();
  });

  test('cannot have what another has, or what is out of range', () => {
    const { create } = setUp();
    create('a', { type: 'NodePort', ports: [{ ...ports[0], nodePort: 30080 }] });
    expect(message(() => create('b', { type: 'NodePort', ports: [{ ...ports[0], nodePort: 30080 }] }))).toBe(
      'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    );
    expect(message(() => create('b', { type: 'NodePort', ports: [{ ...ports[0], nodePort: 80 }] }))).toContain(
      'provided port is not in the valid range. The range of valid ports is 30000-32767',
    );
    expect(message(() => create('b', { type: 'ClusterIP', clusterIP: '10.96.0.1', ports }))).toBe(
      'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.1"]: failed to allocate IP 10.96.0.1: provided IP is already allocated',
    );
    expect(message(() => create('b', { type: 'ClusterIP', clusterIP: '1.2.3.4', ports }))).toContain(
      'failed to allocate IP 1.2.3.4: the provided network does not match the current range',
    );
  });

  test('kubernetes comes back with its address within ten seconds of its deletion', () => {
    const { server, sim } = testServer();
    const kind = server.kindOf('/services');
    server.delete(kind, 'default', 'kubernetes');
    sim.advanceTo(10_000);
    expect((server.get(kind, 'default', 'kubernetes') as Service).spec?.clusterIP).toBe('10.96.0.1');
  });
});

describe('generation', () => {
  const setUp = () => {
    const { server } = testServer();
    const kind = server.kindOf('apps/deployments');
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i:1' }] } };
    server.create(kind, 'default', {
      metadata: { name: 'd' },
      spec: { replicas: 1, selector: { matchLabels: { a: 'b' } }, template },
    } as KubeObject);
    return (change: object, subresource?: string): number =>
      server.update(kind, 'default', 'd', (old) => ({ ...old, ...change }) as KubeObject, { subresource }).metadata!
        .generation!;
  };

  test("rises with the spec and a Deployment's annotations, not with its labels or its status", () => {
    const update = setUp();
    expect(update({ metadata: { name: 'd', namespace: 'default', labels: { x: 'y' } } })).toBe(1);
    expect(update({ status: { replicas: 3 } }, 'status')).toBe(1);
    expect(update({ metadata: { name: 'd', namespace: 'default', annotations: { x: 'y' } } })).toBe(2);
  });

  test('cannot be set by a client', () => {
    expect(setUp()({ metadata: { name: 'd', namespace: 'default', generation: 99, labels: { a: 'b' } } })).toBe(1);
  });
});

describe('a Job', () => {
  test.each([
    ['1.36', 'batch.kubernetes.io/controller-uid'],
    ['1.20', 'controller-uid'],
  ] as const)('of v%s selects its Pods by %s', (release, label) => {
    const { server } = testServer(release);
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i:1' }] } };
    const job = server.create(server.kindOf('batch/jobs'), 'default', {
      metadata: { name: 'j' },
      spec: { template },
    } as KubeObject) as {
      metadata?: { uid?: string };
      spec?: { selector?: unknown };
    };
    expect(job.spec?.selector).toEqual({ matchLabels: { [label]: job.metadata?.uid } });
  });
});

describe('names that are generated', () => {
  test('run into a conflict only after eight tries', () => {
    const { server } = testServer();
    const kind = server.kindOf('/configmaps');
    const names = new Set<string>();
    for (let i = 0; i < 50; i++) {
      names.add(server.create(kind, 'default', { metadata: { generateName: 'x-' } } as KubeObject).metadata!.name!);
    }
    expect(names.size).toBe(50);
  });
});

describe('Events', () => {
  test('are gone an hour after their last write', () => {
    const { server, sim } = testServer();
    const kind = server.kindOf('/events');
    const event = {
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod', name: 'a', namespace: 'default' },
      reason: 'R',
      message: 'm',
      type: 'Normal',
    };
    server.create(kind, 'default', event as unknown as KubeObject);
    sim.advanceTo(1_800_000);
    server.update(kind, 'default', 'e', (old) => ({ ...old, count: 2 }) as unknown as KubeObject);
    sim.advanceTo(3_700_000);
    expect(server.find(kind, 'default', 'e')).toBeDefined();
    sim.advanceTo(5_500_000);
    expect(server.find(kind, 'default', 'e')).toBeUndefined();
  });
});
