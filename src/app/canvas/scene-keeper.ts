import { jsonEqual } from '../../engine/api/json.ts';
import type { LayoutInput, Scene } from './scene.ts';
import { layout } from './layout.ts';

/**
 * Lays the picture out again only when something comes, goes or changes its size; what then stands where it stood keeps its identity, so that it
 * is not drawn again. Thousands of Pods change their state many times a second, and hardly ever their place.
 */
export function sceneKeeper(): (input: LayoutInput) => Scene {
  let last: { readonly input: LayoutInput; readonly scene: Scene } | undefined;
  return (input) => {
    if (last !== undefined && jsonEqual(last.input, input)) return last.scene;
    const scene = layout(input);
    last = { input, scene: last === undefined ? scene : withKnownPlaces(scene, last.scene) };
    return last.scene;
  };
}

function withKnownPlaces(scene: Scene, before: Scene): Scene {
  const known = new Map(before.nodes.map((place) => [place.name, place]));
  const pods = new Map(scene.pods);
  for (const [key, place] of pods) pods.set(key, same(before.pods.get(key), place));
  return { ...scene, pods, nodes: scene.nodes.map((place) => same(known.get(place.name), place)) };
}

const same = <T>(before: T | undefined, after: T): T =>
  before !== undefined && jsonEqual(before, after) ? before : after;
