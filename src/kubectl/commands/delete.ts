import { isStatusError } from '../../engine/api/status.ts';
import type { Task } from '../../engine/sim/task.ts';
import { kindWord, resourcePath } from '../client/rest-mapper.ts';
import type { Command, Invocation } from '../command.ts';
import { addSource, CommandError, isReportable } from '../errors.ts';
import { dryRunOf, filenameSelection, withDryRun, type DryRun } from '../flags/common.ts';
import { textAt, type Json } from '../object.ts';
import { page } from '../pages/page.ts';
import { deletePage } from '../pages/delete.ts';
import type { KubectlRelease } from '../releases.ts';
import { select, type Selection } from '../resource-builder/builder.ts';
import type { Info } from '../resource-builder/info.ts';
import { interruptible } from '../signals.ts';
import { waitUntilDeleted } from '../wait/deleted.ts';
import { commandWarning } from '../warn.ts';
import { rawWrite } from './raw-write.ts';
import { confirmDeletion } from './delete/confirm.ts';
import { cascadingStrategy } from './delete/cascade.ts';

/** kubectl/pkg/cmd/delete/delete.go. */
export function deleteCommand(release: KubectlRelease): Command {
  return {
    ...page(release, deletePage),
    suggestFor: release.name === '1.20' ? ['rm'] : ['rm', 'remove'],
    complete: 'types-and-names',
    run,
  };
}

/** The decisions that the flags lead to (DeleteOptions.Complete and Validate). */
interface DeletePlan {
  /** Seconds; -1: the object's own. */
  readonly gracePeriod: number;
  readonly ignoreNotFound: boolean;
  readonly dryRun: DryRun;
  readonly propagationPolicy: string;
}

function* plan(invocation: Invocation): Task<DeletePlan> {
  const { flags, release } = invocation;
  let gracePeriod = flags.number('grace-period');
  const force = flags.bool('force');
  if (flags.bool('now')) {
    if (gracePeriod !== -1) throw new CommandError('--now and --grace-period cannot be specified together');
    gracePeriod = 1;
  }
  // --grace-period=0 without --force has meant 1 ever since it could lose data.
  if (gracePeriod === 0 && !force) gracePeriod = 1;
  if (force && gracePeriod < 0) gracePeriod = 0;
  const dryRun = yield* dryRunOf(invocation);
  const output = flags.string('output');
  if (output !== '' && output !== 'name')
    throw new CommandError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (flags.bool('all') && flags.string('selector') !== '')
    throw new CommandError('cannot set --all and --selector at the same time');
  if (flags.bool('all') && flags.string('field-selector') !== '') {
    throw new CommandError('cannot set --all and --field-selector at the same time');
  }
  const { policy, warning } = cascadingStrategy(invocation);
  if (warning !== '') yield* invocation.err(warning);
  if (gracePeriod === 0 && force) {
    yield* invocation.err(
      commandWarning(
        invocation.p,
        release,
        'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
      ),
    );
  } else if (gracePeriod > 0 && force) {
    throw new CommandError('--force and --grace-period greater than 0 cannot be specified together');
  }
  const collective = flags.bool('all') || flags.string('selector') !== '' || flags.string('field-selector') !== '';
  return {
    gracePeriod,
    ignoreNotFound: flags.changed('ignore-not-found') ? flags.bool('ignore-not-found') : collective,
    dryRun,
    propagationPolicy: policy,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags } = invocation;
  const selection: Selection = {
    ...filenameSelection(invocation),
    args: invocation.args,
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    all: flags.bool('all'),
    allNamespaces: flags.bool('all-namespaces'),
    continueOnError: true,
    flatten: true,
    requireObject: false,
  };
  const raw = flags.string('raw') !== '';
  // Mistakes in the selection come before those in the flags, as in Complete and Validate.
  if (!raw) yield* select(invocation, selection);
  const decided = yield* plan(invocation);
  if (raw) return yield* rawWrite(invocation, 'DELETE');
  const result = yield* select(invocation, { ...selection, ignoreNotFound: decided.ignoreNotFound });

  let confirmed: ReadonlySet<string> | undefined;
  if (flags.has('interactive') && flags.bool('interactive')) {
    const preview = yield* (yield* select(invocation, {
      ...selection,
      ignoreNotFound: decided.ignoreNotFound,
    })).infos();
    if (preview.length === 0) return yield* invocation.out('No resources found\n');
    if (!(yield* confirmDeletion(invocation, preview))) return yield* invocation.out('deletion is cancelled\n');
    confirmed = new Set(preview.map(locationOf));
  }
  yield* interruptible(invocation, deleteAll(invocation, decided, result.visit, confirmed));
}

function* deleteAll(
  invocation: Invocation,
  decided: DeletePlan,
  visit: (use: (info: Info) => Task<void>) => Task<void>,
  confirmed: ReadonlySet<string> | undefined,
): Task<void> {
  const { flags, release } = invocation;
  const deleted: { info: Info; uid: string }[] = [];
  let found = false;
  let warnClusterScope = invocation.namespaceGiven && !flags.bool('all-namespaces');
  yield* visit(function* (info): Task<void> {
    if (confirmed !== undefined && !confirmed.has(locationOf(info))) return;
    found = true;
    if (warnClusterScope && !info.mapping.namespaced) {
      yield* invocation.err(
        commandWarning(
          invocation.p,
          release,
          'deleting cluster-scoped resources, not scoped to the provided namespace',
        ),
      );
      warnClusterScope = false;
    }
    let answer: Json = {};
    if (decided.dryRun !== 'client') {
      try {
        answer = yield* deleteOne(invocation, decided, info);
      } catch (error) {
        if (!isReportable(error)) throw error;
        throw addSource('deleting', info.source, error);
      }
    }
    deleted.push({ info, uid: textAt(answer, 'details', 'uid') || textAt(answer, 'metadata', 'uid') });
    yield* invocation.out(deletedText(invocation, decided, info));
  });
  if (!found) return yield* invocation.out('No resources found\n');
  if (!flags.bool('wait') || decided.dryRun !== 'none') return;
  // "Wait for ever" is a week.
  const timeout = flags.number('timeout') === 0 ? 168 * 3_600_000 : flags.number('timeout');
  try {
    for (const { info, uid } of deleted) yield* waitUntilDeleted(invocation, info, uid, timeout);
  } catch (error) {
    if (!isStatusError(error, 'Forbidden') && !isStatusError(error, 'MethodNotAllowed')) throw error;
  }
}

function* deleteOne(invocation: Invocation, decided: DeletePlan, info: Info): Task<Json> {
  return yield* invocation.client.object('DELETE', resourcePath(info.mapping, info.namespace, info.name), {
    body: {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...(decided.gracePeriod >= 0 ? { gracePeriodSeconds: decided.gracePeriod } : {}),
      propagationPolicy: decided.propagationPolicy,
      ...(decided.dryRun === 'server' ? { dryRun: ['All'] } : {}),
    },
  });
}

/** `pod "a" deleted`, `pod "a" force deleted from default namespace`. */
function deletedText(invocation: Invocation, decided: DeletePlan, info: Info): string {
  const kind = kindWord(info.mapping);
  if (invocation.flags.string('output') === 'name') return `${kind}/${info.name}\n`;
  let operation = decided.gracePeriod === 0 ? 'force deleted' : 'deleted';
  if (invocation.release.deletedFromNamespace && info.mapping.namespaced)
    operation += ` from ${info.namespace} namespace`;
  return `${kind} "${info.name}" ${withDryRun(operation, decided.dryRun)}\n`;
}

function locationOf(info: Info): string {
  return `${info.mapping.group}/${info.mapping.name}/${info.namespace}/${info.name}`;
}
