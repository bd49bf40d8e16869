import { describe, expect, it } from 'vitest';
import type { Pod } from '../api/types.ts';
import { podDns, podDomain } from './dns.ts';

const cluster = { server: '10.96.0.10', domain: 'cluster.local' };
const pod = (spec: object): Pod => ({ metadata: { name: 'p', namespace: 'ns' }, spec }) as unknown as Pod;
const searches = ['ns.svc.cluster.local', 'svc.cluster.local', 'cluster.local'];

/** TestGetPodDNS of pkg/kubelet/network/dns/dns_test.go. */
describe("a Pod's resolv.conf", () => {
  it.each<[string, object, ReturnType<typeof podDns>]>([
    ['by default', {}, { servers: ['10.96.0.10'], searches, options: ['ndots:5'] }],
    ['in the host network', { hostNetwork: true }, { servers: [], searches: [], options: [] }],
    [
      'in the host network with ClusterFirstWithHostNet',
      { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' },
      { servers: ['10.96.0.10'], searches, options: ['ndots:5'] },
    ],
    ['with policy Default', { dnsPolicy: 'Default' }, { servers: [], searches: [], options: [] }],
    [
      'with more servers than the resolver takes, the same search twice and an option of its own',
      {
        dnsConfig: {
          nameservers: ['1.1.1.1', '10.96.0.10', '2.2.2.2', '3.3.3.3'],
          searches: ['cluster.local', 'my.example'],
          options: [{ name: 'ndots', value: '1' }, { name: 'edns0' }],
        },
      },
      {
        servers: ['10.96.0.10', '1.1.1.1', '2.2.2.2'],
        searches: [...searches, 'my.example'],
        options: ['ndots:1', 'edns0'],
      },
    ],
  ])('%s', (_, spec, expected) => {
    expect(podDns(pod(spec), cluster)).toEqual(expected);
  });

  it('a subdomain is part of the full name', () => {
    expect(podDomain(pod({ subdomain: 'sub' }), cluster)).toBe('sub.ns.svc.cluster.local');
    expect(podDomain(pod({}), cluster)).toBeUndefined();
  });
});
