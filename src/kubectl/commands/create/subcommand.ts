import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError, isReportable, usageError } from '../../errors.ts';
import { dryRunOf, fieldValidation, withDryRun } from '../../flags/common.ts';
import { text, type Flag } from '../../flags/flag.ts';
import { createGenerated } from '../../generate/create.ts';
import type { Json } from '../../object.ts';
import { page, type PageTexts } from '../../pages/page.ts';
import { objectPrinter } from '../../printers/output.ts';
import type { KubectlRelease } from '../../releases.ts';

/** What one `kubectl create KIND NAME` is made of. */
export interface Creation {
  readonly page: PageTexts;
  readonly required?: readonly string[];
  /** Flags that no help shows. */
  readonly hidden?: readonly Flag[];
  /** v1.20 takes a hidden --generator of this value, and refuses any other. */
  readonly generator?: string;
  /** `failed to create deployment:`, before what the server said; '' for its words alone. v1.20 often adds none. */
  readonly failure: string | ((release: KubectlRelease, flags: Invocation['flags']) => string);
  /** Makes the object from the flags; throws CommandError for a mistake in them. */
  build(invocation: Invocation, name: string): Json | Task<Json>;
}

/** A subcommand of create that makes its object from flags (kubectl/pkg/cmd/create/create_*.go, both releases). */
export function createSubcommand(release: KubectlRelease, creation: Creation): Command {
  return {
    ...page(release, creation.page, {
      ...(creation.required === undefined ? {} : { required: creation.required }),
      hidden: [
        ...(creation.hidden ?? []),
        ...(release.name === '1.20' && creation.generator !== undefined ? [generatorFlag(creation.generator)] : []),
      ],
    }),
    run: (invocation) => run(invocation, creation),
  };
}

function generatorFlag(value: string): Flag {
  return text('generator', 'The name of the API generator to use.', {
    value,
    deprecated: 'has no effect and will be removed in the future.',
  });
}

function* run(invocation: Invocation, creation: Creation): Task<void> {
  const { flags, release } = invocation;
  const name = nameArgument(invocation);
  if (flags.has('generator') && creation.generator !== '' && flags.string('generator') !== creation.generator)
    throw usageError(invocation.commandPath, `Generator ${flags.string('generator')} not supported. `);
  const dryRun = yield* dryRunOf(invocation);
  const print = objectPrinter(invocation, withDryRun('created', dryRun), true);
  const validation = fieldValidation(invocation);
  const built = creation.build(invocation, name);
  const object = isTask(built) ? yield* built : built;
  let made: Json;
  try {
    made = yield* createGenerated(invocation, object, { dryRun, fieldValidation: validation, alwaysSaves: true });
  } catch (error) {
    const failure = typeof creation.failure === 'string' ? creation.failure : creation.failure(release, flags);
    if (!isReportable(error) || failure === '') throw error;
    throw new CommandError(`${failure} ${error.message}`);
  }
  yield* invocation.out(print(made));
}

function isTask(value: Json | Task<Json>): value is Task<Json> {
  return typeof (value as Task<Json>).next === 'function';
}

/** The one NAME; what follows `--` is a command (NameFromCommandArgs). */
export function nameArgument({ args, argsBeforeDash, commandPath }: Invocation): string {
  const count = argsBeforeDash ?? args.length;
  if (count !== 1) throw usageError(commandPath, `exactly one NAME is required, got ${count}`);
  return args[0]!;
}

/** Only v1.36 says what failed before it says why. */
export function newFailure(failure: string): (release: KubectlRelease) => string {
  return (release) => (release.name === '1.20' ? '' : failure);
}
