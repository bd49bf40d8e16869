import { describe, expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '../api/types.ts';
import { releases } from '../releases/index.ts';
import { podConditions, type PodCondition } from './conditions.ts';

const before = '2026-05-04T09:00:00Z';
const now = '2026-05-04T09:01:00Z';
const ready = (name: string): ContainerStatus =>
  ({ name, ready: true, started: true, state: { running: {} } }) as ContainerStatus;
const unready = (name: string): ContainerStatus =>
  ({ name, ready: false, started: false, state: { waiting: { reason: 'ContainerCreating' } } }) as ContainerStatus;
const ended = (name: string): ContainerStatus =>
  ({ name, ready: true, started: false, state: { terminated: { exitCode: 0 } } }) as ContainerStatus;
const exited = (name: string): ContainerStatus => ({ ...ended(name), ready: false });
const gate = (type: string, status: string): PodCondition => ({ type, status }) as PodCondition;

interface Case {
  readonly spec?: object;
  readonly conditions?: readonly PodCondition[];
  readonly init?: readonly ContainerStatus[];
  readonly statuses?: readonly ContainerStatus[];
  readonly phase?: string;
  readonly release?: '1.20' | '1.36';
}

function conditionsOf({
  spec = {},
  conditions = [],
  init = [],
  statuses = [],
  phase = 'Running',
  release = '1.36',
}: Case) {
  const containers = statuses.map(({ name }) => ({ name }));
  const pod = { metadata: { generation: 3 }, spec: { containers, ...spec }, status: { conditions } } as unknown as Pod;
  return podConditions(pod, phase, init, statuses, true, releases[release], now);
}

function said(of: Case, type: string): string {
  const { status, reason, message } = conditionsOf(of).find((one) => one.type === type)!;
  return [status, reason, message].filter((part) => part !== undefined).join(' | ');
}

const gates = (...types: string[]): object => ({ readinessGates: types.map((conditionType) => ({ conditionType })) });

/** TestGeneratePodReadyCondition of pkg/kubelet/status/generate_test.go. */
describe('Ready', () => {
  it.each<[string, Case, string]>([
    ['all ready', { statuses: [ready('1234'), ready('5678')] }, 'True'],
    [
      'one not ready',
      { statuses: [ready('1234'), unready('5678')] },
      'False | ContainersNotReady | containers with unready status: [5678]',
    ],
    [
      'two not ready, in the order of the spec',
      { statuses: [unready('b'), unready('a')] },
      'False | ContainersNotReady | containers with unready status: [b a]',
    ],
    ['a Pod that succeeded', { statuses: [unready('1234')], phase: 'Succeeded' }, 'False | PodCompleted'],
    ['a Pod that failed', { statuses: [unready('1234')], phase: 'Failed' }, 'False | PodFailed'],
    [
      'a Pod that failed under v1.20',
      { statuses: [unready('1234')], phase: 'Failed', release: '1.20' },
      'False | ContainersNotReady | containers with unready status: [1234]',
    ],
    [
      'a gate that nobody has spoken of',
      { spec: gates('gate1') },
      'False | ReadinessGatesNotReady | corresponding condition of pod readiness gate "gate1" does not exist.',
    ],
    [
      'a gate that is False',
      { spec: gates('gate1'), conditions: [gate('gate1', 'False')] },
      'False | ReadinessGatesNotReady | the status of pod readiness gate "gate1" is not "True", but False',
    ],
    ['a gate that is True', { spec: gates('gate1'), conditions: [gate('gate1', 'True')] }, 'True'],
    [
      'two gates, one of them not there',
      { spec: gates('gate1', 'gate2'), conditions: [gate('gate1', 'True')] },
      'False | ReadinessGatesNotReady | corresponding condition of pod readiness gate "gate2" does not exist.',
    ],
    [
      'a gate, but a container is not ready either',
      { spec: gates('gate1'), statuses: [unready('1234')] },
      'False | ContainersNotReady | containers with unready status: [1234]',
    ],
    [
      'a sidecar that is not ready',
      {
        spec: { initContainers: [{ name: 'side', restartPolicy: 'Always' }] },
        init: [unready('side')],
        statuses: [ready('main')],
      },
      'False | ContainersNotReady | containers with unready status: [side]',
    ],
  ])('%s', (_, of, expected) => {
    expect(said(of, 'Ready')).toBe(expected);
    // ContainersReady says the same, but knows no gates.
    const gated = expected.includes('ReadinessGatesNotReady');
    expect(said(of, 'ContainersReady')).toBe(gated ? 'True' : expected);
  });
});

/** TestGeneratePodInitializedCondition of the same file. */
describe('Initialized', () => {
  const two = { initContainers: [{ name: '1234' }, { name: '5678' }] };
  const sidecar = { initContainers: [{ name: '1234', restartPolicy: 'Always' }] };
  it.each<[string, Case, string]>([
    ['no init containers', { statuses: [unready('c')], phase: 'Pending' }, 'True'],
    ['both done', { spec: two, init: [ended('1234'), ended('5678')] }, 'True'],
    [
      'one not done',
      { spec: two, init: [ended('1234'), unready('5678')], phase: 'Pending' },
      'False | ContainersNotInitialized | containers with incomplete status: [5678]',
    ],
    [
      'a Pod that succeeded',
      { spec: two, init: [exited('1234'), exited('5678')], phase: 'Succeeded' },
      'True | PodCompleted',
    ],
    ['a sidecar that has started', { spec: sidecar, init: [ready('1234')] }, 'True'],
    [
      'a sidecar that has not',
      { spec: sidecar, init: [unready('1234')], phase: 'Pending' },
      'False | ContainersNotInitialized | containers with incomplete status: [1234]',
    ],
    [
      'a sidecar that restarts beside its main container',
      { spec: sidecar, init: [unready('1234')], statuses: [ready('c')] },
      'True',
    ],
  ])('%s', (_, of, expected) => {
    const spec = { containers: [{ name: 'c' }], ...of.spec };
    expect(said({ ...of, spec }, 'Initialized')).toBe(expected);
  });
});

describe('a condition', () => {
  const was = { type: 'Ready', status: 'True', lastTransitionTime: before } as unknown as PodCondition;

  it('keeps the time of its last change', () => {
    const same = conditionsOf({ statuses: [ready('c')], conditions: [was] });
    expect(same.find(({ type }) => type === 'Ready')?.lastTransitionTime).toBe(before);
    const changed = conditionsOf({ statuses: [unready('c')], conditions: [was] });
    expect(changed.find(({ type }) => type === 'Ready')?.lastTransitionTime).toBe(now);
  });

  it('of somebody else stays, of a resize goes with the resize', () => {
    const conditions = [gate('example.com/mine', 'True'), gate('PodResizePending', 'True')];
    const types = conditionsOf({ statuses: [ready('c')], conditions }).map(({ type }) => type);
    expect(types).toContain('example.com/mine');
    expect(types).not.toContain('PodResizePending');
  });

  it('says of which generation it is, and that the sandbox is ready, from v1.29 on', () => {
    expect(conditionsOf({}).map(({ type }) => type)).toEqual([
      'PodReadyToStartContainers',
      'Initialized',
      'Ready',
      'ContainersReady',
      'PodScheduled',
    ]);
    expect(conditionsOf({})[0]).toMatchObject({ observedGeneration: 3 });
    const old = conditionsOf({ release: '1.20' });
    expect(old.map(({ type }) => type)).toEqual(['Initialized', 'Ready', 'ContainersReady', 'PodScheduled']);
    expect(old[0]).not.toHaveProperty('observedGeneration');
  });
});
