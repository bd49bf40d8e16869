import { ApiUnreachable } from '../api/client.ts';
import { jsonEqual } from '../api/json.ts';
import { StatusError } from '../api/status.ts';
import { formatTime } from '../api/time.ts';
import type { Pod } from '../api/types.ts';
import type { Timer } from '../sim/simulation.ts';
import { startTask, type Task, type TaskHandle } from '../sim/task.ts';
import { rejectedStatus, type Rejection } from './admission.ts';
import { bareStatusPatch, isBare } from './bare-status.ts';
import type { PodCondition } from './conditions.ts';
import { stopContainers } from './container-kill.ts';
import { watchProbes } from './container-probes.ts';
import type { KubeletContext } from './context.ts';
import { plegPeriod, resyncInterval } from './periods.ts';
import { PodState } from './pod-state.ts';
import { MountBackOff, syncPod } from './pod-sync.ts';
import { deleteObject, removeRemains } from './pod-termination.ts';
import { limitsStorage, podUsage, type PodUsage } from './pod-usage.ts';
import { restartAllCondition } from './restart-all.ts';
import { considerResize } from './resize.ts';
import { podStatus, type ContainerRecord } from './status.ts';
import { terminationMessage } from './termination-message.ts';

/** One Pod on one node, from its binding to the moment when nothing of it is left: what runs when (pkg/kubelet/pod_workers.go). */
export class PodWorker {
  readonly #state: PodState;
  readonly #mountBackOff = new MountBackOff();
  #sync: TaskHandle | undefined;
  #dirty = false;
  #timer: Timer | undefined;
  #finished = false;
  #written: Pod['status'];
  /** The object that the watch brought last; the state may have a newer one already. */
  #seen: Pod;
  #limits: { readonly spec: Pod['spec']; readonly limited: boolean } | undefined;
  /** Everything has been stopped for good. */
  #ended = false;

  constructor(
    private readonly context: KubeletContext,
    pod: Pod,
    /** The runtime held something of this Pod when the kubelet started. */
    recover: boolean,
    private readonly onGone: () => void,
    /** The kubelet does not take it. */
    rejection?: Rejection,
  ) {
    this.#seen = pod;
    this.#state = new PodState(context, pod, {
      wake: () => this.wake(),
      wakeAt: (time) => this.#wakeAt(time),
      writeStatus: () => this.writeStatus(),
    });
    if (recover) for (const { id, config } of this.#state.recover()) watchProbes(this.#state, config.name, id, true);
    if (rejection !== undefined) this.#reject(rejection);
    if (pod.metadata?.deletionTimestamp !== undefined) this.#terminate(this.#state.grace);
    else this.wake();
  }

  get pod(): Pod {
    return this.#state.pod;
  }

  get podIP(): string | undefined {
    return this.#state.sandboxIP;
  }

  get sandboxId(): string | undefined {
    return this.#state.sandboxId;
  }

  /** The newest container of a name, and the one before it. */
  containerIds(name: string): { readonly current: string | undefined; readonly previous: string | undefined } {
    const known = this.#state.containers.get(name);
    return { current: known?.id, previous: known?.previousId };
  }

  /** The API server has a newer object. */
  update(pod: Pod): void {
    const state = this.#state;
    const deleted = pod.metadata?.deletionTimestamp !== undefined;
    const { metadata, spec } = this.#seen;
    const respecified = pod.spec !== spec;
    // Labels and annotations may be in a volume of the downward API.
    const changed =
      respecified ||
      !jsonEqual(pod.metadata?.labels, metadata?.labels) ||
      !jsonEqual(pod.metadata?.annotations, metadata?.annotations);
    this.#seen = pod;
    state.pod = pod;
    if (respecified && !deleted) this.retryResize();
    if (deleted) this.#terminate(state.grace);
    else if (changed) this.wake();
    else if (pod.status?.phase === 'Unknown') this.writeStatus();
  }

  /**
   * The API server has it no more, though the kubelet did not let it go: a forced deletion. The object's grace period is 0 then, and the containers
   * are left no more than the least one.
   */
  removed(): void {
    if (this.#finished) return;
    this.#terminate(0);
  }

  /** The Pod may have what its spec asks for, or is told why it must wait (from v1.33). */
  retryResize(): void {
    const state = this.#state;
    if (this.context.release.name === '1.20' || state.terminating || state.failed !== undefined) return;
    const { inProgress } = state.resize;
    considerResize(state);
    if (state.resize.inProgress !== inProgress) this.wake();
    this.writeStatus();
  }

  get resizePending(): boolean {
    return this.#state.resize.pending !== undefined;
  }

  get limitsStorage(): boolean {
    const { spec } = this.#seen;
    if (this.#limits?.spec !== spec) this.#limits = undefined;
    this.#limits ??= { spec, limited: limitsStorage(this.#state) };
    return this.#limits.limited;
  }

  /** Whether it can be evicted: it runs, and is not ending already. */
  get active(): boolean {
    const { terminating, failed, sandboxId } = this.#state;
    return !terminating && failed === undefined && sandboxId !== undefined && !this.#finished;
  }

  usage(resource: 'memory' | 'ephemeral-storage'): PodUsage {
    return podUsage(this.#state, resource);
  }

  /** Fails the Pod and stops it (eviction_manager.go, evictPod). */
  evict(message: string, grace: number, disruption: boolean): void {
    if (!this.active) return;
    const state = this.#state;
    const disruptedAt = disruption ? { disruptedAt: formatTime(this.context.sim.unixNow) } : {};
    state.failed = { reason: 'Evicted', message, grace, ...disruptedAt };
    this.context.events.event(state.pod, 'Warning', 'Evicted', message);
    this.#sync?.kill();
    this.#sync = undefined;
    this.#stopProbes();
    this.wake();
  }

  #reject(rejection: Rejection): void {
    const { events, release } = this.context;
    events.event(this.#state.pod, 'Warning', rejection.reason, rejection.message);
    this.#state.failed = { ...rejectedStatus(rejection, release), rejected: true };
    this.writeStatus();
  }

  /** Something of this Pod's changed in the runtime; noticed at the PLEG's next look. */
  runtimeChanged(): void {
    const { sim } = this.context;
    this.#wakeAt((Math.floor(sim.now / plegPeriod) + 1) * plegPeriod);
  }

  /** The look that every Pod gets from time to time; one that is to be looked at before the next anyway waits for that (the work queue has it once). */
  resync(): void {
    if (this.#timer !== undefined && this.#timer.at < this.context.sim.now + resyncInterval) return;
    if ((this.pod.spec?.volumes ?? []).length > 0) this.wake();
    else this.writeStatus();
  }

  /** Looks at the Pod again as soon as what is under way is done. */
  wake(): void {
    if (this.#state.terminating || this.#finished) return;
    if (this.#sync !== undefined) {
      this.#dirty = true;
      return;
    }
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#dirty = false;
    this.#sync = startTask(this.context.sim, syncPod(this.#state, this.#mountBackOff), () => {
      this.#sync = undefined;
      this.writeStatus();
      if (this.#dirty) this.wake();
    });
  }

  /** The kubelet process ends: nothing more is done; containers run on. */
  stop(): void {
    this.#finished = true;
    this.#timer?.cancel();
    this.#sync?.kill();
    this.#stopProbes();
  }

  #stopProbes(): void {
    for (const known of this.#state.containers.values()) known.prober?.stop();
  }

  #wakeAt(time: number): void {
    if (this.#state.terminating || this.#finished) return;
    if (this.#timer !== undefined && this.#timer.at <= time) return;
    this.#timer?.cancel();
    this.#timer = this.context.sim.at(time, () => {
      this.#timer = undefined;
      this.wake();
    });
  }

  /** Ends the Pod: containers, sandbox, volumes, and at last the object in the API. */
  #terminate(graceSeconds: number): void {
    if (this.#state.terminating || this.#finished) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#state.terminating = true;
    this.#sync?.kill();
    this.#sync = startTask(this.context.sim, this.#end(graceSeconds), () => {
      this.#finished = true;
      this.onGone();
    });
  }

  *#end(graceSeconds: number): Task<void> {
    this.#stopProbes();
    yield* stopContainers(this.#state, graceSeconds);
    this.context.allocations.free(this.#state.pod);
    this.#ended = true;
    this.writeStatus();
    yield* removeRemains(this.#state);
    yield* deleteObject(this.#state);
  }

  #records(): ReadonlyMap<string, ContainerRecord> {
    const state = this.#state;
    const records = new Map<string, ContainerRecord>();
    for (const [name, known] of state.containers) {
      const current = state.runtimeStatus(known.id);
      const message = current?.state === 'exited' ? terminationMessage(state, name, current) : '';
      records.set(name, {
        current,
        previous: state.runtimeStatus(known.previousId),
        waiting: current?.state === 'running' ? undefined : known.waiting,
        terminationMessage: message === '' ? undefined : message,
        startupDone: known.startupDone,
        readinessOk: known.readinessOk && !state.terminating,
        actual: known.actuated,
      });
    }
    return records;
  }

  /** Writes the status if it differs from what was written last (pkg/kubelet/status/status_manager.go). */
  writeStatus(): void {
    if (this.#finished) return;
    const { client, release, sim, runtime } = this.context;
    const state = this.#state;
    const { namespace, name = '' } = state.pod.metadata ?? {};
    try {
      const latest = client.find('pods', namespace, name);
      if (latest?.metadata?.uid !== state.uid) return;
      state.pod = latest;
      if (state.failed !== undefined && isBare(state.failed, release)) {
        if (latest.status?.phase === 'Failed') return;
        const status = bareStatusPatch(latest, state.failed, release, sim.unixNow);
        client.patch('pods', namespace, name, { status }, { subresource: 'status', type: 'merge' });
        return;
      }
      // A Pod that ended before this kubelet and left nothing on the node keeps what was said of it.
      if (isTerminal(latest) && state.containers.size === 0 && state.sandboxId === undefined) return;
      const records = this.#records();
      const running = [...records.values()].some(({ current }) => current?.state === 'running');
      const sandbox = state.sandboxId === undefined ? undefined : runtime.podSandbox(state.sandboxId);
      const status = podStatus({
        pod: latest,
        records,
        release,
        hostIP: state.hostIP,
        podIP: state.podIP,
        sandboxReady: sandbox?.state === 'ready',
        now: sim.unixNow,
        // From v1.27 a Pod is not said to have failed while something of it runs (status_manager.go, mergePodStatus).
        failed: running && release.name !== '1.20' ? undefined : state.failed,
        moreConditions: release.name === '1.20' ? [] : moreConditions(state),
        granted: (container) => state.granted(container),
        ended: this.#ended,
      });
      if (latest.status?.phase === status.phase && jsonEqual(status, this.#written)) return;
      const cleared = {
        ...(latest.status?.reason !== undefined && status.reason === undefined ? { reason: null, message: null } : {}),
        ...(latest.status?.podIP !== undefined && status.podIP === undefined ? { podIP: null, podIPs: null } : {}),
      };
      client.patch(
        'pods',
        namespace,
        name,
        { status: { ...status, ...cleared } },
        { subresource: 'status', type: 'merge' },
      );
      this.#written = status;
    } catch (error) {
      if (!(error instanceof ApiUnreachable) && !(error instanceof StatusError)) throw error;
    }
  }
}

const isTerminal = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed';

/** The conditions of a resize, and of a Pod that the kubelet ends for the node's sake (from v1.26). */
function moreConditions(state: PodState): readonly PodCondition[] {
  const { resize, failed, pod } = state;
  const disruption =
    failed?.disruptedAt === undefined
      ? undefined
      : ({
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'TerminationByKubelet',
          message: failed.message,
          lastTransitionTime: failed.disruptedAt,
          observedGeneration: pod.metadata?.generation,
        } as unknown as PodCondition);
  return [resize.pending, resize.inProgress, disruption, restartAllCondition(state)].filter((one) => one !== undefined);
}
