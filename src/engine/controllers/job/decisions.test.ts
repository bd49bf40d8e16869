import { describe, expect, it } from 'vitest';
import { formatTime } from '../../api/time.ts';
import type { Pod } from '../../api/types.ts';
import { nextBackOff, noFailures, remainingBackOff } from './backoff.ts';
import { commonIndexes, firstFreeIndexes, formatIndexes, readIndexes, withIndexes } from './indexes.ts';
import { matchPodFailurePolicy, type PodFailurePolicy } from './pod-failure-policy.ts';
import { byDeletionOrder } from './pods.ts';
import { matchSuccessPolicy } from './success-policy.ts';

const finishedAt = (seconds: number): Pod =>
  ({
    status: {
      containerStatuses: [
        { name: 'c', state: { terminated: { exitCode: 0, finishedAt: formatTime(seconds * 1000) } } },
      ],
    },
  }) as unknown as Pod;

describe('completion indexes', () => {
  it.each([
    ['', ''],
    ['0', '0'],
    ['0-1', '0,1'],
    ['0,1,2', '0-2'],
    ['1,3-5,7', '1,3-5,7'],
    ['8-20', '8,9'],
    ['x,4', '4'],
  ])('reads %s of 10 completions as %s', (text, shown) => {
    expect(formatIndexes(readIndexes(text, 10))).toBe(shown);
  });

  it.each([
    ['1,3-5', [2], '1-5'],
    ['1,3-5', [0, 9], '0,1,3-5,9'],
    ['', [4, 4, 5], '4,5'],
  ])('adds to %s %j', (text, added, shown) => {
    expect(formatIndexes(withIndexes(readIndexes(text, 10), added))).toBe(shown);
  });

  it.each([
    ['', 3, [0, 1, 2]],
    ['0,2-3', 3, [1, 4]],
    ['0-4', 2, []],
    ['1', 1, [0]],
  ])('finds beside %s of 5 the first %i free', (text, count, free) => {
    expect(firstFreeIndexes(readIndexes(text, 5), count, 5)).toEqual(free);
  });

  it('counts what two sets have in common', () => {
    expect(commonIndexes(readIndexes('0-4,8', 10), readIndexes('3-8', 10))).toBe(3);
  });
});

describe('the back-off of a Job', () => {
  it.each([
    [1, 10],
    [2, 20],
    [3, 40],
    [6, 320],
    [7, 600],
    [30, 600],
  ])('after %i failures is %i s', (failures, seconds) => {
    expect(remainingBackOff({ failures, lastFailure: 5000 }, 5000)).toBe(seconds * 1000);
  });

  it('counts only the failures after the last success', () => {
    const record = { failures: 4, lastFailure: 1000 };
    expect(nextBackOff(record, [finishedAt(20)], [finishedAt(10), finishedAt(30)])).toEqual({
      failures: 1,
      lastFailure: 30_000,
    });
    expect(nextBackOff(record, [finishedAt(20)], [])).toEqual(noFailures);
    expect(nextBackOff(record, [], [finishedAt(30), finishedAt(10)])).toEqual({ failures: 6, lastFailure: 30_000 });
  });
});

describe('podFailurePolicy', () => {
  const pod = {
    metadata: { namespace: 'default', name: 'p' },
    status: {
      containerStatuses: [{ name: 'main', state: { terminated: { exitCode: 42 } } }],
      conditions: [{ type: 'DisruptionTarget', status: 'True' }],
    },
  } as unknown as Pod;
  const exitCodes = (action: string, operator: string, values: readonly number[], containerName?: string): object => ({
    action,
    onExitCodes: { operator, values, ...(containerName === undefined ? {} : { containerName }) },
  });

  it.each([
    ['a listed code', exitCodes('FailJob', 'In', [42]), 'FailJob'],
    ['a code outside the list', exitCodes('Ignore', 'NotIn', [1]), 'Ignore'],
    ['a code in the excluded list', exitCodes('Ignore', 'NotIn', [42]), undefined],
    ['another container', exitCodes('FailJob', 'In', [42], 'other'), undefined],
    ['a condition', { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }, 'Ignore'],
  ])('matches %s', (_, rule, action) => {
    const match = matchPodFailurePolicy({ rules: [rule] } as unknown as PodFailurePolicy, pod);
    expect(match.action).toBe(action);
    expect(match.counts).toBe(action !== 'Ignore');
  });

  it('says why the Job fails', () => {
    const rules = [exitCodes('Ignore', 'In', [1]), exitCodes('FailJob', 'In', [42])];
    expect(matchPodFailurePolicy({ rules } as unknown as PodFailurePolicy, pod).jobFailure).toBe(
      'Container main for pod default/p failed with exit code 42 matching FailJob rule at index 1',
    );
  });
});

describe('successPolicy', () => {
  it.each([
    ['all of the indexes', [{ succeededIndexes: '0,2-3' }], '0-3', 0],
    ['not all of them', [{ succeededIndexes: '0,2-3' }], '0-2', undefined],
    ['a count of the indexes', [{ succeededIndexes: '0-5', succeededCount: 2 }], '4,5', 0],
    ['a count of any', [{ succeededIndexes: '9' }, { succeededCount: 3 }], '0-2', 1],
  ])('is met by %s', (_, rules, succeeded, rule) => {
    const expected = rule === undefined ? undefined : `Matched rules at index ${rule}`;
    expect(matchSuccessPolicy({ rules }, 10, readIndexes(succeeded, 10))).toBe(expected);
  });
});

describe('which Pod goes first', () => {
  const pod = (name: string, spec: object, phase: string, created: number, restartCount = 0): Pod =>
    ({
      metadata: { name, creationTimestamp: formatTime(created * 1000) },
      spec,
      status: { phase, containerStatuses: [{ restartCount }] },
    }) as unknown as Pod;

  it('is the unassigned, the pending, the often restarted, the younger one', () => {
    const node = { nodeName: 'n' };
    const pods = [
      pod('old', node, 'Running', 1),
      pod('restarted', node, 'Running', 1, 3),
      pod('young', node, 'Running', 9),
      pod('pending', node, 'Pending', 1),
      pod('unassigned', {}, 'Pending', 1),
    ];
    const names = [...pods].sort(byDeletionOrder).map(({ metadata }) => metadata?.name);
    expect(names).toEqual(['unassigned', 'pending', 'restarted', 'young', 'old']);
  });
});
