import { controllerReference, findCondition } from '../../api/meta.ts';
import { jsonEqual } from '../../api/json.ts';
import { isStatusError, type StatusError } from '../../api/status.ts';
import type { Deployment, Pod, ReplicaSet } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import type { ControllerContext, EventRecorder } from '../controller.ts';
import { namespaceIsTerminating } from '../pod-control.ts';
import { templateHash } from '../template-hash/index.ts';
import {
  activeOrLatest,
  activeSets,
  byCreation,
  hashLabel,
  replicasOf,
  sameTemplate,
  splitSets,
  sum,
} from './replica-sets.ts';
import {
  annotations,
  annotationsAfterRollback,
  currentSetAnnotations,
  lastRevision,
  maxRevision,
  replicasAnnotations,
  revisionOf,
} from './revisions.ts';
import { newReplicas, type Resize, scaleInProportion, shrinkOldSets } from './rolling.ts';
import {
  deadlineOf,
  type DeploymentCondition,
  deploymentStatus,
  type DeploymentStatus,
  hasHistoryLimit,
  hasProgressDeadline,
  isComplete,
  newCondition,
  rolloutStatus,
  setCondition,
} from './status.ts';

/** What the event says of a scaling; since v1.27 from how many, too. */
const scalingMessage: Readonly<
  Record<Release['name'], (direction: 'up' | 'down', name: string, from: number, to: number) => string>
> = {
  '1.20': (direction, name, _from, to) => `Scaled ${direction} replica set ${name} to ${to}`,
  '1.36': (direction, name, from, to) => `Scaled ${direction} replica set ${name} from ${from} to ${to}`,
};

/** Clean-up takes the oldest: by their creation, later by their revision, which a rollback renews. */
const oldestFirst: Readonly<Record<Release['name'], (a: ReplicaSet, b: ReplicaSet) => number>> = {
  '1.20': byCreation,
  '1.36': (a, b) => {
    const [first, second] = [revisionOf(a), revisionOf(b)];
    return first === undefined || second === undefined || first === second ? byCreation(a, b) : first - second;
  },
};

/** One sync of one Deployment (pkg/controller/deployment: deployment_controller.go, sync.go, rolling.go, recreate.go, rollback.go). */
export class DeploymentSync {
  #deployment: Deployment;

  constructor(
    private readonly context: ControllerContext,
    private readonly events: EventRecorder,
    deployment: Deployment,
    private readonly sets: readonly ReplicaSet[],
    private readonly podsOf: (set: ReplicaSet) => readonly Pod[],
  ) {
    this.#deployment = deployment;
  }

  /**
   * Does what is to be done now.
   * @returns ms until it must look again whether the progress deadline has passed, if it must
   * @throws StatusError a refused request: try again
   */
  run(): number | undefined {
    const { spec } = this.#deployment;
    if (this.#deployment.metadata?.deletionTimestamp !== undefined) return this.#statusOnly();
    this.#notePause();
    if (spec?.paused === true) return this.#scaleOrPause();
    if (this.#rollbackTo() !== undefined) return this.#rollback();
    if (this.#isScalingEvent()) return this.#scaleOrPause();
    return spec?.strategy?.type === 'Recreate' ? this.#recreate() : this.#rollingUpdate();
  }

  get #now(): number {
    return this.context.sim.unixNow;
  }

  get #release(): Release['name'] {
    return this.context.release.name;
  }

  get #desired(): number {
    return this.#deployment.spec?.replicas ?? 0;
  }

  #statusOnly(): undefined {
    const { current, old } = this.#revise(false);
    this.#writeStatus(deploymentStatus(this.#deployment, all(old, current), current, this.#now, this.#release));
  }

  /** sync: for Deployments that are scaled or paused. */
  #scaleOrPause(): undefined {
    const { current, old } = this.#revise(false);
    this.#scale(current, old);
    if (this.#deployment.spec?.paused === true && this.#rollbackTo() === undefined) this.#cleanUp(old);
    const sets = all(old, current).map((set) => this.#latest(set));
    const latest = current === undefined ? undefined : this.#latest(current);
    this.#writeStatus(deploymentStatus(this.#deployment, sets, latest, this.#now, this.#release));
  }

  #rollingUpdate(): number | undefined {
    const { current, old } = this.#revise(true);
    if (current === undefined) return undefined;
    const desired = this.#desired;
    if (replicasOf(current) !== desired) {
      const size =
        replicasOf(current) > desired ? desired : newReplicas(this.#deployment, all(old, current), replicasOf(current));
      if (this.#resize({ set: current, replicas: size })) return this.#finish(old, current);
    }
    const resizes = shrinkOldSets(this.#deployment, old, current);
    for (const resize of resizes) this.#resize(resize);
    if (resizes.length > 0) return this.#finish(old, current);
    if (isComplete(this.#deployment, this.#deployment.status ?? {})) this.#cleanUp(old);
    return this.#finish(old, current);
  }

  #recreate(): number | undefined {
    // No new ReplicaSet before the old Pods are gone.
    let { current, old } = this.#revise(false);
    let scaledDown = false;
    for (const set of activeSets(old)) scaledDown = this.#resize({ set, replicas: 0 }) || scaledDown;
    if (scaledDown || this.#oldPodsRunning(current, old)) return this.#finish(old, current);
    if (current === undefined) ({ current, old } = this.#revise(true));
    if (current === undefined) return undefined;
    this.#resize({ set: current, replicas: this.#desired });
    if (isComplete(this.#deployment, this.#deployment.status ?? {})) this.#cleanUp(old);
    return this.#finish(old, current);
  }

  #oldPodsRunning(current: ReplicaSet | undefined, old: readonly ReplicaSet[]): boolean {
    if (sum(old, (set) => set.status?.replicas) > 0) return true;
    return this.sets.some(
      (set) =>
        set.metadata?.uid !== current?.metadata?.uid &&
        this.podsOf(set).some(({ status }) => status?.phase !== 'Failed' && status?.phase !== 'Succeeded'),
    );
  }

  /** syncRolloutStatus and requeueStuckDeployment. */
  #finish(old: readonly ReplicaSet[], current: ReplicaSet | undefined): number | undefined {
    const sets = old.map((set) => this.#latest(set));
    const latest = current === undefined ? undefined : this.#latest(current);
    const before = this.#deployment;
    const status = rolloutStatus(before, all(sets, latest), latest, this.#now, this.#release);
    if (!sameStatus(before.status, status)) {
      this.#writeStatus(status);
      return undefined;
    }
    const condition = findCondition(status.conditions, 'Progressing');
    if (!hasProgressDeadline(before) || condition === undefined) return undefined;
    if (isComplete(before, status) || condition.reason === 'ProgressDeadlineExceeded') return undefined;
    const left = deadlineOf(before, condition) - this.#now;
    // A rollout that was done cannot be late any more: the real controller looks again and again here, and never finds anything.
    if (left < 0 && condition.reason === 'NewReplicaSetAvailable') return undefined;
    // A second more, against the skew of whole seconds.
    return left < 1000 ? Math.max(0, left) + 1 : left + 1000;
  }

  /** getAllReplicaSetsAndSyncRevision: the ReplicaSet of the current template with its annotations, and the others. */
  #revise(create: boolean): { current: ReplicaSet | undefined; old: readonly ReplicaSet[] } {
    const { current, old } = splitSets(this.#deployment, this.sets);
    const revision = maxRevision(old) + 1;
    if (current !== undefined) return { current: this.#reviseExisting(current, revision), old };
    return { current: create ? this.#createSet(old, revision) : undefined, old };
  }

  #reviseExisting(set: ReplicaSet, revision: number): ReplicaSet {
    const deployment = this.#deployment;
    const wanted = currentSetAnnotations(deployment, set.metadata?.annotations, revision);
    const minReadySeconds = deployment.spec?.minReadySeconds;
    if (
      !jsonEqual(wanted, set.metadata?.annotations ?? {}) ||
      (set.spec?.minReadySeconds ?? 0) !== (minReadySeconds ?? 0)
    ) {
      const spec = { ...set.spec!, ...(minReadySeconds === undefined ? {} : { minReadySeconds }) };
      return this.context.client.update('replicasets', {
        ...set,
        metadata: { ...set.metadata, annotations: wanted },
        spec,
      });
    }
    const found = findCondition(deployment.status?.conditions, 'Progressing');
    this.#writeRevision(
      set.metadata?.annotations?.[annotations.revision] ?? '',
      hasProgressDeadline(deployment) && found === undefined
        ? this.#progressing('True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata?.name ?? ''}"`)
        : undefined,
    );
    return set;
  }

  #createSet(old: readonly ReplicaSet[], revision: number): ReplicaSet | undefined {
    const deployment = this.#deployment;
    const { metadata, spec } = deployment;
    const template = spec?.template;
    const hash = templateHash(template ?? {}, deployment.status?.collisionCount, this.#release);
    const name = setName(metadata?.name ?? '', hash);
    const labels = { ...template?.metadata?.labels, [hashLabel]: hash };
    const replicas = newReplicas(deployment, old, 0);
    const set: ReplicaSet = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name,
        ...(metadata?.namespace === undefined ? {} : { namespace: metadata.namespace }),
        labels,
        annotations: { ...currentSetAnnotations(deployment, undefined, revision), ...replicasAnnotations(deployment) },
        ownerReferences: [controllerReference(deployment, 'apps/v1', 'Deployment')],
      },
      spec: {
        replicas,
        ...(spec?.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
        selector: { ...spec?.selector, matchLabels: { ...spec?.selector.matchLabels, [hashLabel]: hash } },
        template: { ...template, metadata: { ...template?.metadata, labels } },
      },
    };
    let created: ReplicaSet;
    try {
      created = this.context.client.create('replicasets', metadata?.namespace, set);
    } catch (error) {
      if (!isStatusError(error)) throw error;
      return this.#afterRefusal(error, name, revision);
    }
    if (replicas > 0) this.#say(scalingMessage[this.#release]('up', name, 0, replicas));
    this.#writeRevision(
      String(revision),
      hasProgressDeadline(deployment)
        ? this.#progressing('True', 'NewReplicaSetCreated', `Created new replica set "${name}"`)
        : undefined,
    );
    return created;
  }

  /** There is one of that name: our own, heard of late, or another template with the same hash. Or it can't be made at all. */
  #afterRefusal(error: StatusError, name: string, revision: number): ReplicaSet {
    const { client } = this.context;
    const { metadata, spec, status } = this.#deployment;
    if (error.reason === 'AlreadyExists') {
      const there = client.get('replicasets', metadata?.namespace, name);
      const controller = there.metadata?.ownerReferences?.find((reference) => reference.controller === true);
      if (controller?.uid === metadata?.uid && sameTemplate(spec?.template, there.spec?.template)) {
        this.#writeRevision(String(revision), undefined);
        return there;
      }
      this.#writeStatus({ ...status, collisionCount: (status?.collisionCount ?? 0) + 1 });
    } else if (!namespaceIsTerminating(error)) {
      const message = `Failed to create new replica set "${name}": ${error.message}`;
      if (hasProgressDeadline(this.#deployment)) {
        const condition = this.#progressing('False', 'ReplicaSetCreateError', message);
        this.#writeStatus({ ...status, conditions: setCondition(status?.conditions, condition) });
      }
      this.events.event(this.#deployment, 'Warning', 'ReplicaSetCreateError', message);
    }
    throw error;
  }

  #scale(current: ReplicaSet | undefined, old: readonly ReplicaSet[]): void {
    const only = activeOrLatest(current, old);
    if (only !== undefined) {
      if (replicasOf(only) !== this.#desired) this.#resize({ set: only, replicas: this.#desired });
      return;
    }
    if (current !== undefined && this.#isSaturated(current)) {
      for (const set of activeSets(old)) this.#resize({ set, replicas: 0 });
      return;
    }
    if (this.#deployment.spec?.strategy?.type !== 'RollingUpdate') return;
    const resizes = scaleInProportion(this.#deployment, activeSets(all(old, current)), (set) =>
      countIn(set, annotations.max),
    );
    for (const resize of resizes) this.#resize(resize, true);
  }

  #isSaturated(set: ReplicaSet): boolean {
    const desired = this.#desired;
    return (
      replicasOf(set) === desired &&
      countIn(set, annotations.desired) === desired &&
      (set.status?.availableReplicas ?? 0) === desired
    );
  }

  #isScalingEvent(): boolean {
    const { current, old } = this.#revise(false);
    return activeSets(all(old, current)).some((set) => {
      const desired = countIn(set, annotations.desired);
      return desired !== undefined && desired !== this.#desired;
    });
  }

  /** scaleReplicaSet; `force` also where only the annotations are old. Answers whether the size changed. */
  #resize({ set, replicas }: Resize, force = false): boolean {
    const latest = this.#latest(set);
    const before = replicasOf(latest);
    if (!force && before === replicas) return false;
    const wanted = { ...latest.metadata?.annotations, ...replicasAnnotations(this.#deployment) };
    if (before === replicas && jsonEqual(wanted, latest.metadata?.annotations)) return false;
    this.context.client.update('replicasets', {
      ...latest,
      metadata: { ...latest.metadata, annotations: wanted },
      spec: { ...latest.spec!, replicas },
    });
    if (before === replicas) return false;
    const direction = before < replicas ? 'up' : 'down';
    this.#say(scalingMessage[this.#release](direction, set.metadata?.name ?? '', before, replicas));
    return true;
  }

  /** cleanupDeployment: old ReplicaSets beyond revisionHistoryLimit, if they are empty. */
  #cleanUp(old: readonly ReplicaSet[]): void {
    if (!hasHistoryLimit(this.#deployment)) return;
    const alive = old.filter((set) => set.metadata?.deletionTimestamp === undefined).sort(oldestFirst[this.#release]);
    const surplus = alive.length - (this.#deployment.spec?.revisionHistoryLimit ?? 0);
    for (const set of alive.slice(0, Math.max(0, surplus))) {
      const observed = set.status?.observedGeneration ?? 0;
      if ((set.status?.replicas ?? 0) !== 0 || replicasOf(set) !== 0) continue;
      if ((set.metadata?.generation ?? 0) > observed) continue;
      try {
        this.context.client.delete('replicasets', set.metadata?.namespace, set.metadata?.name ?? '');
      } catch (error) {
        if (!isStatusError(error, 'NotFound')) throw error;
      }
    }
  }

  /** checkPausedConditions: time that a Deployment is paused is not time without progress. */
  #notePause(): void {
    const { spec, status } = this.#deployment;
    if (!hasProgressDeadline(this.#deployment)) return;
    const condition = findCondition(status?.conditions, 'Progressing');
    if (condition?.reason === 'ProgressDeadlineExceeded') return;
    const noted = condition?.reason === 'DeploymentPaused';
    const paused = spec?.paused === true;
    if (paused === noted) return;
    const next = paused
      ? this.#progressing('Unknown', 'DeploymentPaused', 'Deployment is paused')
      : this.#progressing('Unknown', 'DeploymentResumed', 'Deployment is resumed');
    this.#writeStatus({ ...status, conditions: setCondition(status?.conditions, next) });
  }

  #rollbackTo(): number | undefined {
    const text = this.#deployment.metadata?.annotations?.[annotations.rollbackTo] ?? '';
    return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
  }

  /** rollback.go: what the API of old asked for with `rollbackTo`, an annotation today. */
  #rollback(): undefined {
    const { current, old } = this.#revise(true);
    const sets = all(old, current);
    const wanted = this.#rollbackTo();
    const revision = wanted === 0 ? lastRevision(sets) : wanted;
    const set = revision === 0 ? undefined : sets.find((candidate) => revisionOf(candidate) === revision);
    const name = this.#deployment.metadata?.name ?? '';
    if (set === undefined) {
      const message = revision === 0 ? 'Unable to find last revision.' : 'Unable to find the revision to rollback to.';
      this.events.event(this.#deployment, 'Warning', 'DeploymentRollbackRevisionNotFound', message);
      this.#writeSpec(this.#deployment);
      return;
    }
    if (sameTemplate(this.#deployment.spec?.template, set.spec?.template)) {
      const message = `The rollback revision contains the same template as current deployment "${name}"`;
      this.events.event(this.#deployment, 'Warning', 'DeploymentRollbackTemplateUnchanged', message);
      this.#writeSpec(this.#deployment);
      return;
    }
    const { [hashLabel]: _hash, ...labels } = set.spec?.template?.metadata?.labels ?? {};
    const template = { ...set.spec?.template, metadata: { ...set.spec?.template?.metadata, labels } };
    this.#writeSpec({
      ...this.#deployment,
      metadata: {
        ...this.#deployment.metadata,
        annotations: annotationsAfterRollback(this.#deployment.metadata?.annotations, set.metadata?.annotations),
      },
      spec: { ...this.#deployment.spec!, template },
    });
    const message = `Rolled back deployment "${name}" to revision ${revision}`;
    this.events.event(this.#deployment, 'Normal', 'DeploymentRollback', message);
  }

  #progressing(status: 'True' | 'False' | 'Unknown', reason: string, message: string): DeploymentCondition {
    return newCondition('Progressing', status, reason, message, this.#now);
  }

  #say(message: string): void {
    this.events.event(this.#deployment, 'Normal', 'ScalingReplicaSet', message);
  }

  #latest(set: ReplicaSet): ReplicaSet {
    const { namespace, name = '' } = set.metadata ?? {};
    return this.context.client.find('replicasets', namespace, name) ?? set;
  }

  /** The revision stands in an annotation, which the status subresource lets pass. */
  #writeRevision(revision: string, condition: DeploymentCondition | undefined): void {
    const { metadata, status } = this.#deployment;
    if (metadata?.annotations?.[annotations.revision] === revision && condition === undefined) return;
    this.#deployment = this.context.client.update(
      'deployments',
      {
        ...this.#deployment,
        metadata: { ...metadata, annotations: { ...metadata?.annotations, [annotations.revision]: revision } },
        status: {
          ...status,
          ...(condition === undefined ? {} : { conditions: setCondition(status?.conditions, condition) }),
        },
      },
      'status',
    );
  }

  #writeStatus(status: DeploymentStatus): void {
    if (sameStatus(this.#deployment.status, status)) return;
    this.#deployment = this.context.client.update('deployments', { ...this.#deployment, status }, 'status');
  }

  #writeSpec(deployment: Deployment): void {
    const { [annotations.rollbackTo]: _done, ...others } = deployment.metadata?.annotations ?? {};
    this.#deployment = this.context.client.update('deployments', {
      ...deployment,
      metadata: { ...deployment.metadata, annotations: others },
    });
  }
}

function all(old: readonly ReplicaSet[], current: ReplicaSet | undefined): readonly ReplicaSet[] {
  return current === undefined ? old : [...old, current];
}

function sameStatus(a: DeploymentStatus | undefined, b: DeploymentStatus): boolean {
  return jsonEqual(a ?? {}, b);
}

/** A number that an annotation of a ReplicaSet holds, if it is one. */
function countIn(set: ReplicaSet, annotation: string): number | undefined {
  const text = set.metadata?.annotations?.[annotation] ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** generateReplicaSetName: a long name is cut so that the hash has room in 253 characters. */
function setName(deployment: string, hash: string): string {
  return `${deployment.slice(0, 253 - 1 - hash.length)}-${hash}`;
}
