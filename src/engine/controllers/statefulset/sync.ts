import { jsonEqual } from '../../api/json.ts';
import { isStatusError, type StatusError } from '../../api/status.ts';
import type { Pod, StatefulSet } from '../../api/types.ts';
import type { ControllerContext } from '../controller.ts';
import { templateOf } from '../controller-revisions.ts';
import { isPodAvailable, isPodReady } from '../pod-availability.ts';
import type { PodTemplate } from '../pod-control.ts';
import { refusalOf } from '../refusal.ts';
import { slowStartBatch } from '../slow-start.ts';
import type { StatefulClaims } from './claims.ts';
import {
  hasIdentity,
  isInRange,
  ordinalOf,
  ordinalsOf,
  podFor,
  podNameLabel,
  revisionOfPod,
  startOf,
} from './identity.ts';
import type { Revisions } from './revisions.ts';
import type { StatefulEvents } from './stateful-events.ts';
import { type Counts, countPods, statefulSetStatus } from './status.ts';

/** A Pod of the set, or one that is still to be made. */
interface Replica {
  readonly pod: Pod;
  readonly exists: boolean;
}

/** What a step over one Pod says: whether a set that keeps the order must wait here. */
type Step = 'next' | 'wait';

const isTerminating = (pod: Pod): boolean => pod.metadata?.deletionTimestamp !== undefined;
const isRunningAndReady = (pod: Pod): boolean => pod.status?.phase === 'Running' && isPodReady(pod);

/** One sync of one StatefulSet (updateStatefulSet of pkg/controller/statefulset/stateful_set_control.go). */
export class StatefulSetSync {
  readonly #names: { readonly current: string; readonly update: string };
  /** v1.20 counts what it made or deleted in the same sync. */
  readonly #made: Pod[] = [];
  readonly #unmade: Pod[] = [];
  #currentLess = 0;

  constructor(
    private readonly context: ControllerContext,
    private readonly events: StatefulEvents,
    private readonly claims: StatefulClaims,
    private readonly set: StatefulSet,
    private readonly pods: readonly Pod[],
    private readonly revisions: Revisions,
  ) {
    this.#names = {
      current: revisions.current.metadata?.name ?? '',
      update: revisions.update.metadata?.name ?? '',
    };
  }

  /** Does what is to be done now, and writes the status. @throws StatusError a refused request: try again */
  run(): void {
    const error = this.set.metadata?.deletionTimestamp === undefined ? refusalOf(() => this.#reconcile()) : undefined;
    const { client, release, sim } = this.context;
    const counts = this.#corrected(countPods(this.set, this.pods, this.#names, sim.unixNow, release.name));
    const { collisionCount } = this.revisions;
    const status = statefulSetStatus(this.set, counts, this.#names, collisionCount, release.name);
    if (!jsonEqual(status, this.set.status)) client.update('statefulsets', { ...this.set, status }, 'status');
    if (error !== undefined) throw error;
  }

  #corrected(counts: Counts): Counts {
    const { current, update } = this.#names;
    const of = (pods: readonly Pod[], revision: string): number =>
      pods.filter((pod) => revisionOfPod(pod) === revision).length;
    const difference = (revision: string): number => of(this.#made, revision) - of(this.#unmade, revision);
    return {
      ...counts,
      replicas: counts.replicas + this.#made.length,
      current: counts.current + difference(current) - this.#currentLess,
      updated: counts.updated + difference(update),
    };
  }

  get #isMonotonic(): boolean {
    return this.set.spec?.podManagementPolicy !== 'Parallel';
  }

  #isAvailable(pod: Pod): boolean {
    const { release, sim } = this.context;
    return isPodAvailable(pod, this.set.spec?.minReadySeconds ?? 0, sim.unixNow, release.name);
  }

  #isUnavailable({ pod, exists }: Replica): boolean {
    return !exists || !isRunningAndReady(pod) || !this.#isAvailable(pod) || isTerminating(pod);
  }

  #reconcile(): void {
    const byOrdinal = new Map(this.pods.map((pod) => [ordinalOf(pod), pod]));
    const replicas = ordinalsOf(this.set).map((ordinal): Replica => {
      const pod = byOrdinal.get(ordinal);
      return pod === undefined ? { pod: this.#newPod(ordinal), exists: false } : { pod, exists: true };
    });
    const condemned = this.pods
      .filter((pod) => ordinalOf(pod) >= 0 && !isInRange(pod, this.set))
      .sort((a, b) => ordinalOf(b) - ordinalOf(a));
    const unavailable =
      replicas.find((replica) => this.#isUnavailable(replica))?.pod ??
      condemned.findLast((pod) => this.#isUnavailable({ pod, exists: true }));
    if (this.#forAll(replicas, (replica) => this.#processReplica(replica)) === 'wait') return;
    if (this.#forAll(condemned, (pod) => this.#fixClaims(pod)) === 'wait') return;
    if (this.#forAll(condemned, (pod) => this.#processCondemned(pod, unavailable)) === 'wait') return;
    if (this.set.spec?.updateStrategy?.type !== 'OnDelete') this.#updateNext(replicas);
  }

  /** In order until one says wait; a Parallel set goes on with the others, in growing batches (runForAll). */
  #forAll<T>(items: readonly T[], step: (item: T) => Step): Step {
    if (this.#isMonotonic) return items.some((item) => step(item) === 'wait') ? 'wait' : 'next';
    let i = 0;
    const { error } = slowStartBatch<StatusError>(items.length, 1, () => refusalOf(() => step(items[i++]!)));
    if (error !== undefined) throw error;
    return 'next';
  }

  /** newVersionedStatefulSetPod: below the partition - or in a set without one, among the first - Pods are of the current revision. */
  #newPod(ordinal: number): Pod {
    const { type, rollingUpdate } = this.set.spec?.updateStrategy ?? {};
    const start = startOf(this.set);
    const limit =
      rollingUpdate === undefined ? (this.set.status?.currentReplicas ?? 0) : (rollingUpdate.partition ?? 0);
    const keeps = (type === 'RollingUpdate' || rollingUpdate !== undefined) && ordinal < start + limit;
    const [revision, name] = keeps
      ? [this.revisions.current, this.#names.current]
      : [this.revisions.update, this.#names.update];
    const template: PodTemplate = templateOf(revision);
    return podFor(this.set, template, ordinal, name, this.context.release.name);
  }

  #processReplica({ pod, exists }: Replica): Step {
    const { set } = this;
    const old = this.context.release.name === '1.20';
    if (exists && (pod.status?.phase === 'Failed' || (!old && pod.status?.phase === 'Succeeded'))) {
      // The new Pod comes when this one is gone.
      if (isTerminating(pod)) return 'wait';
      if (old) {
        const name = `${set.metadata?.namespace ?? ''}/${set.metadata?.name ?? ''}`;
        const message = `StatefulSet ${name} is recreating failed Pod ${pod.metadata?.name ?? ''}`;
        this.events.warn(set, 'RecreatingFailedPod', message);
      }
      this.#delete(pod);
      return 'wait';
    }
    if (!exists) {
      if (this.claims.isStale(set, pod)) return 'wait';
      this.#create(pod);
      return 'wait';
    }
    if (!old && pod.status?.phase === 'Pending') {
      this.claims.create(set, pod);
      this.claims.update(set, pod);
    }
    if (this.#isMonotonic && (isTerminating(pod) || !isRunningAndReady(pod) || !this.#isAvailable(pod))) return 'wait';
    if (!hasIdentity(pod, set) || !this.claims.match(set, pod)) this.#repair(pod);
    return 'next';
  }

  #fixClaims(pod: Pod): Step {
    if (!this.claims.match(this.set, pod)) this.claims.update(this.set, pod);
    return 'next';
  }

  /** The highest ordinal goes first, when all below it are well; but one that is ill itself and holds up the others may go. */
  #processCondemned(pod: Pod, firstUnavailable: Pod | undefined): Step {
    if (isTerminating(pod)) return 'wait';
    const well = isRunningAndReady(pod) && this.#isAvailable(pod);
    if (this.#isMonotonic && !well && pod !== firstUnavailable) return 'wait';
    this.#delete(pod);
    if (this.context.release.name === '1.20') this.#unmade.push(pod);
    return 'wait';
  }

  /** Deletes the highest Pod that is not of the new revision, if all above it are well. */
  #updateNext(replicas: readonly Replica[]): void {
    const partition = this.set.spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
    for (const replica of replicas.slice(partition).reverse()) {
      if (revisionOfPod(replica.pod) !== this.#names.update && !isTerminating(replica.pod)) {
        this.#delete(replica.pod);
        this.#currentLess++;
        return;
      }
      if (this.#isUnavailable(replica)) return;
    }
  }

  /** CreateStatefulPod: first its claims. One that is there already was heard of late. */
  #create(pod: Pod): void {
    const { set } = this;
    try {
      this.claims.create(set, pod);
      this.context.client.create('pods', set.metadata?.namespace, pod);
    } catch (error) {
      if (isStatusError(error) && error.reason !== 'AlreadyExists') this.events.pod('create', set, pod, error);
      throw error;
    }
    this.claims.update(set, pod);
    this.events.pod('create', set, pod);
    if (this.context.release.name === '1.20') this.#made.push(pod);
  }

  #delete(pod: Pod): void {
    const { namespace, name = '' } = pod.metadata ?? {};
    const error = refusalOf(() => this.context.client.delete('pods', namespace, name));
    const counts = error !== undefined && error.reason !== 'NotFound';
    this.events.pod('delete', this.set, pod, counts ? error : undefined);
    if (counts) throw error;
  }

  /** UpdateStatefulPod: the label that bears its name, and the owners of its claims. */
  #repair(pod: Pod): void {
    const { namespace, name = '' } = pod.metadata ?? {};
    const error = refusalOf(() => {
      if (!hasIdentity(pod, this.set)) {
        const metadata = { labels: { [podNameLabel]: name } };
        this.context.client.patch('pods', namespace, name, { metadata }, { type: 'merge' });
      }
      if (!this.claims.match(this.set, pod)) this.claims.update(this.set, pod);
    });
    this.events.pod('update', this.set, pod, error);
    if (error !== undefined) throw error;
  }
}
