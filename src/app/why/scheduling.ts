import type { Cause } from './why.ts';
import type { WhyReason } from './table/index.ts';

/**
 * What each filter plugin says of a node that it refuses, as it stands in a FailedScheduling message: the ErrReason constants of
 * kubernetes/pkg/scheduler/framework/plugins (v1.20.15 and v1.36.0).
 */
const filters: readonly (readonly [RegExp, WhyReason, ...string[]])[] = [
  [/^Insufficient (.+)$/, 'InsufficientResource', 'resource'],
  [/^Too many pods$/, 'TooManyPods'],
  [/^node\(s\) had (?:untolerated )?taint (\{.*\})(?:, that the pod didn't tolerate)?$/, 'UntoleratedTaint', 'taint'],
  [/^node\(s\) had untolerated taint\(s\)$/, 'UntoleratedTaints'],
  [/^node\(s\) had taints that the pod didn't tolerate$/, 'UntoleratedTaints'],
  [/^node\(s\) didn't match (?:Pod's|pod) node affinity/, 'NodeAffinity'],
  [/^node\(s\) didn't match node selector$/, 'NodeAffinity'],
  [/^node\(s\) didn't match scheduler-enforced node affinity$/, 'NodeAffinity'],
  [/^node\(s\) didn't satisfy plugin\(s\) \[NodeAffinity\]$/, 'NodeAffinity'],
  [/^node\(s\) didn't have the requested labels$/, 'NodeAffinity'],
  [/^node\(s\) didn't match the requested (?:node name|hostname)$/, 'NodeNameMismatch'],
  [/^node\(s\) were unschedulable$/, 'NodeUnschedulable'],
  [/^node\(s\) had unknown conditions$/, 'NodeConditionUnknown'],
  [/^node\(s\) didn't have free ports for the requested pod ports$/, 'NodePorts'],
  [/^node\(s\) didn't match pod affinity rules$/, 'PodAffinity'],
  [/^node\(s\) didn't match pod affinity\/anti-affinity/, 'PodAffinity'],
  [/^node\(s\) didn't match pod anti-affinity rules$/, 'PodAntiAffinity'],
  [/^node\(s\) didn't satisfy existing pods anti-affinity rules$/, 'ExistingAntiAffinity'],
  [/^node\(s\) didn't match pod topology spread constraints/, 'TopologySpread'],
  [/^node\(s\) (?:didn't match PersistentVolume's|had volume) node affinity(?: conflict)?$/, 'VolumeNodeAffinity'],
  [/^node\(s\) didn't find available persistent volumes to bind$/, 'VolumeBinding'],
  [/^node\(s\) did not have enough free storage$/, 'VolumeBinding'],
  [/^node\(s\) unavailable due to one or more pvc\(s\) bound to non-existent pv\(s\)$/, 'MissingVolume'],
  [/^node\(s\) exceed max volume count$/, 'VolumeLimit'],
  [/^node\(s\) had no available disk$/, 'VolumeInUse'],
  [/^node\(s\) unavailable due to PersistentVolumeClaim with ReadWriteOncePod/, 'VolumeInUse'],
  [/^node\(s\) had no available volume zone$/, 'VolumeZone'],
];

/** Reasons that are about the Pod and no node, said without a number of nodes. */
const everywhere: readonly (readonly [RegExp, WhyReason, ...string[]])[] = [
  [/pod has unbound immediate PersistentVolumeClaims/, 'UnboundClaim'],
  [/persistentvolumeclaim "([^"]*)" not found/, 'MissingClaim', 'claim'],
  [/no nodes available to schedule pods/, 'NoNodes'],
];

/** `0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu. preemption: ...`, taken apart. */
export function schedulingCauses(message: string): readonly Cause[] {
  const found = everywhere.flatMap(([pattern, reason, ...names]) => causeOf(pattern, reason, names, message) ?? []);
  if (found.length > 0) return found;
  const body = /^\d+\/\d+ nodes are available: (.*?)\.?(?:\s*preemption: .*)?$/s.exec(message)?.[1];
  if (body === undefined) return [];
  return split(body).map(({ count, text }) => {
    for (const [pattern, reason, ...names] of filters) {
      const cause = causeOf(pattern, reason, names, text);
      if (cause !== undefined) return { reason, params: { ...cause.params, count } };
    }
    return { reason: 'FilteredOther', params: { count, message: text } };
  });
}

function causeOf(pattern: RegExp, reason: WhyReason, names: readonly string[], text: string): Cause | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  return { reason, params: Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? ''])) };
}

/** A reason may hold commas itself, but each begins with how many nodes gave it. */
function split(body: string): readonly { readonly count: number; readonly text: string }[] {
  return body.split(/, (?=\d+ (?:node\(s\)|Insufficient|Too many))/).flatMap((part) => {
    const match = /^(\d+) (.*)$/s.exec(part);
    return match === null ? [] : [{ count: Number(match[1]), text: match[2] ?? '' }];
  });
}
