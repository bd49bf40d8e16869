import { margin, narrow } from './measures.ts';
import type { Box, ComponentId, LayoutInput, PodPlace, Scene } from './scene.ts';

const apiLineGap = { above: 11, below: 15 };
const componentHeight = 28;
const queueSlot = { width: 132, height: 34, gap: 8 };

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
export function controlPlane(input: LayoutInput, width: number): Strip {
  const isNarrow = width < narrow;
  const ids: readonly ComponentId[] = isNarrow
    ? ['apiserver', 'etcd', 'scheduler', 'controllers']
    : ['workstation', 'apiserver', 'etcd', 'scheduler', 'controllers'];
  const gap = isNarrow ? 8 : 14;
  const pill = isNarrow ? Math.min(108, (width - 2 * margin - gap * 3) / 4) : 104;
  const y = isNarrow ? 14 : 22;
  const components: (Box & { id: ComponentId })[] = [];
  let x = margin;
  for (const id of ids) {
    components.push({ id, x, y, width: pill, height: componentHeight });
    x += pill + (id === 'workstation' ? 46 : gap);
  }
  const below = isNarrow && input.waiting.length > 0;
  const queue: Box = isNarrow
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
    narrow: isNarrow,
  };
}
