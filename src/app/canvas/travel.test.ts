import { describe, expect, test } from 'vitest';
import { running, testPod } from '../testing.ts';
import { clusterModel } from './cluster-model.ts';
import { flightOf, pointAlong } from './flight.ts';
import { layout } from './layout.ts';
import { parent, stops, travel } from './travel.ts';

const pods = [
  testPod({ name: 'a', node: 'node1', ip: '10.244.1.2', containers: { one: running, two: running } }),
  testPod({ name: 'b', node: 'node1', ip: '10.244.1.3', containers: { one: running } }),
  testPod({ name: 'c', node: 'node2', ip: '10.244.2.2', containers: { one: running } }),
];
const model = clusterModel({
  pods: new Map(pods.map((pod) => [`default/${pod.metadata?.name ?? ''}`, pod])),
  nodes: new Map(
    ['node1', 'node2'].map((name, index) => [
      name,
      {
        metadata: { name },
        spec: { podCIDR: `10.244.${index + 1}.0/24` },
        status: { addresses: [{ type: 'InternalIP', address: `172.18.0.1${index + 1}` }] },
      },
    ]),
  ),
  leases: new Map(),
  runtimes: new Map(),
  release: '1.20',
  shows: () => true,
});
const scene = layout({
  width: 1080,
  height: 560,
  waiting: [],
  nodes: model.nodes.map((node) => ({
    name: node.name,
    pods: node.pods.map((pod) => ({ key: pod.key, containers: pod.containers.length })),
  })),
});
const all = stops(model, scene);

describe('travel by arrow keys', () => {
  test.each([
    ['node/node1', 'right', 'node/node2'],
    ['node/node1', 'down', 'pod/default/a'],
    ['pod/default/a', 'right', 'pod/default/b'],
    ['pod/default/b', 'right', 'pod/default/c'],
    ['pod/default/a', 'down', 'container/default/a/one'],
    ['container/default/a/one', 'right', 'container/default/a/two'],
    ['container/default/a/one', 'up', 'pod/default/a'],
    ['pod/default/a', 'up', 'node/node1'],
    ['node/node1', 'left', 'node/node1'],
  ] as const)('from %s %s leads to %s', (from, direction, to) => {
    expect(travel(all, from, direction)).toBe(to);
  });

  test('from nowhere it begins with the first node', () => {
    expect(travel(all, undefined, 'down')).toBe('node/node1');
  });

  test('Escape leads out: container, Pod, node', () => {
    expect(parent(all, 'container/default/a/one')).toBe('pod/default/a');
    expect(parent(all, 'pod/default/a')).toBe('node/node1');
    expect(parent(all, 'node/node1')).toBeUndefined();
  });
});

describe('the way of a packet', () => {
  const packet = (source: string, destination: string, port = 8080) =>
    flightOf(
      {
        at: 0,
        kind: 'syn',
        path: [],
        bytes: 0,
        latency: 1,
        summary: '',
        source: { address: source, port: 40_001 },
        destination: { address: destination, port },
      },
      model,
      scene,
    );

  test('between Pods of one node it stays on the bridge', () => {
    const flight = packet('10.244.1.2', '10.244.1.3');
    expect(flight?.trunk).toBe(scene.nodes[0]?.bridge.y);
    expect(Math.max(...(flight?.points ?? []).map((point) => point.y))).toBe(scene.nodes[0]?.bridge.y);
  });

  test('between nodes it takes the flat network, and bears both true addresses', () => {
    const flight = packet('10.244.1.2', '10.244.2.2');
    expect(flight?.trunk).toBe(scene.network[0]?.y);
    expect(flight).toMatchObject({ source: '10.244.1.2', destination: '10.244.2.2:8080' });
  });

  test("the kubelet's probe comes from the bridge's own address", () => {
    expect(packet('10.244.1.1', '10.244.1.2')?.points[0]).toEqual({
      x: scene.nodes[0]?.uplink.x,
      y: scene.nodes[0]?.bridge.y,
    });
  });

  test('an address that nobody in the picture has draws nothing', () => {
    expect(packet('10.244.1.2', '10.244.9.9')).toBeUndefined();
  });

  test('is at its ends at the beginning and the end, and half-way between', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 0, y: 10 },
      { x: 30, y: 10 },
    ];
    expect([0, 0.25, 0.5, 1].map((share) => pointAlong(points, share))).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 10 },
      { x: 10, y: 10 },
      { x: 30, y: 10 },
    ]);
  });
});
