import type { ClusterModel } from '../canvas/cluster-model.ts';
import type { Hand } from './hand.ts';
import { nodeHands } from './node-hands.ts';
import { podHands } from './pod-hands.ts';

/** What hands can do to a node or a Pod of the picture; undefined for anything else. */
export function handsOf(
  model: ClusterModel,
  id: string,
): { readonly hands: readonly Hand[]; readonly name: string } | undefined {
  const node = model.nodes.find((one) => id === `node/${one.name}`);
  if (node !== undefined) return { hands: nodeHands(node), name: node.name };
  const pod = [...model.waiting, ...model.nodes.flatMap((one) => one.pods)].find((one) => id === `pod/${one.key}`);
  return pod === undefined ? undefined : { hands: podHands(pod), name: pod.name };
}
