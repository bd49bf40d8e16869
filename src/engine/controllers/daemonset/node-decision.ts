import type { DaemonSet, Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { isPodAvailable, isPodReady } from '../pod-availability.ts';
import { revisionHashLabel } from '../controller-revisions.ts';
import { allowsSurge } from './rolling-update.ts';
import { oldestFirst } from './daemon-pods.ts';

export interface NodeDecision {
  readonly create: boolean;
  /** Pods that end: too many, or where none should be. */
  readonly remove: readonly Pod[];
  /** Pods that have ended and are to make room for new ones; failed ones only when their back-off allows it. */
  readonly ended: readonly Pod[];
}

/**
 * What is to happen on one node (podsShouldBeOnNode of pkg/controller/daemon/daemon_controller.go).
 * @param pods those of the set on the node; none: undefined
 * @param now Unix ms
 */
export function decideForNode(
  set: DaemonSet,
  { run, stay }: { readonly run: boolean; readonly stay: boolean },
  pods: readonly Pod[] | undefined,
  hash: string,
  now: number,
  release: Release['name'],
): NodeDecision {
  const nothing: NodeDecision = { create: false, remove: [], ended: [] };
  if (run && pods === undefined) return { ...nothing, create: true };
  const alive = (pods ?? []).filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  if (!stay) return { ...nothing, remove: alive };
  // v1.20 knows failed ones only; a daemon whose restartPolicy is Always does not succeed.
  const ended = alive.filter(
    ({ status }) => status?.phase === 'Failed' || (release !== '1.20' && status?.phase === 'Succeeded'),
  );
  const running = alive.filter((pod) => !ended.includes(pod)).sort(oldestFirst);
  if (!allowsSurge(set)) return { ...nothing, remove: running.slice(1), ended };
  if (running.length <= 1) return { create: running.length === 0 && run, remove: [], ended };
  const isNew = (pod: Pod): boolean => pod.metadata?.labels?.[revisionHashLabel] === hash;
  const newest = running.find(isNew);
  const old = running.find((pod) => !isNew(pod));
  const remove = running.filter((pod) => pod !== newest && pod !== old);
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  const replaced =
    newest !== undefined &&
    old !== undefined &&
    (!isPodReady(old) || isPodAvailable(newest, minReadySeconds, now, release));
  return { create: false, remove: replaced ? [...remove, old] : remove, ended };
}
