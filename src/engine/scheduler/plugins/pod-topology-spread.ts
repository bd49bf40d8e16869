import { LabelSelector, type LabelSelectorObject, selectorOfMap, selectorOfObject } from '../../api/selectors.ts';
import { untoleratedTaint } from '../../api/taints.ts';
import type { Pod } from '../../api/types.ts';
import { controllerOf } from '../../api/meta.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';
import { matchesRequired } from '../../api/node-selector.ts';
import { type Cycle, type Plugin, resolvable, unresolvable } from './plugin.ts';

type WireConstraint = NonNullable<NonNullable<Pod['spec']>['topologySpreadConstraints']>[number];

interface Constraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly selector: LabelSelector;
  readonly honorAffinity: boolean;
  readonly honorTaints: boolean;
}

const hostname = 'kubernetes.io/hostname';

/** What spreads Pods that have no constraints of their own (plugin.go, systemDefaultConstraints). */
const systemDefaults = [
  { topologyKey: hostname, maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
];

function compile(constraint: WireConstraint, pod: Pod): Constraint {
  let selector = selectorOfObject(constraint.labelSelector as LabelSelectorObject | undefined);
  const labels = pod.metadata?.labels ?? {};
  const keys = (constraint.matchLabelKeys ?? []).filter((key) => labels[key] !== undefined);
  if (keys.length > 0) {
    const own = keys.map((key) => ({ key, operator: 'in' as const, values: [labels[key]!] }));
    selector = LabelSelector.of([...selector.requirements, ...own]);
  }
  return {
    topologyKey: constraint.topologyKey,
    maxSkew: constraint.maxSkew,
    minDomains: constraint.minDomains ?? 1,
    selector,
    honorAffinity: constraint.nodeAffinityPolicy !== 'Ignore',
    honorTaints: constraint.nodeTaintsPolicy === 'Honor',
  };
}

function constraintsOf(pod: Pod, action: string): Constraint[] {
  return (pod.spec?.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
    .map((constraint) => compile(constraint, pod));
}

/** The Services and the owner that a Pod belongs to, as one selector (plugins/helper/spread.go, DefaultSelector). */
function defaultSelector(pod: Pod, cycle: Cycle): LabelSelector {
  const namespace = pod.metadata?.namespace ?? '';
  const labels = pod.metadata?.labels;
  let requirements: LabelSelector['requirements'] = [];
  for (const selector of cycle.serviceSelectors(namespace)) {
    const compiled = selectorOfMap(selector);
    if (compiled.matches(labels)) requirements = [...requirements, ...compiled.requirements];
  }
  const owner = controllerOf(pod);
  if (owner?.kind === 'ReplicationController') {
    const found = cycle.client.find('replicationcontrollers', namespace, owner.name);
    requirements = [...requirements, ...selectorOfMap(found?.spec?.selector ?? {}).requirements];
  } else if (owner?.kind === 'ReplicaSet' || owner?.kind === 'StatefulSet') {
    const resource = owner.kind === 'ReplicaSet' ? 'replicasets' : 'statefulsets';
    const found = cycle.client.find(resource, namespace, owner.name);
    if (found?.spec !== undefined) {
      const compiled = selectorOfObject(found.spec.selector as LabelSelectorObject);
      requirements = [...requirements, ...compiled.requirements];
    }
  }
  return LabelSelector.of(requirements);
}

function defaults(pod: Pod, cycle: Cycle): Constraint[] {
  const selector = defaultSelector(pod, cycle);
  if (selector.empty) return [];
  return systemDefaults.map((constraint) => ({
    ...constraint,
    minDomains: 1,
    selector,
    honorAffinity: true,
    honorTaints: false,
  }));
}

function countMatching(node: NodeInfo, { selector }: Constraint, namespace: string): number {
  let count = 0;
  for (const { pod } of node.pods.values()) {
    if (pod.metadata?.namespace !== namespace || pod.metadata.deletionTimestamp !== undefined) continue;
    if (selector.matches(pod.metadata.labels)) count++;
  }
  return count;
}

/** Whether a node's Pods count for a constraint (common.go, matchNodeInclusionPolicies). */
function counts(node: NodeInfo, constraint: Constraint, pod: Pod): boolean {
  if (constraint.honorAffinity && !matchesRequired(pod, node.node)) return false;
  const taints = node.node.spec?.taints;
  return (
    !constraint.honorTaints ||
    untoleratedTaint(taints, pod.spec?.tolerations, ['NoSchedule', 'NoExecute']) === undefined
  );
}

/** Matching Pods in each domain of each constraint; nodes that lack one of the keys belong to no domain. */
function domainCounts(
  constraints: readonly Constraint[],
  { pod, namespace }: PodInfo,
  nodes: readonly NodeInfo[],
): readonly Map<string, number>[] {
  const maps = constraints.map(() => new Map<string, number>());
  for (const node of nodes) {
    if (constraints.some(({ topologyKey }) => node.labels?.[topologyKey] === undefined)) continue;
    constraints.forEach((constraint, i) => {
      if (!counts(node, constraint, pod)) return;
      const domain = node.labels![constraint.topologyKey]!;
      const map = maps[i]!;
      map.set(domain, (map.get(domain) ?? 0) + countMatching(node, constraint, namespace));
    });
  }
  return maps;
}

const mismatch = "node(s) didn't match pod topology spread constraints";
const missing = unresolvable(`${mismatch} (missing required label)`);
const skewed = resolvable(mismatch);

/** plugins/podtopologyspread. */
export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  undoneBy: ['AssignedPodAdd', 'AssignedPodUpdate', 'AssignedPodDelete', 'NodeAdd', 'NodeLabel', 'NodeTaint'],
  filter(info, cycle) {
    const constraints = constraintsOf(info.pod, 'DoNotSchedule');
    if (constraints.length === 0) return undefined;
    const domains = domainCounts(constraints, info, cycle.nodes);
    // With fewer domains than minDomains the least crowded one counts as empty.
    const least = constraints.map(({ minDomains }, i) =>
      domains[i]!.size < minDomains ? 0 : Math.min(...domains[i]!.values()),
    );
    const self = constraints.map(({ selector }) => (selector.matches(info.pod.metadata?.labels) ? 1 : 0));
    return (node) => {
      for (const [i, { topologyKey, maxSkew }] of constraints.entries()) {
        const domain = node.labels?.[topologyKey];
        if (domain === undefined) return missing;
        if ((domains[i]!.get(domain) ?? 0) + self[i]! - least[i]! > maxSkew) return skewed;
      }
      return undefined;
    };
  },
  score(info, cycle, nodes) {
    const own = (info.pod.spec?.topologySpreadConstraints ?? []).length > 0;
    const constraints = own ? constraintsOf(info.pod, 'ScheduleAnyway') : defaults(info.pod, cycle);
    if (constraints.length === 0) return undefined;
    const lacks = (node: NodeInfo): boolean =>
      own && constraints.some(({ topologyKey }) => node.labels?.[topologyKey] === undefined);
    const candidates = nodes.filter((node) => !lacks(node));
    const weights = constraints.map(({ topologyKey }) => {
      const size =
        topologyKey === hostname
          ? candidates.length
          : new Set(candidates.map(({ labels }) => labels?.[topologyKey] ?? '')).size;
      return Math.log(size + 2);
    });
    const domains = constraints.map((constraint) => {
      const map = new Map<string, number>();
      if (constraint.topologyKey === hostname) return map;
      for (const node of cycle.nodes) {
        const domain = node.labels?.[constraint.topologyKey];
        if (domain === undefined || lacks(node) || !counts(node, constraint, info.pod)) continue;
        map.set(domain, (map.get(domain) ?? 0) + countMatching(node, constraint, info.namespace));
      }
      return map;
    });
    const raw = nodes.map((node) => {
      if (lacks(node)) return undefined;
      let score = 0;
      constraints.forEach((constraint, i) => {
        const domain = node.labels?.[constraint.topologyKey];
        if (domain === undefined) return;
        const count =
          constraint.topologyKey === hostname
            ? countMatching(node, constraint, info.namespace)
            : (domains[i]!.get(domain) ?? 0);
        score += count * weights[i]! + (constraint.maxSkew - 1);
      });
      return Math.round(score);
    });
    let low = Infinity;
    let high = 0;
    for (const score of raw) {
      if (score === undefined) continue;
      low = Math.min(low, score);
      high = Math.max(high, score);
    }
    return raw.map((score) => {
      if (score === undefined) return 0;
      return high === 0 ? 100 : Math.trunc((100 * (high + low - score)) / high);
    });
  },
};
