import type { Task } from '../../../engine/sim/task.ts';
import { patchObject } from '../../client/write.ts';
import type { Invocation } from '../../command.ts';
import { combine, CommandError, isReportable } from '../../errors.ts';
import { filenameSelection, withDryRun, type DryRun } from '../../flags/common.ts';
import { asTyped } from '../../generate/typed.ts';
import type { Json } from '../../object.ts';
import { objectPrinter, type ObjectPrinter } from '../../printers/output.ts';
import { select } from '../../resource-builder/builder.ts';
import { objectName, type Info } from '../../resource-builder/info.ts';
import { patchBetween } from '../../workloads/patch-between.ts';

/** What one `set` subcommand does to each object. */
export interface SetChange {
  /** The changed object, undefined where there is nothing to do; throws CommandError for an object that cannot be changed. */
  apply(object: Json, info: Info): Task<Json | undefined>;
  /** Before what the server said to the patch. */
  readonly failure: string;
  /** An object that the change leaves as it is is sent and printed all the same. */
  readonly sendsUnchanged?: boolean;
}

/** cmd/set's builder, the same in each subcommand. */
export function* setTargets(invocation: Invocation, resources: readonly string[]): Task<readonly Info[]> {
  const { flags } = invocation;
  const local = flags.bool('local');
  if (local && resources.length > 0) throw new CommandError(localResource);
  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    continueOnError: true,
    flatten: true,
    local,
    ...(local
      ? {}
      : {
          args: resources,
          labelSelector: flags.has('selector') ? flags.string('selector') : '',
          allowEmptySelector: flags.bool('all'),
          latest: true,
        }),
  });
  return yield* result.infos();
}

export const localResource = `error: you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`;

export const localServerDryRun = 'cannot specify --local and --dry-run=server - did you mean --dry-run=client?';

/** The printer of `deployment.apps/web image updated`; a mistake in -o is found before anything is read. */
export function setPrinter(invocation: Invocation, operation: string, dryRun: DryRun): ObjectPrinter {
  return objectPrinter(invocation, withDryRun(operation, dryRun), true);
}

/** Changes one object after the other; their errors come together at the end (set/helper.go CalculatePatches). */
export function* changeAll(
  invocation: Invocation,
  infos: readonly Info[],
  change: SetChange,
  dryRun: DryRun,
  print: ObjectPrinter,
  errors: Error[] = [],
): Task<void> {
  const { flags, release } = invocation;
  const local = flags.bool('local') || dryRun === 'client';
  // All are changed before the first is sent.
  const changed: { info: Info; before: Json; after: Json | Error }[] = [];
  for (const info of infos) {
    const before = asTyped(info.object ?? {}, release);
    try {
      const after = yield* change.apply(before, info);
      if (after !== undefined) changed.push({ info, before, after });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      changed.push({ info, before, after: new CommandError(`error: ${objectName(info)} ${error.message}\n`) });
    }
  }
  for (const { info, before, after } of changed) {
    try {
      if (after instanceof Error) throw after;
      const { type, patch } = patchBetween(info.mapping, before, after, release);
      if (Object.keys(patch).length === 0 && change.sendsUnchanged !== true) continue;
      if (local) yield* invocation.out(print(after));
      else yield* send(invocation, info, change.failure, dryRun, print, type, patch);
    } catch (error) {
      if (!isReportable(error)) throw error;
      errors.push(error);
    }
  }
  const failed = combine(errors);
  if (failed !== undefined) throw failed;
}

function* send(
  invocation: Invocation,
  info: Info,
  failure: string,
  dryRun: DryRun,
  print: ObjectPrinter,
  type: 'strategic' | 'merge' | 'json',
  patch: Json,
): Task<void> {
  let answer: Json;
  try {
    answer = yield* patchObject(invocation, info, type, patch, {
      dryRun,
      fieldManager: invocation.flags.string('field-manager'),
    });
  } catch (error) {
    if (!isReportable(error) || failure === '') throw error;
    throw new CommandError(`${failure} ${error.message}`);
  }
  yield* invocation.out(print(answer));
}
