import { applyMergePatch, createThreeWayJsonMergePatch } from '../../../engine/api/patch/merge-patch.ts';
import { patchTypeOf } from '../../../engine/api/patch/schema.ts';
import { applyStrategicMergePatch } from '../../../engine/api/patch/strategic.ts';
import { createThreeWayMergePatch } from '../../../engine/api/patch/three-way.ts';
import { isStatusError } from '../../../engine/api/status.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { lastAppliedAnnotation } from '../../annotations.ts';
import { resourcePath } from '../../client/rest-mapper.ts';
import { createObject, patchObject } from '../../client/write.ts';
import type { Invocation } from '../../command.ts';
import { parseJsonPrefix } from '../../decode/json.ts';
import { addSource, CommandError, isReportable } from '../../errors.ts';
import { isRecord, recordAt, type Json } from '../../object.ts';
import { goJson } from '../../printers/json.ts';
import { getInfo, type Info } from '../../resource-builder/info.ts';
import { waitUntilDeleted } from '../../wait/deleted.ts';
import { fieldValidationOf, infoText, type ApplyOptions } from '../apply.ts';

export interface AppliedPatch {
  /** Empty if nothing had to change. */
  readonly patch: Json;
  readonly object: Json;
}

/** How often a patch is made anew after a conflict (patcher.go maxPatchRetry); from the second time after a second. */
const maxRetries = 5;

/** Brings an object to its new configuration by a three-way patch (kubectl/pkg/cmd/apply/patcher.go). */
export function* patchApplied(
  invocation: Invocation,
  found: Info,
  modified: Json,
  options: ApplyOptions,
): Task<AppliedPatch> {
  let current = found;
  let patch: Json = {};
  for (let attempt = 0; ; attempt++) {
    const made = makePatch(invocation, current, modified);
    patch = made.patch;
    if (Object.keys(patch).length === 0) return { patch, object: current.object ?? {} };
    if (options.dryRun === 'client') return { patch, object: made.local() };
    try {
      const object = yield* patchObject(invocation, current, made.type, patch, {
        ...options,
        ...fieldValidationOf(options),
      });
      return { patch, object };
    } catch (error) {
      if (!isReportable(error)) throw error;
      if (isStatusError(error, 'Conflict') && attempt < maxRetries) {
        if (attempt > 0) yield* invocation.p.sleep(1000);
        current = yield* getInfo(invocation.client, current);
        continue;
      }
      if (invocation.flags.bool('force') && (isStatusError(error, 'Conflict') || isStatusError(error, 'Invalid'))) {
        return { patch: modified, object: yield* deleteAndCreate(invocation, current, modified, options) };
      }
      const described = addSource('patching', current.source, error);
      throw addSource(`applying patch:\n${goJson(patch)}\nto:\n${infoText(current)}\nfor:`, current.source, described);
    }
  }
}

function makePatch(
  invocation: Invocation,
  { mapping, object }: Info,
  modified: Json,
): { type: 'strategic' | 'merge'; patch: Json; local(): Json } {
  const current = object ?? {};
  const original = lastApplied(current);
  const type = patchTypeOf(mapping, { name: invocation.release.name });
  if (type === undefined) {
    const patch = createThreeWayJsonMergePatch(original, modified, current);
    return { type: 'merge', patch, local: () => applyMergePatch(current, patch) as Json };
  }
  const patch = createThreeWayMergePatch(original, modified, current, type);
  return { type: 'strategic', patch, local: () => applyStrategicMergePatch(current, patch, type) };
}

/** What was applied before; an object that never was applied has no past. */
function lastApplied(object: Json): Json {
  const text = recordAt(object, 'metadata', 'annotations')[lastAppliedAnnotation];
  if (typeof text !== 'string') return {};
  const { value } = parseJsonPrefix(text);
  if (!isRecord(value))
    throw new CommandError('retrieving original configuration: the last-applied annotation holds no object');
  return value;
}

/** --force: where the server refuses the change, the object is made anew. */
function* deleteAndCreate(invocation: Invocation, info: Info, modified: Json, options: ApplyOptions): Task<Json> {
  const { flags, client } = invocation;
  const gracePeriod = flags.number('grace-period');
  yield* client.object('DELETE', resourcePath(info.mapping, info.namespace, info.name), {
    body: {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...(gracePeriod >= 0 ? { gracePeriodSeconds: gracePeriod } : {}),
      propagationPolicy: 'Background',
    },
  });
  const timeout = flags.number('timeout');
  yield* waitUntilDeleted(invocation, info, '', timeout === 0 ? 168 * 3_600_000 : timeout);
  return yield* createObject(invocation, info.mapping, info.namespace, modified, options);
}
