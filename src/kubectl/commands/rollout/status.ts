import type { Task } from '../../../engine/sim/task.ts';
import { resourcePath } from '../../client/rest-mapper.ts';
import { withTimeout } from '../../client/timeout.ts';
import { untilSeen } from '../../client/until.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { page } from '../../pages/page.ts';
import { rolloutStatusPage } from '../../pages/rollout-status.ts';
import type { KubectlRelease } from '../../releases.ts';
import type { Info } from '../../resource-builder/info.ts';
import { interruptible } from '../../signals.ts';
import { progressViewers } from './progress.ts';
import { checkTargets, rolloutTargets } from './select.ts';

/** kubectl/pkg/cmd/rollout/rollout_status.go. */
export function rolloutStatus(release: KubectlRelease): Command {
  return {
    ...page(release, rolloutStatusPage),
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
