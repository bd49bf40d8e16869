import { jsonEqual } from '../../api/json.ts';
import type { Deployment, ReplicaSet } from '../../api/types.ts';

/** The label that tells the Pods of one template from those of another. */
export const hashLabel = 'pod-template-hash';

type Template = NonNullable<Deployment['spec']>['template'];

/** EqualIgnoreHash of pkg/controller/deployment/util/deployment_util.go: the hash may change between releases, the template counts. */
export function sameTemplate(a: Template | undefined, b: Template | undefined): boolean {
  return jsonEqual(withoutHash(a), withoutHash(b));
}

function withoutHash(template: Template | undefined): Template | undefined {
  const labels = template?.metadata?.labels;
  if (template === undefined || labels?.[hashLabel] === undefined) return template;
  const { [hashLabel]: _hash, ...others } = labels;
  return { ...template, metadata: { ...template.metadata, labels: others } };
}

export function replicasOf(set: ReplicaSet): number {
  return set.spec?.replicas ?? 0;
}

export function sum(sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number | undefined): number {
  return sets.reduce((total, set) => total + (count(set) ?? 0), 0);
}

/** Those that have, or ought to have, Pods (FilterActiveReplicaSets). */
export function activeSets(sets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  return sets.filter((set) => replicasOf(set) > 0);
}

export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  const [at, bt] = [a.metadata?.creationTimestamp ?? '', b.metadata?.creationTimestamp ?? ''];
  if (at !== bt) return at < bt ? -1 : 1;
  return (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1;
}

/** ReplicaSetsBySizeNewer: the largest first, of two alike the newer. */
export function bySizeNewer(a: ReplicaSet, b: ReplicaSet): number {
  return replicasOf(b) - replicasOf(a) || byCreation(b, a);
}

/** ReplicaSetsBySizeOlder: the largest first, of two alike the older. */
export function bySizeOlder(a: ReplicaSet, b: ReplicaSet): number {
  return replicasOf(b) - replicasOf(a) || byCreation(a, b);
}

/** The ReplicaSet of the Deployment's template, the oldest if there are several, and the others (FindNewReplicaSet, FindOldReplicaSets). */
export function splitSets(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): { readonly current: ReplicaSet | undefined; readonly old: readonly ReplicaSet[] } {
  const sorted = [...sets].sort(byCreation);
  const current = sorted.find((set) => sameTemplate(set.spec?.template, deployment.spec?.template));
  return { current, old: sorted.filter((set) => set !== current) };
}

/** The only one with Pods, or the newest if none has any; undefined if several have (FindActiveOrLatest). */
export function activeOrLatest(current: ReplicaSet | undefined, old: readonly ReplicaSet[]): ReplicaSet | undefined {
  const newestFirst = [...old].sort((a, b) => byCreation(b, a));
  const active = activeSets(current === undefined ? newestFirst : [...newestFirst, current]);
  if (active.length === 0) return current ?? newestFirst[0];
  return active.length === 1 ? active[0] : undefined;
}
