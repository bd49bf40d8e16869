import { expect, it } from 'vitest';
import { ServiceWorld } from './testing/service-world.ts';

/** What each tool prints, in the words of the program that the image has. */
it('nslookup, dig, host and getent say what a name is, each in its own way', () => {
  const world = new ServiceWorld('1.36');
  world.idle('new');
  world.pod('old', 'busybox:1.28', { container: { command: ['sleep', '1000000'] } });
  world.pod('tools', 'registry.k8s.io/e2e-test-images/agnhost:2.39', { container: { command: ['sleep', '1000000'] } });
  world.pod('glibc', 'debian:12', { container: { command: ['sleep', '1000000'] } });
  const ip = world.service('web', { ports: [{ port: 80 }] });
  world.run(40);
  const server = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n';

  // BusyBox since 1.30 walks the whole search list for a bare name, and does not touch it for a name with a dot.
  expect(world.exec('new', 'nslookup web; echo $?')).toBe(
    `${server}Name:\tweb.default.svc.cluster.local\nAddress: ${ip}\n\n` +
      "** server can't find web.svc.cluster.local: NXDOMAIN\n\n** server can't find web.cluster.local: NXDOMAIN\n\n" +
      "\n** server can't find web.svc.cluster.local: NXDOMAIN\n\n** server can't find web.cluster.local: NXDOMAIN\n\n1\n",
  );
  expect(world.exec('new', 'nslookup web.default')).toBe(
    `${server}${"** server can't find web.default: NXDOMAIN\n\n".repeat(2)}`,
  );
  // 1.28 goes by the search list.
  const head = 'Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\n';
  expect(world.exec('old', 'nslookup web')).toBe(
    `${head}Name:      web\nAddress 1: ${ip} web.default.svc.cluster.local\n`,
  );
  expect(world.exec('old', 'nslookup nosuch')).toBe(`${head}nslookup: can't resolve 'nosuch'\n`);
  expect(world.exec('tools', 'nslookup nosuch')).toBe(
    "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n** server can't find nosuch: NXDOMAIN\n\n",
  );
  expect(world.exec('tools', 'dig +short web.default.svc.cluster.local; dig +short web; dig +search +short web')).toBe(
    `${ip}\n${ip}\n`,
  );
  const dug = world.exec('tools', 'dig web.default.svc.cluster.local');
  expect(dug).toContain('status: NOERROR');
  expect(dug).toContain(
    `;; ANSWER SECTION:\nweb.default.svc.cluster.local. 30 IN\tA\t${ip}\n`.replace(' 30 IN', '\t30\tIN'),
  );
  expect(dug).toContain(';; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)\n');
  expect(world.exec('tools', `dig -x ${ip} +short`)).toBe('web.default.svc.cluster.local.\n');
  expect(world.exec('tools', 'host web; host nosuch')).toBe(
    `web.default.svc.cluster.local has address ${ip}\nHost nosuch not found: 3(NXDOMAIN)\n`,
  );
  expect(world.exec('glibc', 'getent hosts web.default; getent hosts nosuch; echo $?')).toBe(
    `${ip.padEnd(15)} web.default.svc.cluster.local\n2\n`,
  );
});
