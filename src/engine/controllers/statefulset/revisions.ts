import type { ApiClient } from '../../api/client.ts';
import { jsonEqual } from '../../api/json.ts';
import { safeEncode } from '../../api/names.ts';
import { isStatusError } from '../../api/status.ts';
import type { ControllerRevision, Pod, StatefulSet } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { newRevision, templatePatch, type TemplatePatch } from '../controller-revisions.ts';
import { fnv32 } from '../template-hash/fnv.ts';
import { goJson } from './go-json.ts';
import { revisionOfPod } from './identity.ts';

export interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisionCount: number;
}

/** HashControllerRevision of pkg/controller/history/controller_history.go: FNV-1 over the patch as JSON, and over the collision count. */
export function revisionHash(data: TemplatePatch, collisionCount: number): string {
  return safeEncode(String(fnv32(`${goJson(data)}${collisionCount}`)));
}

/**
 * The revision that the set is at and the one that it goes to, which is made or renewed where the template changed (getStatefulSetRevisions of
 * pkg/controller/statefulset/stateful_set_control.go).
 * @param known the set's revisions, the oldest first
 */
export function currentAndUpdate(
  client: ApiClient,
  set: StatefulSet,
  known: readonly ControllerRevision[],
  release: Release['name'],
): Revisions {
  let collisionCount = set.status?.collisionCount ?? 0;
  const data = templatePatch(set.spec?.template ?? {}, release);
  const number = (known.at(-1)?.revision ?? 0) + 1;
  const equal = known.filter((revision) => jsonEqual(revision.data, data)).at(-1);
  let update: ControllerRevision | undefined;
  if (equal !== undefined) {
    update = equal === known.at(-1) ? equal : client.update('controllerrevisions', { ...equal, revision: number });
  }
  while (update === undefined) {
    update = create(client, set, data, number, collisionCount);
    if (update === undefined) collisionCount++;
  }
  const current = known.find(({ metadata }) => metadata?.name === set.status?.currentRevision) ?? update;
  return { current: current.metadata?.name === update.metadata?.name ? update : current, update, collisionCount };
}

/** Undefined: another revision has the name. */
function create(
  client: ApiClient,
  set: StatefulSet,
  data: TemplatePatch,
  number: number,
  collisionCount: number,
): ControllerRevision | undefined {
  const hash = revisionHash(data, collisionCount);
  const revision = newRevision(set, 'StatefulSet', set.spec?.template ?? {}, data, hash, number);
  const { namespace, name = '' } = revision.metadata ?? {};
  try {
    return client.create('controllerrevisions', namespace, revision);
  } catch (error) {
    if (!isStatusError(error, 'AlreadyExists')) throw error;
    const there = client.get('controllerrevisions', namespace, name);
    return jsonEqual(there.data, data) ? there : undefined;
  }
}

/** The revisions beyond the limit that neither the set nor a Pod is of, the oldest first (truncateHistory). */
export function surplusRevisions(
  set: StatefulSet,
  known: readonly ControllerRevision[],
  { current, update }: Revisions,
  pods: readonly Pod[],
): readonly ControllerRevision[] {
  const live = new Set([current.metadata?.name, update.metadata?.name, ...pods.map(revisionOfPod)]);
  const old = known.filter(({ metadata }) => !live.has(metadata?.name));
  return old.slice(0, Math.max(0, old.length - (set.spec?.revisionHistoryLimit ?? 10)));
}
