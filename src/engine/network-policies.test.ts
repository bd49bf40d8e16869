import { describe, expect, it } from 'vitest';
import { ServiceWorld } from './testing/service-world.ts';

const pod = (labels: object): object => ({ podSelector: { matchLabels: labels } });
const namespace = (labels: object): object => ({ namespaceSelector: { matchLabels: labels } });

/** Two namespaces; `db` listens on 8080 and 9090 in default, the others ask. */
function setUp(release: '1.20' | '1.36' = '1.36'): ServiceWorld {
  const world = new ServiceWorld(release);
  world.client.create('namespaces', undefined, { metadata: { name: 'other', labels: { team: 'other' } } } as never);
  world.run(1);
  world.pod('db', 'registry.k8s.io/e2e-test-images/agnhost:2.39', {
    labels: { role: 'db' },
    node: 'node1',
    container: { args: ['netexec', '--http-port=8080'], ports: [{ name: 'http', containerPort: 8080 }] },
  });
  world.pod('side', 'registry.k8s.io/e2e-test-images/agnhost:2.39', {
    labels: { role: 'side' },
    node: 'node2',
    container: { args: ['netexec', '--http-port=8080'] },
  });
  world.idle('front', { labels: { role: 'frontend' }, node: 'node2' });
  world.idle('back', { labels: { role: 'backend' }, node: 'node1' });
  world.idle('stranger', { labels: { role: 'frontend' }, node: 'node2', namespace: 'other' });
  world.run(20);
  return world;
}

function policy(world: ServiceWorld, name: string, spec: object, where = 'default'): void {
  world.create('networkpolicies', name, { spec }, where);
  world.run(1);
}

/** Whether db, or another Pod, can be reached. */
function reaches(world: ServiceWorld, from: string, to = 'db', inNamespace = 'default'): boolean {
  const answer = world.exec(from, `wget -qO- -T 3 http://${world.ip(to)}:8080/hostname`, 200, inNamespace);
  if (answer !== to) expect(answer).toBe('wget: download timed out\n');
  return answer === to;
}

describe('NetworkPolicies', () => {
  it('do nothing where there is none, and drop in silence where one selects a Pod without allowing', () => {
    const world = setUp();
    expect([reaches(world, 'front'), reaches(world, 'stranger', 'db', 'other')]).toEqual([true, true]);
    policy(world, 'deny', { podSelector: {}, policyTypes: ['Ingress'] });
    expect([reaches(world, 'front'), reaches(world, 'back'), reaches(world, 'stranger', 'db', 'other')]).toEqual([
      false,
      false,
      false,
    ]);
    world.client.delete('networkpolicies', 'default', 'deny');
    world.run(1);
    expect(reaches(world, 'front')).toBe(true);
  });

  it.each<[string, object[], boolean, boolean, boolean]>([
    ['Pods of its own namespace', [pod({ role: 'frontend' })], true, false, false],
    ['all Pods of a namespace', [namespace({ team: 'other' })], false, false, true],
    ['either of two', [pod({ role: 'backend' }), namespace({ team: 'other' })], false, true, true],
    [
      'Pods of a namespace: both must match',
      [{ ...pod({ role: 'backend' }), ...namespace({ team: 'other' }) }],
      false,
      false,
      false,
    ],
    ['Pods of any namespace', [{ ...pod({ role: 'frontend' }), namespaceSelector: {} }], true, false, true],
    ['a block without a part', [{ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.2.0/24'] } }], false, true, false],
  ])('let in %s', (_, from, front, back, stranger) => {
    const world = setUp();
    policy(world, 'p', { podSelector: { matchLabels: { role: 'db' } }, ingress: [{ from }] });
    expect([reaches(world, 'front'), reaches(world, 'back'), reaches(world, 'stranger', 'db', 'other')]).toEqual([
      front,
      back,
      stranger,
    ]);
  });

  it.each<[string, object[] | undefined, boolean]>([
    ['this number', [{ port: 8080 }], true],
    ['another number', [{ port: 9090 }], false],
    ['a range', [{ port: 8000, endPort: 8100 }], true],
    ['a range below', [{ port: 8000, endPort: 8079 }], false],
    ['a name', [{ port: 'http' }], true],
    ['a name that the Pod does not know', [{ port: 'https' }], false],
    ['UDP only', [{ protocol: 'UDP', port: 8080 }], false],
    ['every port of TCP', [{ protocol: 'TCP' }], true],
    ['none named', undefined, true],
  ])('open ports by %s', (_, ports, open) => {
    const world = setUp();
    policy(world, 'p', { podSelector: {}, ingress: [{ ...(ports === undefined ? {} : { ports }) }] });
    expect(reaches(world, 'front')).toBe(open);
  });

  it('hold back what a Pod sends, names included, and let out what they say', () => {
    const world = setUp();
    world.service('db', { selector: { role: 'db' }, ports: [{ port: 80, targetPort: 8080 }] });
    world.run(2);
    const byName = (): string => world.exec('front', 'wget -qO- -T 3 http://db/hostname');
    expect(byName()).toBe('db');
    policy(world, 'deny', { podSelector: { matchLabels: { role: 'frontend' } }, policyTypes: ['Egress'] });
    expect(reaches(world, 'front')).toBe(false);
    expect(byName()).toBe("wget: bad address 'db'\n");
    expect(reaches(world, 'back')).toBe(true);
    policy(world, 'db', {
      podSelector: { matchLabels: { role: 'frontend' } },
      policyTypes: ['Egress'],
      egress: [{ to: [pod({ role: 'db' })], ports: [{ port: 8080 }] }],
    });
    expect(reaches(world, 'front')).toBe(true);
    expect(reaches(world, 'front', 'side')).toBe(false);
    expect(byName()).toBe("wget: bad address 'db'\n");
    policy(world, 'dns', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ ...namespace({}), ...pod({ 'k8s-app': 'kube-dns' }) }],
          ports: [{ protocol: 'UDP', port: 53 }],
        },
      ],
    });
    // A policy for egress sees where the Service leads to, not its cluster IP.
    expect(byName()).toBe('db');
  });

  it('never part a Pod from its own node: probes go on, and a Pod from itself', () => {
    const world = setUp();
    policy(world, 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(world.ssh('node1', `curl -sS -m 3 http://${world.ip('db')}:8080/hostname`)).toBe('db');
    expect(world.ssh('node2', `curl -sS -m 3 http://${world.ip('db')}:8080/hostname`)).toMatch(/timed out/);
    expect(world.exec('db', `curl -sS -m 3 http://${world.ip('db')}:8080/hostname`)).toBe('db');
    world.pod('probed', 'nginx', {
      container: { readinessProbe: { httpGet: { port: 80, path: '/' }, periodSeconds: 1 } },
    });
    world.run(20);
    expect(world.client.get('pods', 'default', 'probed').status?.containerStatuses?.[0]?.ready).toBe(true);
  });

  it('see the client behind a node port only on the node that was asked, unless the Service keeps its address', () => {
    const world = setUp();
    world.service('db', {
      type: 'NodePort',
      selector: { role: 'db' },
      ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
    });
    policy(world, 'outside', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '172.18.0.2/32' } }] }] });
    world.run(3);
    expect(world.outside('curl -sS -m 3 http://172.18.0.11:30080/hostname')).toBe('db');
    expect(world.outside('curl -sS -m 3 http://172.18.0.12:30080/hostname')).toMatch(/timed out/);
    expect(reaches(world, 'front')).toBe(false);
  });

  it('follow Pods and namespaces as their labels change', () => {
    const world = setUp('1.20');
    policy(world, 'p', { podSelector: { matchLabels: { role: 'db' } }, ingress: [{ from: [pod({ access: 'yes' })] }] });
    expect(reaches(world, 'front')).toBe(false);
    world.client.patch('pods', 'default', 'front', { metadata: { labels: { access: 'yes' } } });
    world.run(1);
    expect(reaches(world, 'front')).toBe(true);
    world.client.patch('pods', 'default', 'db', { metadata: { labels: { role: 'other' } } });
    world.run(1);
    expect(reaches(world, 'back')).toBe(true);
  });
});
