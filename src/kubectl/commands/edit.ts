import { jsonEqual } from '../../engine/api/json.ts';
import type { Task } from '../../engine/sim/task.ts';
import { withLastApplied } from '../annotations.ts';
import { createObject, patchObject } from '../client/write.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isReportable } from '../errors.ts';
import { fieldValidation, filenameSelection } from '../flags/common.ts';
import { nameOf, textAt, type Json } from '../object.ts';
import { editPage } from '../pages/edit.ts';
import { page } from '../pages/page.ts';
import { goJson } from '../printers/json.ts';
import { objectPrinter } from '../printers/output.ts';
import { recorded, recordFlag } from '../record.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import type { Info } from '../resource-builder/info.ts';
import { patchBetween } from '../workloads/patch-between.ts';
import { addError, editInfos, type EditResults } from './edit/session.ts';

/** kubectl/pkg/cmd/edit/edit.go and cmd/util/editor/editoptions.go. */
export function edit(release: KubectlRelease): Command {
  return { ...page(release, editPage, { hidden: [recordFlag(release)] }), complete: 'types-and-names', run };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args } = invocation;
  const subresource = flags.has('subresource') ? flags.string('subresource') : '';
  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    args,
    subresource,
    allowEmptySelector: true,
    continueOnError: true,
    flatten: true,
    latest: true,
  });
  const infos = yield* result.infos();
  if (infos.length === 0) throw new CommandError('edit cancelled, no objects found');
  yield* editInfos(invocation, infos, {
    mode: 'normal',
    save: (edited, results) => savePatch(invocation, infos, { ...edited, subresource }, results),
  });
}

/** Sends what changed in one object as a patch (visitToPatch). */
function* savePatch(
  invocation: Invocation,
  originals: readonly Info[],
  edited: Info,
  results: EditResults,
): Task<void> {
  const { flags, release } = invocation;
  const before = originalOf(originals, edited).object ?? {};
  let wanted = edited.object ?? {};
  if (flags.bool('save-config')) wanted = withLastApplied(wanted);
  wanted = recorded(invocation, wanted);
  if (jsonEqual(before, wanted)) return yield* invocation.out(objectPrinter(invocation, 'skipped')(wanted));
  const changesIdentity =
    before['apiVersion'] !== wanted['apiVersion'] ||
    before['kind'] !== wanted['kind'] ||
    nameOf(before) !== nameOf(wanted);
  if (changesIdentity) throw new CommandError('At least one of apiVersion, kind and name was changed');
  const { type, patch } = patchBetween(edited.mapping, before, wanted, release);
  if (flags.bool('output-patch')) yield* invocation.out(`Patch: ${goJson(patch)}\n`);
  let answer: Json;
  try {
    answer = yield* patchObject(invocation, edited, type, patch, {
      fieldManager: flags.string('field-manager'),
      fieldValidation: fieldValidation(invocation),
    });
  } catch (error) {
    if (!isReportable(error)) throw error;
    return yield* invocation.err(addError(results, error, edited));
  }
  yield* invocation.out(objectPrinter(invocation, 'edited')(answer));
}

/** The object that an edited one was, by its UID. */
export function originalOf(originals: readonly Info[], edited: Info): Info {
  const uid = textAt(edited.object, 'metadata', 'uid');
  const found = originals.find((info) => textAt(info.object, 'metadata', 'uid') === uid);
  if (found !== undefined) return found;
  throw new CommandError(`no original object found for ${goJson(edited.object)}`);
}

/** `kubectl create --edit`: each object is edited before it is made. */
export function* editBeforeCreate(invocation: Invocation): Task<void> {
  const { flags } = invocation;
  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    continueOnError: true,
    flatten: true,
  });
  yield* result.visit(function* (info): Task<void> {
    yield* editInfos(invocation, [info], {
      mode: 'create',
      *save(edited): Task<void> {
        const wanted = flags.bool('save-config') ? withLastApplied(edited.object ?? {}) : (edited.object ?? {});
        const namespace = edited.mapping.namespaced ? edited.namespace || invocation.namespace : '';
        const made = yield* createObject(invocation, edited.mapping, namespace, recorded(invocation, wanted), {
          fieldManager: 'kubectl-create',
          fieldValidation: fieldValidation(invocation),
        });
        yield* invocation.out(objectPrinter(invocation, 'created')(made));
      },
    });
  });
}
