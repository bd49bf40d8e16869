import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { maxSurge } from './rolling.ts';

type Annotations = Readonly<Record<string, string>>;

export const annotations = {
  revision: 'deployment.kubernetes.io/revision',
  history: 'deployment.kubernetes.io/revision-history',
  desired: 'deployment.kubernetes.io/desired-replicas',
  max: 'deployment.kubernetes.io/max-replicas',
  rollbackTo: 'deprecated.deployment.rollback.to',
} as const;

/** Not copied between a Deployment and its ReplicaSets (annotationsToSkip). */
const ownAnnotations: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  ...Object.values(annotations),
]);

/** So many characters of old revisions are kept: about a hundred of them. */
const maxHistoryLength = 2000;

/** The revision that an object bears; 0 for none, undefined for one that is no number. */
export function revisionOf(object: { readonly metadata?: { readonly annotations?: Annotations } }): number | undefined {
  const text = object.metadata?.annotations?.[annotations.revision];
  if (text === undefined) return 0;
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

export function maxRevision(sets: readonly ReplicaSet[]): number {
  return Math.max(0, ...sets.map((set) => revisionOf(set) ?? 0));
}

/** The revision before the newest (LastRevision); 0 if there is none. */
export function lastRevision(sets: readonly ReplicaSet[]): number {
  const revisions = sets.map((set) => revisionOf(set) ?? 0).sort((a, b) => b - a);
  return revisions[1] ?? 0;
}

export function copiedAnnotations(from: Annotations | undefined): Annotations {
  return Object.fromEntries(Object.entries(from ?? {}).filter(([key]) => !ownAnnotations.has(key)));
}

/** What a Deployment keeps of its own when it takes over a ReplicaSet's annotations (SetDeploymentAnnotationsTo). */
export function annotationsAfterRollback(
  deployment: Annotations | undefined,
  set: Annotations | undefined,
): Annotations {
  const kept = Object.entries(deployment ?? {}).filter(([key]) => ownAnnotations.has(key));
  return { ...Object.fromEntries(kept), ...copiedAnnotations(set) };
}

/** How many Pods the Deployment wants and may have at most: by these a later scaling is told from a rollout. */
export function replicasAnnotations(deployment: Deployment): Annotations {
  const replicas = deployment.spec?.replicas ?? 0;
  return { [annotations.desired]: String(replicas), [annotations.max]: String(replicas + maxSurge(deployment)) };
}

/**
 * The annotations of the ReplicaSet of the current template (SetNewReplicaSetAnnotations of pkg/controller/deployment/util/deployment_util.go): the
 * Deployment's own, the revision if it is higher than the one there, and then the one there as history.
 */
export function currentSetAnnotations(
  deployment: Deployment,
  old: Annotations | undefined,
  revision: number,
): Annotations {
  const next: Record<string, string> = { ...old, ...copiedAnnotations(deployment.metadata?.annotations) };
  const had = next[annotations.revision];
  const before = had === undefined || had === '' ? 0 : Number(had);
  if (!Number.isInteger(before) || before >= revision) return next;
  next[annotations.revision] = String(revision);
  if (had !== undefined) next[annotations.history] = withRevision(next[annotations.history] ?? '', had);
  return next;
}

function withRevision(history: string, revision: string): string {
  if (history === '') return revision;
  const revisions = history.split(',');
  let length = history.length + revision.length + 1;
  while (length > maxHistoryLength && revisions.length > 0) length -= revisions.shift()!.length + 1;
  return [...revisions, revision].join(',');
}
