import { describe, expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '../api/types.ts';
import { phaseOf } from './phase.ts';

type State = NonNullable<ContainerStatus['state']>;
const running: State = { running: {} };
const exited = (exitCode: number): State => ({ terminated: { exitCode } });
const waiting: State = { waiting: { reason: 'ContainerCreating' } };
const status = (name: string, state: State, lastState?: State): ContainerStatus =>
  ({ name, state, ...(lastState === undefined ? {} : { lastState }) }) as ContainerStatus;
const spec = (restartPolicy: string, names: string[], init: string[] = []): NonNullable<Pod['spec']> =>
  ({
    restartPolicy,
    containers: names.map((name) => ({ name })),
    initContainers: init.map((name) => ({ name })),
  }) as NonNullable<Pod['spec']>;

describe('the phase', () => {
  it.each<[string, string, ContainerStatus[], string]>([
    ['a container that waits for its first start', 'Always', [status('a', waiting)], 'Pending'],
    ['one running, one waiting', 'Always', [status('a', running), status('b', waiting)], 'Pending'],
    ['one running, one restarting', 'Always', [status('a', running), status('b', waiting, exited(1))], 'Running'],
    ['all running', 'Always', [status('a', running), status('b', running)], 'Running'],
    ['all ended, Always', 'Always', [status('a', exited(0)), status('b', exited(1))], 'Running'],
    ['all ended well, OnFailure', 'OnFailure', [status('a', exited(0)), status('b', exited(0))], 'Succeeded'],
    ['one ended badly, OnFailure', 'OnFailure', [status('a', exited(0)), status('b', exited(1))], 'Running'],
    ['all ended well, Never', 'Never', [status('a', exited(0)), status('b', exited(0))], 'Succeeded'],
    ['one ended badly, Never', 'Never', [status('a', exited(0)), status('b', exited(1))], 'Failed'],
    ['one ended badly, one runs, Never', 'Never', [status('a', running), status('b', exited(1))], 'Running'],
  ])('of %s', (_, policy, statuses, phase) => {
    expect(
      phaseOf(
        spec(
          policy,
          statuses.map(({ name }) => name),
        ),
        [],
        statuses,
      ),
    ).toBe(phase);
  });

  it.each<[string, ContainerStatus, string]>([
    ['Never', status('i', exited(1)), 'Failed'],
    ['Always', status('i', running), 'Pending'],
    ['Always', status('i', waiting, exited(1)), 'Pending'],
  ])('with restartPolicy %s and an unfinished init container', (policy, init, phase) => {
    expect(phaseOf(spec(policy, ['a'], ['i']), [init], [status('a', waiting)])).toBe(phase);
  });
});
