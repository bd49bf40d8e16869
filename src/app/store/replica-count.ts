import type { DaemonSet, Deployment, Job, ReplicaSet, StatefulSet } from '../../engine/api/types.ts';
import type { ObjectResource } from './selection.ts';

const of = (part: number | undefined, whole: number | undefined): string => `${part ?? 0}/${whole ?? 0}`;
const ready = ({ spec, status }: Deployment | ReplicaSet | StatefulSet): string =>
  of(status?.readyReplicas, spec?.replicas ?? 1);

const counts: Readonly<Partial<Record<ObjectResource, (object: never) => string>>> = {
  deployments: ready,
  replicasets: ready,
  statefulsets: ready,
  daemonsets: ({ status }: DaemonSet) => of(status?.numberReady, status?.desiredNumberScheduled),
  jobs: ({ spec, status }: Job) => of(status?.succeeded, spec?.completions ?? 1),
};

/** `3/4`, as kubectl's READY and COMPLETIONS count: what there is of what is wanted; undefined for kinds that want no number. */
export function replicaCount(resource: ObjectResource, object: object): string | undefined {
  return counts[resource]?.(object as never);
}
