import { describe, expect, test } from 'vitest';
import { running, testPod } from '../testing.ts';
import { dotLook, type DotLook, dotPath } from './dot-path.ts';
import { podModel } from './pod-model.ts';

describe('a dot', () => {
  const looks: readonly DotLook[] = ['running', 'unready', 'failed', 'succeeded', 'terminating', 'pending'];

  test('has a shape of its own for every look, so that no state is told by colour alone', () => {
    const paths = looks.map((look) => dotPath(look, { x: 0, y: 0, width: 8, height: 8 }));
    expect(new Set(paths).size).toBe(looks.length);
  });

  test.each([
    ['a Pod that runs and is ready', running, 'running'],
    ['one that runs and is not', { ...running, ready: false }, 'unready'],
  ])('%s', (_, status, look) => {
    const pod = testPod({ node: 'node1', containers: { c: status } });
    expect(dotLook(podModel(pod, undefined, [], '1.36'))).toBe(look);
  });
});
