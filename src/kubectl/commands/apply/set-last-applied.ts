import type { Task } from '../../../engine/sim/task.ts';
import { appliedConfiguration, lastAppliedAnnotation } from '../../annotations.ts';
import { patchObject } from '../../client/write.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { dryRunFlag, dryRunOf, filenameFlags, filenameSelection, withDryRun } from '../../flags/common.ts';
import { bool } from '../../flags/flag.ts';
import { recordAt } from '../../object.ts';
import { objectPrinter, printFlags } from '../../printers/output.ts';
import type { KubectlRelease } from '../../releases.ts';
import { select } from '../../resource-builder/builder.ts';
import { getInfo } from '../../resource-builder/info.ts';

/** kubectl/pkg/cmd/apply/apply_set_last_applied.go. */
export function setLastApplied(release: KubectlRelease): Command {
  return {
    name: 'set-last-applied',
    short:
      release.name === '1.20'
        ? 'Set the last-applied-configuration annotation on a live object to match the contents of a file.'
        : 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
    long: "Set the latest last-applied-configuration annotations by setting it to match the contents of a file. This results in the last-applied-configuration being updated as though 'kubectl apply -f<file> ' was run, without updating any other parts of the object.",
    examples: [
      '# Set the last-applied-configuration of a resource to match the contents of a file',
      'kubectl apply set-last-applied -f deploy.yaml',
    ],
    usage: 'set-last-applied -f FILENAME',
    flags: [
      ...printFlags(release),
      dryRunFlag,
      bool(
        'create-annotation',
        "Will create 'last-applied-configuration' annotations if current objects doesn't have one",
      ),
      ...filenameFlags('that contains the last-applied-configuration annotations', {
        kustomize: release.name !== '1.20',
      }),
    ],
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
