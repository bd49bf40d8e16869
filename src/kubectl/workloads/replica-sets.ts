import { jsonEqual } from '../../engine/api/json.ts';
import { selectorOfObject, type LabelSelectorObject } from '../../engine/api/selectors.ts';
import type { Deployment, ReplicaSet } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Client } from '../client/client.ts';
import { isRecord, listAt, withField, type Json } from '../object.ts';

export interface DeploymentReplicaSets {
  readonly all: readonly ReplicaSet[];
  readonly old: readonly ReplicaSet[];
  /** The one with the Deployment's own template. */
  readonly new: ReplicaSet | undefined;
}

/** The ReplicaSets of a Deployment (kubectl/pkg/util/deployment GetAllReplicaSets). */
export function* replicaSetsOf(client: Client, deployment: Deployment): Task<DeploymentReplicaSets> {
  const namespace = encodeURIComponent(deployment.metadata?.namespace ?? '');
  const selector = selectorOfObject(deployment.spec?.selector as LabelSelectorObject | undefined);
  const list = yield* client.object('GET', `/apis/apps/v1/namespaces/${namespace}/replicasets`, {
    query: { labelSelector: selector.toString() },
  });
  const all = (listAt(list, 'items').filter(isRecord) as unknown as readonly ReplicaSet[]).filter((one) =>
    (one.metadata?.ownerReferences ?? []).some(
      (owner) => owner.controller === true && owner.uid === deployment.metadata?.uid,
    ),
  );
  const template = withoutHash(deployment.spec?.template);
  const current = [...all].sort(byAge).find((one) => jsonEqual(withoutHash(one.spec?.template), template));
  return {
    all,
    old: all.filter((one) => current === undefined || one.metadata?.uid !== current.metadata?.uid),
    new: current,
  };
}

/** The revision in the annotation; undefined if there is none. */
export function revisionOf(object: Pick<ReplicaSet, 'metadata'> | undefined): number | undefined {
  const text = object?.metadata?.annotations?.['deployment.kubernetes.io/revision'];
  if (text === undefined) return 0;
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** A Pod template without the label that names its ReplicaSet. */
export function withoutHash(template: unknown): Json {
  const whole = isRecord(template) ? template : {};
  const cut = withField(whole, ['metadata', 'labels', 'pod-template-hash'], undefined);
  return withField(cut, ['metadata', 'creationTimestamp'], undefined);
}

function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const key = (one: ReplicaSet): string => `${one.metadata?.creationTimestamp ?? ''} ${one.metadata?.name ?? ''}`;
  return key(a) < key(b) ? -1 : 1;
}
