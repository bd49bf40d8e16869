import { expect, test } from 'vitest';
import { Simulation } from '../sim/simulation.ts';
import { LogFile } from './log.ts';
import { testNode } from './testing.ts';

function texts(log: LogFile): string[] {
  return log.entries.map((entry) => entry.text);
}

test('a line is stamped when it is complete; what is left is written at the end', () => {
  const sim = new Simulation(1, 1_000_000);
  const log = new LogFile(sim);
  log.write('stdout', 'half ');
  log.write('stderr', 'error\n');
  sim.advanceTo(500);
  log.write('stdout', 'line\nrest');
  expect(log.entries).toEqual([
    { time: 1_000_000, stream: 'stderr', text: 'error\n' },
    { time: 1_000_500, stream: 'stdout', text: 'half line\n' },
  ]);
  log.end();
  expect(texts(log).at(-1)).toBe('rest');
});

test('a very long line is written in pieces of 16 KiB', () => {
  const log = new LogFile(new Simulation(1, 0));
  log.write('stdout', `${'x'.repeat(40_000)}\n`);
  expect(log.entries.map((entry) => [entry.text.length, entry.partial ?? false])).toEqual([
    [16_384, true],
    [16_384, true],
    [7233, false],
  ]);
});

test('the file is rotated at 10 MiB; what came before can no longer be read', () => {
  const log = new LogFile(new Simulation(1, 0));
  const line = `${'y'.repeat(1023)}\n`;
  for (let i = 0; i < 10 * 1024; i++) log.write('stdout', line);
  expect(log.entries).toHaveLength(10 * 1024);
  log.write('stdout', 'after\n');
  expect(texts(log)).toEqual(['after\n']);
  expect(log.rotations).toBe(1);
});

test('a follower gets what comes later and ends with the container', () => {
  const log = new LogFile(new Simulation(1, 0));
  log.write('stdout', 'before\n');
  const follower = log.follow();
  const gone = log.follow();
  gone.close();
  log.write('stdout', 'after\n');
  log.end();
  expect(follower.tryTake()?.text).toBe('after\n');
  expect(follower.tryTake()).toBeUndefined();
  expect(follower.closed).toBe(true);
  expect(log.follow().closed).toBe(true);
});

test('a container’s two streams are told apart', () => {
  const node = testNode('1.36');
  const id = node.start(node.sandbox('pod'), { image: 'busybox', command: ['sh', '-c', 'echo out; echo err >&2'] });
  node.sim.advanceTo(node.sim.now + 100);
  expect(node.runtime.log(id)?.entries.map(({ stream, text }) => [stream, text])).toEqual([
    ['stdout', 'out\n'],
    ['stderr', 'err\n'],
  ]);
});
