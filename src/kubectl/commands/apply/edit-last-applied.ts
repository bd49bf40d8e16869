import { jsonEqual } from '../../../engine/api/json.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { lastAppliedAnnotation } from '../../annotations.ts';
import { patchObject } from '../../client/write.ts';
import type { Command, Invocation } from '../../command.ts';
import { parseJsonPrefix } from '../../decode/json.ts';
import { CommandError } from '../../errors.ts';
import { filenameSelection } from '../../flags/common.ts';
import { isRecord, recordAt } from '../../object.ts';
import { applyEditLastAppliedPage } from '../../pages/apply-edit-last-applied.ts';
import { page } from '../../pages/page.ts';
import { goJson } from '../../printers/json.ts';
import { objectPrinter } from '../../printers/output.ts';
import { recordFlag } from '../../record.ts';
import type { KubectlRelease } from '../../releases.ts';
import { select } from '../../resource-builder/builder.ts';
import { editInfos } from '../edit/session.ts';

/** kubectl/pkg/cmd/apply/apply_edit_last_applied.go. */
export function editLastApplied(release: KubectlRelease): Command {
  return {
    ...page(release, applyEditLastAppliedPage, { hidden: [recordFlag(release)] }),
    complete: 'types-and-names',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args } = invocation;
  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    args,
    allowEmptySelector: true,
    continueOnError: true,
    flatten: true,
    latest: true,
  });
  const infos = (yield* result.infos()).flatMap((info) => {
    const text = recordAt(info.object, 'metadata', 'annotations')[lastAppliedAnnotation];
    const value = typeof text === 'string' ? parseJsonPrefix(text).value : undefined;
    return isRecord(value) ? [{ ...info, object: value }] : [];
  });
  if (infos.length === 0) {
    throw new CommandError(
      'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
    );
  }
  yield* editInfos(invocation, infos, {
    mode: 'last-applied',
    *save(edited): Task<void> {
      const object = edited.object ?? {};
      if (edited.name === '') throw new CommandError('resource name may not be empty');
      const original = infos.find((info) => info.name === edited.name && info.mapping.kind === edited.mapping.kind);
      if (original !== undefined && jsonEqual(original.object, object))
        return yield* invocation.out(objectPrinter(invocation, 'skipped')(object));
      const patch = { metadata: { annotations: { [lastAppliedAnnotation]: `${goJson(object)}\n` } } };
      const namespace = edited.mapping.namespaced ? edited.namespace || invocation.namespace : '';
      yield* patchObject(invocation, { ...edited, namespace }, 'merge', patch, {
        fieldManager: flags.string('field-manager'),
      });
      yield* invocation.out(objectPrinter(invocation, 'edited')(object));
    },
  });
}
