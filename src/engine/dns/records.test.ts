import { describe, expect, it } from 'vitest';
import type { ApiClient, WatchEvent } from '../api/client.ts';
import type { KubeObject, Resource } from '../api/types.ts';
import type { DnsType } from '../sim/dns.ts';
import { answerFromZone } from './records.ts';
import { ClusterZone } from './zone.ts';

const objects: Partial<Record<Resource, readonly object[]>> = {
  namespaces: [{ metadata: { name: 'default' } }, { metadata: { name: 'kube-system' } }],
  services: [
    service('web', { clusterIP: '10.96.1.1', ports: [{ name: 'http', port: 80, protocol: 'TCP' }] }),
    service('db', { clusterIP: 'None', ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }] }),
    service('empty', { clusterIP: 'None', ports: [{ port: 80, protocol: 'TCP' }] }),
    service('ext', { type: 'ExternalName', externalName: 'api.example.com' }),
    service('alias', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' }),
    service('self', { type: 'ExternalName', externalName: 'self.default.svc.cluster.local' }),
  ],
  endpointslices: [
    slice('web', [{ addresses: ['10.244.1.2'] }], 'http', 8080),
    slice(
      'db',
      [
        { addresses: ['10.244.1.5'], hostname: 'db-0' },
        { addresses: ['10.244.1.6'], hostname: 'db-1', conditions: { ready: false } },
        { addresses: ['10.244.1.7'] },
      ],
      'sql',
      5432,
    ),
  ],
};

function service(name: string, spec: object): object {
  return { metadata: { name, namespace: 'default' }, spec };
}

function slice(name: string, endpoints: readonly object[], portName: string, port: number): object {
  return {
    metadata: { name: `${name}-x`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: portName, port, protocol: 'TCP' }],
  };
}

const watch = (resource: Resource, _: object, handler: (event: WatchEvent<KubeObject>) => void) => {
  for (const object of objects[resource] ?? []) handler({ type: 'ADDED', object });
  return { stop() {} };
};
const zone = new ClusterZone({ watch } as unknown as ApiClient);

function ask(name: string, type: DnsType, reverseEndpoints = false): string {
  const reply = answerFromZone(zone, { name, type }, { domain: 'cluster.local', reverseEndpoints, serial: 1 });
  if (reply === undefined) return 'not mine';
  const records = reply.answers.map((record) => `${record.type} ${record.data}`).join(', ');
  return reply.rcode === 'NOERROR' ? records : reply.rcode;
}

/** https://github.com/kubernetes/dns/blob/master/docs/specification.md */
describe('the DNS specification', () => {
  it.each<[string, DnsType, string]>([
    ['dns-version.cluster.local', 'TXT', 'TXT "1.1.0"'],
    // 2.3: Services with a cluster IP
    ['web.default.svc.cluster.local', 'A', 'A 10.96.1.1'],
    ['WEB.Default.svc.cluster.local', 'A', 'A 10.96.1.1'],
    ['web.default.svc.cluster.local', 'AAAA', ''],
    ['_http._tcp.web.default.svc.cluster.local', 'SRV', 'SRV 0 100 80 web.default.svc.cluster.local.'],
    ['_http._udp.web.default.svc.cluster.local', 'SRV', 'NXDOMAIN'],
    ['_nope._tcp.web.default.svc.cluster.local', 'SRV', 'NXDOMAIN'],
    ['1.1.96.10.in-addr.arpa', 'PTR', 'PTR web.default.svc.cluster.local.'],
    ['10-244-1-2.web.default.svc.cluster.local', 'A', 'A 10.244.1.2'],
    // 2.4: headless Services
    ['db.default.svc.cluster.local', 'A', 'A 10.244.1.5, A 10.244.1.7'],
    ['db-0.db.default.svc.cluster.local', 'A', 'A 10.244.1.5'],
    ['db-1.db.default.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['10-244-1-7.db.default.svc.cluster.local', 'A', 'A 10.244.1.7'],
    [
      '_sql._tcp.db.default.svc.cluster.local',
      'SRV',
      'SRV 0 50 5432 db-0.db.default.svc.cluster.local., SRV 0 50 5432 10-244-1-7.db.default.svc.cluster.local.',
    ],
    ['5.1.244.10.in-addr.arpa', 'PTR', 'PTR db-0.db.default.svc.cluster.local.'],
    ['7.1.244.10.in-addr.arpa', 'PTR', 'not mine'],
    ['empty.default.svc.cluster.local', 'A', 'NXDOMAIN'],
    // 2.5: external names
    ['ext.default.svc.cluster.local', 'A', 'CNAME api.example.com.'],
    ['ext.default.svc.cluster.local', 'CNAME', 'CNAME api.example.com.'],
    ['alias.default.svc.cluster.local', 'A', 'CNAME web.default.svc.cluster.local., A 10.96.1.1'],
    ['self.default.svc.cluster.local', 'A', ''],
    // Pods
    ['1-2-3-4.default.pod.cluster.local', 'A', 'A 1.2.3.4'],
    ['nope.default.pod.cluster.local', 'A', 'NXDOMAIN'],
    ['1-2-3-4.nope.pod.cluster.local', 'A', 'NXDOMAIN'],
    // names in between are there and empty
    ['default.svc.cluster.local', 'A', ''],
    ['svc.cluster.local', 'A', ''],
    ['nope.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['nope.default.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['cluster.local', 'NS', 'NS ns.dns.cluster.local.'],
    ['example.com', 'A', 'not mine'],
  ])('%s %s: %s', (name, type, expected) => {
    expect(ask(name, type)).toBe(expected);
  });

  it('CoreDNS before 1.9 knows every endpoint by its address', () => {
    expect(ask('2.1.244.10.in-addr.arpa', 'PTR', true)).toBe('PTR 10-244-1-2.web.default.svc.cluster.local.');
  });
});
