import { expect, test } from 'vitest';
import { crashed, running, testPod } from '../testing.ts';
import { podLanes, ticks, zoomed } from './timeline.ts';

const at = (text: string): number => Date.parse(`2021-11-02T${text}Z`);

test('a crash loop shows its last run and the wait after it', () => {
  const [, , second] = podLanes(testPod({ containers: { first: running, second: crashed(1) } }), [], undefined);
  expect(second?.stretches).toEqual([
    { from: at('21:51:10'), until: at('21:51:11'), kind: 'bad' },
    { from: at('21:51:11'), until: undefined, kind: 'backoff' },
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

test('a pull lasts from Pulling to Pulled', () => {
  const event = (reason: string, second: string) => ({
    metadata: { name: reason },
    reason,
    lastTimestamp: `2021-11-02T21:51:${second}Z`,
    involvedObject: { kind: 'Pod', fieldPath: 'spec.containers{a}' },
  });
  const lanes = podLanes(testPod({ containers: { a: running } }), [event('Pulling', '00'), event('Pulled', '02')], 0);
  expect(lanes[1]?.stretches[0]).toEqual({ from: at('21:51:00'), until: at('21:51:02'), kind: 'pulling' });
});

test.each([
  ['closer, the middle stays', { from: 0, until: 10_000 }, 0.5, 0.5, 0, { from: 2500, until: 7500 }],
  ['on to the right, not beyond the end', { from: 4000, until: 9000 }, 1, 0.5, 0.9, { from: 5000, until: 10_000 }],
  ['wider than all is all', { from: 2500, until: 7500 }, 4, 0.5, 0, undefined],
] as const)('zoom: %s', (_, part, factor, point, by, hope) => {
  expect(zoomed(part, 10_000, factor, point, by)).toEqual(hope);
});

test('ticks stand at round times', () => {
  expect(ticks(0, 32_000, 4)).toEqual([0, 10_000, 20_000, 30_000]);
  expect(ticks(1400, 2300, 4)).toEqual([1500, 2000]);
});

test('a pull does not begin before its sandbox, though the API tells its whole second only', () => {
  const pulling = {
    metadata: { name: 'p' },
    reason: 'Pulling',
    lastTimestamp: '2021-11-02T21:51:00Z',
    involvedObject: { kind: 'Pod', fieldPath: 'spec.containers{a}' },
  };
  const sandbox = at('21:51:00') + 700;
  const [, lane] = podLanes(testPod({ containers: { a: running } }), [pulling], sandbox);
  expect(lane?.stretches[0]).toEqual({ from: sandbox, until: undefined, kind: 'pulling' });
  expect(lane?.marks[0]?.at).toBe(sandbox);
});
