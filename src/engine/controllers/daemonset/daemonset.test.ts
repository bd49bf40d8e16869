import { describe, expect, test } from 'vitest';
import type { DaemonSet } from '../../api/types.ts';
import { template, Workloads } from '../testing/workloads.ts';

type Spec = NonNullable<DaemonSet['spec']>;

const labels = { name: 'agent' };
const [old, current] = ['nginx:1.25', 'nginx:1.27'];

describe.each(['1.20', '1.36'] as const)('a DaemonSet, v%s', (release) => {
  function running(nodes: number, more: Partial<Spec> = {}): Workloads {
    const s = new Workloads(release, nodes);
    s.make('daemonsets', 'agent', {
      spec: { selector: { matchLabels: labels }, template: template(labels, old), ...more },
    });
    s.when(() => s.get('daemonsets', 'agent').status?.numberReady === nodes, 120);
    s.run(1);
    return s;
  }

  const nodesOf = (s: Workloads): readonly (string | undefined)[] =>
    s
      .podsOf('DaemonSet', 'agent')
      .map(({ spec }) => spec?.nodeName)
      .sort();
  const images = (s: Workloads): readonly (string | undefined)[] =>
    s.podsOf('DaemonSet', 'agent').map(({ spec }) => spec?.containers[0]?.image);

  test('puts one Pod on every node but the tainted control plane, through node affinity', () => {
    const s = running(2);
    expect(nodesOf(s)).toEqual(['node1', 'node2']);
    const pod = s.podsOf('DaemonSet', 'agent')[0]!;
    expect(pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution).toEqual({
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [pod.spec?.nodeName] }] }],
    });
    expect(pod.spec?.tolerations?.map(({ key, effect }) => `${key ?? ''}:${effect ?? ''}`)).toEqual([
      'node.kubernetes.io/not-ready:NoExecute',
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/disk-pressure:NoSchedule',
      'node.kubernetes.io/memory-pressure:NoSchedule',
      'node.kubernetes.io/pid-pressure:NoSchedule',
      'node.kubernetes.io/unschedulable:NoSchedule',
    ]);
    const revision = s.list('controllerrevisions')[0]!;
    const hash = revision.metadata?.labels?.['controller-revision-hash'] ?? '';
    expect(revision.metadata?.name).toBe(`agent-${hash}`);
    expect(pod.metadata?.labels).toEqual({
      name: 'agent',
      'controller-revision-hash': hash,
      'pod-template-generation': '1',
    });
    expect(s.get('daemonsets', 'agent').status).toEqual({
      currentNumberScheduled: 2,
      desiredNumberScheduled: 2,
      numberAvailable: 2,
      numberMisscheduled: 0,
      numberReady: 2,
      observedGeneration: 1,
      updatedNumberScheduled: 2,
    });
    expect(s.told('agent').every((told) => told.startsWith('SuccessfulCreate: Created pod: agent-'))).toBe(true);
  });

  test('follows the nodes: a new one gets a Pod, a label takes it away', () => {
    const s = running(1, {
      template: {
        ...template(labels, old),
        spec: { ...template(labels, old).spec!, nodeSelector: { 'kubernetes.io/os': 'linux' } },
      },
    });
    s.cluster.addNode('node2');
    s.when(() => nodesOf(s).length === 2, 120);
    s.client.patch('nodes', undefined, 'node1', { metadata: { labels: { 'kubernetes.io/os': 'plan9' } } });
    s.run(60);
    expect(nodesOf(s)).toEqual(['node2']);
  });

  test('rolls one node after the other', () => {
    const s = running(3);
    s.change('daemonsets', 'agent', {
      spec: { template: { spec: { containers: [{ name: 'main', image: current }] } } },
    });
    let least = 3;
    s.when(() => {
      const {
        numberAvailable = 0,
        updatedNumberScheduled,
        observedGeneration,
      } = s.get('daemonsets', 'agent').status ?? {};
      least = Math.min(least, numberAvailable);
      return observedGeneration === 2 && updatedNumberScheduled === 3 && numberAvailable === 3;
    }, 300);
    expect(least).toBe(2);
    expect(images(s)).toEqual([current, current, current]);
    expect(s.list('controllerrevisions').map(({ revision }) => revision)).toEqual([1, 2]);
  });

  test('under OnDelete replaces only what somebody deletes', () => {
    const s = running(2, { updateStrategy: { type: 'OnDelete' } });
    s.change('daemonsets', 'agent', {
      spec: { template: { spec: { containers: [{ name: 'main', image: current }] } } },
    });
    s.run(60);
    expect(images(s)).toEqual([old, old]);
    expect(s.get('daemonsets', 'agent').status?.updatedNumberScheduled).toBeUndefined();
    const [victim] = s.podsOf('DaemonSet', 'agent');
    s.client.delete('pods', 'default', victim?.metadata?.name ?? '');
    s.run(60);
    expect([...images(s)].sort()).toEqual([old, current]);
  });

  test('a template that comes back renews its revision instead of making one', () => {
    const s = running(1);
    for (const image of [current, old]) {
      s.change('daemonsets', 'agent', { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } });
      s.run(60);
    }
    expect(images(s)).toEqual([old]);
    expect(s.list('controllerrevisions').map(({ revision }) => revision)).toEqual([3, 2]);
  });

  test('stays on a node that is silent, and on one that is cordoned', () => {
    const s = running(2);
    s.client.patch('nodes', undefined, 'node2', { spec: { unschedulable: true } });
    s.node('node1').machine.powerOff();
    s.run(600);
    const pods = s.podsOf('DaemonSet', 'agent');
    expect(pods).toHaveLength(2);
    expect(pods.every(({ metadata }) => metadata?.deletionTimestamp === undefined)).toBe(true);
    // The taint unreachable:NoSchedule is not among those that a daemon tolerates: it would not be put there today.
    expect(s.get('daemonsets', 'agent').status).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 1 });
  });

  test('deleted, takes its Pods and revisions along', () => {
    const s = running(2);
    s.client.delete('daemonsets', 'default', 'agent');
    s.run(60);
    expect([s.list('pods'), s.list('controllerrevisions')]).toEqual([[], []]);
  });
});

test('with maxSurge puts the new Pod beside the old one first', () => {
  const s = new Workloads('1.36', 2);
  s.make('daemonsets', 'agent', {
    spec: {
      selector: { matchLabels: labels },
      template: template(labels, old),
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    },
  });
  s.when(() => s.get('daemonsets', 'agent').status?.numberReady === 2, 120);
  s.run(1);
  s.change('daemonsets', 'agent', { spec: { template: { spec: { containers: [{ name: 'main', image: current }] } } } });
  s.when(() => {
    const { numberAvailable, updatedNumberScheduled, observedGeneration } = s.get('daemonsets', 'agent').status ?? {};
    expect(numberAvailable).toBe(2);
    return observedGeneration === 2 && updatedNumberScheduled === 2;
  }, 300);
});
