import { describe, expect, it } from 'vitest';
import { categorize, type Endpoint } from './endpoints.ts';
import type { ServicePort } from './service-port.ts';

const plain: ServicePort = {
  portName: '',
  protocol: 'TCP',
  clusterIP: '10.96.1.1',
  port: 80,
  nodePort: 0,
  externalIPs: [],
  loadBalancerIPs: [],
  loadBalancerSourceRanges: undefined,
  affinityTimeout: undefined,
  internalPolicyLocal: false,
  externalPolicyLocal: false,
};
const internalLocal: ServicePort = { ...plain, internalPolicyLocal: true };
const externalLocal: ServicePort = { ...plain, nodePort: 30080, externalPolicyLocal: true };

/** `1` ready, `1l` on this node, `1t` terminating and serving, `1-` unready, `1@a` hinted for zone a, `1#node1` hinted for a node. */
function endpoint(text: string): Endpoint {
  const [, number = '', flags = '', zone, node] = /^(\d)([lt-]*)(?:@(\w+))?(?:#(\w+))?$/.exec(text)!;
  const terminating = flags.includes('t');
  const unready = flags.includes('-');
  return {
    address: `10.244.0.${number}`,
    port: 80,
    local: flags.includes('l'),
    ready: !terminating && !unready,
    serving: !unready,
    terminating,
    zoneHints: zone === undefined ? [] : [zone],
    nodeHints: node === undefined ? [] : [node],
  };
}

/** CategorizeEndpoints: the cases of pkg/proxy/topology_test.go. */
describe('endpoints for a node', () => {
  it.each<[ServicePort, string, string, string, boolean]>([
    [plain, '1 2', '1 2', '', true],
    [plain, '1 2- 3t', '1', '', true],
    [plain, '2- 3t', '3', '', true],
    [plain, '2-', '', '', false],
    [plain, '', '', '', false],
    [plain, '1@a 2@b', '1', '', true],
    [plain, '1@b 2@b', '1 2', '', true],
    [plain, '1@a 2', '1 2', '', true],
    [plain, '1@b#node1 2@a#node2', '1', '', true],
    [internalLocal, '1 2l', '', '2', true],
    [internalLocal, '1', '', '', true],
    [internalLocal, '1 2lt', '', '2', true],
    [externalLocal, '1 2l', '1 2', '2', true],
    [externalLocal, '1', '1', '', true],
    [externalLocal, '', '', '', false],
  ])('%# %s', (port, list, cluster, local, any) => {
    const endpoints = list === '' ? [] : list.split(' ').map(endpoint);
    const found = categorize(endpoints, port, { node: 'node1', zone: 'a', terminatingFallback: true });
    const show = (some: readonly Endpoint[]): string => some.map(({ address }) => address.slice(-1)).join(' ');
    expect([show(found.cluster), show(found.local), found.any]).toEqual([cluster, local, any]);
  });

  it('v1.20 does not fall back on those that leave', () => {
    const found = categorize([endpoint('1t')], plain, { node: 'node1', zone: '', terminatingFallback: false });
    expect(found).toEqual({ cluster: [], local: [], any: false });
  });
});
