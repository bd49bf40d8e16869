import type { Watch } from '../api/client.ts';
import type { Pod } from '../api/types.ts';
import type { KubeletContext } from './context.ts';
import type { Pressure } from './eviction/pressure.ts';
import { PodWorker } from './pod-worker.ts';

/** The Pods of one node: a worker for each, from the watch and from what the runtime held when the kubelet started. */
export class NodePods {
  readonly workers = new Map<string, PodWorker>();
  /** Pods that this kubelet is done with while finalizers keep their objects. */
  readonly #ended = new Set<string>();
  /** Pods of which something was there before this kubelet. */
  readonly #held: ReadonlySet<string>;
  #watch: Watch | undefined;

  constructor(
    private readonly context: KubeletContext,
    private readonly pressure: Pressure,
    /** One of them is gone and its resources are free. */
    private readonly onGone: () => void,
  ) {
    this.#held = new Set(context.runtime.podSandboxes().map(({ config }) => config.uid));
  }

  find(namespace: string, name: string): PodWorker | undefined {
    return [...this.workers.values()].find(
      ({ pod }) => pod.metadata?.name === name && pod.metadata.namespace === namespace,
    );
  }

  start(): void {
    const { client, machine } = this.context;
    this.#watch = client.watch('pods', { fieldSelector: `spec.nodeName=${machine.name}` }, ({ type, object: pod }) => {
      const uid = pod.metadata?.uid ?? '';
      const worker = this.workers.get(uid);
      if (type === 'DELETED') {
        this.#ended.delete(uid);
        worker?.removed();
      } else if (worker !== undefined) worker.update(pod);
      else if (!this.#ended.has(uid)) this.#admit(pod, uid);
    });
    this.#cleanUp();
  }

  stop(): void {
    this.#watch?.stop();
    for (const worker of this.workers.values()) worker.stop();
    this.workers.clear();
  }

  /** Something changed in a sandbox or in a container of it. */
  runtimeChanged(sandboxId: string): void {
    for (const worker of this.workers.values()) if (worker.sandboxId === sandboxId) worker.runtimeChanged();
  }

  /** Room was made: what waits for it is tried again. */
  retryResizes(): void {
    for (const worker of this.workers.values()) if (worker.resizePending) worker.retryResize();
  }

  #admit(pod: Pod, uid: string): void {
    const { allocations } = this.context;
    const held = this.#held.has(uid);
    const over =
      pod.status?.phase === 'Succeeded' ||
      pod.status?.phase === 'Failed' ||
      pod.metadata?.deletionTimestamp !== undefined;
    if (held && !over) allocations.keep(pod);
    const rejection = held || over ? undefined : (this.pressure.refuses(pod) ?? allocations.grant(pod));
    this.workers.set(uid, new PodWorker(this.context, pod, held, () => this.#gone(uid), rejection));
  }

  #gone(uid: string): void {
    this.workers.delete(uid);
    this.#ended.add(uid);
    this.onGone();
  }

  /** Sandboxes of Pods that the API server no longer has end now (HandlePodCleanups). */
  #cleanUp(): void {
    const { client, machine, runtime } = this.context;
    const wanted = new Set(
      client.list('pods', { fieldSelector: `spec.nodeName=${machine.name}` }).map(({ metadata }) => metadata?.uid),
    );
    for (const sandbox of runtime.podSandboxes()) {
      const { uid, name, namespace } = sandbox.config;
      if (wanted.has(uid) || this.workers.has(uid)) continue;
      const containers = runtime
        .containers()
        .filter(({ sandboxId }) => sandboxId === sandbox.id)
        .map(({ config }) => ({ name: config.name }));
      const ghost = { metadata: { name, namespace, uid }, spec: { containers } };
      const worker = new PodWorker(this.context, ghost as never, true, () => this.workers.delete(uid));
      this.workers.set(uid, worker);
      worker.removed();
    }
  }
}
