import { describe, expect, it } from 'vitest';
import { ServiceWorld } from './testing/service-world.ts';

const http = { port: 80, targetPort: 8080 };

/** Servers that say who they are and who asks. */
function netexec(world: ServiceWorld, name: string, node: string, options: object = {}): void {
  world.pod(name, 'registry.k8s.io/e2e-test-images/agnhost:2.39', {
    labels: { app: 'web' },
    node,
    container: { args: ['netexec', '--http-port=8080'], ...options },
  });
}

function addresses(world: ServiceWorld, service: string): { readonly ready: string[]; readonly notReady: string[] } {
  const subsets = world.client.find('endpoints', 'default', service)?.subsets ?? [];
  const list = (pick: 'addresses' | 'notReadyAddresses'): string[] =>
    subsets.flatMap((subset) => (subset[pick] ?? []).map(({ targetRef }) => targetRef?.name ?? ''));
  return { ready: list('addresses'), notReady: list('notReadyAddresses') };
}

describe.each(['1.20', '1.36'] as const)('Services of release v%s', (release) => {
  it('are found by name and answered by a Pod behind them, from any Pod', () => {
    const world = new ServiceWorld(release);
    world.pod('a', 'nginx', { labels: { app: 'web' } });
    world.idle('client', { node: 'node2' });
    world.service('web', { selector: { app: 'web' }, ports: [{ port: 80 }] });
    world.run(20);
    for (const host of ['web', 'web.default', 'web.default.svc.cluster.local'])
      expect(world.exec('client', `wget -qO- http://${host}`)).toContain('Welcome to nginx!');
    expect(world.exec('client', 'wget nosuch')).toBe("wget: bad address 'nosuch'\n");
  });

  it('lose a Pod that fails its readiness probe and get it back, with nobody answering in between', () => {
    const world = new ServiceWorld(release);
    netexec(world, 'a', 'node1', {
      readinessProbe: { exec: { command: ['test', '!', '-e', '/tmp/sick'] }, periodSeconds: 1, failureThreshold: 1 },
    });
    world.idle('client', { node: 'node2' });
    const ip = world.service('web', { selector: { app: 'web' }, ports: [http] });
    world.run(20);
    expect(world.exec('client', `wget -qO- -T 2 http://${ip}/hostname`)).toBe('a');
    world.exec('a', 'touch /tmp/sick');
    world.run(5);
    expect(addresses(world, 'web')).toEqual({ ready: [], notReady: ['a'] });
    expect(world.exec('client', `wget -qO- -T 2 http://${ip}/hostname`)).toBe(
      `wget: can't connect to remote host (${ip}): Connection refused\n`,
    );
    world.exec('a', 'rm /tmp/sick');
    world.run(5);
    expect(addresses(world, 'web')).toEqual({ ready: ['a'], notReady: [] });
    expect(world.exec('client', `wget -qO- -T 2 http://${ip}/hostname`)).toBe('a');
  });

  it('stop sending to a Pod as soon as it is told to end', () => {
    const world = new ServiceWorld(release);
    for (const name of ['a', 'b'])
      netexec(world, name, 'node1', { lifecycle: { preStop: { exec: { command: ['sleep', '20'] } } } });
    world.idle('client', { node: 'node2' });
    const ip = world.service('web', { selector: { app: 'web' }, ports: [http] });
    world.run(20);
    world.client.delete('pods', 'default', 'a', { gracePeriodSeconds: 30 });
    world.run(2);
    expect(addresses(world, 'web').ready).toEqual(['b']);
    const slice = world.client.list('endpointslices', {
      namespace: 'default',
      labelSelector: 'kubernetes.io/service-name=web',
    })[0];
    const leaving = slice?.endpoints?.find(({ targetRef }) => targetRef?.name === 'a')?.conditions;
    expect(leaving).toEqual(release === '1.20' ? undefined : { ready: false, serving: true, terminating: true });
    const script = `for i in $(seq 10); do wget -qO- http://${ip}/hostname; echo; done`;
    expect(world.exec('client', script)).toBe('b\n'.repeat(10));
  });

  it('without endpoints refuse at once; with endpoints that are elsewhere and policy Local a node port is silent', () => {
    const world = new ServiceWorld(release);
    world.idle('client');
    netexec(world, 'a', 'node1');
    const empty = world.service('empty', { selector: { app: 'none' }, ports: [http] });
    world.service('local', {
      type: 'NodePort',
      externalTrafficPolicy: 'Local',
      selector: { app: 'web' },
      ports: [{ ...http, nodePort: 30080 }],
    });
    world.run(20);
    const began = world.cluster.sim.now;
    expect(world.exec('client', `wget -T 5 -qO- http://${empty}`)).toContain('Connection refused');
    expect(world.cluster.sim.now - began).toBeLessThan(1000);
    expect(world.outside('curl -sS -m 3 http://172.18.0.11:30080/hostname')).toBe('a');
    expect(world.outside('curl -sS -m 3 http://172.18.0.12:30080/hostname')).toMatch(/timed out/);
  });

  it('keep a cut-off node to the endpoints that it knew', () => {
    const world = new ServiceWorld(release);
    netexec(world, 'a', 'node1');
    world.idle('client', { node: 'node1' });
    const ip = world.service('web', { selector: { app: 'web' }, ports: [http] });
    world.run(20);
    world.cluster.cut('node1', 'master', true);
    world.client.patch('services', 'default', 'web', { spec: { selector: { app: 'none' } } });
    world.run(5);
    expect(addresses(world, 'web')).toEqual({ ready: [], notReady: [] });
    expect(world.exec('client', `wget -qO- http://${ip}/hostname`)).toBe('a');
    world.cluster.cut('node1', 'master', false);
    world.run(5);
    expect(world.exec('client', `wget -qO- http://${ip}/hostname`)).toContain('Connection refused');
  });

  it('lose their names with the machines that CoreDNS runs on, and their nodes with power', () => {
    const world = new ServiceWorld(release);
    netexec(world, 'a', 'node1');
    world.idle('client', { node: 'node2' });
    const ip = world.service('web', { selector: { app: 'web' }, ports: [http] });
    world.run(20);
    expect(world.exec('client', 'wget -qO- http://web/hostname')).toBe('a');
    world.cluster.nodes.get('master')!.machine.powerOff();
    expect(world.exec('client', 'wget -qO- http://web/hostname')).toBe("wget: bad address 'web'\n");
    expect(world.exec('client', `wget -qO- http://${ip}/hostname`)).toBe('a');
    world.cluster.nodes.get('master')!.machine.powerOn();
    world.run(60);
    expect(world.exec('client', 'wget -qO- http://web/hostname')).toBe('a');
  });

  it('cost a cluster of Pods without Services nothing', () => {
    const world = new ServiceWorld(release);
    const before = world.client.list('endpointslices').length;
    for (let i = 0; i < 30; i++) world.idle(`p${i}`);
    world.run(20);
    expect(world.client.list('endpointslices').length).toBe(before);
  });
});

describe('packets to a Service', () => {
  it('tell the address that was asked and the machine that rewrote it', () => {
    const world = new ServiceWorld('1.36');
    netexec(world, 'a', 'node1');
    world.idle('client', { node: 'node2' });
    const ip = world.service('web', { selector: { app: 'web' }, ports: [http] });
    world.run(20);
    const seen: string[] = [];
    world.cluster.fabric.onPacket((packet) => {
      if (packet.kind === 'syn' && packet.service !== undefined)
        seen.push(
          `${packet.source.address} ${packet.service.address}:${packet.service.port} ${packet.rewrittenAt} ${packet.destination.address}:${packet.destination.port}`,
        );
    });
    world.exec('client', `wget -qO- http://${ip}/hostname`);
    expect(seen).toEqual([`${world.ip('client')} ${ip}:80 node2 ${world.ip('a')}:8080`]);
  });
});
