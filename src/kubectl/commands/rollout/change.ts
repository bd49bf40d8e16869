import { formatTime } from '../../../engine/api/time.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { patchObject } from '../../client/write.ts';
import type { Command, Invocation } from '../../command.ts';
import { combine, CommandError, ErrorList, isReportable } from '../../errors.ts';
import { quote } from '../../go/quote.ts';
import { field, recordAt, withField, type Json } from '../../object.ts';
import { page, type PageTexts } from '../../pages/page.ts';
import { rolloutPausePage } from '../../pages/rollout-pause.ts';
import { rolloutRestartPage } from '../../pages/rollout-restart.ts';
import { rolloutResumePage } from '../../pages/rollout-resume.ts';
import { objectPrinter } from '../../printers/output.ts';
import type { KubectlRelease } from '../../releases.ts';
import type { Info } from '../../resource-builder/info.ts';
import { patchBetween } from '../../workloads/patch-between.ts';
import { rolloutTargets } from './select.ts';

/** One change that pause, resume or restart makes. */
interface Change {
  /** The changed object; throws CommandError where that cannot be. */
  apply(info: Info, object: Json, now: number): Json;
  /** `paused` */
  readonly done: string;
  /** What there is to say if nothing changes: an outcome, or an error about the object of that name. */
  readonly unchanged: { readonly outcome: string } | { readonly error: (name: string) => string };
}

/** kubectl/pkg/cmd/rollout/rollout_pause.go. */
export function rolloutPause(release: KubectlRelease): Command {
  return command(release, rolloutPausePage, {
    apply(info, object) {
      if (!isKind(info, ['Deployment'])) throw new CommandError('pausing is not supported');
      if (isPaused(object)) throw new CommandError('is already paused');
      return withField(object, ['spec', 'paused'], true);
    },
    done: 'paused',
    unchanged: { outcome: 'already paused' },
  });
}

/** rollout_resume.go. */
export function rolloutResume(release: KubectlRelease): Command {
  return command(release, rolloutResumePage, {
    apply(info, object) {
      if (!isKind(info, ['Deployment'])) throw new CommandError('resuming is not supported');
      if (!isPaused(object)) throw new CommandError('is not paused');
      return withField(object, ['spec', 'paused'], undefined);
    },
    done: 'resumed',
    unchanged: { outcome: 'already resumed' },
  });
}

/** rollout_restart.go: a new annotation in the Pod template makes new Pods. */
export function rolloutRestart(release: KubectlRelease): Command {
  return command(release, rolloutRestartPage, {
    apply(info, object, now) {
      if (!isKind(info, ['Deployment', 'DaemonSet', 'StatefulSet']))
        throw new CommandError('restarting is not supported');
      if (info.mapping.kind === 'Deployment' && isPaused(object))
        throw new CommandError("can't restart paused deployment (run rollout resume first)");
      const path = ['spec', 'template', 'metadata', 'annotations'];
      return withField(object, path, {
        ...recordAt(object, ...path),
        'kubectl.kubernetes.io/restartedAt': formatTime(now),
      });
    },
    done: 'restarted',
    unchanged: {
      error: (name) =>
        release.name === '1.20'
          ? `failed to create patch for ${name}: empty patch`
          : `failed to create patch for ${name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
    },
  });
}

function isKind({ mapping }: Info, kinds: readonly string[]): boolean {
  return mapping.group === 'apps' && kinds.includes(mapping.kind);
}

function isPaused(object: Json): boolean {
  return field(object, 'spec', 'paused') === true;
}

function command(release: KubectlRelease, texts: PageTexts, change: Change): Command {
  return { ...page(release, texts), complete: 'types-and-names', run: (invocation) => run(invocation, change) };
}

function* run(invocation: Invocation, change: Change): Task<void> {
  const result = yield* rolloutTargets(invocation);
  const infos: Info[] = [];
  const errors: Error[] = [];
  try {
    yield* result.visit(function* (info): Task<void> {
      infos.push(info);
    });
  } catch (error) {
    if (!isReportable(error)) throw error;
    errors.push(error);
  }
  if (infos.length === 0 && errors.length === 0 && invocation.release.name !== '1.20') {
    yield* invocation.err(`No resources found in ${invocation.namespace} namespace.\n`);
    return;
  }
  for (const info of infos) {
    try {
      yield* changeOne(invocation, info, change);
    } catch (error) {
      if (!isReportable(error)) throw error;
      errors.push(error);
    }
  }
  const failed = combine(errors.flatMap((error) => (error instanceof ErrorList ? error.errors : [error])));
  if (failed !== undefined) throw failed;
}

function* changeOne(invocation: Invocation, info: Info, change: Change): Task<void> {
  const { release, p } = invocation;
  const { mapping, name } = info;
  const before = info.object ?? {};
  let after: Json;
  try {
    after = change.apply(info, before, p.now());
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const resource = mapping.group === '' ? mapping.name : `${mapping.name}.${mapping.group}`;
    throw new CommandError(`error: ${resource} ${quote(name)} ${error.message}`);
  }
  const { type, patch } = patchBetween(mapping, before, after, release);
  if (Object.keys(patch).length === 0) {
    if ('error' in change.unchanged) throw new CommandError(change.unchanged.error(name));
    return yield* invocation.out(objectPrinter(invocation, change.unchanged.outcome, true)(before));
  }
  let object: Json;
  try {
    object = yield* patchObject(invocation, info, type, patch, {
      fieldManager: invocation.flags.string('field-manager'),
    });
  } catch (error) {
    if (!isReportable(error)) throw error;
    throw new CommandError(`failed to patch: ${error.message}`);
  }
  yield* invocation.out(objectPrinter(invocation, change.done, true)(object));
}
