import type { Density, LayoutPod } from './scene.ts';

/** A Pod's place among those of its node, in columns and rows. */
export interface Flowed {
  readonly pod: LayoutPod;
  readonly column: number;
  readonly row: number;
  readonly span: number;
}

/** How many columns a Pod takes: its containers stand side by side on the plate. */
export function podSpan(containers: number, density: Density): number {
  return density === 'capsule' ? Math.max(1, Math.ceil((containers - 2) / 3) + 1) : 1;
}

/** Fills rows from the left, in order. */
export function flow(pods: readonly LayoutPod[], units: number, density: Density): { places: Flowed[]; rows: number } {
  const places: Flowed[] = [];
  let column = 0;
  let row = 0;
  for (const pod of pods) {
    const span = Math.min(units, podSpan(pod.containers, density));
    if (column + span > units) {
      column = 0;
      row++;
    }
    places.push({ pod, column, row, span });
    column += span;
  }
  return { places, rows: places.length === 0 ? 0 : row + 1 };
}
