import { describe, expect, it } from 'vitest';
import { ServiceWorld } from './testing/service-world.ts';

/*
 * What pages of Kubernetes' documentation about Services, names and sources say will happen, each page by its name. The manifests are written from
 * the pages' facts.
 */

const agnhost = 'registry.k8s.io/e2e-test-images/agnhost:2.39';

function server(
  world: ServiceWorld,
  name: string,
  node: string,
  labels: Readonly<Record<string, string>> = { app: 'web' },
  spec = {},
): void {
  world.pod(name, agnhost, {
    labels,
    node,
    container: { args: ['netexec', '--http-port=8080'], ports: [{ name: 'http-web', containerPort: 8080 }] },
    spec,
  });
}

function setUp(release: '1.20' | '1.36' = '1.36'): ServiceWorld {
  const world = new ServiceWorld(release);
  server(world, 'a', 'node1');
  server(world, 'b', 'node2');
  world.idle('client', { node: 'node1' });
  world.run(20);
  return world;
}

const web = { selector: { app: 'web' } };
const http = { port: 80, targetPort: 8080 };
const many = (url: string, times: number): string => `for i in $(seq ${times}); do wget -qO- -T 2 ${url}; echo; done`;

describe('Concepts: Service', () => {
  it('Port definitions: a target port may be a name, and each Pod says what it means', () => {
    const world = setUp();
    world.pod('c', 'nginx', {
      labels: { app: 'web' },
      container: { ports: [{ name: 'http-web', containerPort: 80 }] },
    });
    world.service('named', { ...web, ports: [{ name: 'name-of-service-port', port: 80, targetPort: 'http-web' }] });
    world.run(10);
    const subsets = world.client.get('endpoints', 'default', 'named').subsets ?? [];
    expect(subsets.map(({ ports, addresses }) => [ports?.[0]?.port, addresses?.length]).sort()).toEqual([
      [80, 1],
      [8080, 2],
    ]);
    expect(
      world.client.list('endpointslices', { namespace: 'default', labelSelector: 'kubernetes.io/service-name=named' }),
    ).toHaveLength(2);
  });

  it('Services without selectors: an EndpointSlice by hand leads to any address', () => {
    const world = setUp();
    const ip = world.service('my-service', { ports: [{ name: 'http', port: 80, targetPort: 9376 }] });
    world.create(
      'endpointslices',
      'my-service-1',
      {
        addressType: 'IPv4',
        ports: [{ name: 'http', appProtocol: 'http', protocol: 'TCP', port: 8080 }],
        endpoints: [{ addresses: [world.ip('b')] }],
      },
      'default',
      { labels: { 'kubernetes.io/service-name': 'my-service' } },
    );
    world.run(3);
    expect(world.client.find('endpoints', 'default', 'my-service')).toBeUndefined();
    expect(world.exec('client', `wget -qO- http://${ip}/hostname`)).toBe('b');
  });

  it('Services without selectors: Endpoints by hand are mirrored', () => {
    const world = setUp();
    const ip = world.service('my-service', { ports: [http] });
    world.create('endpoints', 'my-service', {
      subsets: [{ addresses: [{ ip: world.ip('a') }], ports: [{ port: 8080 }] }],
    });
    world.run(3);
    const [slice] = world.client.list('endpointslices', {
      namespace: 'default',
      labelSelector: 'kubernetes.io/service-name=my-service',
    });
    expect(slice?.metadata?.labels?.['endpointslice.kubernetes.io/managed-by']).toBe(
      'endpointslicemirroring-controller.k8s.io',
    );
    expect(world.exec('client', `wget -qO- http://${ip}/hostname`)).toBe('a');
    world.client.delete('endpoints', 'default', 'my-service');
    world.run(3);
    expect(world.exec('client', `wget -qO- http://${ip}/hostname`)).toContain('Connection refused');
  });

  it('Multi-port Services: every port by its name', () => {
    const world = setUp();
    const ip = world.service('my-service', {
      ...web,
      ports: [
        { name: 'http', ...http },
        { name: 'alt', port: 8443, targetPort: 8080 },
      ],
    });
    world.run(3);
    expect(world.exec('client', many(`http://${ip}/hostname`, 3))).toMatch(/^([ab]\n){3}$/);
    expect(world.exec('client', many(`http://${ip}:8443/hostname`, 3))).toMatch(/^([ab]\n){3}$/);
  });

  it('type: NodePort: every node answers at the same port, from outside too', () => {
    const world = setUp();
    world.service('my-service', { type: 'NodePort', ...web, ports: [{ ...http, nodePort: 30007 }] });
    world.run(3);
    for (const node of ['master', 'node1', 'node2'])
      expect(world.outside(`curl -sS -m 3 http://${node}:30007/hostname`)).toMatch(/^[ab]$/);
    expect(world.ssh('node1', 'curl -sS -m 3 http://localhost:30007/hostname')).toMatch(/^[ab]$/);
    expect(world.exec('client', 'wget -qO- http://172.18.0.12:30007/hostname')).toMatch(/^[ab]$/);
    const { spec } = world.client.get('services', 'default', 'my-service');
    expect(world.outside(`curl -sS -m 3 http://${spec?.clusterIP}/hostname`)).toMatch(/timed out/);
  });

  it('type: LoadBalancer: without a cloud the address stays pending and the node port works', () => {
    const world = setUp();
    world.service('my-service', { type: 'LoadBalancer', ...web, ports: [http] });
    world.run(60);
    const { status, spec } = world.client.get('services', 'default', 'my-service');
    expect(status?.loadBalancer).toEqual({});
    expect(world.outside(`curl -sS -m 3 http://node2:${spec?.ports?.[0]?.nodePort}/hostname`)).toMatch(/^[ab]$/);
  });

  it('type: ExternalName: an alias, without an address or endpoints', () => {
    const world = setUp();
    world.service('my-service', { type: 'ExternalName', externalName: 'my.database.example.com' });
    world.service('inner', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' });
    world.service('web', { ...web, ports: [http] });
    world.run(3);
    expect(world.exec('client', 'nslookup -type=cname my-service.default.svc.cluster.local')).toContain(
      'my-service.default.svc.cluster.local\tcanonical name = my.database.example.com\n',
    );
    expect(world.exec('client', 'wget -qO- http://inner/hostname')).toMatch(/^[ab]$/);
    expect(world.client.find('endpoints', 'default', 'my-service')).toBeUndefined();
  });

  it('Headless Services: the name is all ready Pods, and nothing is rewritten', () => {
    const world = setUp();
    world.service('web', { ...web, clusterIP: 'None', ports: [http] });
    world.run(3);
    const found = world.exec('client', 'nslookup -type=a web.default.svc.cluster.local');
    expect(found).toContain(`Address: ${world.ip('a')}\n`);
    expect(found).toContain(`Address: ${world.ip('b')}\n`);
    expect(world.exec('client', 'wget -qO- -T 2 http://web/hostname')).toContain('Connection refused');
    expect(world.exec('client', 'wget -qO- -T 2 http://web:8080/hostname')).toMatch(/^[ab]$/);
    expect(world.client.get('endpoints', 'default', 'web').metadata?.labels).toHaveProperty(
      ['service.kubernetes.io/headless'],
      '',
    );
  });

  it('External IPs: traffic to them at a node goes to the Service', () => {
    const world = setUp();
    world.service('my-service', {
      ...web,
      ports: [{ ...http, port: 49152 }],
      externalIPs: ['198.51.100.32', '172.18.0.12'],
    });
    world.run(3);
    expect(world.exec('client', 'wget -qO- -T 2 http://198.51.100.32:49152/hostname')).toMatch(/^[ab]$/);
    expect(world.outside('curl -sS -m 3 http://172.18.0.12:49152/hostname')).toMatch(/^[ab]$/);
  });

  it('Discovering services, environment variables: those that were there before the Pod', () => {
    const world = setUp();
    const ip = world.service('redis-primary', { ...web, ports: [{ port: 6379 }] });
    world.run(2);
    world.idle('later');
    world.run(10);
    const env = world.exec('later', 'env | grep ^REDIS_PRIMARY | sort');
    expect(env).toContain(`REDIS_PRIMARY_SERVICE_HOST=${ip}\nREDIS_PRIMARY_SERVICE_PORT=6379\n`);
    expect(env).toContain(`REDIS_PRIMARY_PORT_6379_TCP=tcp://${ip}:6379\n`);
    expect(world.exec('client', 'env | grep ^REDIS_PRIMARY')).toBe('');
  });
});

describe('Reference: Virtual IPs and Service Proxies', () => {
  it('iptables proxy mode: a backend at random, each as often as the others', () => {
    const world = setUp();
    const ip = world.service('web', { ...web, ports: [http] });
    world.run(3);
    const answers = world
      .exec('client', many(`http://${ip}/hostname`, 200))
      .trim()
      .split('\n');
    const a = answers.filter((answer) => answer === 'a').length;
    expect(answers).toHaveLength(200);
    expect(a).toBeGreaterThan(70);
    expect(a).toBeLessThan(130);
    expect(answers.join('')).toMatch(/aaa|bbb/);
  });

  it('Session affinity: a client keeps its Pod until it has been away for timeoutSeconds', () => {
    const world = setUp();
    const ip = world.service('web', {
      ...web,
      ports: [http],
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
    });
    world.run(3);
    const asked = (): string => world.exec('client', many(`http://${ip}/hostname`, 8));
    expect(asked()).toMatch(/^(a\n){8}$|^(b\n){8}$/);
    const kept = asked();
    const seen = new Set<string>();
    for (let i = 0; i < 12; i++) {
      world.run(61);
      seen.add(world.exec('client', `wget -qO- http://${ip}/hostname`));
    }
    expect([...seen].sort()).toEqual(['a', 'b']);
    expect(kept).toMatch(/^(a\n){8}$|^(b\n){8}$/);
  });

  it('Internal traffic policy Local: only Pods of the same node, and silence where there is none', () => {
    const world = setUp();
    world.idle('elsewhere', { spec: { nodeName: 'master', tolerations: [{ operator: 'Exists' }] } });
    const ip = world.service('web', { ...web, ports: [http], internalTrafficPolicy: 'Local' });
    world.run(10);
    expect(world.exec('client', many(`http://${ip}/hostname`, 10))).toBe('a\n'.repeat(10));
    expect(world.exec('elsewhere', `wget -qO- -T 3 http://${ip}/hostname`)).toContain('timed out');
  });

  it('Traffic distribution PreferSameZone: hints in the slices keep traffic in the zone', () => {
    const world = setUp();
    for (const node of ['node1', 'node2'])
      world.client.patch('nodes', undefined, node, {
        metadata: { labels: { 'topology.kubernetes.io/zone': `zone-${node}` } },
      });
    world.run(2);
    const ip = world.service('web', { ...web, ports: [http], trafficDistribution: 'PreferSameZone' });
    world.run(3);
    const [slice] = world.client.list('endpointslices', {
      namespace: 'default',
      labelSelector: 'kubernetes.io/service-name=web',
    });
    expect(slice?.endpoints?.map(({ zone, hints }) => [zone, hints?.forZones?.[0]?.name])).toEqual([
      ['zone-node1', 'zone-node1'],
      ['zone-node2', 'zone-node2'],
    ]);
    expect(world.exec('client', many(`http://${ip}/hostname`, 10))).toBe('a\n'.repeat(10));
  });
});

describe('Concepts: EndpointSlices', () => {
  it('hold up to 100 endpoints each, with conditions, node names, owner and labels', () => {
    const world = setUp();
    world.service('web', { ...web, ports: [{ name: 'http', ...http }] });
    world.run(3);
    const [slice] = world.client.list('endpointslices', {
      namespace: 'default',
      labelSelector: 'kubernetes.io/service-name=web',
    });
    expect(slice?.metadata?.name).toMatch(/^web-[a-z0-9]{5}$/);
    expect(slice?.metadata?.labels).toEqual({
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': 'web',
    });
    expect(slice?.metadata?.ownerReferences?.[0]).toMatchObject({ kind: 'Service', name: 'web', controller: true });
    expect(slice?.endpoints?.[0]).toMatchObject({
      addresses: [world.ip('a')],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: 'node1',
      targetRef: { kind: 'Pod', name: 'a' },
    });
    expect(slice?.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }]);
  });
});

describe('Concepts: DNS for Services and Pods', () => {
  it('A records and SRV records: of normal and of headless Services', () => {
    const world = setUp();
    const ip = world.service('web', { ...web, ports: [{ name: 'http', ...http }] });
    world.service('peers', { ...web, clusterIP: 'None', ports: [{ name: 'http', ...http }] });
    world.run(3);
    expect(world.exec('client', 'nslookup web.default.svc.cluster.local')).toBe(
      `Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: ${ip}\n\n\n`,
    );
    expect(world.exec('client', 'nslookup -type=srv _http._tcp.web.default.svc.cluster.local')).toContain(
      '_http._tcp.web.default.svc.cluster.local\tservice = 0 100 80 web.default.svc.cluster.local\n',
    );
    const own = world.ip('a').replaceAll('.', '-');
    expect(world.exec('client', 'nslookup -type=srv _http._tcp.peers.default.svc.cluster.local')).toContain(
      `service = 0 50 8080 ${own}.peers.default.svc.cluster.local\n`,
    );
    expect(world.exec('client', `nslookup ${ip}`)).toContain('name = web.default.svc.cluster.local\n');
  });

  it('Namespaces of Services: a name alone is looked for in the own namespace', () => {
    const world = setUp();
    world.client.create('namespaces', undefined, { metadata: { name: 'prod' } } as never);
    world.run(1);
    world.pod('data', agnhost, {
      namespace: 'prod',
      labels: { app: 'data' },
      container: { args: ['netexec', '--http-port=8080'] },
    });
    world.service('data', { selector: { app: 'data' }, ports: [http] }, 'prod');
    world.run(10);
    expect(world.exec('client', 'wget -qO- http://data/hostname')).toBe("wget: bad address 'data'\n");
    expect(world.exec('client', 'wget -qO- http://data.prod/hostname')).toBe('data');
    expect(world.exec('client', 'cat /etc/resolv.conf')).toBe(
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    );
  });

  it("Pod's hostname and subdomain fields: a name below a headless Service", () => {
    const world = setUp();
    world.service('busybox-subdomain', {
      selector: { name: 'busybox' },
      clusterIP: 'None',
      ports: [{ name: 'foo', port: 1234 }],
    });
    for (const [pod, hostname] of [
      ['busybox1', 'busybox-1'],
      ['busybox2', 'busybox-2'],
    ] as const)
      world.idle(pod, { labels: { name: 'busybox' }, spec: { hostname, subdomain: 'busybox-subdomain' } });
    world.run(20);
    const name = 'busybox-1.busybox-subdomain.default.svc.cluster.local';
    expect(world.exec('busybox1', 'hostname -f; hostname')).toBe(`${name}\nbusybox-1\n`);
    expect(world.exec('client', `nslookup -type=a ${name}`)).toContain(`Address: ${world.ip('busybox1')}\n`);
    expect(world.exec('client', `nslookup ${world.ip('busybox2')}`)).toContain(
      'name = busybox-2.busybox-subdomain.default.svc.cluster.local\n',
    );
  });

  it('A record of a Pod: its address with dashes below its namespace', () => {
    const world = setUp();
    const name = `${world.ip('b').replaceAll('.', '-')}.default.pod.cluster.local`;
    expect(world.exec('client', `wget -qO- http://${name}:8080/hostname`)).toBe('b');
  });

  it("Pod's DNS policy and DNS config: None takes only what the Pod says", () => {
    const world = setUp();
    world.idle('dns-example', {
      spec: {
        dnsPolicy: 'None',
        dnsConfig: {
          nameservers: ['192.0.2.1'],
          searches: ['ns1.svc.cluster-domain.example', 'my.dns.search.suffix'],
          options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
        },
      },
    });
    world.idle('host', { spec: { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' } });
    world.idle('plain', { spec: { dnsConfig: { options: [{ name: 'ndots', value: '1' }] } } });
    world.run(20);
    expect(world.exec('dns-example', 'cat /etc/resolv.conf')).toBe(
      'search ns1.svc.cluster-domain.example my.dns.search.suffix\nnameserver 192.0.2.1\noptions ndots:2 edns0\n',
    );
    expect(world.exec('host', 'grep nameserver /etc/resolv.conf')).toBe('nameserver 10.96.0.10\n');
    expect(world.exec('plain', 'grep options /etc/resolv.conf')).toBe('options ndots:1\n');
  });
});

describe('Tasks: Debugging DNS Resolution', () => {
  it('kubernetes.default is found, and CoreDNS is what the page says it is', () => {
    const world = setUp();
    world.pod('dnsutils', agnhost, { container: { command: ['sleep', '3600'] } });
    world.run(20);
    expect(world.exec('dnsutils', 'nslookup kubernetes.default')).toBe(
      'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\tkubernetes.default.svc.cluster.local\nAddress: 10.96.0.1\n\n',
    );
    const pods = world.client.list('pods', { namespace: 'kube-system', labelSelector: 'k8s-app=kube-dns' });
    expect(pods.map(({ status }) => status?.phase)).toEqual(['Running', 'Running']);
    expect(world.logs(pods[0]?.metadata?.name ?? '', 'kube-system')).toContain('.:53\nCoreDNS-1.14.2\nlinux/amd64, ');
    const service = world.client.get('services', 'kube-system', 'kube-dns');
    expect([service.spec?.clusterIP, service.spec?.ports?.map(({ name, port }) => `${name} ${port}`)]).toEqual([
      '10.96.0.10',
      ['dns 53', 'dns-tcp 53', 'metrics 9153'],
    ]);
    const slices = world.client.list('endpointslices', {
      namespace: 'kube-system',
      labelSelector: 'k8s.io/service-name=kube-dns',
    });
    expect(slices).toEqual([]);
    expect(world.client.get('endpoints', 'kube-system', 'kube-dns').subsets?.[0]?.addresses).toHaveLength(2);
  });

  it('without CoreDNS Pods names are not found, and come back with them', () => {
    const world = setUp();
    world.service('web', { ...web, ports: [http] });
    world.client.patch('deployments', 'kube-system', 'coredns', { spec: { replicas: 0 } });
    world.run(15);
    expect(world.exec('client', 'wget -qO- http://web/hostname')).toBe("wget: bad address 'web'\n");
    world.client.patch('deployments', 'kube-system', 'coredns', { spec: { replicas: 2 } });
    world.run(20);
    expect(world.exec('client', 'wget -qO- http://web/hostname')).toMatch(/^[ab]$/);
  });
});

describe('Tasks: Debug Services', () => {
  it('a wrong selector, a wrong target port and a Pod that is not ready each show where the page looks', () => {
    const world = setUp();
    world.service('hostnames', { selector: { app: 'wbe' }, ports: [http] });
    const ip = world.service('port', { ...web, ports: [{ port: 80, targetPort: 9376 }] });
    world.run(3);
    expect(world.client.get('endpoints', 'default', 'hostnames').subsets).toBeUndefined();
    expect(world.exec('client', `wget -qO- -T 2 http://${ip}/hostname`)).toContain('Connection refused');
    for (const name of ['hostnames', 'hostnames.default', 'hostnames.default.svc.cluster.local'])
      expect(world.exec('client', `wget -qO- -T 2 http://${name}`)).toContain('Connection refused');
    expect(world.exec('client', `wget -qO- -T 2 http://${world.ip('a')}:8080/hostname`)).toBe('a');
  });

  it('a Pod can reach itself through its Service', () => {
    const world = new ServiceWorld('1.36');
    server(world, 'a', 'node1');
    const ip = world.service('web', { ...web, ports: [http] });
    world.run(20);
    expect(world.exec('a', `curl -sS -m 3 http://${ip}/clientip`)).toMatch(/^10\.244\.1\.1:\d+$/);
  });
});

describe('Tutorials: Using Source IP', () => {
  const clientip = (text: string): string => text.replace(/:\d+$/, '');

  it('Type=ClusterIP: the server sees the Pod that asks', () => {
    const world = setUp();
    const ip = world.service('clusterip', { ...web, ports: [http] });
    world.run(3);
    for (let i = 0; i < 4; i++)
      expect(clientip(world.exec('client', `wget -qO- http://${ip}/clientip`))).toBe(world.ip('client'));
  });

  it('Type=NodePort: the server sees a node, not the client', () => {
    const world = setUp();
    world.service('nodeport', { type: 'NodePort', ...web, ports: [{ ...http, nodePort: 30080 }] });
    world.run(3);
    const seen = new Set<string>();
    for (let i = 0; i < 12; i++) seen.add(clientip(world.outside('curl -s http://node1:30080/clientip')));
    expect([...seen].sort()).toEqual(['10.244.1.1', '172.18.0.11']);
  });

  it('externalTrafficPolicy=Local: the client is seen, and only by nodes that have a Pod', () => {
    const world = setUp();
    world.client.delete('pods', 'default', 'b');
    world.service('nodeport', {
      type: 'NodePort',
      externalTrafficPolicy: 'Local',
      ...web,
      ports: [{ ...http, nodePort: 30080 }],
    });
    world.run(5);
    expect(clientip(world.outside('curl -s -m 3 http://node1:30080/clientip'))).toBe('172.18.0.2');
    expect(world.outside('curl -sS -m 3 http://node2:30080/clientip')).toMatch(/timed out/);
    expect(world.exec('client', 'wget -qO- http://172.18.0.11:30080/hostname')).toBe('a');
  });
});

describe('Tutorials: Connecting Applications with Services', () => {
  it('a Service over the replicas of a Deployment outlives them', () => {
    const world = new ServiceWorld('1.36');
    world.create('deployments', 'my-nginx', {
      spec: {
        replicas: 2,
        selector: { matchLabels: { run: 'my-nginx' } },
        template: {
          metadata: { labels: { run: 'my-nginx' } },
          spec: { containers: [{ name: 'my-nginx', image: 'nginx', ports: [{ containerPort: 80 }] }] },
        },
      },
    });
    world.service('my-nginx', { selector: { run: 'my-nginx' }, ports: [{ port: 80, protocol: 'TCP' }] });
    world.idle('curl');
    world.run(30);
    const before = world.client.get('endpoints', 'default', 'my-nginx').subsets?.[0]?.addresses?.map(({ ip }) => ip);
    expect(before).toHaveLength(2);
    for (const pod of world.client.list('pods', { namespace: 'default', labelSelector: 'run=my-nginx' }))
      world.client.delete('pods', 'default', pod.metadata?.name ?? '');
    world.run(40);
    const after = world.client.get('endpoints', 'default', 'my-nginx').subsets?.[0]?.addresses?.map(({ ip }) => ip);
    expect(after).toHaveLength(2);
    expect(after).not.toEqual(before);
    expect(world.exec('curl', 'wget -qO- http://my-nginx')).toContain('Welcome to nginx!');
  });
});

describe('Tutorials: Explore Termination Behavior for Pods And Their Endpoints', () => {
  it('the endpoint stays in its slice, not ready, serving and terminating, until the Pod is gone', () => {
    const world = new ServiceWorld('1.36');
    world.pod('nginx', 'nginx', {
      labels: { app: 'nginx' },
      container: { lifecycle: { preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 20'] } } } },
      spec: { terminationGracePeriodSeconds: 120 },
    });
    world.service('nginx-service', {
      selector: { app: 'nginx' },
      ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }],
    });
    world.idle('client');
    world.run(20);
    const conditions = () =>
      world.client
        .list('endpointslices', { namespace: 'default', labelSelector: 'kubernetes.io/service-name=nginx-service' })
        .flatMap(({ endpoints }) => endpoints ?? [])
        .map((endpoint) => endpoint.conditions);
    expect(conditions()).toEqual([{ ready: true, serving: true, terminating: false }]);
    world.client.delete('pods', 'default', 'nginx');
    world.run(3);
    expect(conditions()).toEqual([{ ready: false, serving: true, terminating: true }]);
    // The only endpoint there is: kube-proxy falls back on it.
    expect(world.exec('client', 'wget -qO- http://nginx-service')).toContain('Welcome to nginx!');
    world.run(30);
    expect(conditions()).toEqual([]);
  });
});

describe('Tasks: Use a Service to Access an Application in a Cluster', () => {
  it('hello-world answers at the node port of a node', () => {
    const world = new ServiceWorld('1.36');
    world.create('deployments', 'hello-world', {
      spec: {
        replicas: 2,
        selector: { matchLabels: { run: 'load-balancer-example' } },
        template: {
          metadata: { labels: { run: 'load-balancer-example' } },
          spec: {
            containers: [
              {
                name: 'hello-world',
                image: 'us-docker.pkg.dev/google-samples/containers/gke/hello-app:2.0',
                ports: [{ containerPort: 8080 }],
              },
            ],
          },
        },
      },
    });
    world.service('example-service', {
      type: 'NodePort',
      selector: { run: 'load-balancer-example' },
      ports: [{ port: 8080 }],
    });
    world.run(30);
    const port = world.client.get('services', 'default', 'example-service').spec?.ports?.[0]?.nodePort;
    expect(world.outside(`curl -s http://node1:${port}`)).toMatch(
      /^Hello, world!\nVersion: 2\.0\.0\nHostname: hello-world-/,
    );
  });
});

describe('Tasks: Declare Network Policy', () => {
  it('a policy lets in only Pods with the label access=true', () => {
    const world = new ServiceWorld('1.36');
    world.pod('nginx', 'nginx', { labels: { app: 'nginx' } });
    world.service('nginx', { selector: { app: 'nginx' }, ports: [{ port: 80 }] });
    world.idle('busybox');
    world.idle('allowed', { labels: { access: 'true' } });
    world.run(20);
    expect(world.exec('busybox', 'wget --spider --timeout=1 nginx')).toContain('remote file exists');
    world.create('networkpolicies', 'access-nginx', {
      spec: {
        podSelector: { matchLabels: { app: 'nginx' } },
        ingress: [{ from: [{ podSelector: { matchLabels: { access: 'true' } } }] }],
      },
    });
    world.run(1);
    expect(world.exec('busybox', 'wget --spider --timeout=1 nginx')).toContain('wget: download timed out');
    expect(world.exec('allowed', 'wget --spider --timeout=1 nginx')).toContain('remote file exists');
  });
});
