import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { filenameSelection } from '../../flags/common.ts';
import { select, type Result } from '../../resource-builder/builder.ts';

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
