import { isStatusError } from '../../../engine/api/status.ts';
import { parseTime } from '../../../engine/api/time.ts';
import type { Pod } from '../../../engine/api/types.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Client } from '../../client/client.ts';
import { isReportable } from '../../errors.ts';
import type { KubectlRelease } from '../../releases.ts';

/** What a drain would do with a Pod. */
export interface Verdict {
  readonly evict: boolean;
  readonly reason: 'okay' | 'skip' | 'warning' | 'error';
  readonly message: string;
}

export interface DrainOptions {
  readonly force: boolean;
  readonly ignoreDaemonSets: boolean;
  readonly deleteEmptyDirData: boolean;
  /** Seconds; 0: never. */
  readonly skipDeletedAfter: number;
}

const okay: Verdict = { evict: true, reason: 'okay', message: '' };
const skip: Verdict = { evict: false, reason: 'skip', message: '' };

function warning(evict: boolean, message: string): Verdict {
  return { evict, reason: 'warning', message };
}

function refusal(message: string): Verdict {
  return { evict: false, reason: 'error', message };
}

interface FilterContext {
  readonly client: Client;
  readonly release: KubectlRelease;
  readonly options: DrainOptions;
  readonly now: number;
}

type Filter = (pod: Pod, context: FilterContext) => Task<Verdict>;

/** Asked in this order until one says that the Pod stays (drain/filters.go makeFilters). */
const filters: readonly Filter[] = [skipDeleted, daemonSet, mirrorPod, localStorage, unreplicated];

export function* verdictOn(pod: Pod, context: FilterContext): Task<Verdict> {
  let verdict = okay;
  for (const filter of filters) {
    verdict = yield* filter(pod, context);
    if (!verdict.evict) break;
  }
  return verdict;
}

/** Whether a Pod has been on its way out for longer than --skip-wait-for-delete-timeout. */
export function isLongDeleted(pod: Pod, seconds: number, now: number): boolean {
  const deleted = parseTime(pod.metadata?.deletionTimestamp ?? '');
  return seconds > 0 && deleted !== undefined && Math.trunc((now - deleted) / 1000) > seconds;
}

function* skipDeleted(pod: Pod, { options, now }: FilterContext): Task<Verdict> {
  return isLongDeleted(pod, options.skipDeletedAfter, now) ? skip : okay;
}

function* daemonSet(pod: Pod, { client, release, options }: FilterContext): Task<Verdict> {
  const owner = controllerOf(pod);
  if (owner === undefined || owner.kind !== 'DaemonSet') return okay;
  if (release.name !== '1.20' && owner.apiVersion !== 'apps/v1') return okay;
  if (isFinished(pod)) return okay;
  const namespace = encodeURIComponent(pod.metadata?.namespace ?? '');
  try {
    yield* client.object('GET', `/apis/apps/v1/namespaces/${namespace}/daemonsets/${encodeURIComponent(owner.name)}`);
  } catch (error) {
    if (!isReportable(error)) throw error;
    return isStatusError(error, 'NotFound') && options.force ? warning(true, error.message) : refusal(error.message);
  }
  if (!options.ignoreDaemonSets) return refusal('DaemonSet-managed Pods (use --ignore-daemonsets to ignore)');
  return warning(false, 'ignoring DaemonSet-managed Pods');
}

function* mirrorPod(pod: Pod): Task<Verdict> {
  return pod.metadata?.annotations?.['kubernetes.io/config.mirror'] === undefined ? okay : skip;
}

function* localStorage(pod: Pod, { options }: FilterContext): Task<Verdict> {
  const local = (pod.spec?.volumes ?? []).some((volume) => volume.emptyDir !== undefined);
  if (!local || isFinished(pod)) return okay;
  return options.deleteEmptyDirData
    ? warning(true, 'deleting Pods with local storage')
    : refusal('Pods with local storage (use --delete-emptydir-data to override)');
}

function* unreplicated(pod: Pod, { release, options }: FilterContext): Task<Verdict> {
  if (isFinished(pod) || controllerOf(pod) !== undefined) return okay;
  const old = release.name === '1.20';
  if (options.force) {
    return warning(
      true,
      old
        ? 'deleting Pods not managed by ReplicationController, ReplicaSet, Job, DaemonSet or StatefulSet'
        : 'deleting Pods that declare no controller',
    );
  }
  return refusal(
    old
      ? 'Pods not managed by ReplicationController, ReplicaSet, Job, DaemonSet or StatefulSet (use --force to override)'
      : 'Pods that declare no controller (use --force to override)',
  );
}

function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

function controllerOf(
  pod: Pod,
): { readonly kind: string; readonly name: string; readonly apiVersion: string } | undefined {
  return pod.metadata?.ownerReferences?.find((owner) => owner.controller === true);
}
