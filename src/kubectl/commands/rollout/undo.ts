import { jsonEqual } from '../../../engine/api/json.ts';
import type { Deployment } from '../../../engine/api/types.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { lastAppliedAnnotation } from '../../annotations.ts';
import { resourcePath } from '../../client/rest-mapper.ts';
import { patchObject } from '../../client/write.ts';
import type { Command, Invocation } from '../../command.ts';
import type { PodTemplate } from '../../describe/pod-template.ts';
import { CommandError, isReportable } from '../../errors.ts';
import { dryRunOf, withDryRun, type DryRun } from '../../flags/common.ts';
import { quote } from '../../go/quote.ts';
import { field, recordAt, withField, type Json } from '../../object.ts';
import { objectPrinter } from '../../printers/output.ts';
import { page } from '../../pages/page.ts';
import { rolloutUndoPage } from '../../pages/rollout-undo.ts';
import type { KubectlRelease } from '../../releases.ts';
import { objectName, type Info } from '../../resource-builder/info.ts';
import { historyOf, type Revision } from '../../workloads/history.ts';
import { withoutHash } from '../../workloads/replica-sets.ts';
import { templateText } from './history.ts';
import { rolloutTargets } from './select.ts';

/** kubectl/pkg/cmd/rollout/rollout_undo.go. */
export function rolloutUndo(release: KubectlRelease): Command {
  return {
    ...page(release, rolloutUndoPage),
    complete: 'types-and-names',
    run,
  };
}

const skipped = 'skipped rollback';

function* run(invocation: Invocation): Task<void> {
  const dryRun = yield* dryRunOf(invocation);
  const result = yield* rolloutTargets(invocation);
  yield* result.visit(function* (info): Task<void> {
    if (
      invocation.release.name !== '1.20' &&
      recordAt(info.object, 'metadata', 'annotations')[lastAppliedAnnotation] !== undefined
    ) {
      yield* invocation.err(
        `Warning: resource ${objectName(info)} was previously managed with 'kubectl apply'. Rolling back will not update the ${lastAppliedAnnotation} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n`,
      );
    }
    const outcome = yield* rollBack(invocation, info, dryRun);
    yield* invocation.out(objectPrinter(invocation, withDryRun(outcome, dryRun), true)(info.object ?? {}));
  });
}

/** Restores a revision; hands back what there is to say (polymorphichelpers/rollback.go). */
function* rollBack(invocation: Invocation, info: Info, dryRun: DryRun): Task<string> {
  const { mapping } = info;
  const wanted = invocation.flags.number('to-revision');
  const kind = mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`;
  if (mapping.group !== 'apps' || !['Deployment', 'DaemonSet', 'StatefulSet'].includes(mapping.kind))
    throw new CommandError(`no rollbacker has been implemented for ${quote(kind)}`);
  if (wanted < 0) throw notFound(wanted);
  const revisions = yield* historyOf(invocation, info);
  return mapping.kind === 'Deployment'
    ? yield* rollBackDeployment(invocation, info, revisions, wanted, dryRun)
    : yield* rollBackOther(invocation, info, revisions, wanted, dryRun);
}

function notFound(revision: number): CommandError {
  return new CommandError(`unable to find specified revision ${revision} in history`);
}

/** Annotations of a Deployment that stay; the others come back with the revision. */
const kept: readonly string[] = [
  lastAppliedAnnotation,
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

function* rollBackDeployment(
  invocation: Invocation,
  info: Info,
  revisions: readonly Revision[],
  wanted: number,
  dryRun: DryRun,
): Task<string> {
  const { name, mapping, namespace } = info;
  const target = wanted === 0 ? revisions.at(-2) : revisions.find((one) => one.number === wanted);
  if (target === undefined)
    throw wanted === 0 ? new CommandError(`no rollout history found for deployment ${quote(name)}`) : notFound(wanted);
  if (dryRun === 'client')
    return templateText(field(target.object, 'spec', 'template') as PodTemplate | undefined, invocation.release);
  const object = yield* invocation.client.object('GET', resourcePath(mapping, namespace, name));
  const { spec, metadata } = object as unknown as Deployment;
  if (spec?.paused === true) {
    const resume =
      invocation.release.name === '1.20' ? `kubectl rollout resume deployment/${name}` : 'kubectl rollout resume';
    throw new CommandError(`you cannot rollback a paused deployment; resume it first with '${resume}' and try again`);
  }
  const template = withoutHash(field(target.object, 'spec', 'template'));
  if (jsonEqual(template, withoutHash(spec?.template)))
    return `${skipped} (current template already matches revision ${wanted})`;
  const restored = Object.entries(recordAt(target.object, 'metadata', 'annotations')).filter(
    ([key]) => !kept.includes(key),
  );
  const own = Object.entries(metadata?.annotations ?? {}).filter(([key]) => kept.includes(key));
  const patch = [
    { op: 'replace', path: '/spec/template', value: template },
    { op: 'replace', path: '/metadata/annotations', value: Object.fromEntries([...own, ...restored]) },
  ];
  yield* restore(invocation, info, 'json', patch, wanted, dryRun);
  return 'rolled back';
}

function* rollBackOther(
  invocation: Invocation,
  info: Info,
  revisions: readonly Revision[],
  wanted: number,
  dryRun: DryRun,
): Task<string> {
  if (wanted === 0 && revisions.length <= 1) throw new CommandError('no last revision to roll back to');
  const target = wanted === 0 ? revisions.at(-2) : revisions.find((one) => one.number === wanted);
  if (target === undefined) throw notFound(wanted);
  if (dryRun === 'client') return `will roll back to ${templateText(target.template, invocation.release)}`;
  const current: Json = { spec: { template: field(info.object, 'spec', 'template') } };
  if (jsonEqual(withField(current, ['spec', 'template', '$patch'], 'replace'), target.patch))
    return `${skipped} (current template already matches revision ${wanted})`;
  yield* restore(invocation, info, 'strategic', target.patch, wanted, dryRun);
  return 'rolled back';
}

function* restore(
  invocation: Invocation,
  info: Info,
  type: 'json' | 'strategic',
  patch: unknown,
  wanted: number,
  dryRun: DryRun,
): Task<void> {
  try {
    yield* patchObject(invocation, info, type, patch, { dryRun });
  } catch (error) {
    if (!isReportable(error)) throw error;
    throw new CommandError(`failed restoring revision ${wanted}: ${error.message}`);
  }
}
