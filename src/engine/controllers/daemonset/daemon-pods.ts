import { untoleratedTaint, type Toleration } from '../../api/taints.ts';
import { matchesRequired } from '../../api/node-selector.ts';
import type { DaemonSet, Node, Pod } from '../../api/types.ts';
import { revisionHashLabel } from '../controller-revisions.ts';
import type { PodTemplate } from '../pod-control.ts';

type Spec = NonNullable<Pod['spec']>;
type Affinity = NonNullable<Spec['affinity']>;

const generationAnnotation = 'deprecated.daemonset.template.generation';
const generationLabel = 'pod-template-generation';

/** AddOrUpdateDaemonPodTolerations of pkg/controller/daemon/util/daemonset_util.go: a daemon stays where others are driven away. */
const daemonTolerations: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const networkToleration: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

/** The Pod's own tolerations, and a daemon's in the place of those for the same. */
export function tolerationsOf(spec: Partial<Spec>): readonly Toleration[] {
  let tolerations = [...(spec.tolerations ?? [])];
  for (const added of spec.hostNetwork === true ? [...daemonTolerations, networkToleration] : daemonTolerations) {
    const same = ({ key, effect, operator, value }: Toleration): boolean =>
      key === added.key && effect === added.effect && operator === added.operator && (value ?? '') === '';
    if (tolerations.some(same)) tolerations = tolerations.map((toleration) => (same(toleration) ? added : toleration));
    else tolerations.push(added);
  }
  return tolerations;
}

/** Whether a daemon should be put on the node, and whether one that is there may stay (NodeShouldRunDaemonPod). */
export function shouldRunOn(set: DaemonSet, node: Node): { readonly run: boolean; readonly stay: boolean } {
  const no = { run: false, stay: false };
  const spec = set.spec?.template.spec;
  const name = node.metadata?.name ?? '';
  const pinned = spec?.nodeName ?? '';
  if (pinned !== '' && pinned !== name) return no;
  if (!matchesRequired(spec === undefined ? {} : { spec }, node)) return no;
  const tolerations = tolerationsOf(spec ?? {});
  const repels = (...effects: readonly string[]): boolean =>
    untoleratedTaint(node.spec?.taints, tolerations, effects) !== undefined;
  return repels('NoSchedule', 'NoExecute') ? { run: false, stay: !repels('NoExecute') } : { run: true, stay: true };
}

/** The template of a set's new Pods: labels that name the revision, and the daemon's tolerations (CreatePodTemplate). */
export function daemonTemplate(set: DaemonSet, hash: string): PodTemplate {
  const { metadata, spec } = set.spec?.template ?? {};
  const generation = set.metadata?.annotations?.[generationAnnotation];
  return {
    metadata: {
      ...metadata,
      labels: {
        ...metadata?.labels,
        ...(generation === undefined ? {} : { [generationLabel]: generation }),
        [revisionHashLabel]: hash,
      },
    },
    ...(spec === undefined ? {} : { spec: { ...spec, tolerations: tolerationsOf(spec) } }),
  };
}

/** Bound to its node by the scheduler, for this affinity leaves no other (ReplaceDaemonSetPodNodeNameNodeAffinity). */
export function pinnedTo(affinity: Affinity | undefined, node: string): Affinity {
  const required = {
    nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }],
  };
  return {
    ...affinity,
    nodeAffinity: { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: required },
  };
}

/** The node that a daemon is on or is meant for (GetTargetNodeName). */
export function targetNode(pod: Pod): string | undefined {
  const bound = pod.spec?.nodeName ?? '';
  if (bound !== '') return bound;
  const terms =
    pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const { matchFields = [] } of terms) {
    for (const { key, operator, values = [] } of matchFields) {
      if (key === 'metadata.name' && operator === 'In') return values.length === 1 ? values[0] : undefined;
    }
  }
  return undefined;
}

/** Of the set's current template, by hash or by the generation of old (IsPodUpdated). */
export function isUpdated(pod: Pod, set: DaemonSet, hash: string): boolean {
  const labels = pod.metadata?.labels ?? {};
  const generation = set.metadata?.annotations?.[generationAnnotation];
  return labels[revisionHashLabel] === hash || (generation !== undefined && labels[generationLabel] === generation);
}

/** podByCreationTimestampAndPhase: those on a node first, then the older ones. */
export function oldestFirst(a: Pod, b: Pod): number {
  const bound = (pod: Pod): number => ((pod.spec?.nodeName ?? '') === '' ? 1 : 0);
  if (bound(a) !== bound(b)) return bound(a) - bound(b);
  const [at, bt] = [a.metadata?.creationTimestamp ?? '', b.metadata?.creationTimestamp ?? ''];
  if (at !== bt) return at < bt ? -1 : 1;
  return (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1;
}
