import { describe, expect, test } from 'vitest';
import type { LayoutInput } from './scene.ts';
import { layout } from './layout.ts';
import { sceneKeeper } from './scene-keeper.ts';

const cluster = (pods: number): LayoutInput => ({
  width: 1080,
  height: 548,
  waiting: [],
  nodes: ['node1', 'node2'].map((name) => ({
    name,
    pods: Array.from({ length: pods }, (_, pod) => ({ key: `default/${name}-${pod}`, containers: 1 })),
  })),
});

describe('sceneKeeper', () => {
  test('the same cluster is not laid out again', () => {
    const scene = sceneKeeper();
    expect(scene(cluster(400))).toBe(scene(cluster(400)));
  });

  test('one Pod more moves no other', () => {
    const scene = sceneKeeper();
    const before = scene(cluster(400));
    const after = scene(cluster(401));
    expect(after.pods.size).toBe(before.pods.size + 2);
    for (const [key, place] of before.pods) expect(after.pods.get(key)).toBe(place);
    expect(after.nodes[0]).toBe(before.nodes[0]);
  });

  test('what it keeps is what the layout says', () => {
    const scene = sceneKeeper();
    for (const pods of [3, 4, 40, 39, 400, 2]) expect(scene(cluster(pods))).toEqual(layout(cluster(pods)));
  });
});
