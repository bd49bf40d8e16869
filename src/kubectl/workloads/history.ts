import { patchTypeOf } from '../../engine/api/patch/schema.ts';
import { applyStrategicMergePatch } from '../../engine/api/patch/strategic.ts';
import { selectorOfObject, type LabelSelectorObject } from '../../engine/api/selectors.ts';
import type { ControllerRevision, Deployment, ReplicaSet } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { resourcePath } from '../client/rest-mapper.ts';
import type { Invocation } from '../command.ts';
import type { PodTemplate } from '../describe/pod-template.ts';
import { CommandError, isReportable } from '../errors.ts';
import { quote } from '../go/quote.ts';
import { field, isRecord, listAt, textAt, type Json } from '../object.ts';
import { changeCauseAnnotation } from '../record.ts';
import type { Info } from '../resource-builder/info.ts';
import { replicaSetsOf, revisionOf } from './replica-sets.ts';

/** One revision of a workload. */
export interface Revision {
  readonly number: number;
  readonly changeCause: string;
  readonly template: PodTemplate | undefined;
  /** A Deployment's ReplicaSet; a DaemonSet or StatefulSet as it was. */
  readonly object: Json;
  /** The patch that brings a DaemonSet or StatefulSet back. */
  readonly patch: Json | undefined;
}

/** The revisions of a Deployment, DaemonSet or StatefulSet, oldest first (kubectl/pkg/polymorphichelpers/history.go). */
export function* historyOf(invocation: Invocation, info: Info): Task<readonly Revision[]> {
  const { mapping } = info;
  if (mapping.group === 'apps') {
    if (mapping.kind === 'Deployment') return yield* deploymentHistory(invocation, info);
    if (mapping.kind === 'DaemonSet' || mapping.kind === 'StatefulSet')
      return yield* controllerHistory(invocation, info);
  }
  const kind = mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`;
  throw new CommandError(`no history viewer has been implemented for ${quote(kind)}`);
}

function* deploymentHistory(invocation: Invocation, { mapping, name, namespace }: Info): Task<readonly Revision[]> {
  const { client } = invocation;
  const deployment = (yield* failing(
    `failed to retrieve deployment ${name}`,
    client.object('GET', resourcePath(mapping, namespace, name)),
  )) as unknown as Deployment;
  const { all } = yield* failing(
    `failed to retrieve replica sets from deployment ${name}`,
    replicaSetsOf(client, deployment),
  );
  const revisions: Revision[] = [];
  for (const set of all) {
    const number = revisionOf(set);
    if (number === undefined) continue;
    revisions.push({
      number,
      changeCause: set.metadata?.annotations?.[changeCauseAnnotation] ?? '',
      template: withCause(set),
      object: { apiVersion: 'apps/v1', kind: 'ReplicaSet', ...(set as unknown as Json) },
      patch: undefined,
    });
  }
  return inOrder(revisions);
}

/** The template as history shows it: the cause is one of its annotations. */
function withCause(set: ReplicaSet): PodTemplate | undefined {
  const template = set.spec?.template;
  const cause = set.metadata?.annotations?.[changeCauseAnnotation] ?? '';
  if (template === undefined || cause === '') return template;
  const annotations = { ...template.metadata?.annotations, [changeCauseAnnotation]: cause };
  return { ...template, metadata: { ...template.metadata, annotations } };
}

function* controllerHistory(invocation: Invocation, { mapping, name, namespace }: Info): Task<readonly Revision[]> {
  const { client, release } = invocation;
  const title = mapping.kind === 'DaemonSet' ? 'DaemonSet' : 'Statefulset';
  const object = yield* failing(
    `failed to retrieve ${title} ${name}`,
    client.object('GET', resourcePath(mapping, namespace, name)),
  );
  const selector = selectorOfObject(field(object, 'spec', 'selector') as LabelSelectorObject | undefined);
  const list = yield* failing(
    `unable to find history controlled by ${mapping.kind} ${name}`,
    client.object('GET', `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/controllerrevisions`, {
      query: { labelSelector: selector.toString() },
    }),
  );
  const uid = textAt(object, 'metadata', 'uid');
  const schema = patchTypeOf(mapping, release);
  const revisions = (listAt(list, 'items').filter(isRecord) as unknown as readonly ControllerRevision[])
    .filter((one) =>
      (one.metadata?.ownerReferences ?? []).some((owner) => owner.controller === true && owner.uid === uid),
    )
    .map((one): Revision => {
      const patch = isRecord(one.data) ? one.data : {};
      const then = schema === undefined ? object : applyStrategicMergePatch(object, patch, schema);
      return {
        number: one.revision,
        changeCause: one.metadata?.annotations?.[changeCauseAnnotation] ?? '',
        template: field(then, 'spec', 'template') as PodTemplate | undefined,
        object: then,
        patch,
      };
    });
  return inOrder(revisions);
}

/** Of two with the same number, the later one counts. */
function inOrder(revisions: readonly Revision[]): readonly Revision[] {
  const byNumber = new Map(revisions.map((one) => [one.number, one]));
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

function* failing<T>(what: string, task: Task<T>): Task<T> {
  try {
    return yield* task;
  } catch (error) {
    if (!isReportable(error)) throw error;
    throw new CommandError(`${what}: ${error.message}`);
  }
}
