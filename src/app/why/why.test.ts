import { describe, expect, test } from 'vitest';
import { podModel } from '../canvas/pod-model.ts';
import { crashed, ended, running, testPod, waiting } from '../testing.ts';
import { whyEn } from './en.ts';
import { whyPod } from './why.ts';
import { whyZh } from './zh-CN.ts';

const explain = (parts: Parameters<typeof testPod>[0]) => {
  const pod = testPod(parts);
  return whyPod(pod, podModel(pod, undefined, [], '1.20'), undefined);
};

describe('whyPod', () => {
  test('a healthy Pod needs no explanation', () => {
    expect(explain({ node: 'node1', ip: '10.244.1.2', containers: { a: running } })).toBeUndefined();
  });

  test.each([
    [
      'Unschedulable',
      {
        phase: 'Pending',
        conditions: [
          { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available.' },
        ],
      },
    ],
    ['NotScheduledYet', { phase: 'Pending' }],
    ['SandboxFirst', { phase: 'Pending', node: 'node1', containers: { a: waiting('ContainerCreating') } }],
    ['CrashLoopBackOff', { node: 'node1', containers: { a: crashed(1) } }],
    ['CrashLoopExitZero', { node: 'node1', containers: { a: crashed(0) } }],
    ['CommandNotFound', { node: 'node1', containers: { a: crashed(127) } }],
    ['ErrImagePull', { phase: 'Pending', node: 'node1', containers: { a: waiting('ImagePullBackOff') } }],
    ['InvalidImageName', { phase: 'Pending', node: 'node1', containers: { a: waiting('InvalidImageName') } }],
    ['WaitingOther', { phase: 'Pending', node: 'node1', containers: { a: waiting('CreateContainerError') } }],
    [
      'InitFailed',
      { phase: 'Pending', node: 'node1', inits: { i: crashed(1) }, containers: { a: waiting('PodInitializing') } },
    ],
    ['Completed', { phase: 'Succeeded', node: 'node1', containers: { a: ended(0) } }],
    ['Failed', { phase: 'Failed', node: 'node1', containers: { a: ended(3) } }],
    ['Evicted', { phase: 'Failed', reason: 'Evicted', node: 'node1' }],
    ['NodeSilent', { phase: 'Unknown', reason: 'NodeLost', node: 'node1', containers: { a: running } }],
    [
      'Terminating',
      { node: 'node1', containers: { a: running }, metadata: { deletionTimestamp: '2021-11-02T21:52:00Z' } },
    ],
  ] as const)('%s', (reason, parts) => {
    expect(explain(parts)?.reason).toBe(reason);
  });

  test('names the container that is to blame, not the healthy one before it', () => {
    expect(explain({ node: 'node1', containers: { first: running, second: crashed(1) } })?.params).toMatchObject({
      container: 'second',
      code: 1,
    });
  });
});

describe('the explanations', () => {
  const placeholders = (text: string): string[] => [...new Set(text.match(/\{\{\w+\}\}/g))].toSorted();

  test.each(Object.keys(whyEn) as (keyof typeof whyEn)[])('%s says the same in both languages', (reason) => {
    const [english, chinese] = [whyEn[reason], whyZh[reason]];
    expect(placeholders(chinese.text)).toEqual(placeholders(english.text));
    expect(chinese.tries).toEqual(english.tries);
    expect(chinese.advice === undefined).toBe(!('advice' in english));
  });
});
