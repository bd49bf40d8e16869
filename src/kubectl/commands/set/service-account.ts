import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { dryRunOf, filenameSelection } from '../../flags/common.ts';
import type { Json } from '../../object.ts';
import { page } from '../../pages/page.ts';
import { setServiceaccountPage } from '../../pages/set-serviceaccount.ts';
import { recorded, recordFlag } from '../../record.ts';
import type { KubectlRelease } from '../../releases.ts';
import { select } from '../../resource-builder/builder.ts';
import { withPodSpec } from '../../workloads/pod-spec.ts';
import { changeAll, localServerDryRun, setPrinter } from './change.ts';

/** kubectl/pkg/cmd/set/set_serviceaccount.go. */
export function setServiceAccount(release: KubectlRelease): Command {
  return {
    ...page(release, setServiceaccountPage, { hidden: [recordFlag(release)] }),
    complete: 'types-and-names',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const local = flags.bool('local');
  if (local && dryRun === 'server') throw new CommandError(localServerDryRun);
  const print = setPrinter(invocation, 'serviceaccount updated', dryRun);
  const serviceAccountName = args.at(-1);
  if (serviceAccountName === undefined) throw new CommandError('serviceaccount is required');
  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    continueOnError: true,
    flatten: true,
    local,
    ...(local ? {} : { args: args.slice(0, -1), allowEmptySelector: flags.bool('all'), latest: true }),
  });
  const apply = function* (object: Json): Task<Json> {
    return recorded(
      invocation,
      withPodSpec(object, (spec) => ({ ...spec, serviceAccountName })),
    );
  };
  const failure = 'failed to patch ServiceAccountName';
  yield* changeAll(invocation, yield* result.infos(), { apply, failure, sendsUnchanged: true }, dryRun, print);
}
