/*
 * Where everything of the picture stands: a pure function from counts and the panel's size to boxes and lines. Units are
 * CSS pixels at scale 1.
 */

/** How much of a Pod is drawn: everything, its name and state, a tile with a mark, or a dot of colour. */
export type Density = 'capsule' | 'card' | 'tile' | 'dot';
export const densities: readonly Density[] = ['capsule', 'card', 'tile', 'dot'];

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface LayoutPod {
  readonly key: string;
  /** Containers, init containers included: a Pod with many is wider. */
  readonly containers: number;
}

export interface LayoutNode {
  readonly name: string;
  readonly pods: readonly LayoutPod[];
}

export interface LayoutInput {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly LayoutNode[];
  readonly waiting: readonly LayoutPod[];
  /** Chips of Services and owners, in their order, with the widths that they want. */
  readonly relations?: readonly { readonly id: string; readonly width: number }[];
  /** Fixes the density; otherwise the richest one that stays readable. */
  readonly density?: Density;
}

export interface PodPlace extends Box {
  readonly key: string;
  readonly density: Density | 'queue';
  /** From the plate to the bridge, in scene coordinates; none for a Pod that waits. */
  readonly wire: readonly Point[];
}

export interface NodePlace extends Box {
  readonly name: string;
  readonly bridge: { readonly from: number; readonly to: number; readonly y: number };
  /** From the bridge out to the flat network. */
  readonly uplink: { readonly x: number; readonly from: number; readonly to: number };
  /** The middle of its kubelet, on the machine's upper edge. */
  readonly kubelet: Point;
  /** From the line of the API server to its kubelet. */
  readonly apiWire: readonly Point[];
}

export interface Scene {
  readonly density: Density;
  /** Scene size; times `scale` it is what shows. */
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly nodes: readonly NodePlace[];
  readonly pods: ReadonlyMap<string, PodPlace>;
  /** The flat network: a line under every row of nodes, joined at the left. */
  readonly network: readonly { readonly from: number; readonly to: number; readonly y: number }[];
  readonly components: readonly (Box & { readonly id: ComponentId })[];
  /** The line along which kubelets speak to the API server. */
  readonly apiLine: { readonly y: number; readonly from: Point; readonly to: number };
  /** How many waiting Pods found no room in the queue. */
  readonly hiddenWaiting: number;
  readonly queue: Box;
  /** The chips of Services and owners below the network. */
  readonly relations: ReadonlyMap<string, Box>;
  readonly hiddenRelations: number;
  readonly narrow: boolean;
}

export type ComponentId = 'workstation' | 'apiserver' | 'etcd' | 'scheduler' | 'controllers';

interface Sizes {
  readonly width: number;
  /** Pods grow up to this so that a row fills its node. */
  readonly widest: number;
  readonly height: number;
  readonly gap: number;
  readonly rowGap: number;
}

const square = (side: number, gap: number): Sizes => ({ width: side, widest: side, height: side, gap, rowGap: gap });

/** From the largest to the smallest; the first at which everything shows is taken. */
const podSizes: Readonly<Record<Density, readonly [Sizes, ...Sizes[]]>> = {
  capsule: [{ width: 146, widest: 186, height: 146, gap: 18, rowGap: 18 }],
  card: [{ width: 136, widest: 164, height: 46, gap: 14, rowGap: 12 }],
  tile: [square(40, 7), square(32, 6), square(26, 5)],
  dot: [square(18, 4), square(14, 3), square(11, 2), square(8, 2)],
};

const margin = 16;
const nodeGap = 16;
const nodePadding = 16;
const nodeHeader = 54;
const nodeFooter = 44;
const nodeFoot = 8;
const emptyNodeHeight = 146;
const networkGap = 28;
const networkFooter = 28;
/** The most that a machine grows beyond its Pods. */
const mostExtra = 260;
const footRoom = 4;
const apiLineGap = { above: 11, below: 15 };
const componentHeight = 28;
const chip = { height: 24, gap: 10, rowGap: 8, mostRows: 3 };
const queueSlot = { width: 132, height: 34, gap: 8 };
/** Below this text is no longer read with ease, so the picture shows less instead. */
const readable = 0.8;

/** The base plate of a capsule, relative to the Pod. */
export const plateBox = (pod: Box): Box => ({ x: 8, y: pod.height - 42, width: pod.width - 16, height: 30 });

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

/** One way to arrange the nodes, measured but not yet placed. */
interface Plan {
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
function bestPlan(input: LayoutInput, density: Density): Plan {
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
  const nodeHeight = Math.max(plan.height, height) / plan.rows.length - networkGap - networkFooter;
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
  const minimum = 2 * nodePadding + size.width;
  const nodeWidth = Math.max(minimum, (width - 2 * margin - (columns - 1) * nodeGap) / columns);
  const inner = nodeWidth - 2 * nodePadding;
  const units = Math.max(1, Math.floor((inner + size.gap) / (size.width + size.gap)));
  const unit: Sizes = { ...size, width: Math.min(size.widest, (inner - (units - 1) * size.gap) / units) };
  const sceneWidth = 2 * margin + columns * nodeWidth + (columns - 1) * nodeGap;
  const rows: number[] = [];
  let sceneHeight = controlPlane(input, sceneWidth).bottom;
  for (let first = 0; first < Math.max(1, input.nodes.length); first += columns) {
    const row = input.nodes.slice(first, first + columns);
    const podRows = Math.max(0, ...row.map((node) => rowCount(node.pods, units, density)));
    rows.push(podRows);
    sceneHeight += nodeHeight(podRows, unit) + networkGap + networkFooter;
  }
  sceneHeight += chipRows(input, sceneWidth).height;
  const scale = Math.min(1, input.width / sceneWidth, height / sceneHeight);
  return { density, columns, nodeWidth, unit, units, rows, width: sceneWidth, height: sceneHeight, scale };
}

const nodeHeight = (podRows: number, unit: Sizes): number =>
  nodeHeader + Math.max(emptyNodeHeight, podRows * (unit.height + unit.rowGap) - unit.rowGap) + nodeFooter + nodeFoot;

function rowCount(pods: readonly LayoutPod[], units: number, density: Density): number {
  // Every way to arrange the nodes asks: where each Pod takes one column, as nearly always, nothing needs to be placed for it.
  const wide = density === 'capsule' && pods.some((pod) => podSpan(pod.containers, density) > 1);
  return wide ? flow(pods, units, density).rows : Math.ceil(pods.length / units);
}

function arrange(input: LayoutInput, plan: Plan): Scene {
  const { columns, nodeWidth, unit, units, density } = plan;
  const strip = controlPlane(input, plan.width);
  // Machines have room for more: they reach down to the network, which lies at the foot of the picture.
  const spare = Math.max(0, input.height / plan.scale - plan.height - footRoom);
  const extra = strip.narrow ? 0 : Math.min(mostExtra, spare / plan.rows.length);
  const nodes: NodePlace[] = [];
  const pods = new Map<string, PodPlace>(strip.queued);
  const network: { from: number; to: number; y: number }[] = [];
  // The wires to machines of lower rows run down at the right of the upper ones.
  const aside = plan.width - margin / 2;
  let y = strip.bottom;
  for (const [line, podRows] of plan.rows.entries()) {
    const height = nodeHeight(podRows, unit) + extra;
    const networkY = y + height + networkGap;
    for (const [index, node] of input.nodes.slice(line * columns, (line + 1) * columns).entries()) {
      const x = margin + index * (nodeWidth + nodeGap);
      const box: Box = { x, y, width: nodeWidth, height };
      const bridgeY = y + height - nodeFooter + 16;
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
    network.push({ from: plan.rows.length > 1 ? margin / 2 : margin, to: plan.width - margin, y: networkY });
    y = networkY + networkFooter;
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
    network,
    components: strip.components,
    apiLine: { ...strip.apiLine, to: plan.rows.length > 1 ? aside : (nodes.at(-1)?.kubelet.x ?? strip.apiLine.from.x) },
    hiddenWaiting: strip.hidden,
    queue: strip.queue,
    relations,
    hiddenRelations: (input.relations?.length ?? 0) - relations.size,
    narrow: strip.narrow,
  };
}

/** Chips beside each other, as many rows as they take; what finds no room is counted. */
function chipRows(
  { relations = [] }: LayoutInput,
  width: number,
): { readonly boxes: readonly (Box & { readonly id: string })[]; readonly height: number } {
  const boxes: (Box & { readonly id: string })[] = [];
  const room = width - 2 * margin;
  let x = 0;
  let row = 0;
  for (const one of relations) {
    const wide = Math.min(one.width, room);
    if (x > 0 && x + wide > room) {
      x = 0;
      row++;
    }
    if (row >= chip.mostRows) break;
    boxes.push({ id: one.id, x: margin + x, y: row * (chip.height + chip.rowGap), width: wide, height: chip.height });
    x += wide + chip.gap;
  }
  const rows = boxes.length === 0 ? 0 : Math.min(row, chip.mostRows - 1) + 1;
  return { boxes, height: rows === 0 ? 0 : rows * (chip.height + chip.rowGap) + 4 };
}

interface Flowed {
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
function flow(pods: readonly LayoutPod[], units: number, density: Density): { places: Flowed[]; rows: number } {
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

function placePods(
  into: Map<string, PodPlace>,
  places: readonly Flowed[],
  node: Box,
  bridgeY: number,
  density: Density,
  size: Sizes,
): void {
  const boxes = places.map(({ column, row, span }) => ({
    x: node.x + nodePadding + column * (size.width + size.gap),
    y: node.y + nodeHeader + row * (size.height + size.rowGap),
    width: span * size.width + (span - 1) * size.gap,
    height: size.height,
  }));
  for (const [index, { pod, row }] of places.entries()) {
    const box = boxes[index];
    if (box === undefined) continue;
    into.set(pod.key, { ...box, key: pod.key, density, wire: wire(box, boxes, node, bridgeY, density, row, size) });
  }
}

/**
 * The veth pair of a Pod: straight down where nothing stands below; else round the corner into the gap at its right; and if a wide Pod
 * stands below that gap, along the row's foot to the nearest free one.
 */
function wire(
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
  const edges = [node.x + nodePadding / 2, ...below.map((one) => one.x + one.width + offset)];
  const lane = edges.filter(isFree).toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0] ?? middle;
  const y = box.y + box.height + size.rowGap / 2;
  return [
    { x: middle, y: foot },
    { x: middle, y },
    { x: lane, y },
    { x: lane, y: bridgeY },
  ];
}

interface Strip {
  readonly components: Scene['components'];
  readonly queued: ReadonlyMap<string, PodPlace>;
  readonly hidden: number;
  readonly queue: Box;
  readonly apiLine: Omit<Scene['apiLine'], 'to'>;
  readonly bottom: number;
  readonly narrow: boolean;
}

/** The row at the top: the workstation, the control plane, and the Pods that wait for a node beside the scheduler. */
function controlPlane(input: LayoutInput, width: number): Strip {
  const narrow = width < 700;
  const ids: readonly ComponentId[] = narrow
    ? ['apiserver', 'etcd', 'scheduler', 'controllers']
    : ['workstation', 'apiserver', 'etcd', 'scheduler', 'controllers'];
  const gap = narrow ? 8 : 14;
  const pill = narrow ? Math.min(108, (width - 2 * margin - gap * 3) / 4) : 104;
  const y = narrow ? 14 : 22;
  const components: (Box & { id: ComponentId })[] = [];
  let x = margin;
  for (const id of ids) {
    components.push({ id, x, y, width: pill, height: componentHeight });
    x += pill + (id === 'workstation' ? 46 : gap);
  }
  const below = narrow && input.waiting.length > 0;
  const queue: Box = narrow
    ? { x: margin, y: y + componentHeight + 10, width: width - 2 * margin, height: queueSlot.height }
    : { x: x + 12, y: y - 3, width: width - margin - x - 12, height: queueSlot.height };
  const slots = Math.max(0, Math.floor((queue.width + queueSlot.gap) / (queueSlot.width + queueSlot.gap)));
  const shown = input.waiting.length > slots ? Math.max(0, slots - 1) : input.waiting.length;
  const queued = new Map<string, PodPlace>();
  input.waiting.slice(0, shown).forEach((pod, index) => {
    queued.set(pod.key, {
      key: pod.key,
      density: 'queue',
      x: queue.x + index * (queueSlot.width + queueSlot.gap),
      y: queue.y,
      width: queueSlot.width,
      height: queueSlot.height,
      wire: [],
    });
  });
  const api = components.find((one) => one.id === 'apiserver') ?? queue;
  const lineY = (below ? queue.y + queue.height : y + componentHeight) + apiLineGap.above;
  return {
    components,
    queued,
    hidden: input.waiting.length - shown,
    queue,
    apiLine: { y: lineY, from: { x: api.x + api.width / 2, y: api.y + api.height } },
    bottom: lineY + apiLineGap.below,
    narrow,
  };
}
