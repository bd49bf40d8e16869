import { selectorOfObject } from '../../api/selectors.ts';
import type { Pod } from '../../api/types.ts';
import type { NodeInfo } from '../node-info.ts';
import type { Plugin, Rejection } from './plugin.ts';

type Constraint = NonNullable<NonNullable<Pod['spec']>['topologySpreadConstraints']>[number];

function matching(constraint: Constraint, pod: Pod, node: NodeInfo): number {
  const selector = selectorOfObject(constraint.labelSelector);
  let count = 0;
  for (const { pod: other } of node.pods.values()) {
    if (other.metadata?.namespace !== pod.metadata?.namespace) continue;
    if (other.metadata?.deletionTimestamp === undefined && selector.matches(other.metadata?.labels)) count++;
  }
  return count;
}

/** Pods of the constraint in each of its domains (plugins/podtopologyspread/filtering.go). */
function domains(constraint: Constraint, pod: Pod, nodes: readonly NodeInfo[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const domain = node.node.metadata?.labels?.[constraint.topologyKey];
    if (domain !== undefined) counts.set(domain, (counts.get(domain) ?? 0) + matching(constraint, pod, node));
  }
  return counts;
}

export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  filter(pod, node, { nodes }): Rejection | undefined {
    for (const constraint of pod.spec?.topologySpreadConstraints ?? []) {
      if (constraint.whenUnsatisfiable !== 'DoNotSchedule') continue;
      const domain = node.node.metadata?.labels?.[constraint.topologyKey];
      if (domain === undefined) {
        return {
          reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"],
          resolvable: false,
        };
      }
      const counts = domains(constraint, pod, nodes);
      const own = selectorOfObject(constraint.labelSelector).matches(pod.metadata?.labels) ? 1 : 0;
      if ((counts.get(domain) ?? 0) + own - Math.min(...counts.values()) > constraint.maxSkew) {
        return { reasons: ["node(s) didn't match pod topology spread constraints"], resolvable: true };
      }
    }
    return undefined;
  },
  /** Fewer Pods of the same owner on a node is better: the default constraints spread by hostname. */
  score(pod, node, { nodes }) {
    const soft = (pod.spec?.topologySpreadConstraints ?? []).filter(
      ({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway',
    );
    if (soft.length > 0) {
      return soft.reduce((sum, constraint) => {
        const domain = node.node.metadata?.labels?.[constraint.topologyKey];
        return sum + (domain === undefined ? 0 : (domains(constraint, pod, nodes).get(domain) ?? 0));
      }, 0);
    }
    const owner = pod.metadata?.ownerReferences?.find(({ controller }) => controller === true)?.uid;
    if (owner === undefined) return 0;
    let siblings = 0;
    for (const { pod: other } of node.pods.values()) {
      if (other.metadata?.ownerReferences?.some(({ uid }) => uid === owner) === true) siblings++;
    }
    return siblings;
  },
  normalize: 'lower-is-better',
  weight: 2,
};
