import { expect, it } from 'vitest';
import { ServiceWorld } from '../testing/service-world.ts';

it('Tutorials: StatefulSet Basics: each Pod keeps its name while its address changes', () => {
  const world = new ServiceWorld('1.36');
  const labels = { app: 'nginx' };
  world.service('nginx', { clusterIP: 'None', selector: labels, ports: [{ port: 80, name: 'web' }] });
  world.create('statefulsets', 'web', {
    spec: {
      serviceName: 'nginx',
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } },
    },
  });
  world.pod('dns-test', 'busybox:1.28', { container: { command: ['sleep', '1000000'] } });
  world.run(40);
  const lookUp = (): string => world.exec('dns-test', 'nslookup web-0.nginx');
  const name = 'web-0.nginx.default.svc.cluster.local';
  const before = world.ip('web-0');
  expect(lookUp()).toContain(`Name:      web-0.nginx\nAddress 1: ${before} ${name}\n`);
  expect(world.exec('web-0', 'hostname -f')).toBe(`${name}\n`);
  world.client.delete('pods', 'default', 'web-0');
  world.run(60);
  const after = world.ip('web-0');
  expect(after).not.toBe(before);
  expect(lookUp()).toContain(`Address 1: ${after} ${name}\n`);
});

it('CoreDNS of v1.20 remembers for 30 s that there was no such name; today its cache leaves the cluster out', () => {
  for (const release of ['1.20', '1.36'] as const) {
    const world = new ServiceWorld(release);
    world.idle('client');
    world.run(10);
    // Both replicas are asked, until each has said no.
    world.exec('client', 'for i in $(seq 20); do nslookup web.default.svc.cluster.local; done');
    world.service('web', { ports: [{ port: 80 }] });
    world.run(3);
    const found = (): boolean => world.exec('client', 'nslookup web.default.svc.cluster.local').includes('Name:\tweb');
    expect(found()).toBe(release === '1.36');
    world.run(30);
    expect(found()).toBe(true);
  }
});
