import type { DaemonSet, Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { scaledValue } from '../int-or-percent.ts';
import { isPodAvailable } from '../pod-availability.ts';
import { isUpdated } from './daemon-pods.ts';

/** Both bounds in nodes; percentages are rounded up. Both can't be 0 (updatedDesiredNodeCounts of pkg/controller/daemon/update.go). */
export function boundsOf(set: DaemonSet, nodes: number): { readonly surge: number; readonly unavailable: number } {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {};
  if (type !== 'RollingUpdate' || rollingUpdate === undefined) return { surge: 0, unavailable: 0 };
  const surge = scaledValue(rollingUpdate.maxSurge, nodes, 'up');
  const unavailable = scaledValue(rollingUpdate.maxUnavailable, nodes, 'up');
  return { surge, unavailable: nodes > 0 && surge === 0 && unavailable === 0 ? 1 : unavailable };
}

export function allowsSurge(set: DaemonSet): boolean {
  return boundsOf(set, 1).surge > 0;
}

export interface Update {
  readonly remove: readonly Pod[];
  /** Nodes that get a new Pod beside their old one. */
  readonly createOn: readonly string[];
}

export interface Observed {
  readonly hash: string;
  /** The Pods of the set by node; every node that should run one is there. */
  readonly podsOn: ReadonlyMap<string, readonly Pod[]>;
  /** How many nodes should run one. */
  readonly desired: number;
  readonly shouldRun: (node: string) => boolean;
  /** Unix ms. */
  readonly now: number;
}

/** The one new and the one old Pod of a node; undefined if there are more (findUpdatedPodsOnNode). */
function pairOn(
  set: DaemonSet,
  pods: readonly Pod[],
  hash: string,
): { readonly current: Pod | undefined; readonly old: Pod | undefined } | undefined {
  const alive = pods.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  const current = alive.filter((pod) => isUpdated(pod, set, hash));
  const old = alive.filter((pod) => !isUpdated(pod, set, hash));
  return current.length > 1 || old.length > 1 ? undefined : { current: current[0], old: old[0] };
}

/** The next step of a rolling update (rollingUpdate of pkg/controller/daemon/update.go): delete old Pods, or with surge put new ones beside them. */
export function nextUpdate(set: DaemonSet, observed: Observed, release: Release['name']): Update {
  const { surge, unavailable } = boundsOf(set, observed.desired);
  return surge === 0 ? replace(set, observed, unavailable, release) : surgeUpdate(set, observed, surge, release);
}

function replace(set: DaemonSet, { hash, podsOn, now }: Observed, most: number, release: Release['name']): Update {
  const isAvailable = (pod: Pod): boolean => isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, now, release);
  let missing = 0;
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  for (const pods of podsOn.values()) {
    const pair = pairOn(set, pods, hash);
    if (pair === undefined || (pair.current === undefined) === (pair.old === undefined)) missing++;
    else if (pair.old === undefined) {
      if (!isAvailable(pair.current!)) missing++;
    } else if (!isAvailable(pair.old)) {
      broken.push(pair.old);
      missing++;
    } else if (missing < most) candidates.push(pair.old);
  }
  return { remove: [...broken, ...candidates.slice(0, Math.max(0, most - missing))], createOn: [] };
}

function surgeUpdate(set: DaemonSet, observed: Observed, most: number, release: Release['name']): Update {
  const { hash, podsOn, desired, shouldRun, now } = observed;
  const isAvailable = (pod: Pod): boolean => isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, now, release);
  let surging = 0;
  let available = 0;
  const remove: Pod[] = [];
  const misplaced: Pod[] = [];
  const candidates: string[] = [];
  const allowed: string[] = [];
  for (const [node, pods] of podsOn) {
    const pair = pairOn(set, pods, hash);
    if (pair === undefined) {
      surging++;
      continue;
    }
    const { current, old } = pair;
    const counted = old ?? current;
    if (counted !== undefined && isAvailable(counted)) available++;
    if (old === undefined) continue;
    if (current !== undefined) {
      if (isAvailable(current)) remove.push(old);
      else surging++;
    } else if (!isAvailable(old)) {
      if (shouldRun(node)) allowed.push(node);
      else remove.push(old);
    } else if (!shouldRun(node)) misplaced.push(old);
    else if (surging < most) candidates.push(node);
  }
  const spare = Math.max(0, available - desired);
  return {
    remove: [...remove, ...misplaced.slice(0, spare)],
    createOn: [...allowed, ...candidates.slice(0, Math.max(0, most - surging))],
  };
}
