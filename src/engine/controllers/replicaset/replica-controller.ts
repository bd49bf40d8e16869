import { controllerOf, controllerReference } from '../../api/meta.ts';
import type { StatusError } from '../../api/status.ts';
import type { LabelSelector } from '../../api/selectors.ts';
import type { Pod } from '../../api/types.ts';
import type { Controller, ControllerContext } from '../controller.ts';
import { claim } from '../controller-refs.ts';
import { Expectations } from '../expectations.ts';
import type { Informer } from '../informer.ts';
import { watchOwnedPods } from '../owned-pods.ts';
import { isPodActive, isPodTerminating, nextAvailability } from '../pod-availability.ts';
import { namespaceIsTerminating, PodControl, podFromTemplate } from '../pod-control.ts';
import { refusalOf } from '../refusal.ts';
import { slowStartBatch } from '../slow-start.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';
import { podsToDelete } from './deletion-order.ts';
import { type ReplicaOwner, replicaStatus, statusToWrite } from './status.ts';

/** pkg/controller/replicaset/replica_set.go: so many Pods at most are created or deleted in one go. */
const burstReplicas = 500;
const slowStartInitialBatchSize = 1;

/** What tells ReplicaSets and ReplicationControllers apart. */
export interface ReplicaKind {
  readonly resource: 'replicasets' | 'replicationcontrollers';
  readonly apiVersion: string;
  readonly kind: string;
  readonly component: string;
  selectorOf(owner: ReplicaOwner): LabelSelector;
  readonly countsTerminating: boolean;
}

/** Keeps as many Pods as `spec.replicas` says: ReplicaSetController, in both releases. */
export function replicaController(context: ControllerContext, row: ReplicaKind): Controller {
  const { sim, client, release, informers } = context;
  const owners = informers.of(row.resource) as Informer<ReplicaOwner>;
  const replicaSets = informers.of('replicasets');
  const pods = informers.of('pods');
  const expectations = new Expectations(sim);
  const control = new PodControl(client, context.recorder(row.component));
  const queue = new WorkQueue(sim, sync);

  function sync(key: string): void {
    const { namespace, name } = splitKey(key);
    const owner = client.find(row.resource, namespace, name);
    if (owner === undefined) {
      expectations.forget(key);
      return;
    }
    const maySync = expectations.satisfied(key);
    const selector = row.selectorOf(owner);
    const own = pods.controlledBy(owner);
    const claimant = { owner, apiVersion: row.apiVersion, kind: row.kind, selector };
    const candidates = [...own, ...pods.orphansIn(namespace ?? '')].filter(isPodActive);
    const active = claim(client, 'pods', claimant, candidates);
    const error =
      maySync && owner.metadata?.deletionTimestamp === undefined ? manageReplicas(key, owner, active) : undefined;
    const terminating = row.countsTerminating
      ? own.filter((pod) => isPodTerminating(pod) && selector.matches(pod.metadata?.labels)).length
      : undefined;
    const observed = { active, terminating, failure: error?.message };
    const status = statusToWrite(owner, replicaStatus(owner, observed, sim.unixNow, release.name));
    if (status !== undefined) client.update(row.resource, { ...owner, status }, 'status');
    if (error !== undefined) throw error;
    planAvailabilityCheck(key, owner, status ?? owner.status, active);
  }

  /** manageReplicas: creates or deletes, and answers the first error. */
  function manageReplicas(key: string, owner: ReplicaOwner, active: readonly Pod[]): StatusError | undefined {
    const difference = active.length - (owner.spec?.replicas ?? 0);
    if (difference < 0) return createPods(key, owner, Math.min(-difference, burstReplicas));
    if (difference > 0) return deletePods(key, owner, active, Math.min(difference, burstReplicas));
    return undefined;
  }

  function createPods(key: string, owner: ReplicaOwner, count: number): StatusError | undefined {
    const reference = controllerReference(owner, row.apiVersion, row.kind);
    const pod = podFromTemplate(owner.spec?.template ?? {}, owner, reference);
    expectations.expectCreations(key, count);
    const { successes, error } = slowStartBatch(count, slowStartInitialBatchSize, () =>
      refusalOf(
        () => control.create(pod, owner),
        (refusal) => !namespaceIsTerminating(refusal),
      ),
    );
    for (let i = successes; i < count; i++) expectations.creationObserved(key);
    return error;
  }

  function deletePods(
    key: string,
    owner: ReplicaOwner,
    active: readonly Pod[],
    count: number,
  ): StatusError | undefined {
    const doomed = podsToDelete(active, relatedPods(owner), count, sim.unixNow, release.name);
    expectations.expectDeletions(key, doomed.map(objectKey));
    let first: StatusError | undefined;
    for (const pod of doomed) {
      const refusal = refusalOf(() => control.delete(pod.metadata?.name ?? '', owner));
      if (refusal === undefined) continue;
      expectations.deletionObserved(key, objectKey(pod));
      if (refusal.reason !== 'NotFound') first ??= refusal;
    }
    return first;
  }

  /** getIndirectlyRelatedPods: those of all ReplicaSets of the same Deployment. */
  function relatedPods(owner: ReplicaOwner): readonly Pod[] {
    const controller = controllerOf(owner);
    if (row.resource !== 'replicasets' || controller === undefined) return [];
    return replicaSets.controlledBy({ metadata: { uid: controller.uid } }).flatMap((set) => pods.controlledBy(set));
  }

  function planAvailabilityCheck(
    key: string,
    owner: ReplicaOwner,
    status: ReplicaOwner['status'],
    active: readonly Pod[],
  ): void {
    const minReadySeconds = owner.spec?.minReadySeconds ?? 0;
    const { readyReplicas = 0, availableReplicas = 0 } = status ?? {};
    if (minReadySeconds === 0 || readyReplicas === availableReplicas) return;
    if (release.name === '1.20') {
      if (readyReplicas === owner.spec?.replicas) queue.addAfter(key, minReadySeconds * 1000);
      return;
    }
    queue.addAfter(key, nextAvailability(active, minReadySeconds, sim.unixNow) ?? minReadySeconds * 1000);
  }

  const watches = [
    owners.listen(({ type, object }) => {
      const key = objectKey(object);
      if (type === 'DELETED') expectations.forget(key);
      queue.add(key);
    }),
    watchOwnedPods({
      kind: row.kind,
      owners,
      pods,
      selectorOf: (owner) => row.selectorOf(owner),
      wake: (key) => queue.add(key),
      expectations,
      onReady(key, owner) {
        const minReadySeconds = owner.spec?.minReadySeconds ?? 0;
        // v1.20 adds a second against the skew of whole seconds.
        const skew = release.name === '1.20' ? 1 : 0;
        if (minReadySeconds > 0) queue.addAfter(key, (minReadySeconds + skew) * 1000);
      },
    }),
  ];
  return {
    stop() {
      for (const watch of watches) watch.stop();
      queue.stop();
    },
  };
}
