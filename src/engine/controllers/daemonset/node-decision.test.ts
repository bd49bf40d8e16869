import { describe, expect, test } from 'vitest';
import type { DaemonSet, Node, Pod } from '../../api/types.ts';
import { shouldRunOn } from './daemon-pods.ts';
import { decideForNode } from './node-decision.ts';
import { nextUpdate } from './rolling-update.ts';

const now = Date.parse('2026-01-01T01:00:00Z');
const set = (spec: object = {}): DaemonSet => ({ spec: { template: {}, selector: {}, ...spec } });
const surge = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };
const rolling = (maxUnavailable: number | string): object => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable } },
});

interface Look {
  readonly hash?: string;
  readonly phase?: string;
  readonly ready?: boolean;
  readonly deleted?: boolean;
}

function daemon(name: string, { hash = 'new', phase = 'Running', ready = true, deleted = false }: Look = {}): Pod {
  return {
    metadata: {
      name,
      labels: { 'controller-revision-hash': hash },
      creationTimestamp: `2026-01-01T00:00:0${name.length}Z`,
      ...(deleted ? { deletionTimestamp: '2026-01-01T00:30:00Z' } : {}),
    },
    spec: { nodeName: 'n', containers: [] },
    status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

/** nodeShouldRunDaemonPod of pkg/controller/daemon/daemon_controller.go. */
describe('whether a daemon should be on a node', () => {
  const node = (more: object = {}): Node => ({ metadata: { name: 'n', labels: { disk: 'ssd' } }, ...more });
  const withSpec = (spec: object): DaemonSet => set({ template: { spec: { containers: [], ...spec } } });
  const tainted = (key: string, effect: string): Node => node({ spec: { taints: [{ key, effect }] } });
  test.each([
    ['any', withSpec({}), node(), { run: true, stay: true }],
    ['its selector does not match', withSpec({ nodeSelector: { disk: 'hdd' } }), node(), { run: false, stay: false }],
    ['it names another node', withSpec({ nodeName: 'other' }), node(), { run: false, stay: false }],
    ['NoSchedule keeps out, and lets stay', withSpec({}), tainted('k', 'NoSchedule'), { run: false, stay: true }],
    ['NoExecute drives away', withSpec({}), tainted('k', 'NoExecute'), { run: false, stay: false }],
    ['cordoned', withSpec({}), tainted('node.kubernetes.io/unschedulable', 'NoSchedule'), { run: true, stay: true }],
    ['not ready', withSpec({}), tainted('node.kubernetes.io/not-ready', 'NoExecute'), { run: true, stay: true }],
    [
      'a network that is missing, for a daemon on the host network',
      withSpec({ hostNetwork: true }),
      tainted('node.kubernetes.io/network-unavailable', 'NoSchedule'),
      { run: true, stay: true },
    ],
    [
      'a network that is missing, for any other',
      withSpec({}),
      tainted('node.kubernetes.io/network-unavailable', 'NoSchedule'),
      { run: false, stay: true },
    ],
  ])('%s', (_, daemonSet, on, expected) => {
    expect(shouldRunOn(daemonSet, on)).toEqual(expected);
  });
});

/** podsShouldBeOnNode of pkg/controller/daemon/daemon_controller.go. */
describe('what happens on a node', () => {
  const both = { run: true, stay: true };
  const none = { run: false, stay: false };
  const old = daemon('old', { hash: 'old' });
  test.each<[string, DaemonSet, typeof both, readonly Pod[] | undefined, '1.20' | '1.36', string]>([
    ['none there: one is made', set(), both, undefined, '1.36', 'create'],
    ['one there: nothing', set(), both, [daemon('a')], '1.36', ''],
    ['two there: the younger goes', set(), both, [daemon('bb'), daemon('a')], '1.36', '-bb'],
    ['it may not stay', set(), none, [daemon('a')], '1.36', '-a'],
    ['it may stay where no new one would go', set(), { run: false, stay: true }, [daemon('a')], '1.36', ''],
    ['one that goes is left alone', set(), both, [daemon('a', { deleted: true })], '1.36', ''],
    ['a failed one makes room', set(), both, [daemon('a', { phase: 'Failed' })], '1.36', '!a'],
    ['a succeeded one makes room', set(), both, [daemon('a', { phase: 'Succeeded' })], '1.36', '!a'],
    ['v1.20 does not know succeeded ones', set(), both, [daemon('a', { phase: 'Succeeded' })], '1.20', ''],
    [
      'surge: the old one stays until the new is available',
      set(surge),
      both,
      [old, daemon('newer', { ready: false })],
      '1.36',
      '',
    ],
    ['surge: then it goes', set(surge), both, [old, daemon('newer')], '1.36', '-old'],
    [
      'surge: an old one that is not ready goes at once',
      set(surge),
      both,
      [daemon('old', { hash: 'old', ready: false }), daemon('newer', { ready: false })],
      '1.36',
      '-old',
    ],
  ])('%s', (_, daemonSet, should, pods, release, expected) => {
    const { create, remove, ended } = decideForNode(daemonSet, should, pods, 'new', now, release);
    const name = (prefix: string) => (pod: Pod) => `${prefix}${pod.metadata?.name ?? ''}`;
    expect([...(create ? ['create'] : []), ...remove.map(name('-')), ...ended.map(name('!'))].join()).toBe(expected);
  });
});

/** rollingUpdate of pkg/controller/daemon/update.go. */
describe('the next step of a rolling update', () => {
  const old = (name: string, ready = true): Pod => daemon(name, { hash: 'old', ready });
  test.each<[string, object, readonly (readonly Pod[])[], readonly string[]]>([
    ['one at a time', rolling(1), [[old('a')], [old('b')], [old('c')]], ['a']],
    ['as many as may be missing', rolling(2), [[old('a')], [old('b')], [old('c')]], ['a', 'b']],
    ['half, rounded up', rolling('50%'), [[old('a')], [old('b')], [old('c')]], ['a', 'b']],
    ['a node without one counts as missing', rolling(1), [[], [old('b')]], []],
    ['a new one that is not ready counts as missing', rolling(1), [[daemon('a', { ready: false })], [old('b')]], []],
    ['a broken old one goes whatever is missing', rolling(1), [[], [old('b', false)], [old('c')]], ['b']],
    ['all are new: nothing', rolling(1), [[daemon('a')], [daemon('b')]], []],
    ['surge: nothing goes before a new one is there', surge, [[old('a')], [old('b')]], ['+n0']],
  ])('%s', (_, strategy, nodes, expected) => {
    const observed = {
      hash: 'new',
      podsOn: new Map(nodes.map((pods, i) => [`n${i}`, pods])),
      desired: nodes.length,
      shouldRun: () => true,
      now,
    };
    const { remove, createOn } = nextUpdate(set(strategy), observed, '1.36');
    expect([...remove.map(({ metadata }) => metadata?.name), ...createOn.map((node) => `+${node}`)]).toEqual(expected);
  });
});
