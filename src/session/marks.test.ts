import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../engine/api/types.ts';
import { markOf } from './marks.ts';

const pod = (phase: string): KubeObject => ({ metadata: { name: 'a' }, status: { phase } }) as KubeObject;
const event = (reason: string): KubeObject =>
  ({ metadata: { name: 'a.1' }, reason, involvedObject: { kind: 'Pod', name: 'a' } }) as KubeObject;

describe('a mark of the time bar', () => {
  it.each([
    ['Started', 'good'],
    ['BackOff', 'bad'],
    ['SandboxChanged', 'odd'],
  ])('tells of the Event %s in the tone %s', (reason, tone) => {
    expect(markOf('events', 'ADDED', event(reason), undefined, 5)).toEqual({ at: 5, tone, reason, about: 'pod/a' });
  });

  it('tells when an Event happened once more', () => {
    expect(markOf('events', 'MODIFIED', event('BackOff'), event('BackOff'), 9)?.at).toBe(9);
  });

  it('tells of a Pod that ended, once', () => {
    expect(markOf('pods', 'MODIFIED', pod('Failed'), pod('Running'), 1)?.reason).toBe('Failed');
    expect(markOf('pods', 'MODIFIED', pod('Failed'), pod('Failed'), 1)).toBeUndefined();
  });

  it('is not made for leases and other quiet work', () => {
    expect(markOf('leases', 'MODIFIED', pod(''), undefined, 1)).toBeUndefined();
    expect(markOf('events', 'ADDED', event('Created'), undefined, 1)).toBeUndefined();
  });
});
