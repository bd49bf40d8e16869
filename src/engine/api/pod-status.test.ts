import { describe, expect, test } from 'vitest';
import { crashed, ended, running, testPod, waiting } from '../../app/testing.ts';
import type { StatusStep } from './pod-status.ts';
import { podStatus } from './pod-status.ts';

const ready = [{ type: 'Ready', status: 'True' }];
const deleted = { deletionTimestamp: '2021-11-02T21:52:00Z' };

describe('READY and STATUS as kubectl prints them', () => {
  test.each([
    ['running and ready', testPod({ containers: { a: running }, conditions: ready }), '1/1 Running'],
    ['one of two crash-loops', testPod({ containers: { a: running, b: crashed(1) } }), '1/2 CrashLoopBackOff'],
    ['not scheduled', testPod({ phase: 'Pending', containers: {} }), '0/0 Pending'],
    [
      'creating',
      testPod({ phase: 'Pending', containers: { a: waiting('ContainerCreating') } }),
      '0/1 ContainerCreating',
    ],
    ['completed', testPod({ phase: 'Succeeded', containers: { a: ended(0) } }), '0/1 Completed'],
    ['failed', testPod({ phase: 'Failed', containers: { a: ended(3) } }), '0/1 Error'],
    ['one done, one runs', testPod({ containers: { a: running, b: ended(0) }, conditions: ready }), '1/2 Running'],
    ['one done, one runs, not ready', testPod({ containers: { a: running, b: ended(0) } }), '1/2 NotReady'],
    [
      'an init container at work',
      testPod({
        phase: 'Pending',
        inits: { i: waiting('PodInitializing') },
        containers: { a: waiting('PodInitializing') },
      }),
      '0/1 Init:0/1',
    ],
    [
      'a failed init container',
      testPod({ phase: 'Failed', inits: { i: ended(1) }, containers: { a: waiting('PodInitializing') } }),
      '0/1 Init:Error',
    ],
    ['deleted', testPod({ containers: { a: running }, metadata: deleted }), '1/1 Terminating'],
    [
      'deleted on a lost node',
      testPod({ containers: { a: running }, metadata: deleted, reason: 'NodeLost' }),
      '1/1 Unknown',
    ],
  ])('%s', (_name, pod, expected) => {
    const { ready: count, total, status } = podStatus(pod, '1.20');
    expect(`${count}/${total} ${status}`).toBe(expected);
  });

  test('a finished Pod that is deleted is Terminating in v1.20 and keeps its status in v1.36', () => {
    const pod = testPod({ phase: 'Succeeded', containers: { a: ended(0) }, metadata: deleted });
    expect(podStatus(pod, '1.20').status).toBe('Terminating');
    expect(podStatus(pod, '1.36').status).toBe('Completed');
  });

  test('only v1.36 knows when the last restart was', () => {
    const pod = testPod({ containers: { a: crashed(1) } });
    expect(podStatus(pod, '1.20').lastRestart).toBeUndefined();
    expect(podStatus(pod, '1.36').lastRestart).toBe(Date.parse('2021-11-02T21:51:11Z'));
  });
});

test('says how a STATUS comes about: the last step is what is printed', () => {
  const steps: StatusStep[] = [];
  podStatus(testPod({ containers: { a: running, b: crashed(1) } }), '1.20', (step) => steps.push(step));
  expect(steps).toEqual([
    { from: 'phase', status: 'Running' },
    { from: 'waiting', status: 'CrashLoopBackOff', container: 'b' },
  ]);
});
