import { expect, test } from 'vitest';
import { layout } from './layout.ts';
import { nodesOf } from './nodes-of.ts';

test('Pods lead to their nodes, each once, ready if one of them is', () => {
  const pods = (node: string): { key: string; containers: number }[] =>
    Array.from({ length: 300 }, (_, pod) => ({ key: `${node}-${pod}`, containers: 1 }));
  const scene = layout({
    width: 1080,
    height: 548,
    waiting: [{ key: 'waiting', containers: 1 }],
    nodes: ['node1', 'node2', 'node3'].map((name) => ({ name, pods: pods(name) })),
  });
  const of = (key: string, ready: boolean) => ({ place: scene.pods.get(key)!, ready });
  const found = nodesOf(scene, [
    of('node1-0', false),
    of('node1-9', true),
    of('node3-299', false),
    of('waiting', false),
  ]);
  expect(found.map(({ node, ready }) => [node.name, ready])).toEqual([
    ['node1', true],
    ['node3', false],
  ]);
});
