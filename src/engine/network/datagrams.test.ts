import { describe, expect, it } from 'vitest';
import { ServiceWorld } from '../testing/service-world.ts';

const http = { port: 80, targetPort: 8080 };

function netexec(world: ServiceWorld, name: string, node: string): void {
  world.pod(name, 'registry.k8s.io/e2e-test-images/agnhost:2.39', {
    labels: { app: 'web' },
    node,
    container: { args: ['netexec', '--http-port=8080'] },
  });
}

describe('UDP', () => {
  it('goes to a Service, keeps its endpoint for as long as the flow lives, and is answered from the address that was asked', () => {
    const world = new ServiceWorld('1.36');
    for (const [name, node] of [
      ['a', 'node1'],
      ['b', 'node2'],
    ] as const)
      netexec(world, name, node);
    world.idle('client', { node: 'node1' });
    const ip = world.service('web', {
      selector: { app: 'web' },
      ports: [{ port: 53, targetPort: 8081, protocol: 'UDP' }],
    });
    world.service('none', { selector: { app: 'none' }, ports: [{ port: 9, protocol: 'UDP' }] });
    world.run(20);
    const flow = '(for i in 1 2 3 4; do echo hostname; sleep 1; done) | nc -u -w 2';
    expect(world.exec('client', `${flow} ${ip} 53`)).toMatch(/^(aaaa|bbbb)$/);
    const asked = new Set<string>();
    for (let i = 0; i < 12; i++) asked.add(world.exec('client', `echo hostname | nc -u -w 1 ${ip} 53`));
    expect([...asked].sort()).toEqual(['a', 'b']);
    expect(world.exec('client', `echo clientip | nc -u -w 1 ${ip} 53`)).toContain(`${world.ip('client')}:`);
    const none = world.client.get('services', 'default', 'none').spec?.clusterIP;
    expect(world.exec('client', `echo x | nc -u -w 5 ${none} 9; echo $?`)).toBe('1\n');
  });

  it('sockets are listed by netstat', () => {
    const world = new ServiceWorld('1.36');
    netexec(world, 'a', 'node1');
    world.run(20);
    expect(world.exec('a', 'netstat -lun')).toMatch(/^udp +0 +0 0\.0\.0\.0:8081 +0\.0\.0\.0:\* *$/m);
  });
});

describe('ping', () => {
  it('reaches Pods and nodes, but no cluster IP: kube-proxy rewrites TCP and UDP only', () => {
    const world = new ServiceWorld('1.36');
    netexec(world, 'a', 'node1');
    world.idle('client', { node: 'node2' });
    world.service('web', { selector: { app: 'web' }, ports: [http] });
    world.run(20);
    const own = world.ip('a');
    expect(world.exec('client', `ping -c 2 ${own}`)).toMatch(
      new RegExp(
        `^PING ${own} \\(${own}\\): 56 data bytes\\n64 bytes from ${own}: seq=0 ttl=62 time=\\d\\.\\d{3} ms\\n64 bytes from ${own}: seq=1 [^]*2 packets transmitted, 2 packets received, 0% packet loss\\n`,
      ),
    );
    expect(world.exec('client', 'ping -c 2 -W 2 web')).toContain(
      '2 packets transmitted, 0 packets received, 100% packet loss\n',
    );
    expect(world.ssh('node1', 'ping -c 1 node2')).toContain('1 packets transmitted, 1 received, 0% packet loss, time');
    expect(world.exec('client', 'ping nosuch')).toBe("ping: bad address 'nosuch'\n");
    world.cluster.nodes.get('node1')!.machine.powerOff();
    expect(world.exec('client', `ping -c 1 -W 2 ${own}`)).toContain('100% packet loss');
  });
});
