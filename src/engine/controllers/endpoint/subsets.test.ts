import { describe, expect, it } from 'vitest';
import type { Pod, Service } from '../../api/types.ts';
import { releases } from '../../releases/index.ts';
import { endpointSubsets, truncateSubsets } from './subsets.ts';

const pod = (n: number, options: { ready?: boolean; phase?: string; deleted?: boolean; ports?: object[] } = {}): Pod =>
  ({
    metadata: {
      name: `p${n}`,
      namespace: 'ns',
      uid: `u${n}`,
      ...(options.deleted === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: { nodeName: 'node1', containers: [{ name: 'c', ports: options.ports ?? [] }] },
    status: {
      phase: options.phase ?? 'Running',
      podIP: `10.244.1.${n}`,
      podIPs: [{ ip: `10.244.1.${n}` }],
      conditions: [{ type: 'Ready', status: options.ready === false ? 'False' : 'True' }],
    },
  }) as unknown as Pod;

const service = (spec: object): Service => ({ metadata: { name: 's', namespace: 'ns' }, spec }) as unknown as Service;
const http = { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' };

function show(spec: object, pods: readonly Pod[]): readonly string[] {
  return endpointSubsets(service(spec), pods, releases['1.36']).map(({ addresses, notReadyAddresses, ports }) =>
    [
      (addresses ?? []).map(({ ip }) => ip).join(' '),
      (notReadyAddresses ?? []).map(({ ip }) => ip).join(' '),
      (ports ?? []).map(({ name, port }) => `${name ?? ''}:${port}`).join(' '),
    ].join(' | '),
  );
}

describe('subsets of Endpoints', () => {
  it.each<[string, object, readonly Pod[], readonly string[]]>([
    [
      'hold ready and unready Pods apart',
      { ports: [http] },
      [pod(3), pod(2, { ready: false })],
      ['10.244.1.3 | 10.244.1.2 | http:8080'],
    ],
    [
      'leave out Pods that are over or leave',
      { ports: [http] },
      [pod(2, { phase: 'Succeeded' }), pod(3, { deleted: true })],
      [],
    ],
    [
      'call everybody ready with publishNotReadyAddresses',
      { ports: [http], publishNotReadyAddresses: true },
      [pod(2, { ready: false }), pod(3, { deleted: true })],
      ['10.244.1.2 10.244.1.3 |  | http:8080'],
    ],
    [
      'sort addresses as texts',
      { ports: [http] },
      [pod(9), pod(10), pod(100)],
      ['10.244.1.10 10.244.1.100 10.244.1.9 |  | http:8080'],
    ],
    [
      'are one for each set of ports that Pods offer',
      { ports: [http, { name: 'admin', port: 81, targetPort: 'admin', protocol: 'TCP' }] },
      [pod(2), pod(3, { ports: [{ name: 'admin', containerPort: 9000, protocol: 'TCP' }] })],
      ['10.244.1.2 10.244.1.3 |  | http:8080', '10.244.1.3 |  | admin:9000'],
    ],
    ['have no ports for a headless Service without ports', { clusterIP: 'None' }, [pod(2)], ['10.244.1.2 |  | ']],
  ])('%s', (_, spec, pods, expected) => {
    expect([...show(spec, pods)].sort()).toEqual([...expected].sort());
  });

  it('are cut at their capacity, unready addresses first', () => {
    const pods = [
      ...Array.from({ length: 6 }, (_, i) => pod(i + 2)),
      pod(50, { ready: false }),
      pod(51, { ready: false }),
    ];
    const subsets = endpointSubsets(service({ ports: [http] }), pods, releases['1.36']);
    const sizes = (capacity: number) =>
      truncateSubsets(subsets, capacity)?.map((one) => [
        one.addresses?.length ?? 0,
        one.notReadyAddresses?.length ?? 0,
      ]);
    expect(sizes(8)).toBeUndefined();
    expect(sizes(7)).toEqual([[6, 1]]);
    expect(sizes(4)).toEqual([[4, 0]]);
  });
});
