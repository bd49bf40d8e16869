import type { Task } from '../../../engine/sim/task.ts';
import { resourcePath } from '../../client/rest-mapper.ts';
import { withTimeout } from '../../client/timeout.ts';
import { untilSeen } from '../../client/until.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { bool, duration, integer } from '../../flags/flag.ts';
import type { KubectlRelease } from '../../releases.ts';
import type { Info } from '../../resource-builder/info.ts';
import { interruptible } from '../../signals.ts';
import { progressViewers } from './progress.ts';
import { checkTargets, rolloutFlags, rolloutTargets } from './select.ts';

/** kubectl/pkg/cmd/rollout/rollout_status.go. */
export function rolloutStatus(release: KubectlRelease): Command {
  return {
    name: 'status',
    short: 'Show the status of the rollout',
    long: `Show the status of the rollout.

 By default, the status of the latest rollout is watched until it's done. With --watch=false, the command does not wait. A new rollout that starts in-between is watched in turn; --revision=N pins the watch to one revision, and fails if another takes over.`,
    examples: ['# Watch the rollout status of a deployment', 'kubectl rollout status deployment/nginx'],
    usage: 'rollout status (TYPE NAME | TYPE/NAME) [flags]',
    flags: [
      ...rolloutFlags(release),
      bool('watch', "Watch the status of the rollout until it's done.", { shorthand: 'w', on: true }),
      integer('revision', 'Pin to a specific revision for showing its status. Defaults to 0 (last revision).', {
        bits: 64,
      }),
      duration(
        'timeout',
        'The length of time to wait before ending watch, zero means never. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).',
      ),
    ],
    complete: 'types-and-names',
    run: (invocation) => interruptible(invocation, run(invocation)),
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, release } = invocation;
  checkTargets(invocation);
  const revision = flags.number('revision');
  if (revision < 0) throw new CommandError(`revision must be a positive integer: ${revision}`);
  const old = release.name === '1.20';
  const result = yield* rolloutTargets(invocation, old);
  if (old) {
    const infos = yield* result.infos();
    if (infos.length !== 1) {
      throw new CommandError(
        `rollout status is only supported on individual resources and resource collections - ${infos.length} resources were found`,
      );
    }
    return yield* showOne(invocation, infos[0]!, revision);
  }
  let found = false;
  yield* result.visit(function* (info): Task<void> {
    found = true;
    yield* showOne(invocation, info, revision);
  });
  if (!found) yield* invocation.err(`No resources found in ${invocation.namespace} namespace.\n`);
}

function* showOne(invocation: Invocation, { mapping, name, namespace }: Info, revision: number): Task<void> {
  const kind = mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`;
  const viewer = progressViewers[kind];
  if (viewer === undefined) throw new CommandError(`no status viewer has been implemented for ${kind}`);
  const { client, flags, p } = invocation;
  const watching = untilSeen(
    client,
    resourcePath(mapping, namespace),
    { fieldSelector: `metadata.name=${name}` },
    function* ({ deleted, object }): Task<boolean> {
      if (deleted) throw new CommandError('object has been deleted');
      const { text, done } = viewer(object, revision);
      yield* invocation.out(text);
      return done || !flags.bool('watch');
    },
  );
  const outcome = yield* withTimeout(p, flags.number('timeout'), watching);
  if (outcome.timedOut) throw new CommandError('timed out waiting for the condition');
}
