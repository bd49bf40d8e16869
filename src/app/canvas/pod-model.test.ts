import { describe, expect, test } from 'vitest';
import { crashed, ended, running, testPod, waiting } from '../testing.ts';
import { goDuration, podModel } from './pod-model.ts';

const model = (parts: Parameters<typeof testPod>[0]) => podModel(testPod(parts), undefined, [], '1.20');

describe('podModel', () => {
  test.each([
    ['a running Pod', { containers: { a: running } }, 'running'],
    ['a Pod on its way', { phase: 'Pending', containers: { a: waiting('ContainerCreating') } }, 'pending'],
    ['a crash loop', { containers: { a: running, b: crashed(1) } }, 'failed'],
    ['an image that does not come', { phase: 'Pending', containers: { a: waiting('ImagePullBackOff') } }, 'failed'],
    ['a finished Pod', { phase: 'Succeeded', containers: { a: ended(0) } }, 'succeeded'],
    ['a Pod on a lost node', { phase: 'Unknown', reason: 'NodeLost', containers: { a: running } }, 'unknown'],
    [
      'a deleted Pod',
      { metadata: { deletionTimestamp: '2021-11-02T21:52:00Z' }, containers: { a: running } },
      'terminating',
    ],
  ] as const)('%s is drawn as such', (_name, parts, tone) => {
    expect(model(parts).tone).toBe(tone);
  });

  test('the ring of a back-off runs from the end of the container for as long as the kubelet says', () => {
    const from = Date.parse('2021-11-02T21:51:11Z');
    expect(model({ containers: { a: running, b: crashed(1) } }).countdown).toEqual({
      kind: 'backoff',
      from,
      until: from + 20_000,
    });
  });

  test('the ring of a deletion ends at deletionTimestamp, which is the end of the grace period', () => {
    const until = Date.parse('2021-11-02T21:52:30Z');
    const metadata = { deletionTimestamp: '2021-11-02T21:52:30Z', deletionGracePeriodSeconds: 30 };
    expect(model({ metadata, containers: { a: running } }).countdown).toEqual({
      kind: 'grace',
      from: until - 30_000,
      until,
    });
  });

  test('without a sandbox there is no plate; with an IP there is one', () => {
    expect(model({ phase: 'Pending', containers: { a: waiting('ContainerCreating') } }).plate).toBeUndefined();
    expect(model({ ip: '10.244.1.2', containers: { a: running } }).plate).toMatchObject({
      ip: '10.244.1.2',
      alive: true,
    });
  });

  test('an init container that is done is a ghost; an app container that will run again is not', () => {
    const [init, app] = model({ inits: { i: ended(0) }, containers: { a: ended(1) } }).containers;
    expect([init?.done, app?.done]).toEqual([true, false]);
  });
});

describe('goDuration', () => {
  test.each([
    ['10s', 10_000],
    ['1m20s', 80_000],
    ['2m40s', 160_000],
    ['5m0s', 300_000],
    ['1.5s', 1500],
    ['', undefined],
    ['soon', undefined],
  ])('%s', (text, ms) => {
    expect(goDuration(text)).toBe(ms);
  });
});
