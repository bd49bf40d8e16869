import { describe, expect, test } from 'vitest';
import { isStatusError } from '../../api/status.ts';
import type { KubeObject, Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { testServer, type TestServer } from '../testing.ts';

interface Cluster extends TestServer {
  create(storage: string, object: object): KubeObject;
  /** The message of the refusal. */
  refused(storage: string, object: object): string;
}

function cluster(release: Release['name'] = '1.36'): Cluster {
  const { server, sim } = testServer(release);
  const create = (storage: string, object: object): KubeObject => {
    const kind = server.kindOf(storage);
    return server.create(kind, kind.namespaced ? 'default' : '', object as KubeObject, { manager: 'test' });
  };
  const refused = (storage: string, object: object): string => {
    try {
      create(storage, object);
    } catch (error) {
      if (isStatusError(error)) return error.message;
      throw error;
    }
    return '';
  };
  return { server, sim, create, refused };
}

const pod = (name: string, resources: object = {}, spec: object = {}): object => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i:1', resources }], ...spec },
});
const specOf = (object: KubeObject): NonNullable<Pod['spec']> => (object as Pod).spec!;

describe('ServiceAccount', () => {
  test('mounts a projected token today', () => {
    const spec = specOf(cluster().create('/pods', pod('a')));
    expect(spec.serviceAccountName).toBe('default');
    expect(spec.volumes?.[0]?.name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(spec.containers[0]?.volumeMounts).toEqual([
      { name: spec.volumes![0]!.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ]);
  });

  test('mounts the token Secret of the account in v1.20', () => {
    const { create, server } = cluster('1.20');
    create('/secrets', {
      metadata: { name: 'default-token-x', annotations: { 'kubernetes.io/service-account.name': 'default' } },
      type: 'kubernetes.io/service-account-token',
    });
    const accounts = server.kindOf('/serviceaccounts');
    server.update(
      accounts,
      'default',
      'default',
      (current) => ({ ...current, secrets: [{ name: 'default-token-x' }] }) as KubeObject,
    );
    expect(specOf(create('/pods', pod('a'))).volumes).toEqual([
      { name: 'default-token-x', secret: { secretName: 'default-token-x', defaultMode: 420 } },
    ]);
  });

  test('refuses an account that is not there', () => {
    expect(cluster().refused('/pods', pod('a', {}, { serviceAccountName: 'nope' }))).toBe(
      'pods "a" is forbidden: error looking up service account default/nope: serviceaccount "nope" not found',
    );
  });

  test('mounts nothing where the Pod does not want it', () => {
    expect(
      specOf(cluster().create('/pods', pod('a', {}, { automountServiceAccountToken: false }))).volumes,
    ).toBeUndefined();
  });
});

describe('Priority', () => {
  test('resolves a class, the default class, and none', () => {
    const { create } = cluster();
    const classes = 'scheduling.k8s.io/priorityclasses';
    expect(specOf(create('/pods', pod('none')))).toMatchObject({
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
    });
    create(classes, { metadata: { name: 'usual' }, value: 7, globalDefault: true, preemptionPolicy: 'Never' });
    expect(specOf(create('/pods', pod('usual')))).toMatchObject({
      priority: 7,
      priorityClassName: 'usual',
      preemptionPolicy: 'Never',
    });
    expect(specOf(create('/pods', pod('critical', {}, { priorityClassName: 'system-node-critical' })))).toMatchObject({
      priority: 2000001000,
    });
  });

  test("refuses an unknown class, a number of the Pod's own, and a second default", () => {
    const { create, refused } = cluster();
    expect(refused('/pods', pod('a', {}, { priorityClassName: 'nope' }))).toBe(
      'pods "a" is forbidden: no PriorityClass with name nope was found',
    );
    expect(refused('/pods', pod('a', {}, { priority: 5 }))).toBe(
      'pods "a" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    );
    create('scheduling.k8s.io/priorityclasses', { metadata: { name: 'one' }, value: 1, globalDefault: true });
    expect(
      refused('scheduling.k8s.io/priorityclasses', { metadata: { name: 'two' }, value: 2, globalDefault: true }),
    ).toBe(
      'priorityclasses.scheduling.k8s.io "two" is forbidden: PriorityClass one is already marked as default. Only one default can exist',
    );
  });
});

test.each(['1.20', '1.36'] as const)('RuntimeClass finds none, and no overhead without one (v%s)', (release) => {
  const { refused } = cluster(release);
  expect(refused('/pods', pod('a', {}, { runtimeClassName: 'gvisor' }))).toBe(
    'pods "a" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
  );
  expect(refused('/pods', pod('a', {}, { overhead: { cpu: '1' } }))).toBe(
    'pods "a" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
  );
});

test('DefaultTolerationSeconds adds only what a Pod does not say itself', () => {
  const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 };
  const tolerations = specOf(cluster().create('/pods', pod('a', {}, { tolerations: [own] }))).tolerations;
  expect(tolerations?.map((one) => [one.key, one.tolerationSeconds])).toEqual([
    ['node.kubernetes.io/not-ready', 10],
    ['node.kubernetes.io/unreachable', 300],
  ]);
});

test('TaintNodesByCondition taints a new node', () => {
  const node = cluster().create('/nodes', { metadata: { name: 'n' } }) as { spec?: { taints?: unknown } };
  expect(node.spec?.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
});

describe('LimitRanger', () => {
  const range = (limit: object): object => ({
    metadata: { name: 'lr' },
    spec: { limits: [{ type: 'Container', ...limit }] },
  });

  test('fills in defaults and says so', () => {
    const { create } = cluster();
    create('/limitranges', range({ default: { cpu: '500m' }, defaultRequest: { memory: '64Mi' } }));
    const made = create('/pods', pod('a'));
    expect(specOf(made).containers[0]?.resources).toMatchObject({
      limits: { cpu: '500m' },
      requests: { memory: '64Mi' },
    });
    expect(made.metadata?.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu, memory request for container c; cpu limit for container c',
    });
  });

  test.each<[object, object, string]>([
    [{ max: { cpu: '1' } }, { limits: { cpu: '2' } }, 'maximum cpu usage per Container is 1, but limit is 2'],
    [
      { min: { memory: '1Gi' } },
      { requests: { memory: '64Mi' } },
      'minimum memory usage per Container is 1Gi, but request is 64Mi',
    ],
    [
      { maxLimitRequestRatio: { cpu: '2' } },
      { limits: { cpu: '3' }, requests: { cpu: '1' } },
      'cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000',
    ],
  ])('%j refuses %j', (limit, resources, message) => {
    const { create, refused } = cluster();
    create('/limitranges', range(limit));
    expect(refused('/pods', pod('a', resources))).toContain(`pods "a" is forbidden: ${message}`);
  });
});

describe('ResourceQuota', () => {
  const quota = (hard: object, spec: object = {}): object => ({ metadata: { name: 'q' }, spec: { hard, ...spec } });

  test('refuses what would be too much', () => {
    const { create, refused } = cluster();
    create('/resourcequotas', quota({ pods: '1' }));
    create('/pods', pod('a'));
    expect(refused('/pods', pod('b'))).toBe(
      'pods "b" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
    );
  });

  test('makes containers say what they use', () => {
    const { create, refused } = cluster();
    create('/resourcequotas', quota({ 'limits.cpu': '2', 'requests.memory': '1Gi' }));
    expect(refused('/pods', pod('a'))).toBe(
      'pods "a" is forbidden: failed quota: q: must specify limits.cpu for: c; requests.memory for: c',
    );
  });

  test('counts any resource by name', () => {
    const { create, refused } = cluster();
    create('/resourcequotas', quota({ 'count/configmaps': '1' }));
    create('/configmaps', { metadata: { name: 'a' } });
    expect(refused('/configmaps', { metadata: { name: 'b' } })).toContain(
      'exceeded quota: q, requested: count/configmaps=1',
    );
  });

  test('of BestEffort Pods leaves others alone', () => {
    const { create, refused } = cluster();
    create('/resourcequotas', quota({ pods: '0' }, { scopes: ['BestEffort'] }));
    create('/pods', pod('burstable', { requests: { cpu: '1' } }));
    expect(refused('/pods', pod('best'))).toContain('exceeded quota');
  });

  test('shows in its status what is used', () => {
    const { create, server, sim } = cluster();
    create('/resourcequotas', quota({ pods: '3', 'requests.cpu': '4' }));
    sim.advanceTo(sim.now + 10);
    create('/pods', pod('a', { requests: { cpu: '500m' } }));
    sim.advanceTo(sim.now + 10);
    expect(server.get(server.kindOf('/resourcequotas'), 'default', 'q')['status']).toEqual({
      hard: { pods: '3', 'requests.cpu': '4' },
      used: { pods: '1', 'requests.cpu': '500m' },
    });
  });
});
