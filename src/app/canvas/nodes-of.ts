import type { Box, NodePlace, Scene } from './scene.ts';

/** The nodes that Pods stand on, each once, and whether any of its Pods is ready. */
export function nodesOf(
  scene: Scene,
  pods: readonly { readonly place: Box; readonly ready: boolean }[],
): readonly { readonly node: NodePlace; readonly ready: boolean }[] {
  return scene.nodes.flatMap((node) => {
    const there = pods.filter(({ place }) => isInside(place, node));
    return there.length === 0 ? [] : [{ node, ready: there.some(({ ready }) => ready) }];
  });
}

const isInside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x && inner.x < outer.x + outer.width && inner.y >= outer.y && inner.y < outer.y + outer.height;
