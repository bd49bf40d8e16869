import { describe, expect, test } from 'vitest';
import type { Lease, Node, Pod } from '../../engine/api/types.ts';
import { running, testPod } from '../testing.ts';
import type { ClusterModel, Sources } from './cluster-model.ts';
import { clusterModel } from './cluster-model.ts';

const node = (name: string, extra: Partial<NonNullable<Node['spec']>> = {}): Node => ({
  metadata: { name },
  spec: { podCIDR: '10.244.1.0/24', ...extra },
  status: {
    allocatable: { cpu: '2', memory: '2Gi' },
    conditions: [{ type: 'Ready', status: 'True' }],
    addresses: [{ type: 'InternalIP', address: '172.18.0.11' }],
  },
});

const byKey = (pods: readonly Pod[]) => new Map(pods.map((pod) => [`default/${pod.metadata?.name ?? ''}`, pod]));

function model(pods: readonly Pod[], nodes: readonly Node[], before?: ClusterModel): ClusterModel {
  const sources: Sources = {
    pods: byKey(pods),
    nodes: new Map(nodes.map((one) => [one.metadata?.name ?? '', one])),
    leases: new Map<string, Lease>(),
    runtimes: new Map(),
    release: '1.20',
    shows: (namespace) => namespace === 'default',
  };
  return clusterModel(sources, before);
}

describe('clusterModel', () => {
  test('puts Pods on their nodes, and those without one into the queue', () => {
    const { nodes, waiting } = model(
      [testPod({ name: 'a', node: 'node1', containers: { c: running } }), testPod({ name: 'b', phase: 'Pending' })],
      [node('node1')],
    );
    expect(nodes[0]?.pods.map((one) => one.name)).toEqual(['a']);
    expect(waiting.map((one) => one.name)).toEqual(['b']);
  });

  test('orders names as people count: web-2 before web-10', () => {
    const pods = ['web-10', 'web-2'].map((name) => testPod({ name, node: 'node1' }));
    expect(model(pods, [node('node1')]).nodes[0]?.pods.map((one) => one.name)).toEqual(['web-2', 'web-10']);
  });

  test('counts requests of every Pod that is not finished, hidden ones too', () => {
    const asks = (name: string, phase: string, namespace = 'default'): Pod => {
      const pod = testPod({ name, node: 'node1', phase, metadata: { namespace } });
      const containers = [{ name: 'c', resources: { requests: { cpu: '250m', memory: '128Mi' } } }];
      return { ...pod, spec: { ...pod.spec, containers } };
    };
    const { nodes, podCount } = model(
      [asks('a', 'Running'), asks('b', 'Succeeded'), asks('c', 'Running', 'kube-system')],
      [node('node1')],
    );
    expect(nodes[0]?.cpu).toEqual({ requested: 500, allocatable: 2000 });
    expect(nodes[0]?.memory.requested).toBe(256 * 1024 * 1024);
    expect(podCount).toBe(2);
  });

  test('a tainted node evicts when the shortest toleration of its Pods ends', () => {
    const tolerant = (name: string, seconds: number): Pod => {
      const pod = testPod({ name, node: 'node1' });
      const toleration = {
        key: 'node.kubernetes.io/unreachable',
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: seconds,
      };
      return { ...pod, spec: { ...pod.spec, containers: [], tolerations: [toleration] } };
    };
    const tainted = node('node1', {
      taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: '2021-11-02T21:55:00Z' }],
    });
    expect(model([tolerant('a', 300), tolerant('b', 60)], [tainted]).nodes[0]?.evictsAt).toBe(
      Date.parse('2021-11-02T21:56:00Z'),
    );
  });

  test('a node of which nothing changed keeps its identity beside one that did, and the order stays true as Pods come and go', () => {
    const nodes = [node('node1'), node('node2')];
    const pods = [testPod({ name: 'web-10', node: 'node1' }), testPod({ name: 'web-9', node: 'node1' })];
    const before = model(pods, nodes);
    const after = model([...pods, testPod({ name: 'b', node: 'node2' })], nodes, before);
    expect(after.nodes[0]).toBe(before.nodes[0]);
    expect(after.nodes[1]).not.toBe(before.nodes[1]);
    const names = (of: typeof after): string[] => of.nodes[0]!.pods.map((pod) => pod.name);
    expect(names(after)).toEqual(['web-9', 'web-10']);
    const swapped = [testPod({ name: 'web-8', node: 'node1' }), pods[0]!];
    expect(names(model(swapped, nodes, after))).toEqual(['web-8', 'web-10']);
  });

  test('a Pod keeps its identity while nothing of it changes, so that it is not drawn again', () => {
    const pods = [testPod({ name: 'a', node: 'node1' })];
    expect(model(pods, [node('node1')]).nodes[0]?.pods[0]).toBe(model(pods, [node('node1')]).nodes[0]?.pods[0]);
  });
});
