import type { ApiClient } from '../../api/client.ts';
import { jsonEqual } from '../../api/json.ts';
import { isStatusError } from '../../api/status.ts';
import type { ControllerRevision, DaemonSet, Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { newRevision, revisionHashLabel, revisionName, templatePatch } from '../controller-revisions.ts';
import { templateHash } from '../template-hash/index.ts';

export interface History {
  readonly current: ControllerRevision;
  readonly old: readonly ControllerRevision[];
}

/**
 * The revision of the set's current template, made if there is none, and the others (constructHistory of pkg/controller/daemon/update.go). One that
 * comes back, by a rollback, becomes the newest.
 * @throws StatusError AlreadyExists after a collision of hashes, which is counted: try again
 */
export function constructHistory(
  client: ApiClient,
  set: DaemonSet,
  revisions: readonly ControllerRevision[],
  pods: readonly Pod[],
  release: Release['name'],
): History {
  const wanted = templatePatch(set.spec?.template ?? {}, release);
  const same = revisions.filter(({ data }) => jsonEqual(data, wanted));
  const old = revisions.filter((revision) => !same.includes(revision));
  const number = Math.max(0, ...old.map(({ revision }) => revision)) + 1;
  if (same.length === 0) return { current: snapshot(client, set, number, release), old };
  const current = deduplicate(client, same, pods);
  if (current.revision >= number) return { current, old };
  return { current: client.update('controllerrevisions', { ...current, revision: number }), old };
}

function snapshot(client: ApiClient, set: DaemonSet, number: number, release: Release['name']): ControllerRevision {
  const template = set.spec?.template ?? {};
  const { namespace, name = '' } = set.metadata ?? {};
  const data = templatePatch(template, release);
  const hash = templateHash(template, set.status?.collisionCount, release);
  try {
    return client.create('controllerrevisions', namespace, newRevision(set, 'DaemonSet', template, data, hash, number));
  } catch (error) {
    if (!isStatusError(error, 'AlreadyExists')) throw error;
    const there = client.get('controllerrevisions', namespace, revisionName(name, hash));
    if (jsonEqual(there.data, data)) return there;
    const collisionCount = (set.status?.collisionCount ?? 0) + 1;
    client.patch('daemonsets', namespace, name, { status: { collisionCount } }, { subresource: 'status' });
    throw error;
  }
}

/** dedupCurHistories: of several of the same template the newest stays, and the Pods are labelled with it. */
function deduplicate(client: ApiClient, same: readonly ControllerRevision[], pods: readonly Pod[]): ControllerRevision {
  const kept = same.at(-1)!;
  if (same.length === 1) return kept;
  const hash = kept.metadata?.labels?.[revisionHashLabel];
  for (const { metadata } of pods) {
    if (metadata?.labels?.[revisionHashLabel] === hash) continue;
    const labels = { [revisionHashLabel]: hash };
    client.patch('pods', metadata?.namespace, metadata?.name ?? '', { metadata: { labels } }, { type: 'merge' });
  }
  for (const { metadata } of same.slice(0, -1)) {
    client.delete('controllerrevisions', metadata?.namespace, metadata?.name ?? '');
  }
  return kept;
}

/** The revisions beyond the limit that no Pod is of, the oldest first (cleanupHistory). */
export function surplusRevisions(
  set: DaemonSet,
  old: readonly ControllerRevision[],
  pods: readonly Pod[],
): readonly ControllerRevision[] {
  const surplus = old.length - (set.spec?.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return [];
  const live = new Set(pods.map(({ metadata }) => metadata?.labels?.[revisionHashLabel]));
  return old.filter(({ metadata }) => !live.has(metadata?.labels?.[revisionHashLabel])).slice(0, surplus);
}
