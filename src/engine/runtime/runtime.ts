import type { PortForwardConnection, RemoteCommand } from '../api/http.ts';
import type { Image } from '../images/image.ts';
import type { ImageRegistry } from '../images/image-registry.ts';
import { parseImageReference } from '../images/reference.ts';
import type { Release } from '../releases/index.ts';
import { SysError, type ExitStatus, type Signal } from '../sim/process.ts';
import type { Simulation } from '../sim/simulation.ts';
import { sleep, type Task } from '../sim/task.ts';
import type { Container } from './containers.ts';
import {
  RuntimeError,
  type ContainerConfig,
  type ContainerLog,
  type ContainerResources,
  type ContainerRuntime,
  type ContainerRuntimeStatus,
  type ContainerStats,
  type ExecResult,
  type ImageStatus,
  type PodSandboxConfig,
  type PodSandboxStatus,
  type PullProgress,
  type RuntimeEvent,
} from './cri.ts';
import { killRest, reasonOf, waitUntil } from './ending.ts';
import { attachSession, execSession, execToEnd } from './exec.ts';
import type { Fabric, Machine, Process } from './machine.ts';
import type { RuntimeParts } from './parts.ts';
import { forwardPort } from './portforward.ts';
import { ImageStore } from './pull.ts';
import { Sandbox } from './sandbox.ts';
import { attachNetwork, detachNetwork } from './sandbox-network.ts';
import { statsOf } from './stats.ts';
import { createRecord, limitsOf, startInit, startPause } from './starting.ts';
import { runtimeTexts, startFailure, type StartFailure } from './texts.ts';

export interface RuntimeOptions {
  readonly sim: Simulation;
  readonly machine: Machine;
  readonly fabric: Fabric;
  readonly release: Release;
  readonly registry: ImageRegistry;
  /** The node's Pod CIDR; undefined until the cluster gave it one: then no Pod network can be set up. */
  readonly podCIDR: () => string | undefined;
  /** Bytes per second that images come down with. */
  readonly bandwidth?: number;
}

/** What the node's own tools, the session and the picture can do beside the CRI. */
export interface RuntimeControl {
  readonly machine: Machine;
  readonly release: Release;
  readonly store: ImageStore;
  readonly sandboxRecords: ReadonlyMap<string, Sandbox>;
  readonly containerRecords: ReadonlyMap<string, Container>;
  /** Signals a container's init or, by a sandbox's id, its pause process (`docker kill`). False if it does not run. */
  kill(id: string, signal: Signal): boolean;
}

export type NodeRuntime = ContainerRuntime & RuntimeControl;

/** Bytes per second that images come down with. */
export const usualBandwidth = 30_000_000;

/** Milliseconds, least and most, that the runtimes take for each step on an unloaded node. */
const durations = {
  sandbox: [300, 600],
  createContainer: [50, 100],
  startContainer: [100, 200],
  stopSandbox: [40, 90],
} as const;

export function createRuntime(options: RuntimeOptions): NodeRuntime {
  return new Runtime(options);
}

class Runtime implements NodeRuntime {
  readonly name: 'docker' | 'containerd';
  readonly version: string;
  readonly machine: Machine;
  readonly release: Release;
  readonly store: ImageStore;
  readonly sandboxRecords = new Map<string, Sandbox>();
  readonly containerRecords = new Map<string, Container>();
  readonly #parts: RuntimeParts;
  #listeners: ((event: RuntimeEvent) => void)[] = [];
  /** Grows with every power-off: what was begun before it is void. */
  #boot = 0;
  /** Pulls not yet followed by a container of that image; see `#listedImage`. */
  readonly #pulled = new Map<string, number>();

  constructor(options: RuntimeOptions) {
    const { sim, machine, release, registry, bandwidth = usualBandwidth } = options;
    this.machine = machine;
    this.release = release;
    this.name = release.runtime.name;
    this.version = release.runtime.version;
    const random = sim.random.fork(`runtime ${machine.name}`);
    const texts = runtimeTexts[this.name];
    this.store = new ImageStore(sim, random, registry, texts, release.name, bandwidth);
    this.#parts = { ...options, store: this.store, random, texts };
    // kubeadm pulls the pause image when it sets a node up.
    this.store.preload(release.pauseImage);
    machine.onPower((on) => (on ? this.#recover() : this.#lose()));
    if (this.name === 'containerd') machine.onOutOfMemory((process) => this.#endGroup(process));
  }

  onEvent(listener: (event: RuntimeEvent) => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  // Sandboxes.

  *runPodSandbox(config: PodSandboxConfig): Task<string> {
    const { sim, random } = this.#parts;
    yield* this.#pass(durations.sandbox, 'Sandbox');
    const sandbox = new Sandbox(sim, this.machine, this.name, random.hex(64), config);
    this.sandboxRecords.set(sandbox.id, sandbox);
    try {
      attachNetwork(this.#parts, sandbox);
      sandbox.writeFiles();
      sandbox.process = startPause(this.#parts, sandbox, (status) => this.#sandboxExited(sandbox, status));
      sandbox.startedAt = sim.unixNow;
    } catch (error) {
      detachNetwork(this.#parts, sandbox);
      this.sandboxRecords.delete(sandbox.id);
      throw error;
    }
    this.#emit({ kind: 'sandbox-started', sandboxId: sandbox.id });
    return sandbox.id;
  }

  *stopPodSandbox(id: string): Task<void> {
    const sandbox = this.sandboxRecords.get(id);
    if (sandbox === undefined) return;
    yield* this.#pass(durations.stopSandbox, 'Sandbox');
    for (const container of this.#containersOf(sandbox)) container.process?.kill('SIGKILL');
    detachNetwork(this.#parts, sandbox);
    sandbox.process?.kill('SIGTERM');
    // pause leaves at SIGTERM; the runtime would insist after ten seconds.
    yield* waitUntil(
      this.#parts.sim,

      () => sandbox.process === undefined,
      (wake) => sandbox.process?.onExit(wake),
      10_000,
    );
    sandbox.process?.kill('SIGKILL');
  }

  removePodSandbox(id: string): void {
    const sandbox = this.sandboxRecords.get(id);
    if (sandbox === undefined) return;
    for (const container of this.#containersOf(sandbox)) this.removeContainer(container.id);
    sandbox.process?.kill('SIGKILL');
    detachNetwork(this.#parts, sandbox);
    sandbox.removeFiles();
    this.sandboxRecords.delete(id);
    this.#emit({ kind: 'sandbox-removed', sandboxId: id });
  }

  podSandboxes(): readonly PodSandboxStatus[] {
    return [...this.sandboxRecords.values()].map((sandbox) => sandbox.status());
  }

  podSandbox(id: string): PodSandboxStatus | undefined {
    return this.sandboxRecords.get(id)?.status();
  }

  // Images.

  /** Throws InvalidImageName, with the kubelet's text, for what is no image name. */
  imageStatus(image: string): ImageStatus | undefined {
    const status = this.store.status(image);
    if (status !== undefined) return status;
    const { error } = parseImageReference(image, this.release.name);
    if (error !== undefined) throw new RuntimeError('InvalidImageName', error);
    return undefined;
  }

  images(): readonly ImageStatus[] {
    return this.store.list();
  }

  *pullImage(image: string): Task<ImageStatus> {
    const boot = this.#boot;
    const status = yield* this.store.pull(image);
    this.#checkBoot(boot, 'ImagePull');
    this.#pulled.set(image, (this.#pulled.get(image) ?? 0) + 1);
    return status;
  }

  pulls(): readonly PullProgress[] {
    return this.store.pulls();
  }

  removeImage(image: string): void {
    this.store.remove(image);
  }

  // Containers.

  *createContainer(sandboxId: string, config: ContainerConfig): Task<string> {
    yield* this.#pass(durations.createContainer, 'CreateContainer');
    const sandbox = this.sandboxRecords.get(sandboxId);
    if (sandbox === undefined) {
      throw new RuntimeError('CreateContainer', `failed to find sandbox id ${JSON.stringify(sandboxId)}: not found`);
    }
    const image = this.store.find(config.image);
    if (image === undefined) throw new RuntimeError('CreateContainer', this.#parts.texts.imageNotFound(config.image));
    const container = createRecord(this.#parts, sandbox, config, image, this.#listedImage(config.image, image));
    this.containerRecords.set(container.id, container);
    return container.id;
  }

  *startContainer(id: string): Task<void> {
    const container = this.#container(id, 'StartContainer');
    yield* this.#pass(durations.startContainer, 'StartContainer');
    if (container.state !== 'created') {
      throw new RuntimeError('StartContainer', `container is in CONTAINER_${container.state.toUpperCase()} state`);
    }
    const { sandbox, config } = container;
    if (sandbox.state !== 'ready') {
      throw new RuntimeError('StartContainer', `sandbox container ${JSON.stringify(sandbox.id)} is not running`);
    }
    const target = config.targetContainerId;
    try {
      container.process = startInit(
        this.#parts,
        container,
        target === undefined ? undefined : this.containerRecords.get(target)?.pid,
        (status) => this.#exited(container, status),
      );
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      const [command = ''] = container.argv;
      this.#failStart(container, command, startFailure(command, error.code));
    }
    container.state = 'running';
    container.startedAt = this.#parts.sim.unixNow;
    this.#emit({ kind: 'container-started', containerId: id, sandboxId: sandbox.id });
  }

  *stopContainer(id: string, graceSeconds: number): Task<void> {
    const container = this.containerRecords.get(id);
    if (container === undefined || !container.running) return;
    if (graceSeconds > 0) {
      container.process?.kill(container.image.stopSignal ?? 'SIGTERM');
      yield* waitUntil(
        this.#parts.sim,

        () => !container.running,
        (wake) => container.onExited(wake),
        graceSeconds * 1000,
      );
    }
    if (!container.running) return;
    container.process?.kill('SIGKILL');
    yield* waitUntil(
      this.#parts.sim,

      () => !container.running,
      (wake) => container.onExited(wake),
      10_000,
    );
  }

  removeContainer(id: string): void {
    const container = this.containerRecords.get(id);
    if (container === undefined) return;
    this.containerRecords.delete(id);
    if (container.running) killRest(container);
    container.log.end();
    this.#emit({ kind: 'container-removed', containerId: id, sandboxId: container.sandbox.id });
  }

  containers(): readonly ContainerRuntimeStatus[] {
    return [...this.containerRecords.values()].map((container) => container.status());
  }

  container(id: string): ContainerRuntimeStatus | undefined {
    return this.containerRecords.get(id)?.status();
  }

  updateResources(id: string, resources: ContainerResources): void {
    this.containerRecords.get(id)?.cgroup.setLimits(limitsOf(resources));
  }

  containerStats(id: string): ContainerStats | undefined {
    const container = this.containerRecords.get(id);
    return container?.running === true ? statsOf(this.#parts.sim, container) : undefined;
  }

  listContainerStats(): readonly ContainerStats[] {
    const running = [...this.containerRecords.values()].filter((container) => container.running);
    return running.map((container) => statsOf(this.#parts.sim, container));
  }

  log(containerId: string): ContainerLog | undefined {
    return this.containerRecords.get(containerId)?.log;
  }

  kill(id: string, signal: Signal): boolean {
    const process = this.containerRecords.get(id)?.process ?? this.sandboxRecords.get(id)?.process;
    process?.kill(signal);
    return process !== undefined;
  }

  // Streams.

  *execSync(containerId: string, argv: readonly string[], timeoutSeconds: number): Task<ExecResult> {
    const container = this.#container(containerId, 'Exec');
    return yield* execToEnd(this.#parts, container, argv, timeoutSeconds);
  }

  exec(
    containerId: string,
    argv: readonly string[],
    options: { readonly tty: boolean; readonly stdin: boolean },
  ): RemoteCommand {
    const container = this.#container(containerId, 'Exec');
    return execSession(this.#parts, container, argv, options);
  }

  attach(containerId: string, options: { readonly tty: boolean; readonly stdin: boolean }): RemoteCommand {
    return attachSession(this.#parts, this.#container(containerId, 'Exec'), options);
  }

  portForward(sandboxId: string, port: number): PortForwardConnection {
    const sandbox = this.sandboxRecords.get(sandboxId);
    if (sandbox === undefined || sandbox.state !== 'ready') {
      throw new RuntimeError('NotFound', this.#parts.texts.notRunning(sandboxId, 'exited'));
    }
    return forwardPort(this.#parts, sandbox, port);
  }

  // Below the surface.

  #sandboxExited(sandbox: Sandbox, status: ExitStatus): void {
    sandbox.process = undefined;
    sandbox.state = 'notready';
    sandbox.exit = status;
    sandbox.finishedAt = this.#parts.sim.unixNow;
    if (this.sandboxRecords.has(sandbox.id)) this.#emit({ kind: 'sandbox-exited', sandboxId: sandbox.id });
  }

  #failStart(container: Container, command: string, cause: StartFailure): never {
    const { error, message, reason, exitCode } = this.#parts.texts.startFailed(container.id, command, cause);
    // Docker leaves the times empty and the dockershim fills in the creation; containerd keeps the zero start.
    container.startedAt = this.name === 'docker' ? container.createdAt : undefined;
    const finishedAt = this.name === 'docker' ? container.createdAt : this.#parts.sim.unixNow;
    container.end({ code: exitCode }, finishedAt, reason, message);
    this.#emit({ kind: 'container-exited', containerId: container.id, sandboxId: container.sandbox.id });
    throw new RuntimeError('StartContainer', error, exitCode);
  }

  #exited(container: Container, status: ExitStatus): void {
    killRest(container);
    container.end(status, this.#parts.sim.unixNow, reasonOf(container, status));
    container.terminal?.close();
    if (!this.containerRecords.has(container.id)) return;
    this.#emit({ kind: 'container-exited', containerId: container.id, sandboxId: container.sandbox.id });
  }

  /** cgroup v2 with memory.oom.group, which the kubelet sets from v1.28 on: the OOM killer ends a container as a whole. */
  #endGroup(victim: Process): void {
    for (const container of this.containerRecords.values()) {
      if (container.cgroup === victim.namespaces.cgroup) container.process?.kill('SIGKILL');
    }
  }

  /**
   * The image's name in `docker ps`: the kubelet creates a container by what it just pulled (a digest, shown as the bare
   * name) or, if the image was there already, by the image's id (shown as 12 digits). dockershim's getImageRef, v1.20.
   */
  #listedImage(name: string, image: Image): string {
    const pulls = this.#pulled.get(name) ?? 0;
    if (pulls > 1) this.#pulled.set(name, pulls - 1);
    else this.#pulled.delete(name);
    return pulls > 0 ? this.#parts.texts.imageName(`${image.repository}@${image.digest}`) : image.id;
  }

  #containersOf(sandbox: Sandbox): Container[] {
    return [...this.containerRecords.values()].filter((container) => container.sandbox === sandbox);
  }

  #container(id: string, code: 'StartContainer' | 'Exec'): Container {
    const container = this.containerRecords.get(id);
    if (container === undefined) throw new RuntimeError(code, this.#parts.texts.containerNotFound(id));
    return container;
  }

  #emit(event: RuntimeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  *#pass([least, most]: readonly [number, number], code: 'Sandbox' | 'CreateContainer' | 'StartContainer'): Task<void> {
    const boot = this.#boot;
    yield* sleep(this.#parts.sim, this.#parts.random.integer(least, most) * this.machine.diskSlowness);
    this.#checkBoot(boot, code);
  }

  #checkBoot(boot: number, code: 'Sandbox' | 'CreateContainer' | 'StartContainer' | 'ImagePull'): void {
    if (boot !== this.#boot)
      throw new RuntimeError(code, 'rpc error: code = Unavailable desc = error reading from server: EOF');
  }

  /** The power went: processes are gone; the records are on disk and are put right when the runtime starts again. */
  #lose(): void {
    this.#boot++;
    this.store.abort();
    for (const sandbox of this.sandboxRecords.values()) {
      detachNetwork(this.#parts, sandbox);
      sandbox.process = undefined;
    }
    for (const container of this.containerRecords.values()) container.process = undefined;
  }

  #recover(): void {
    const { exitCode, reason } = this.#parts.texts.lost;
    for (const sandbox of this.sandboxRecords.values()) {
      if (sandbox.state !== 'ready') continue;
      sandbox.state = 'notready';
      sandbox.exit = { code: exitCode };
      sandbox.finishedAt = this.#parts.sim.unixNow;
      this.#emit({ kind: 'sandbox-exited', sandboxId: sandbox.id });
    }
    for (const container of this.containerRecords.values()) {
      if (!container.running) continue;
      container.end({ code: exitCode }, this.#parts.sim.unixNow, reason);
      this.#emit({ kind: 'container-exited', containerId: container.id, sandboxId: container.sandbox.id });
    }
  }
}
