import { describe, expect, it } from 'vitest';
import type { Endpoint } from './endpoints.ts';
import { externalVerdict, internalVerdict, type Rule } from './rules.ts';

const endpoint = (last: number, local: boolean): Endpoint => ({
  address: `10.244.0.${last}`,
  port: 80,
  local,
  ready: true,
  serving: true,
  terminating: false,
  zoneHints: [],
  nodeHints: [],
});
const here = endpoint(1, true);
const there = endpoint(2, false);

function rule(policy: 'Cluster' | 'Local', cluster: readonly Endpoint[], any = cluster.length > 0): Rule {
  return {
    service: 'ns/s:',
    port: {
      portName: '',
      protocol: 'TCP',
      clusterIP: '10.96.1.1',
      port: 80,
      nodePort: 30080,
      externalIPs: [],
      loadBalancerIPs: [],
      loadBalancerSourceRanges: undefined,
      affinityTimeout: undefined,
      internalPolicyLocal: policy === 'Local',
      externalPolicyLocal: policy === 'Local',
    },
    endpoints: { cluster, local: cluster.filter(({ local }) => local), any },
  };
}
const pod = { isPod: true, isNode: false, source: '10.244.0.9' };
const node = { isPod: false, isNode: true, source: '172.18.0.11' };
const outside = { isPod: false, isNode: false, source: '172.18.0.2' };

/** The chains of syncProxyRules, pkg/proxy/iptables/proxier.go. */
describe('a Service port', () => {
  it.each([
    ['Cluster', pod, { to: [here, there], masquerade: false }],
    ['Cluster', node, { to: [here, there], masquerade: true }],
    ['Local', pod, { to: [here], masquerade: false }],
    ['Local', node, { to: [here], masquerade: true }],
  ] as const)('of internal policy %s at its cluster IP, asked by %o', (policy, origin, expected) => {
    expect(internalVerdict(rule(policy, [here, there]), origin)).toEqual(expected);
  });

  it.each([
    ['Cluster', pod, { to: [here, there], masquerade: true }],
    ['Cluster', outside, { to: [here, there], masquerade: true }],
    ['Local', outside, { to: [here], masquerade: false }],
    ['Local', pod, { to: [here, there], masquerade: false }],
    ['Local', node, { to: [here, there], masquerade: true }],
  ] as const)('of external policy %s at its node port, asked by %o', (policy, origin, expected) => {
    expect(externalVerdict(rule(policy, [here, there]), origin)).toEqual(expected);
  });

  it('without any endpoint is refused; without one on this node under policy Local it is dropped', () => {
    expect(internalVerdict(rule('Cluster', []), pod)).toBe('reject');
    expect(externalVerdict(rule('Local', []), outside)).toBe('reject');
    expect(internalVerdict(rule('Local', [there]), pod)).toBe('drop');
    expect(externalVerdict(rule('Local', [there]), outside)).toBe('drop');
    expect(externalVerdict(rule('Local', [there]), pod)).toEqual({ to: [there], masquerade: false });
  });
});
