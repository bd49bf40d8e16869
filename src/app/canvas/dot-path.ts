import type { Box } from './scene.ts';
import type { PodModel, Tone } from './pod-model.ts';

/** How a Pod looks as a dot: its tone, and for one that runs whether it is ready. Each look has a shape of its own. */
export type DotLook = Tone | 'unready';

export const dotLook = (pod: PodModel): DotLook =>
  pod.tone === 'running' && pod.readyContainers < pod.totalContainers ? 'unready' : pod.tone;

/**
 * The outline of a dot in its box: a full square runs, a hollow one is not ready, a triangle failed, a small disc has finished, a small square
 * ends, a ring waits or is not known. Hollow ones are stroked.
 */
export function dotPath(look: DotLook, { x, y, width, height }: Box): string {
  const [cx, cy, r] = [x + width / 2, y + height / 2, width / 2];
  switch (look) {
    case 'running':
      return square(cx, cy, r, Math.min(2.5, r * 0.4));
    case 'unready':
      return square(cx, cy, r - 1, Math.min(2, r * 0.3));
    case 'terminating':
      return square(cx, cy, r * 0.5, 1);
    case 'failed':
      return `M${cx} ${y}L${x + width} ${y + height}H${x}Z`;
    case 'succeeded':
      return disc(cx, cy, r * 0.5);
    case 'pending':
    case 'unknown':
      return disc(cx, cy, r - 0.8);
  }
}

const disc = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0`;

function square(x: number, y: number, r: number, corner: number): string {
  const side = 2 * (r - corner);
  const turn = (dx: number, dy: number): string => `a${corner} ${corner} 0 0 1 ${dx} ${dy}`;
  return `M${x - r + corner} ${y - r}h${side}${turn(corner, corner)}v${side}${turn(-corner, corner)}h${-side}${turn(-corner, -corner)}v${-side}${turn(corner, -corner)}`;
}
