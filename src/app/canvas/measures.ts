import type { Density } from './scene.ts';

/* How large things are drawn, in CSS pixels at scale 1. */

export interface Sizes {
  readonly width: number;
  /** Pods grow up to this so that a row fills its node. */
  readonly widest: number;
  readonly height: number;
  readonly gap: number;
  readonly rowGap: number;
}

const square = (side: number, gap: number): Sizes => ({ width: side, widest: side, height: side, gap, rowGap: gap });

/** From the largest to the smallest; the first at which everything shows is taken. */
export const podSizes: Readonly<Record<Density, readonly [Sizes, ...Sizes[]]>> = {
  capsule: [{ width: 146, widest: 186, height: 146, gap: 18, rowGap: 18 }],
  card: [{ width: 136, widest: 164, height: 46, gap: 14, rowGap: 12 }],
  tile: [square(40, 7), square(32, 6), square(26, 5)],
  dot: [square(18, 4), square(14, 3), square(11, 2), square(8, 2)],
};

/** What is kept free for the picture's buttons: at the right of the chips, and on a narrow screen a band below everything. */
export const buttons = { width: 280, band: 30 };
/** Narrower than this everything stands below each other. */
export const narrow = 700;
/** Around everything. */
export const margin = 16;
/** Of a machine: between two, inside its frame, above and below its Pods, and its height without any. */
export const machine = { gap: 16, padding: 16, header: 54, footer: 44, foot: 8, empty: 146 };
/** From a row of machines down to the network, and from there to what follows. */
export const network = { gap: 20, footer: 28 };
