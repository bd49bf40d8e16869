import { chipRows } from './chips.ts';
import { flow, podSpan } from './flow.ts';
import { machine, margin, network, podSizes, type Sizes } from './measures.ts';
import type { Density, LayoutInput, LayoutPod } from './scene.ts';
import { controlPlane } from './strip.ts';

/** One way to arrange the nodes, measured but not yet placed. */
export interface Plan {
  readonly density: Density;
  readonly columns: number;
  readonly nodeWidth: number;
  readonly unit: Sizes;
  /** Pods that fit beside each other in a node. */
  readonly units: number;
  /** Rows of Pods in each row of nodes. */
  readonly rows: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

const stretches = [1, 1.12, 1.25, 1.5, 2, 3, 4];

/**
 * Tries node columns and scene widths. The largest scale at which all of it shows wins; of several that need no scaling, the one whose
 * machines are shaped most like a sheet of paper.
 */
export function bestPlan(input: LayoutInput, density: Density): Plan {
  // A narrow screen is scrolled with a thumb: there the picture may be taller than its panel.
  const height = input.width < 600 ? Math.max(input.height * 2.4, 640) : input.height;
  let best: Plan | undefined;
  const most = Math.min(24, Math.max(1, input.nodes.length));
  for (const size of podSizes[density]) {
    for (let columns = 1; columns <= most; columns++) {
      for (const stretch of stretches) {
        const plan = measure(input, density, size, input.width * stretch, height, columns);
        if (plan.width > input.width * stretch + 0.5) continue;
        if (best === undefined || isBetter(plan, best, height)) best = plan;
        if (plan.scale >= 1) break;
      }
    }
    if (best !== undefined && best.scale >= 1) return best;
  }
  return best ?? measure(input, density, podSizes[density][0], input.width, height, 1);
}

function isBetter(plan: Plan, than: Plan, height: number): boolean {
  if (plan.scale >= 1 && than.scale >= 1) return misshapen(plan, height) < misshapen(than, height);
  return plan.scale > than.scale + 0.005;
}

/** How far a machine is from being somewhat wider than high. */
function misshapen(plan: Plan, height: number): number {
  const nodeHeight = Math.max(plan.height, height) / plan.rows.length - network.gap - network.footer;
  return Math.abs(Math.log(plan.nodeWidth / nodeHeight / 1.2));
}

function measure(
  input: LayoutInput,
  density: Density,
  size: Sizes,
  width: number,
  height: number,
  columns: number,
): Plan {
  const minimum = 2 * machine.padding + size.width;
  const nodeWidth = Math.max(minimum, (width - 2 * margin - (columns - 1) * machine.gap) / columns);
  const inner = nodeWidth - 2 * machine.padding;
  const units = Math.max(1, Math.floor((inner + size.gap) / (size.width + size.gap)));
  const unit: Sizes = { ...size, width: Math.min(size.widest, (inner - (units - 1) * size.gap) / units) };
  const sceneWidth = 2 * margin + columns * nodeWidth + (columns - 1) * machine.gap;
  const rows: number[] = [];
  let sceneHeight = controlPlane(input, sceneWidth).bottom;
  for (let first = 0; first < Math.max(1, input.nodes.length); first += columns) {
    const row = input.nodes.slice(first, first + columns);
    const podRows = Math.max(0, ...row.map((node) => rowCount(node.pods, units, density)));
    rows.push(podRows);
    sceneHeight += nodeHeight(podRows, unit) + network.gap + network.footer;
  }
  sceneHeight += chipRows(input, sceneWidth).height;
  const scale = Math.min(1, input.width / sceneWidth, height / sceneHeight);
  return { density, columns, nodeWidth, unit, units, rows, width: sceneWidth, height: sceneHeight, scale };
}

export const nodeHeight = (podRows: number, unit: Sizes): number =>
  machine.header +
  Math.max(machine.empty, podRows * (unit.height + unit.rowGap) - unit.rowGap) +
  machine.footer +
  machine.foot;

function rowCount(pods: readonly LayoutPod[], units: number, density: Density): number {
  // Every way to arrange the nodes asks: where each Pod takes one column, as nearly always, nothing needs to be placed for it.
  const wide = density === 'capsule' && pods.some((pod) => podSpan(pod.containers, density) > 1);
  return wide ? flow(pods, units, density).rows : Math.ceil(pods.length / units);
}
