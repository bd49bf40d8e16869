import { chipRows } from './chips.ts';
import { flow, type Flowed } from './flow.ts';
import { machine, margin, network, type Sizes } from './measures.ts';
import { bestPlan, nodeHeight, type Plan } from './plan.ts';
import {
  type Box,
  densities,
  type Density,
  type LayoutInput,
  type NodePlace,
  type PodPlace,
  type Scene,
} from './scene.ts';
import { controlPlane } from './strip.ts';
import { wire } from './wire.ts';

/** Below this text is no longer read with ease, so the picture shows less instead. */
const readable = 0.8;
/** The most that a machine grows beyond its Pods. */
const mostExtra = 260;
const footRoom = 4;

/** Where everything of the picture stands: a pure function from counts and the panel's size to boxes and lines. */
export function layout(input: LayoutInput): Scene {
  // On a very wide screen things are drawn larger rather than farther apart.
  const larger = Math.min(1.35, Math.max(1, input.width / 1500));
  const within = { ...input, width: input.width / larger, height: input.height / larger };
  const candidates = input.density === undefined ? densities : [input.density];
  let best: Plan | undefined;
  for (const density of candidates) {
    const plan = bestPlan(within, density);
    if (best === undefined || plan.scale > best.scale) best = plan;
    if (plan.scale >= readable) break;
  }
  const scene = arrange(within, best ?? bestPlan(within, 'capsule'));
  return { ...scene, scale: scene.scale * larger };
}

function arrange(input: LayoutInput, plan: Plan): Scene {
  const { columns, nodeWidth, unit, units, density } = plan;
  const strip = controlPlane(input, plan.width);
  // Machines have room for more: they reach down to the network, which lies at the foot of the picture.
  const spare = Math.max(0, input.height / plan.scale - plan.height - footRoom);
  const extra = strip.narrow ? 0 : Math.min(mostExtra, spare / plan.rows.length);
  const nodes: NodePlace[] = [];
  const pods = new Map<string, PodPlace>(strip.queued);
  const lines: { from: number; to: number; y: number }[] = [];
  // The wires to machines of lower rows run down at the right of the upper ones.
  const aside = plan.width - margin / 2;
  let y = strip.bottom;
  for (const [line, podRows] of plan.rows.entries()) {
    const height = nodeHeight(podRows, unit) + extra;
    const networkY = y + height + network.gap;
    for (const [index, node] of input.nodes.slice(line * columns, (line + 1) * columns).entries()) {
      const x = margin + index * (nodeWidth + machine.gap);
      const box: Box = { x, y, width: nodeWidth, height };
      const bridgeY = y + height - machine.footer + 16;
      // At the right, clear of the machine's name; on a slim one in the middle, so that it stays on its edge.
      const kubeletX = x + Math.max(nodeWidth / 2, nodeWidth - 58);
      nodes.push({
        ...box,
        name: node.name,
        bridge: { from: x + 14, to: x + nodeWidth - 14, y: bridgeY },
        uplink: { x: x + nodeWidth / 2, from: bridgeY, to: networkY },
        kubelet: { x: kubeletX, y },
        apiWire:
          line === 0
            ? [
                { x: kubeletX, y: strip.apiLine.y },
                { x: kubeletX, y: y - 9 },
              ]
            : [
                { x: aside, y: strip.apiLine.y },
                { x: aside, y: y - 15 },
                { x: kubeletX, y: y - 15 },
                { x: kubeletX, y: y - 9 },
              ],
      });
      placePods(pods, flow(node.pods, units, density).places, box, bridgeY, density, unit);
    }
    // Several lines are joined left of the machines.
    lines.push({ from: plan.rows.length > 1 ? margin / 2 : margin, to: plan.width - margin, y: networkY });
    y = networkY + network.footer;
  }
  const chips = chipRows(input, plan.width);
  const relations = new Map(chips.boxes.map((one) => [one.id, { ...one, y: y + one.y }]));
  y += chips.height;
  return {
    density,
    width: plan.width,
    height: y,
    scale: plan.scale,
    nodes,
    pods,
    network: lines,
    components: strip.components,
    apiLine: { ...strip.apiLine, to: plan.rows.length > 1 ? aside : (nodes.at(-1)?.kubelet.x ?? strip.apiLine.from.x) },
    hiddenWaiting: strip.hidden,
    queue: strip.queue,
    relations,
    hiddenRelations: (input.relations?.length ?? 0) - relations.size,
    narrow: strip.narrow,
  };
}

function placePods(
  into: Map<string, PodPlace>,
  places: readonly Flowed[],
  node: Box,
  bridgeY: number,
  density: Density,
  size: Sizes,
): void {
  const boxes = places.map(({ column, row, span }) => ({
    x: node.x + machine.padding + column * (size.width + size.gap),
    y: node.y + machine.header + row * (size.height + size.rowGap),
    width: span * size.width + (span - 1) * size.gap,
    height: size.height,
  }));
  for (const [index, { pod, row }] of places.entries()) {
    const box = boxes[index];
    if (box === undefined) continue;
    into.set(pod.key, { ...box, key: pod.key, density, wire: wire(box, boxes, node, bridgeY, density, row, size) });
  }
}
