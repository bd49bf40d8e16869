import { type ApiClient, ApiUnreachable, type Watch } from '../api/client.ts';
import { isStatusError, StatusError } from '../api/status.ts';
import { formatMicroTime } from '../api/time.ts';
import { createRecorder } from '../controllers/events.ts';
import type { Release } from '../releases/index.ts';
import type { ContainerRuntime } from '../runtime/cri.ts';
import type { Machine } from '../runtime/machine.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import { BackOff } from './backoff.ts';
import type { KubeletContext } from './context.ts';
import { kubeletEndpoint } from './endpoint.ts';
import { ImageManager } from './images.ts';
import { nodeObject, nodeStatus, type NodeFacts } from './node-object.ts';
import { PodWorker } from './pod-worker.ts';

export interface KubeletOptions {
  readonly sim: Simulation;
  /** Cut off with the node: its verbs throw ApiUnreachable then. */
  readonly client: ApiClient;
  readonly machine: Machine;
  readonly runtime: ContainerRuntime;
  readonly release: Release;
  readonly controlPlane: boolean;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly dns: { readonly server: string; readonly domain: string };
}

export interface Kubelet {
  readonly running: boolean;
  /** When the Lease was renewed last, virtual ms. */
  readonly leaseRenewedAt: number | undefined;
  readonly endpoint: ReturnType<typeof kubeletEndpoint>;
  /** The kubelet's process starts: it registers the node and takes up what the runtime still holds. */
  start(): void;
  /** The kubelet's process ends; containers run on. */
  stop(): void;
}

/** pkg/kubelet: a Lease is renewed every 10 s (a quarter of 40 s), the status posted every 5 min or when it changes, looked at every 10 s. */
const leasePeriod = 10_000;
const statusPeriod = 10_000;
const statusReportPeriod = 300_000;
const leaseSeconds = 40;
/** How often volumes made of API objects are brought up to date: --sync-frequency is 1 min. */
const syncPeriod = 60_000;

/** The agent of one node. */
export function createKubelet(options: KubeletOptions): Kubelet {
  const { sim, client, machine, runtime, release } = options;
  const random = sim.random.fork(`kubelet ${machine.name}`);
  const machineId = random.uuid();
  let bootId = random.uuid();
  let workers = new Map<string, PodWorker>();
  let stopAll: (() => void) | undefined;
  let renewed: number | undefined;

  const endpoint = kubeletEndpoint({
    sim,
    runtime,
    reachable: () => stopAll !== undefined && machine.powered && reachable(),
    worker: (namespace, name) =>
      [...workers.values()].find(({ pod }) => pod.metadata?.name === name && pod.metadata.namespace === namespace),
  });

  /** Whether the API server and this node reach each other: asked with a read that costs nothing. */
  function reachable(): boolean {
    try {
      client.find('nodes', undefined, machine.name);
      return true;
    } catch (error) {
      if (error instanceof ApiUnreachable) return false;
      throw error;
    }
  }

  function start(): void {
    if (stopAll !== undefined || !machine.powered) return;
    const events = createRecorder({ sim, client, release, component: 'kubelet', host: machine.name });
    const facts: NodeFacts = {
      name: machine.name,
      address: machine.address,
      controlPlane: options.controlPlane,
      cores: options.cores,
      memory: options.memory,
      release,
      machineId,
      bootId,
    };
    const context: KubeletContext = {
      sim,
      random,
      client,
      release,
      machine,
      runtime,
      events,
      images: new ImageManager(sim, runtime, release, events),
      crashBackOff: new BackOff(),
      capacity: { cpu: options.cores * 1000, memory: options.memory },
      dns: options.dns,
    };
    workers = new Map();
    const timers = new Set<Timer>();
    const every = (period: number, work: () => void): void => {
      const timer = sim.after(period, () => {
        timers.delete(timer);
        quietly(work);
        every(period, work);
      });
      timers.add(timer);
    };
    let watch: Watch | undefined;
    let lastReport = Number.NEGATIVE_INFINITY;
    let lastStatus = '';

    const postStatus = (): void => {
      const node = client.find('nodes', undefined, machine.name);
      if (node === undefined) {
        client.create('nodes', undefined, nodeObject(facts));
        lastReport = Number.NEGATIVE_INFINITY;
        postStatus();
        return;
      }
      const status = nodeStatus(facts, runtime, node, sim.unixNow);
      // Heartbeats alone are not news.
      const text = JSON.stringify({
        ...status,
        conditions: status.conditions?.map(({ type, status: value }) => [type, value]),
      });
      const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
      if (text === lastStatus && sim.now - lastReport < statusReportPeriod && ready === 'True') return;
      client.patch('nodes', undefined, machine.name, { status }, { subresource: 'status' });
      const booted = node.status?.nodeInfo?.bootID ?? '';
      if (booted !== '' && booted !== bootId) {
        events.event(node, 'Warning', 'Rebooted', `Node ${machine.name} has been rebooted, boot id: ${bootId}`);
      }
      if (ready !== 'True') events.event(node, 'Normal', 'NodeReady', `Node ${machine.name} status is now: NodeReady`);
      lastStatus = text;
      lastReport = sim.now;
    };

    const renewLease = (): void => {
      const spec = {
        holderIdentity: machine.name,
        leaseDurationSeconds: leaseSeconds,
        renewTime: formatMicroTime(sim.unixNow),
      };
      const known = client.find('leases', 'kube-node-lease', machine.name);
      if (known === undefined) {
        const node = client.find('nodes', undefined, machine.name);
        const owner = node?.metadata?.uid;
        client.create('leases', 'kube-node-lease', {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: {
            name: machine.name,
            namespace: 'kube-node-lease',
            ...(owner === undefined
              ? {}
              : { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: machine.name, uid: owner }] }),
          },
          spec,
        });
      } else client.patch('leases', 'kube-node-lease', machine.name, { spec }, { type: 'merge' });
      renewed = sim.now;
    };

    /** Pods that this kubelet is done with while finalizers keep their objects. */
    const ended = new Set<string>();
    const gone = (uid: string): void => {
      workers.delete(uid);
      ended.add(uid);
    };

    const watchPods = (): void => {
      watch = client.watch('pods', { fieldSelector: `spec.nodeName=${machine.name}` }, ({ type, object: pod }) => {
        const uid = pod.metadata?.uid ?? '';
        const worker = workers.get(uid);
        if (type === 'DELETED') {
          ended.delete(uid);
          worker?.removed();
        } else if (worker !== undefined) worker.update(pod);
        else if (!ended.has(uid)) workers.set(uid, new PodWorker(context, pod, held.has(uid), () => gone(uid)));
      });
    };

    /** Pods of which something was there before this kubelet. */
    const held = new Set(runtime.podSandboxes().map(({ config }) => config.uid));

    const stopEvents = runtime.onEvent((event) => {
      if (event.kind !== 'container-exited' && event.kind !== 'sandbox-exited') return;
      for (const worker of workers.values()) {
        if (worker.sandboxId === event.sandboxId) worker.runtimeChanged();
      }
    });

    stopAll = () => {
      watch?.stop();
      stopEvents();
      for (const timer of timers) timer.cancel();
      for (const worker of workers.values()) worker.stop();
      workers.clear();
    };

    const begin = (): void => {
      try {
        postStatus();
        renewLease();
      } catch (error) {
        if (!(error instanceof ApiUnreachable)) throw error;
        const timer = sim.after(1000, begin);
        timers.add(timer);
        return;
      }
      const node = client.find('nodes', undefined, machine.name)!;
      events.event(node, 'Normal', 'Starting', release.name === '1.20' ? 'Starting kubelet.' : 'Starting kubelet.');
      watchPods();
      cleanUp();
      every(leasePeriod, renewLease);
      every(statusPeriod, postStatus);
      every(syncPeriod, () => {
        for (const worker of workers.values()) {
          if ((worker.pod.spec?.volumes ?? []).length > 0) worker.wake();
          else worker.writeStatus();
        }
      });
    };

    /** Sandboxes of Pods that the API server no longer has end now (HandlePodCleanups). */
    const cleanUp = (): void => {
      const wanted = new Set(
        client.list('pods', { fieldSelector: `spec.nodeName=${machine.name}` }).map(({ metadata }) => metadata?.uid),
      );
      for (const sandbox of runtime.podSandboxes()) {
        const { uid, name, namespace } = sandbox.config;
        if (wanted.has(uid) || workers.has(uid)) continue;
        const ghost = { metadata: { name, namespace, uid }, spec: { containers: ghostContainers(sandbox.id) } };
        const worker = new PodWorker(context, ghost as never, true, () => workers.delete(uid));
        workers.set(uid, worker);
        worker.removed();
      }
    };

    const ghostContainers = (sandboxId: string): readonly { readonly name: string }[] =>
      runtime
        .containers()
        .filter((container) => container.sandboxId === sandboxId)
        .map(({ config }) => ({ name: config.name }));

    begin();
  }

  /** A heartbeat that can't be delivered is tried again at the next. */
  function quietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ApiUnreachable) && !(error instanceof StatusError) && !isStatusError(error)) throw error;
    }
  }

  function stop(): void {
    stopAll?.();
    stopAll = undefined;
  }

  machine.onPower((on) => {
    if (on) {
      bootId = random.uuid();
      start();
    } else stop();
  });

  return {
    get running() {
      return stopAll !== undefined;
    },
    get leaseRenewedAt() {
      return renewed;
    },
    endpoint,
    start,
    stop,
  };
}
