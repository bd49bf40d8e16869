import { expect, test } from 'vitest';
import { crashed, running, testPod } from '../testing.ts';
import { podLanes } from './timeline.ts';

const at = (text: string): number => Date.parse(`2021-11-02T${text}Z`);

test('a crash loop shows its last run and the wait after it', () => {
  const [, , second] = podLanes(testPod({ containers: { first: running, second: crashed(1) } }), [], undefined);
  expect(second?.stretches).toEqual([
    { from: at('21:51:10'), until: at('21:51:11'), kind: 'bad' },
    { from: at('21:51:11'), until: undefined, kind: 'waiting' },
  ]);
});

test('a running container and its sandbox go on', () => {
  const lanes = podLanes(testPod({ containers: { a: running } }), [], at('21:51:00'));
  expect(lanes.map((lane) => lane.stretches)).toEqual([
    [{ from: at('21:51:00'), until: undefined, kind: 'sandbox' }],
    [{ from: at('21:51:02'), until: undefined, kind: 'running' }],
  ]);
});

test('events stand in the lane of the container that they name', () => {
  const event = {
    metadata: { name: 'e' },
    reason: 'BackOff',
    type: 'Warning',
    firstTimestamp: '2021-11-02T21:51:12Z',
    lastTimestamp: '2021-11-02T21:51:30Z',
    involvedObject: { kind: 'Pod', fieldPath: 'spec.containers{a}' },
  };
  const [sandbox, lane] = podLanes(testPod({ containers: { a: running } }), [event], undefined);
  expect(sandbox?.marks).toEqual([]);
  expect(lane?.marks.map((mark) => mark.at)).toEqual([at('21:51:12'), at('21:51:30')]);
});
