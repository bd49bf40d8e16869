import type { ContainerModel } from './pod-model.ts';

const padding = 12;
const gap = 8;
const ghost = 26;

/** Left edges and widths of the containers on a plate: an init container that is done shrinks to a ghost before the others. */
export function containerBoxes(
  podWidth: number,
  containers: readonly ContainerModel[],
): readonly { readonly x: number; readonly width: number }[] {
  const shrunk = (one: ContainerModel): boolean => one.role === 'init' && one.done && containers.length > 1;
  const ghosts = containers.filter(shrunk).length;
  const others = containers.length - ghosts;
  const room = podWidth - 2 * padding - gap * (containers.length - 1);
  const ghostWidth = others === 0 ? room / Math.max(1, ghosts) : Math.min(ghost, room / containers.length);
  const width = others === 0 ? 0 : (room - ghosts * ghostWidth) / others;
  let x = padding;
  return containers.map((one) => {
    const box = { x, width: shrunk(one) ? ghostWidth : width };
    x += box.width + gap;
    return box;
  });
}
