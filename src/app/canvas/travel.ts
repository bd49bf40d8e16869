import type { ClusterModel } from './cluster-model.ts';
import type { Box, Scene } from './scene.ts';
import { containerBoxes } from './container-boxes.ts';

/** Something in the picture that the keyboard can reach: `node/node1`, `pod/default/clash`, `container/default/clash/first`. */
export type ItemId = string;

export type Direction = 'left' | 'right' | 'up' | 'down';

interface Stop extends Box {
  readonly id: ItemId;
  readonly level: 1 | 2 | 3;
}

/** Every stop of the keyboard in reading order, with where it stands. */
export function stops(model: ClusterModel, scene: Scene): readonly Stop[] {
  const found: Stop[] = [];
  const addPod = (pod: ClusterModel['waiting'][number]): void => {
    const place = scene.pods.get(pod.key);
    if (place === undefined) return;
    found.push({ ...box(place), id: `pod/${pod.key}`, level: 2 });
    if (place.density !== 'capsule') return;
    for (const [index, one] of containerBoxes(place.width, pod.containers).entries()) {
      const name = pod.containers[index]?.name ?? '';
      found.push({
        id: `container/${pod.key}/${name}`,
        level: 3,
        x: place.x + one.x,
        y: place.y + 46,
        width: one.width,
        height: 48,
      });
    }
  };
  for (const pod of model.waiting) addPod(pod);
  for (const node of model.nodes) {
    const place = scene.nodes.find((one) => one.name === node.name);
    if (place === undefined) continue;
    found.push({ ...box(place), id: `node/${node.name}`, level: 1 });
    for (const pod of node.pods) addPod(pod);
  }
  for (const [id, place] of scene.relations) found.push({ ...box(place), id, level: 1 });
  return found;
}

const box = ({ x, y, width, height }: Box): Box => ({ x, y, width, height });

/**
 * Where an arrow leads: into a node or Pod with Down from its top, out of it with Up, and sideways to the nearest one of
 * the same kind. Escape is `parent`.
 */
export function travel(all: readonly Stop[], from: ItemId | undefined, direction: Direction): ItemId | undefined {
  const here = all.find((one) => one.id === from);
  if (here === undefined) return all[0]?.id;
  const inside = all.filter((one) => one.level === here.level + 1 && contains(here, one));
  if (direction === 'down' && here.level < 3 && inside.length > 0) return inside[0]?.id;
  const ahead = all
    .filter((one) => one.level === here.level && one.id !== here.id)
    .map((one) => ({ one, distance: distance(here, one, direction) }))
    .filter(({ distance: far }) => far !== undefined)
    .toSorted((a, b) => (a.distance ?? 0) - (b.distance ?? 0));
  const nearest = ahead[0]?.one;
  if (direction === 'up' && here.level > 1) {
    const outer = parent(all, here.id);
    if (nearest === undefined || (here.level === 2 && outer !== undefined && parent(all, nearest.id) !== outer))
      return outer;
    return here.level === 3 ? outer : nearest.id;
  }
  return nearest?.id ?? here.id;
}

/** What an item stands in. */
export function parent(all: readonly Stop[], of: ItemId): ItemId | undefined {
  const here = all.find((one) => one.id === of);
  if (here === undefined) return undefined;
  return all.find((one) => one.level === here.level - 1 && contains(one, here))?.id;
}

function contains(outer: Box, inner: Box): boolean {
  const x = inner.x + inner.width / 2;
  const y = inner.y + inner.height / 2;
  return x >= outer.x && x <= outer.x + outer.width && y >= outer.y && y <= outer.y + outer.height;
}

/** How far `to` lies in that direction; sideways distance counts double. undefined: not that way. */
function distance(from: Box, to: Box, direction: Direction): number | undefined {
  const dx = to.x + to.width / 2 - (from.x + from.width / 2);
  const dy = to.y + to.height / 2 - (from.y + from.height / 2);
  const [along, across] =
    direction === 'left' ? [-dx, dy] : direction === 'right' ? [dx, dy] : direction === 'up' ? [-dy, dx] : [dy, dx];
  return along <= 1 ? undefined : along + 2 * Math.abs(across);
}
