import type { Task } from '../../../engine/sim/task.ts';
import { appliedConfiguration, lastAppliedAnnotation } from '../../annotations.ts';
import { patchObject } from '../../client/write.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { dryRunOf, filenameSelection, withDryRun } from '../../flags/common.ts';
import { recordAt } from '../../object.ts';
import { objectPrinter } from '../../printers/output.ts';
import { page } from '../../pages/page.ts';
import { applySetLastAppliedPage } from '../../pages/apply-set-last-applied.ts';
import type { KubectlRelease } from '../../releases.ts';
import { select } from '../../resource-builder/builder.ts';
import { getInfo } from '../../resource-builder/info.ts';

/** kubectl/pkg/cmd/apply/apply_set_last_applied.go. */
export function setLastApplied(release: KubectlRelease): Command {
  return {
    ...page(release, applySetLastAppliedPage),
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const printer = objectPrinter(invocation, withDryRun('configured', dryRun));
  const result = yield* select(invocation, { ...filenameSelection(invocation), flatten: true });
  yield* result.visit(function* (info): Task<void> {
    const configuration = appliedConfiguration(info.object ?? {});
    const current = yield* getInfo(invocation.client, info);
    const before = recordAt(current.object, 'metadata', 'annotations')[lastAppliedAnnotation];
    if (before === undefined && !flags.bool('create-annotation')) {
      throw new CommandError(
        `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
      );
    }
    const patch = { metadata: { annotations: { [lastAppliedAnnotation]: configuration } } };
    const object =
      before === configuration || dryRun === 'client'
        ? (current.object ?? {})
        : yield* patchObject(invocation, current, 'merge', patch, { dryRun });
    yield* invocation.out(printer(object));
  });
}
