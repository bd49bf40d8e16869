import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { filenameFlags, filenameSelection, selectorFlag } from '../../flags/common.ts';
import type { Flag } from '../../flags/flag.ts';
import type { KubectlRelease } from '../../releases.ts';
import { select, type Result } from '../../resource-builder/builder.ts';

/** -f and -l; v1.20 knows no -l here. */
export function rolloutFlags(release: KubectlRelease): readonly Flag[] {
  return [
    ...filenameFlags('identifying the resource to get from a server.'),
    ...(release.name === '1.20' ? [] : [selectorFlag(release)]),
  ];
}

/** What the rollout commands work on. @param singleType v1.20's status takes one type only. */
export function* rolloutTargets(invocation: Invocation, singleType = false): Task<Result> {
  const { flags, args } = invocation;
  checkTargets(invocation);
  return yield* select(invocation, {
    ...filenameSelection(invocation),
    args,
    labelSelector: flags.has('selector') ? flags.string('selector') : '',
    allowEmptySelector: true,
    continueOnError: true,
    latest: true,
    flatten: true,
    singleResourceType: singleType,
  });
}

export function checkTargets({ flags, args }: Invocation): void {
  if (args.length === 0 && flags.list('filename').length === 0 && flags.string('kustomize') === '')
    throw new CommandError('required resource not specified');
}
