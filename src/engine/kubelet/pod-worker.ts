import { ApiUnreachable } from '../api/client.ts';
import { jsonEqual } from '../api/json.ts';
import { isStatusError, StatusError } from '../api/status.ts';
import { parseTime } from '../api/time.ts';
import type { Container, Pod } from '../api/types.ts';
import { formatGoDuration } from '../api/duration.ts';
import { RuntimeError, type ContainerRuntimeStatus } from '../runtime/cri.ts';
import type { Timer } from '../sim/simulation.ts';
import { startTask, type Task, type TaskHandle } from '../sim/task.ts';
import { containerConfig, sandboxConfig } from './container-config.ts';
import type { KubeletContext } from './context.ts';
import { ContainerConfigError, containerEnvironment } from './env.ts';
import { runHook } from './lifecycle.ts';
import { type ProbeKind, type ProbeTarget, Prober } from './probes.ts';
import { containerShouldRestart } from './restart-policy.ts';
import { exitCodeOf, podStatus, type ContainerRecord } from './status.ts';
import { containerMounts, MountError, podDirectory, prepareVolumes, type VolumeContext } from './volumes.ts';

/** pkg/kubelet/kubelet.go: a Pod whose sync failed is looked at again after this. */
const backOffPeriod = 10_000;
/** pkg/kubelet/kuberuntime: seconds that a container always has to end by itself (minimumGracePeriodInSeconds). */
const minimumGracePeriod = 2;
/** A Pod without news is looked at again after this (--sync-frequency). */
const resyncInterval = 60_000;
/** pkg/kubelet/container: bytes of a termination message, and how much of the log may stand in for it. */
const longestTerminationMessage = 4096;
const fallbackLines = 80;
const fallbackLength = 2048;
/** The PLEG lists the runtime's containers once a second: that late the kubelet hears that one has ended. */
const plegPeriod = 1_000;

interface Known {
  id: string | undefined;
  previousId: string | undefined;
  waiting: { reason: string; message?: string } | undefined;
  prober: Prober | undefined;
  startupDone: boolean;
  readinessOk: boolean;
  /** Set when the container must be killed for a failed probe: the text of its Killing event. */
  unhealthy: string | undefined;
  terminationLog: string;
}

/** One Pod on one node, from its binding to the moment when nothing of it is left (pkg/kubelet/pod_workers.go, kuberuntime_manager.go SyncPod). */
export class PodWorker {
  readonly uid: string;
  readonly #containers = new Map<string, Known>();
  #pod: Pod;
  #sandboxId: string | undefined;
  #sandboxAttempt = 0;
  #podIP: string | undefined;
  #sync: TaskHandle | undefined;
  #dirty = false;
  #timer: Timer | undefined;
  #terminating = false;
  #finished = false;
  #written: Pod['status'];
  #mountDelay = 500;
  #failed: { reason: string; message: string } | undefined;
  /** Everything has been stopped for good. */
  #ended = false;

  constructor(
    private readonly context: KubeletContext,
    pod: Pod,
    /** The runtime held something of this Pod when the kubelet started. */
    recover: boolean,
    private readonly onGone: () => void,
  ) {
    this.#pod = pod;
    this.uid = pod.metadata?.uid ?? '';
    if (recover) this.#recover();
    if (pod.metadata?.deletionTimestamp !== undefined) this.#terminate(this.#grace());
    else this.wake();
  }

  get pod(): Pod {
    return this.#pod;
  }

  get podIP(): string | undefined {
    return this.#podIP;
  }

  get sandboxId(): string | undefined {
    return this.#sandboxId;
  }

  /** The newest container of a name, and the one before it. */
  containerIds(name: string): { readonly current: string | undefined; readonly previous: string | undefined } {
    const known = this.#containers.get(name);
    return { current: known?.id, previous: known?.previousId };
  }

  /** The API server has a newer object. */
  update(pod: Pod): void {
    const deleted = pod.metadata?.deletionTimestamp !== undefined;
    const changed = pod.spec !== this.#pod.spec;
    this.#pod = pod;
    if (deleted) this.#terminate(this.#grace());
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

  /** Something of this Pod's changed in the runtime; noticed at the PLEG's next look. */
  runtimeChanged(): void {
    if (this.#terminating || this.#finished) return;
    const { sim } = this.context;
    this.#wakeAt((Math.floor(sim.now / plegPeriod) + 1) * plegPeriod);
  }

  /** Looks at the Pod again as soon as what is under way is done. */
  wake(): void {
    if (this.#terminating || this.#finished) return;
    if (this.#sync !== undefined) {
      this.#dirty = true;
      return;
    }
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#dirty = false;
    this.#sync = startTask(this.context.sim, this.#syncPod(), () => {
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
    for (const known of this.#containers.values()) known.prober?.stop();
  }

  #wakeAt(time: number): void {
    if (this.#timer !== undefined && this.#timer.at <= time) return;
    this.#timer?.cancel();
    this.#timer = this.context.sim.at(time, () => {
      this.#timer = undefined;
      this.wake();
    });
  }

  #grace(): number {
    return this.#pod.metadata?.deletionGracePeriodSeconds ?? this.#pod.spec?.terminationGracePeriodSeconds ?? 30;
  }

  #known(name: string): Known {
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
        terminationLog: '',
      };
      this.#containers.set(name, known);
    }
    return known;
  }

  /** After a restart of the kubelet: what of this Pod the runtime still holds. */
  #recover(): void {
    const { runtime } = this.context;
    for (const sandbox of runtime.podSandboxes()) {
      if (sandbox.config.uid !== this.uid || sandbox.config.attempt < this.#sandboxAttempt) continue;
      this.#sandboxId = sandbox.id;
      this.#sandboxAttempt = sandbox.config.attempt;
      this.#podIP = sandbox.ip;
    }
    if (this.#sandboxId === undefined) return;
    const own = runtime
      .containers()
      .filter(({ sandboxId }) => runtime.podSandbox(sandboxId)?.config.uid === this.uid)
      .sort((a, b) => a.config.attempt - b.config.attempt);
    for (const status of own) {
      const known = this.#known(status.config.name);
      known.previousId = known.id;
      known.id = status.id;
      known.terminationLog = this.#terminationLog(status.config.name, status.config.attempt);
      if (status.state === 'running') this.#watchProbes(status.config.name, status.id);
    }
  }

  #status(id: string | undefined): ContainerRuntimeStatus | undefined {
    return id === undefined ? undefined : this.context.runtime.container(id);
  }

  #hostIP(): string {
    return this.context.machine.address;
  }

  #volumeContext(): VolumeContext {
    const { client, machine, capacity } = this.context;
    return { pod: this.#pod, client, machine, hostIP: this.#hostIP(), podIP: this.#ip(), node: capacity };
  }

  #ip(): string | undefined {
    return this.#pod.spec?.hostNetwork === true ? this.#hostIP() : this.#podIP;
  }

  /** Whether a container that ended is to run again. */
  #restarts(container: Container, status: ContainerRuntimeStatus): boolean {
    return containerShouldRestart(container, this.#pod.spec?.restartPolicy ?? 'Always', exitCodeOf(status));
  }

  *#syncPod(): Task<void> {
    const { sim, runtime, events } = this.context;
    const spec = this.#pod.spec!;
    if (this.#pastDeadline()) {
      yield* this.#stopContainers(this.#grace());
      return;
    }
    if (this.#failed !== undefined || this.#allDone()) {
      if (this.#sandboxId !== undefined) yield* this.#releaseSandbox();
      return;
    }
    this.writeStatus();
    let volumes: ReadonlyMap<string, string>;
    try {
      volumes = prepareVolumes(this.#volumeContext());
      this.#mountDelay = 500;
    } catch (error) {
      if (error instanceof ApiUnreachable) return this.#wakeAt(sim.now + backOffPeriod);
      if (!(error instanceof MountError)) throw error;
      events.event(this.#pod, 'Warning', 'FailedMount', error.message);
      this.#wakeAt(sim.now + this.#mountDelay);
      this.#mountDelay = Math.min(this.#mountDelay * 2, 122_000);
      return;
    }
    if (!(yield* this.#ensureSandbox())) return;
    for (const container of (spec.ephemeralContainers ?? []) as unknown as readonly Container[]) {
      if (this.#known(container.name).id === undefined)
        yield* this.#start(container, volumes, `spec.ephemeralContainers{${container.name}}`);
    }
    if (!(yield* this.#initContainers(volumes))) return;
    for (const container of spec.containers) {
      const known = this.#known(container.name);
      const status = this.#status(known.id);
      if (status?.state === 'running') {
        if (known.unhealthy !== undefined) yield* this.#killUnhealthy(container, known);
        else continue;
      }
      yield* this.#maybeStart(container, volumes, `spec.containers{${container.name}}`);
    }
    if (runtime.podSandbox(this.#sandboxId ?? '')?.state !== 'ready') this.#dirty = true;
    else if (this.#allDone()) this.#dirty = true;
  }

  #pastDeadline(): boolean {
    const { sim } = this.context;
    const seconds = this.#pod.spec?.activeDeadlineSeconds;
    if (seconds === undefined || this.#failed !== undefined) return false;
    // The first sync, which writes the start time, counts from now.
    const started = parseTime(this.#pod.status?.startTime ?? '') ?? sim.unixNow;
    const due = started + seconds * 1000 - sim.epoch;
    if (sim.now < due) {
      this.#wakeAt(due);
      return false;
    }
    const message = 'Pod was active on the node longer than the specified deadline';
    this.#failed = { reason: 'DeadlineExceeded', message };
    this.context.events.event(this.#pod, 'Normal', 'DeadlineExceeded', message);
    return true;
  }

  #allDone(): boolean {
    const spec = this.#pod.spec!;
    const phase = this.#pod.status?.phase;
    if (phase === 'Succeeded' || phase === 'Failed') return true;
    const initFailed = (spec.initContainers ?? []).some((container) => {
      const status = this.#status(this.#containers.get(container.name)?.id);
      return status?.state === 'exited' && exitCodeOf(status) !== 0 && !this.#restarts(container, status);
    });
    return (
      initFailed ||
      spec.containers.every((container) => {
        const status = this.#status(this.#containers.get(container.name)?.id);
        return status?.state === 'exited' && !this.#restarts(container, status);
      })
    );
  }

  /** A Pod that is done keeps its records, but its sidecars and its sandbox end. */
  *#releaseSandbox(): Task<void> {
    const id = this.#sandboxId!;
    yield* this.#stopContainers(this.#grace());
    if (this.context.runtime.podSandbox(id)?.state === 'ready') yield* this.context.runtime.stopPodSandbox(id);
  }

  *#ensureSandbox(): Task<boolean> {
    const { runtime, events, sim } = this.context;
    const current = this.#sandboxId === undefined ? undefined : runtime.podSandbox(this.#sandboxId);
    if (current?.state === 'ready') return true;
    if (this.#sandboxId !== undefined) {
      // What may not be restarted ends with its sandbox (computePodActions).
      if (this.#pod.spec?.restartPolicy === 'Never' && this.#mainStarted()) {
        yield* this.#stopContainers(this.#grace());
        this.#dirty = true;
        return false;
      }
      events.event(this.#pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
      yield* this.#stopContainers(this.#grace());
      if (current !== undefined) yield* runtime.stopPodSandbox(this.#sandboxId);
      this.#sandboxAttempt++;
      this.#sandboxId = undefined;
      this.#podIP = undefined;
      // The new sandbox runs the init containers again.
      for (const container of this.#pod.spec?.initContainers ?? []) {
        const known = this.#known(container.name);
        known.previousId = known.id ?? known.previousId;
        known.id = undefined;
      }
    }
    try {
      this.#sandboxId = yield* runtime.runPodSandbox(sandboxConfig(this.context, this.#pod, this.#sandboxAttempt));
      this.#podIP = runtime.podSandbox(this.#sandboxId)?.ip;
      this.writeStatus();
      return true;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      events.event(this.#pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${error.message}`);
      this.#wakeAt(sim.now + backOffPeriod);
      return false;
    }
  }

  /** True once the main containers may start. */
  *#initContainers(volumes: ReadonlyMap<string, string>): Task<boolean> {
    const spec = this.#pod.spec!;
    for (const container of spec.initContainers ?? []) {
      const known = this.#known(container.name);
      const status = this.#status(known.id);
      const sidecar = container.restartPolicy === 'Always';
      const path = `spec.initContainers{${container.name}}`;
      if (sidecar) {
        if (status?.state === 'running' && known.unhealthy !== undefined) yield* this.#killUnhealthy(container, known);
        if (this.#status(known.id)?.state !== 'running') {
          if (!(yield* this.#maybeStart(container, volumes, path))) return this.#mainStarted();
        }
        if (!known.startupDone) return this.#mainStarted();
        continue;
      }
      if (this.#mainStarted()) continue;
      if (status?.state === 'exited' && exitCodeOf(status) === 0) continue;
      if (status?.state === 'running') return false;
      yield* this.#maybeStart(container, volumes, path);
      return false;
    }
    return true;
  }

  #mainStarted(): boolean {
    return this.#pod.spec!.containers.some(({ name }) => this.#containers.get(name)?.id !== undefined);
  }

  /** Starts a container that does not run, unless its policy or its back-off says no. False if it doesn't run afterwards. */
  *#maybeStart(container: Container, volumes: ReadonlyMap<string, string>, path: string): Task<boolean> {
    const { sim, crashBackOff, events, release } = this.context;
    const known = this.#known(container.name);
    const status = this.#status(known.id);
    if (status?.state === 'exited') {
      known.prober?.stop();
      known.prober = undefined;
      if (!this.#restarts(container, status)) return false;
      const key = `${this.uid}_${container.name}`;
      const ended = (status.finishedAt ?? status.createdAt) - sim.epoch;
      const until = crashBackOff.waitsUntil(key, ended, sim.now);
      const fullName = `${this.#pod.metadata?.name}_${this.#pod.metadata?.namespace}(${this.uid})`;
      if (until !== undefined) {
        const delay = formatGoDuration(crashBackOff.delayOf(key));
        known.waiting = {
          reason: 'CrashLoopBackOff',
          message: `back-off ${delay} restarting failed container=${container.name} pod=${fullName}`,
        };
        const text = release.name === '1.20' ? '' : ` ${container.name} in pod ${fullName}`;
        events.event(this.#pod, 'Warning', 'BackOff', `Back-off restarting failed container${text}`, path);
        // From v1.33 the worker sleeps until the back-off is over, before it looked every 10 s (pod_workers.go, completeWork).
        this.#wakeAt(Math.min(until, sim.now + (release.name === '1.20' ? backOffPeriod : resyncInterval)));
        return false;
      }
      crashBackOff.next(key, sim.now, ended);
    }
    return yield* this.#start(container, volumes, path);
  }

  #terminationLog(name: string, attempt: number): string {
    return `${podDirectory(this.uid)}/containers/${name}/${attempt}`;
  }

  *#start(container: Container, volumes: ReadonlyMap<string, string>, path: string): Task<boolean> {
    const { sim, runtime, events, images, release, client, capacity } = this.context;
    const known = this.#known(container.name);
    const say = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
      events.event(this.#pod, type, reason, message, path);
    const problem = yield* images.ensure(this.#pod, container, path);
    if (problem !== undefined) {
      known.waiting = { reason: problem.reason, message: problem.message };
      // The new sandbox is news by itself, so the first failure is looked at again at once and the back-off shows; then every 10 s and some.
      const soon = problem.reason === 'ErrImagePull' ? plegPeriod : backOffPeriod;
      this.#wakeAt(sim.now + soon);
      return false;
    }
    const attempt = this.#nextAttempt(container.name, known);
    let id: string | undefined;
    try {
      const user = { ...this.#pod.spec?.securityContext, ...container.securityContext };
      const image = runtime.imageStatus(container.image ?? '');
      if (
        user.runAsNonRoot === true &&
        (user.runAsUser === 0 || (user.runAsUser === undefined && (image?.user ?? '') === ''))
      ) {
        throw new ContainerConfigError(
          `container has runAsNonRoot and image will run as root (pod: "${this.#pod.metadata?.name}_${this.#pod.metadata?.namespace}(${this.uid})", container: ${container.name})`,
        );
      }
      const env = containerEnvironment({
        pod: this.#pod,
        container,
        client,
        hostIP: this.#hostIP(),
        podIP: this.#ip(),
        node: capacity,
      });
      const log = this.#terminationLog(container.name, attempt);
      const mounts = containerMounts(this.#volumeContext(), container, volumes, log);
      id = yield* runtime.createContainer(
        this.#sandboxId ?? '',
        containerConfig(this.#pod, container, attempt, env, mounts),
      );
      say('Normal', 'Created', release.name === '1.20' ? `Created container ${container.name}` : 'Container created');
      if (known.previousId !== undefined && known.id !== undefined) runtime.removeContainer(known.previousId);
      known.previousId = known.id ?? known.previousId;
      known.id = id;
      known.terminationLog = log;
      yield* runtime.startContainer(id);
    } catch (error) {
      if (error instanceof ContainerConfigError || error instanceof ApiUnreachable) {
        known.waiting = { reason: 'CreateContainerConfigError', message: error.message };
        say('Warning', 'Failed', `Error: ${error.message}`);
        this.#wakeAt(sim.now + backOffPeriod);
        return false;
      }
      if (!(error instanceof RuntimeError)) throw error;
      say('Warning', 'Failed', `Error: ${error.message}`);
      known.waiting =
        id === undefined
          ? { reason: 'CreateContainerError', message: error.message }
          : { reason: 'RunContainerError', message: error.message };
      this.#wakeAt(sim.now + backOffPeriod);
      return false;
    }
    known.waiting = undefined;
    known.unhealthy = undefined;
    say('Normal', 'Started', release.name === '1.20' ? `Started container ${container.name}` : 'Container started');
    this.#watchProbes(container.name, id);
    this.writeStatus();
    const hook = container.lifecycle?.postStart;
    if (hook !== undefined) {
      const failure = yield* runHook(this.#hookTarget(container, id), hook);
      if (failure !== undefined) {
        say('Warning', 'FailedPostStartHook', release.name === '1.20' ? failure : 'PostStartHook failed');
        known.waiting = { reason: 'PostStartHookError', message: failure };
        yield* this.#kill(container, id, this.#grace(), 'FailedPostStartHook');
        this.#wakeAt(sim.now + backOffPeriod);
        return false;
      }
    }
    return true;
  }

  /** How many of the container there have been; if the runtime has lost them, what the status says. */
  #nextAttempt(name: string, known: Known): number {
    const last = this.#status(known.id) ?? this.#status(known.previousId);
    if (last !== undefined) return last.config.attempt + 1;
    const { containerStatuses = [], initContainerStatuses = [] } = this.#pod.status ?? {};
    const old = [...containerStatuses, ...initContainerStatuses].find((status) => status.name === name);
    return (old?.restartCount ?? 0) + (old?.containerID === undefined ? 0 : 1);
  }

  /** `spec.containers{web}`: what of the Pod an Event is about. */
  #fieldPath(name: string): string {
    const { initContainers = [], ephemeralContainers = [] } = this.#pod.spec ?? {};
    if (initContainers.some((container) => container.name === name)) return `spec.initContainers{${name}}`;
    if (ephemeralContainers.some((container) => container.name === name)) return `spec.ephemeralContainers{${name}}`;
    return `spec.containers{${name}}`;
  }

  #hookTarget(container: Container, containerId: string): ProbeTarget {
    const { sim, runtime, machine, release } = this.context;
    const version = release.gitVersion.slice(1).split('.').slice(0, 2).join('.');
    return {
      sim,
      runtime,
      machine,
      containerId,
      container,
      podIP: this.#ip() ?? '',
      userAgent: `kube-probe/${version}`,
    };
  }

  /** Starts the probes of a container that has just started; without probes it is ready at once. */
  #watchProbes(name: string, id: string): void {
    const known = this.#known(name);
    const spec = this.#pod.spec!;
    const container = [...spec.containers, ...(spec.initContainers ?? [])].find((candidate) => candidate.name === name);
    known.prober?.stop();
    known.prober = undefined;
    known.startupDone = container?.startupProbe === undefined;
    known.readinessOk = known.startupDone && container?.readinessProbe === undefined;
    if (container === undefined) return;
    if ((container.startupProbe ?? container.livenessProbe ?? container.readinessProbe) === undefined) return;
    known.prober = new Prober(this.context.sim, this.#hookTarget(container, id), {
      verdict: (kind, ok) => this.#verdict(container, known, kind, ok),
      unhealthy: (kind, output) => {
        if (this.#terminating) return;
        this.context.events.event(
          this.#pod,
          'Warning',
          'Unhealthy',
          `${kind} probe failed: ${output}`,
          this.#fieldPath(name),
        );
      },
    });
  }

  #verdict(container: Container, known: Known, kind: ProbeKind, ok: boolean): void {
    if (kind === 'Startup' && ok) {
      known.startupDone = true;
      if (container.readinessProbe === undefined) known.readinessOk = true;
    } else if (kind === 'Readiness') known.readinessOk = ok;
    else if (!ok) {
      const init = this.#fieldPath(container.name).startsWith('spec.init');
      const restart = !init && this.#pod.spec?.restartPolicy !== 'Never' ? ', will be restarted' : '';
      known.unhealthy = `${init ? 'Init container' : 'Container'} ${container.name} failed ${kind.toLowerCase()} probe${restart}`;
    }
    this.writeStatus();
    if (kind !== 'Readiness') this.wake();
  }

  *#killUnhealthy(container: Container, known: Known): Task<void> {
    const message = known.unhealthy!;
    known.unhealthy = undefined;
    if (known.id !== undefined)
      yield* this.#kill(container, known.id, this.#pod.spec?.terminationGracePeriodSeconds ?? 30, message);
  }

  /** Killing event, preStop hook within the grace period, then the runtime's stop. */
  *#kill(container: Container, id: string, graceSeconds: number, message: string): Task<void> {
    const { runtime, events, sim, release } = this.context;
    const known = this.#known(container.name);
    known.prober?.stop();
    known.prober = undefined;
    const path = this.#fieldPath(container.name);
    events.event(this.#pod, 'Normal', 'Killing', message, path);
    let grace = graceSeconds;
    const hook = container.lifecycle?.preStop;
    if (hook !== undefined && grace > 0) {
      const started = sim.now;
      const failure = yield* runHook(this.#hookTarget(container, id), hook, grace * 1000);
      if (failure !== undefined) {
        events.event(
          this.#pod,
          'Warning',
          'FailedPreStopHook',
          release.name === '1.20' ? failure : 'PreStopHook failed',
          path,
        );
      }
      grace -= Math.floor((sim.now - started) / 1000);
    }
    try {
      yield* runtime.stopContainer(id, Math.max(minimumGracePeriod, grace));
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
    }
  }

  /** Stops what runs: the main containers at once, then the sidecars in reverse order. */
  *#stopContainers(graceSeconds: number): Task<void> {
    const { sim } = this.context;
    const spec = this.#pod.spec!;
    const started = sim.now;
    const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    const others = [
      ...spec.containers,
      ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy !== 'Always'),
      ...((spec.ephemeralContainers ?? []) as unknown as readonly Container[]),
    ];
    const left = (): number => Math.max(minimumGracePeriod, graceSeconds - Math.floor((sim.now - started) / 1000));
    yield* this.#inParallel(others.flatMap((container) => this.#killTask(container, left())));
    for (const container of [...sidecars].reverse()) {
      for (const task of this.#killTask(container, left())) yield* task;
    }
  }

  #killTask(container: Container, grace: number): Task<void>[] {
    const id = this.#containers.get(container.name)?.id;
    if (id === undefined || this.#status(id)?.state !== 'running') return [];
    return [this.#kill(container, id, grace, `Stopping container ${container.name}`)];
  }

  *#inParallel(tasks: readonly Task<void>[]): Task<void> {
    const { sim } = this.context;
    let open = tasks.length;
    if (open === 0) return;
    yield (resume: (value: undefined) => void) => {
      const handles = tasks.map((task) =>
        startTask(sim, task, () => {
          open--;
          if (open === 0) resume(undefined);
        }),
      );
      return () => handles.forEach((handle) => handle.kill());
    };
  }

  /** Ends the Pod: containers, sandbox, volumes, and at last the object in the API. */
  #terminate(graceSeconds: number): void {
    if (this.#terminating || this.#finished) return;
    this.#terminating = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#sync?.kill();
    this.#sync = undefined;
    this.#sync = startTask(this.context.sim, this.#end(graceSeconds), () => {
      this.#finished = true;
      this.onGone();
    });
  }

  *#end(graceSeconds: number): Task<void> {
    const { runtime, machine } = this.context;
    for (const known of this.#containers.values()) known.prober?.stop();
    yield* this.#stopContainers(graceSeconds);
    this.#ended = true;
    this.writeStatus();
    for (const sandbox of runtime.podSandboxes()) {
      if (sandbox.config.uid !== this.uid) continue;
      if (sandbox.state === 'ready') yield* runtime.stopPodSandbox(sandbox.id);
      for (const container of runtime.containers()) {
        if (container.sandboxId === sandbox.id) runtime.removeContainer(container.id);
      }
      runtime.removePodSandbox(sandbox.id);
    }
    if (machine.disk.stat(podDirectory(this.uid)) !== undefined) machine.disk.remove(podDirectory(this.uid));
    yield* this.#deleteObject();
  }

  /** Tells the API server that nothing is left; while it can't be reached, tries again. */
  *#deleteObject(): Task<void> {
    const { client, sim } = this.context;
    const { namespace, name = '' } = this.#pod.metadata ?? {};
    for (;;) {
      try {
        const current = client.find('pods', namespace, name);
        if (current?.metadata?.uid !== this.uid) return;
        client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid: this.uid } });
        return;
      } catch (error) {
        if (isStatusError(error, 'NotFound') || isStatusError(error, 'Conflict')) return;
        if (!(error instanceof ApiUnreachable)) throw error;
      }
      yield (resume: (value: undefined) => void) => {
        const timer = sim.after(backOffPeriod, () => resume(undefined));
        return () => timer.cancel();
      };
    }
  }

  #records(): ReadonlyMap<string, ContainerRecord> {
    const records = new Map<string, ContainerRecord>();
    for (const [name, known] of this.#containers) {
      const current = this.#status(known.id);
      const log = current?.state === 'exited' ? this.#lastWords(name, known.terminationLog, current) : '';
      records.set(name, {
        current,
        previous: this.#status(known.previousId),
        waiting: current?.state === 'running' ? undefined : known.waiting,
        terminationMessage: log === '' ? undefined : log,
        startupDone: known.startupDone,
        readinessOk: known.readinessOk && !this.#terminating,
      });
    }
    return records;
  }

  /** What a container left to say: its termination log, or the end of its output if it failed and its policy says so. */
  #lastWords(name: string, path: string, status: ContainerRuntimeStatus): string {
    const { machine, runtime } = this.context;
    const text = machine.disk.stat(path) === undefined ? '' : machine.disk.readFile(path);
    if (text !== '') return text.slice(0, longestTerminationMessage);
    const { containers, initContainers = [] } = this.#pod.spec!;
    const container = [...containers, ...initContainers].find((candidate) => candidate.name === name);
    if (container?.terminationMessagePolicy !== 'FallbackToLogsOnError' || exitCodeOf(status) === 0) return '';
    const lines = (runtime.log(status.id)?.entries ?? []).map((entry) => entry.text);
    return lines.slice(-fallbackLines).join('').slice(-fallbackLength);
  }

  /** Writes the status if it differs from what was written last (pkg/kubelet/status/status_manager.go). */
  writeStatus(): void {
    if (this.#finished) return;
    const { client, release, sim, runtime } = this.context;
    const { namespace, name = '' } = this.#pod.metadata ?? {};
    try {
      const latest = client.find('pods', namespace, name);
      if (latest?.metadata?.uid !== this.uid) return;
      this.#pod = latest;
      const sandbox = this.#sandboxId === undefined ? undefined : runtime.podSandbox(this.#sandboxId);
      const status = podStatus({
        pod: latest,
        records: this.#records(),
        release,
        hostIP: this.#hostIP(),
        podIP: this.#ip(),
        sandboxReady: sandbox?.state === 'ready',
        now: sim.unixNow,
        failed: this.#failed,
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
