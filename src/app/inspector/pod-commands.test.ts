import { expect, test } from 'vitest';
import { podModel } from '../canvas/pod-model.ts';
import { crashed, running, testPod, waiting } from '../testing.ts';
import { podCommands } from './pod-commands.ts';

const commands = (parts: Parameters<typeof testPod>[0], container?: string) =>
  podCommands(podModel(testPod(parts), undefined, [], '1.20'), container);

test('names the container where there are several, and its last run where there was one', () => {
  const lines = commands({ node: 'node1', containers: { first: running, second: crashed(1) } }, 'second');
  expect(lines).toContain('kubectl logs a -c second');
  expect(lines).toContain('kubectl logs a -c second --previous');
});

test('offers no shell in a Pod that does not run', () => {
  expect(commands({ phase: 'Pending', containers: { a: waiting('ContainerCreating') } }).join()).not.toContain('exec');
});
