import { selectorOfObject, type LabelSelectorObject } from '../api/selectors.ts';
import type { PodDisruptionBudget } from '../api/types.ts';
import { askOf, type Verdict } from './evaluate.ts';
import { histogram } from './explain.ts';
import type { NodeInfo } from './node-info.ts';
import type { Enabled } from './plugins/index.ts';
import type { Cycle } from './plugins/plugin.ts';
import type { PodInfo } from './pod-info.ts';

/** DefaultPreemption's args: a tenth of the nodes, at least 100, are tried. */
const candidateShare = 0.1;
const fewestCandidates = 100;

interface Candidate {
  readonly node: NodeInfo;
  /** The most important first. */
  readonly victims: readonly PodInfo[];
  readonly violations: number;
}

export type PreemptionResult =
  | { readonly node: string; readonly victims: readonly PodInfo[] }
  | { readonly node?: undefined; readonly message: string };

/** plugins/defaultpreemption and framework/preemption: which Pods of which node should go so that this one fits. */
export function preempt(pod: PodInfo, cycle: Cycle, profile: readonly Enabled[], verdict: Verdict): PreemptionResult {
  const ineligible = whyIneligible(pod, cycle, verdict);
  if (ineligible !== undefined) return { message: ineligible };
  const most = Math.max(fewestCandidates, Math.floor(cycle.nodes.length * candidateShare));
  const budgets = cycle.client.list('poddisruptionbudgets');
  const reasons: string[] = [];
  const candidates: Candidate[] = [];
  for (const node of cycle.nodes) {
    const refusal = verdict.refused.get(node.name);
    if (refusal?.resolvable !== true || candidates.length >= most) continue;
    const found = selectVictims(pod, node, cycle, profile, budgets);
    if ('victims' in found) candidates.push(found);
    else reasons.push(...found.reasons);
  }
  if (candidates.length === 0) {
    const tried = [...verdict.refused.values()].filter(({ resolvable }) => resolvable).length;
    for (let i = tried; i < cycle.nodes.length; i++) reasons.push('Preemption is not helpful for scheduling');
    return { message: `0/${cycle.nodes.length} nodes are available: ${histogram(reasons)}.` };
  }
  const best = candidates.reduce((a, b) => (isBetter(b, a) ? b : a));
  return { node: best.node.name, victims: best.victims };
}

function whyIneligible(pod: PodInfo, cycle: Cycle, verdict: Verdict): string | undefined {
  if (pod.pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.pod.status?.nominatedNodeName ?? '';
  if (nominated === '' || verdict.refused.get(nominated)?.resolvable === false) return undefined;
  const node = cycle.nodes.find(({ name }) => name === nominated);
  for (const other of node?.pods.values() ?? []) {
    if (other.priority < pod.priority && other.pod.metadata?.deletionTimestamp !== undefined) {
      return 'not eligible due to a terminating pod on the nominated node.';
    }
  }
  return undefined;
}

/** Takes all less important Pods away; if the Pod fits then, gives back as many as can stay, the most important first. */
function selectVictims(
  pod: PodInfo,
  node: NodeInfo,
  cycle: Cycle,
  profile: readonly Enabled[],
  budgets: readonly PodDisruptionBudget[],
): Candidate | { readonly reasons: readonly string[] } {
  const potential = [...node.pods.values()].filter(({ priority }) => priority < pod.priority);
  if (potential.length === 0) return { reasons: ['No preemption victims found for incoming pod'] };
  const imagined = node.copy();
  for (const { key } of potential) imagined.remove(key);
  const refusal = askOf(imagined, pod, cycle, profile);
  if (refusal !== undefined) return { reasons: refusal.reasons };
  potential.sort(moreImportantFirst);
  const { violating, others } = splitByBudgets(potential, budgets);
  const victims: PodInfo[] = [];
  let violations = 0;
  const reprieve = (victim: PodInfo): boolean => {
    imagined.add(victim);
    if (askOf(imagined, pod, cycle, profile) === undefined) return true;
    imagined.remove(victim.key);
    victims.push(victim);
    return false;
  };
  for (const victim of violating) if (!reprieve(victim)) violations++;
  for (const victim of others) reprieve(victim);
  victims.sort(moreImportantFirst);
  return { node, victims, violations };
}

const startOf = ({ pod }: PodInfo): string => pod.status?.startTime ?? pod.metadata?.creationTimestamp ?? '';

/** pkg/scheduler/util/utils.go, MoreImportantPod: by priority, then the longer running. */
function moreImportantFirst(a: PodInfo, b: PodInfo): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  return startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0;
}

function splitByBudgets(
  pods: readonly PodInfo[],
  budgets: readonly PodDisruptionBudget[],
): { readonly violating: readonly PodInfo[]; readonly others: readonly PodInfo[] } {
  const allowed = budgets.map(({ status }) => status?.disruptionsAllowed ?? 0);
  const violating: PodInfo[] = [];
  const others: PodInfo[] = [];
  for (const info of pods) {
    const labels = info.pod.metadata?.labels;
    let violates = false;
    budgets.forEach(({ metadata, spec }, i) => {
      if (metadata?.namespace !== info.namespace || labels === undefined) return;
      const selector = selectorOfObject(spec?.selector as LabelSelectorObject | undefined);
      if (selector.empty || !selector.matches(labels)) return;
      allowed[i]!--;
      if (allowed[i]! < 0) violates = true;
    });
    (violates ? violating : others).push(info);
  }
  return { violating, others };
}

/** pickOneNodeForPreemption: fewest budgets broken, least important victims, smallest sum, fewest, latest started. */
function isBetter(a: Candidate, b: Candidate): boolean {
  const sum = ({ victims }: Candidate): number =>
    victims.reduce((total, { priority }) => total + priority + 2 ** 31, 0);
  const keys: ((candidate: Candidate) => number)[] = [
    ({ violations }) => violations,
    ({ victims }) => victims[0]!.priority,
    sum,
    ({ victims }) => victims.length,
  ];
  for (const key of keys) {
    if (key(a) !== key(b)) return key(a) < key(b);
  }
  const earliest = ({ victims }: Candidate): string =>
    victims
      .filter(({ priority }) => priority === victims[0]!.priority)
      .map(startOf)
      .reduce((x, y) => (x < y ? x : y));
  return earliest(a) > earliest(b);
}
