import { jsonEqual } from '../api/json.ts';
import type { Container, Pod } from '../api/types.ts';
import type { ContainerRuntimeStatus } from '../runtime/cri.ts';
import type { ResizeConditions } from './conditions.ts';
import type { KubeletContext } from './context.ts';
import type { ImageProblem } from './images.ts';
import type { ProbeKind, Prober } from './probes.ts';
import type { PodFailure } from './pod-failure.ts';
import { containerShouldRestart } from './restart-policy.ts';
import { exitCodeOf } from './exit-code.ts';
import { podDirectory, type VolumeContext } from './volumes/index.ts';

/** What the kubelet remembers of one container of a Pod. */
export interface KnownContainer {
  /** The newest one in the runtime, and the one before it. */
  id: string | undefined;
  previousId: string | undefined;
  /** Why it does not run, where the kubelet holds it back. */
  waiting: { reason: string; message?: string } | undefined;
  prober: Prober | undefined;
  startupDone: boolean;
  readinessOk: boolean;
  /** Set when the container must be killed for a failed probe. */
  unhealthy: ProbeKind | undefined;
  /** The resources that it runs with. */
  actuated: Container['resources'];
  /** Where its termination message is kept on the node. */
  terminationLog: string;
}

/** How the pieces of a Pod's worker have the Pod looked at again. */
export interface PodWaker {
  /** As soon as what is under way is done. */
  wake(): void;
  /** At the latest at this virtual time. */
  wakeAt(time: number): void;
  /** The state of a container changed. */
  writeStatus(): void;
}

/** One Pod as its kubelet knows it: the object, its sandbox and its containers. The pieces of the Pod's worker share it. */
export class PodState {
  readonly uid: string;
  readonly #containers = new Map<string, KnownContainer>();
  sandboxId: string | undefined;
  sandboxAttempt = 0;
  /** Of the sandbox; undefined also where the Pod uses the node's network. */
  sandboxIP: string | undefined;
  /** Why the image of a volume is not there, by the volume's name. */
  imageVolumes: ReadonlyMap<string, ImageProblem> = new Map();
  /** The Pod is being ended. */
  terminating = false;
  /** The kubelet itself failed the Pod (deadline, eviction). */
  failed: PodFailure | undefined;
  resize: ResizeConditions = {};
  /** All containers are being killed so that they begin anew. */
  restartingAll = false;
  /** What its containers have been granted, by name. */
  #allocated = new Map<string, Container['resources']>();

  constructor(
    readonly context: KubeletContext,
    public pod: Pod,
    readonly waker: PodWaker,
  ) {
    this.uid = pod.metadata?.uid ?? '';
    this.allocate();
  }

  /** The containers that can be resized while they run: all but plain init containers. */
  get resizable(): readonly Container[] {
    const { containers, initContainers = [] } = this.spec;
    return [...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always'), ...containers];
  }

  /** Grants the containers what the spec asks for. */
  allocate(): void {
    for (const { name, resources } of this.resizable) this.#allocated.set(name, resources);
  }

  /** The spec asks for other resources than were granted. */
  get wantsResize(): boolean {
    return this.resizable.some(({ name, resources }) => !jsonEqual(resources, this.#allocated.get(name)));
  }

  /** A container of the spec with the resources that it has been granted. */
  granted(container: Container): Container {
    if (!this.#allocated.has(container.name)) return container;
    const resources = this.#allocated.get(container.name);
    return resources === container.resources || resources === undefined ? container : { ...container, resources };
  }

  get spec(): NonNullable<Pod['spec']> {
    return this.pod.spec!;
  }

  /** `web_default(49130122-...)`, as the kubelet's messages name a Pod. */
  get fullName(): string {
    return `${this.pod.metadata?.name}_${this.pod.metadata?.namespace}(${this.uid})`;
  }

  get hostIP(): string {
    return this.context.machine.address;
  }

  get podIP(): string | undefined {
    return this.spec.hostNetwork === true ? this.hostIP : this.sandboxIP;
  }

  /** Seconds that the Pod has to end by itself. */
  get grace(): number {
    return this.pod.metadata?.deletionGracePeriodSeconds ?? this.pod.spec?.terminationGracePeriodSeconds ?? 30;
  }

  get volumes(): VolumeContext {
    const { client, machine, capacity, release, random, sim } = this.context;
    const { pod, hostIP, podIP } = this;
    return { pod, client, machine, release, random, now: sim.unixNow, hostIP, podIP, node: capacity };
  }

  get containers(): ReadonlyMap<string, KnownContainer> {
    return this.#containers;
  }

  known(name: string): KnownContainer {
    let known = this.#containers.get(name);
    if (known === undefined) {
      known = {
        id: undefined,
        previousId: undefined,
        waiting: undefined,
        prober: undefined,
        startupDone: false,
        readinessOk: false,
        unhealthy: undefined,
        actuated: undefined,
        terminationLog: '',
      };
      this.#containers.set(name, known);
    }
    return known;
  }

  /** The container of a name is to begin anew: what there was of it is only its past. */
  forget(name: string): void {
    const known = this.known(name);
    known.prober?.stop();
    known.prober = undefined;
    known.previousId = known.id ?? known.previousId;
    known.id = undefined;
    known.waiting = undefined;
  }

  /** The newest container of a name in the runtime. */
  status(name: string): ContainerRuntimeStatus | undefined {
    return this.runtimeStatus(this.#containers.get(name)?.id);
  }

  runtimeStatus(id: string | undefined): ContainerRuntimeStatus | undefined {
    return id === undefined ? undefined : this.context.runtime.container(id);
  }

  /** Whether a container that ended is to run again. */
  restarts(container: Container, status: ContainerRuntimeStatus): boolean {
    return containerShouldRestart(container, this.spec.restartPolicy ?? 'Always', exitCodeOf(status));
  }

  /** Whether a main container has ever been made: the init containers are over. */
  get mainStarted(): boolean {
    return this.spec.containers.some(({ name }) => this.#containers.get(name)?.id !== undefined);
  }

  /** Nothing of it will run again: a main container may not, or an init container failed for good. */
  get allDone(): boolean {
    const phase = this.pod.status?.phase;
    if (phase === 'Succeeded' || phase === 'Failed') return true;
    const over = (container: Container): boolean => {
      const status = this.status(container.name);
      return status?.state === 'exited' && !this.restarts(container, status);
    };
    const initFailed = (this.spec.initContainers ?? []).some(
      (container) => over(container) && exitCodeOf(this.status(container.name)!) !== 0,
    );
    return initFailed || this.spec.containers.every(over);
  }

  /** How many of the container there have been; if the runtime has lost them, what the status says. */
  nextAttempt(name: string): number {
    const known = this.known(name);
    const last = this.runtimeStatus(known.id) ?? this.runtimeStatus(known.previousId);
    if (last !== undefined) return last.config.attempt + 1;
    const { containerStatuses = [], initContainerStatuses = [] } = this.pod.status ?? {};
    const old = [...containerStatuses, ...initContainerStatuses].find((status) => status.name === name);
    return (old?.restartCount ?? 0) + (old?.containerID === undefined ? 0 : 1);
  }

  terminationLog(name: string, attempt: number): string {
    return `${podDirectory(this.uid)}/containers/${name}/${attempt}`;
  }

  /** `spec.containers{web}`: what of the Pod an Event is about. */
  fieldPath(name: string): string {
    const { initContainers = [], ephemeralContainers = [] } = this.pod.spec ?? {};
    if (initContainers.some((container) => container.name === name)) return `spec.initContainers{${name}}`;
    if (ephemeralContainers.some((container) => container.name === name)) return `spec.ephemeralContainers{${name}}`;
    return `spec.containers{${name}}`;
  }

  /** An Event about one of its containers. */
  say(name: string, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.context.events.event(this.pod, type, reason, message, this.fieldPath(name));
  }

  /**
   * After a restart of the kubelet: what of this Pod the runtime still holds.
   * @returns the containers that run.
   */
  recover(): readonly ContainerRuntimeStatus[] {
    const { runtime } = this.context;
    for (const sandbox of runtime.podSandboxes()) {
      if (sandbox.config.uid !== this.uid || sandbox.config.attempt < this.sandboxAttempt) continue;
      this.sandboxId = sandbox.id;
      this.sandboxAttempt = sandbox.config.attempt;
      this.sandboxIP = sandbox.ip;
    }
    if (this.sandboxId === undefined) return [];
    const own = runtime
      .containers()
      .filter(({ sandboxId }) => runtime.podSandbox(sandboxId)?.config.uid === this.uid)
      .sort((a, b) => a.config.attempt - b.config.attempt);
    for (const status of own) {
      const known = this.known(status.config.name);
      known.previousId = known.id;
      known.id = status.id;
      known.terminationLog = this.terminationLog(status.config.name, status.config.attempt);
      known.actuated = this.resizable.find(({ name }) => name === status.config.name)?.resources;
    }
    return own.filter(({ state }) => state === 'running');
  }
}
