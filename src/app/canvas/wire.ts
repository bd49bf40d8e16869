import { machine, type Sizes } from './measures.ts';
import { type Box, type Density, plateBox, type Point } from './scene.ts';

/**
 * The veth pair of a Pod: straight down where nothing stands below; else round the corner into the gap at its right; and if a wide Pod
 * stands below that gap, along the row's foot to the nearest free one.
 */
export function wire(
  box: Box,
  others: readonly Box[],
  node: Box,
  bridgeY: number,
  density: Density,
  row: number,
  size: Sizes,
): readonly Point[] {
  if (density === 'tile' || density === 'dot') return [];
  const below = others.filter((one) => one.y > box.y);
  const plate = density === 'capsule' ? plateBox(box) : { x: 0, y: box.height - 6, width: box.width, height: 6 };
  const isFree = (x: number): boolean => below.every((one) => x < one.x || x > one.x + one.width);
  const middle = box.x + box.width / 2;
  const foot = box.y + plate.y + plate.height;
  if (isFree(middle)) {
    return [
      { x: middle, y: foot },
      { x: middle, y: bridgeY },
    ];
  }
  // Capsules have room for a wire each; those of cards share a duct.
  const offset = density === 'capsule' ? 5 + (row % 3) * 4 : size.gap / 2;
  const beside = box.x + box.width + offset;
  if (isFree(beside)) {
    const y = box.y + plate.y + plate.height / 2;
    return [
      { x: box.x + plate.x + plate.width, y },
      { x: beside, y },
      { x: beside, y: bridgeY },
    ];
  }
  const edges = [node.x + machine.padding / 2, ...below.map((one) => one.x + one.width + offset)];
  const lane = edges.filter(isFree).toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0] ?? middle;
  const y = box.y + box.height + size.rowGap / 2;
  return [
    { x: middle, y: foot },
    { x: middle, y },
    { x: lane, y },
    { x: lane, y: bridgeY },
  ];
}
