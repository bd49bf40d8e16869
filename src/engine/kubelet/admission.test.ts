import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/types.ts';
import { releases } from '../releases/index.ts';
import { NodeInfo, podInfo } from '../scheduler/index.ts';
import { admissionProblem } from './admission.ts';

const node = (): NodeInfo => {
  const info = new NodeInfo({
    metadata: { name: 'node1', labels: { disk: 'hdd' } },
    spec: { taints: [{ key: 'gone', effect: 'NoExecute' }] },
    status: { allocatable: { cpu: '2', memory: '1Gi', pods: '2', 'ephemeral-storage': '1Gi', 'example.com/gpu': '1' } },
  });
  info.add({ ...podInfo(pod({ requests: { cpu: '500m', 'example.com/gpu': '1' } }, { hostPort: 80 })), key: 'other' });
  return info;
};

function pod(resources: object, port: object = {}, spec: object = {}): Pod {
  return {
    metadata: { name: 'p', namespace: 'default', uid: 'u' },
    spec: {
      containers: [{ name: 'main', resources, ports: [{ containerPort: 80, ...port }] }],
      tolerations: [{ operator: 'Exists' }],
      ...spec,
    },
  } as unknown as Pod;
}

/** pkg/kubelet/lifecycle/predicate.go, v1.36.0. */
describe('what the kubelet says of a Pod that it does not take', () => {
  const lack = "Node didn't have enough resource: ";
  test.each([
    ['what fits', pod({ requests: { cpu: '1500m' } }), undefined],
    [
      'cpu',
      pod({ requests: { cpu: '1501m' } }),
      ['OutOfcpu', `${lack}cpu, requested: 1501, used: 500, capacity: 2000`],
    ],
    [
      'memory',
      pod({ requests: { memory: '2Gi' } }),
      ['OutOfmemory', `${lack}memory, requested: 2147483648, used: 0, capacity: 1073741824`],
    ],
    [
      'disk',
      pod({ requests: { 'ephemeral-storage': '2Gi' } }),
      ['OutOfephemeral-storage', `${lack}ephemeral-storage, requested: 2147483648, used: 0, capacity: 1073741824`],
    ],
    [
      'an extended resource',
      pod({ requests: { 'example.com/gpu': '1' } }),
      ['OutOfexample.com/gpu', `${lack}example.com/gpu, requested: 1, used: 1, capacity: 1`],
    ],
    ['a resource that the node does not know', pod({ requests: { 'example.com/fpga': '1' } }), undefined],
    [
      'its labels',
      pod({}, {}, { nodeSelector: { disk: 'ssd' } }),
      ['NodeAffinity', "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"],
    ],
    [
      'a port',
      pod({}, { hostPort: 80 }),
      ['NodePorts', "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"],
    ],
    [
      'a taint with NoExecute',
      pod({}, {}, { tolerations: [] }),
      ['TaintToleration', "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate"],
    ],
  ])('%s', (_name, candidate, expected) => {
    const problem = admissionProblem(podInfo(candidate), node(), releases['1.36']);
    expect(problem === undefined ? undefined : [problem.reason, problem.message]).toEqual(expected);
  });

  test('too many', () => {
    const full = node();
    full.add({ ...podInfo(pod({})), key: 'third' });
    expect(admissionProblem(podInfo(pod({})), full, releases['1.36'])?.message).toBe(
      `${lack}pods, requested: 1, used: 2, capacity: 2`,
    );
  });

  test('v1.20 names the predicate only, and knows no taints', () => {
    expect(admissionProblem(podInfo(pod({}, { hostPort: 80 })), node(), releases['1.20'])?.message).toBe(
      'Predicate NodePorts failed',
    );
    expect(admissionProblem(podInfo(pod({}, {}, { tolerations: [] })), node(), releases['1.20'])).toBeUndefined();
  });
});
