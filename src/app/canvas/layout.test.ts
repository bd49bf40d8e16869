import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Box, LayoutInput } from './scene.ts';
import { layout } from './layout.ts';

const cluster = (podsPerNode: readonly number[], extra: Partial<LayoutInput> = {}): LayoutInput => ({
  width: 1080,
  height: 548,
  waiting: [],
  nodes: podsPerNode.map((count, node) => ({
    name: `node${node + 1}`,
    pods: Array.from({ length: count }, (_, pod) => ({ key: `default/p${node}-${pod}`, containers: 1 + (pod % 3) })),
  })),
  ...extra,
});

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width - 0.01 &&
  b.x < a.x + a.width - 0.01 &&
  a.y < b.y + b.height - 0.01 &&
  b.y < a.y + a.height - 0.01;

const inside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.width <= outer.x + outer.width + 0.01 &&
  inner.y + inner.height <= outer.y + outer.height + 0.01;

describe('layout', () => {
  test('two nodes with a handful of Pods each are drawn in full, unscaled', () => {
    const scene = layout(cluster([4, 2]));
    expect(scene.density).toBe('capsule');
    expect(scene.scale).toBe(1);
  });

  test('an empty cluster has its nodes side by side', () => {
    const scene = layout(cluster([0, 0]));
    expect(scene.nodes.map((one) => one.y)).toEqual([scene.nodes[0]?.y, scene.nodes[0]?.y]);
  });

  test('more Pods than fit give way to cards, tiles and dots', () => {
    const density = (pods: number): string => layout(cluster([pods, pods, pods])).density;
    expect([2, 10, 60, 1000].map(density)).toEqual(['capsule', 'card', 'tile', 'dot']);
  });

  test('on a phone nodes stand below each other and Pods stay readable', () => {
    const scene = layout(cluster([2, 1], { width: 390, height: 620 }));
    expect(scene.density).toBe('capsule');
    expect(scene.scale).toBeGreaterThanOrEqual(0.8);
    expect(new Set(scene.nodes.map((one) => one.x)).size).toBe(1);
  });

  test('a Pod that waits stands beside the scheduler, and the rest is counted', () => {
    const waiting = Array.from({ length: 9 }, (_, index) => ({ key: `default/w${index}`, containers: 1 }));
    const scene = layout(cluster([1, 1], { waiting }));
    const queued = [...scene.pods.values()].filter((one) => one.density === 'queue');
    expect(queued.length + scene.hiddenWaiting).toBe(9);
    expect(queued.length).toBeGreaterThan(1);
  });

  test('chips leave room for the buttons at the right, and on a phone take the whole width above theirs', () => {
    const relations = Array.from({ length: 9 }, (_, index) => ({ id: `services/default/s${index}`, width: 150 }));
    for (const width of [390, 768, 1080, 2560]) {
      const scene = layout(cluster([2, 1], { width, height: 600, relations }));
      const right = Math.max(...[...scene.relations.values()].map((one) => (one.x + one.width) * scene.scale));
      expect(right).toBeLessThanOrEqual(width - (width < 700 ? 0 : 230));
    }
  });

  test('no two Pods overlap, every Pod lies inside its node, every wire ends on its bridge and runs behind no Pod', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 340, max: 2560 }),
        fc.integer({ min: 240, max: 1400 }),
        (pods, width, height) => {
          const input = cluster(pods, { width, height });
          const scene = layout(input);
          const places = [...scene.pods.values()];
          for (const [index, place] of places.entries()) {
            for (const other of places.slice(index + 1)) expect(overlap(place, other)).toBe(false);
          }
          for (const [index, node] of input.nodes.entries()) {
            const box = scene.nodes[index]!;
            for (const pod of node.pods) {
              const place = scene.pods.get(pod.key)!;
              expect(inside(place, box)).toBe(true);
              if (place.wire.length > 0) expect(place.wire.at(-1)?.y).toBe(box.bridge.y);
              const drop = place.wire.at(-1);
              for (const other of places) {
                const crossed =
                  drop !== undefined &&
                  other.y > place.y &&
                  other.y < drop.y &&
                  inside({ ...drop, y: other.y, width: 0, height: 0 }, other);
                expect(crossed).toBe(false);
              }
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
