import { type ApiClient, ApiUnreachable } from '../api/client.ts';
import { isStatusError, StatusError } from '../api/status.ts';
import { createRecorder } from '../controllers/events.ts';
import type { Release } from '../releases/index.ts';
import type { ContainerRuntime } from '../runtime/cri.ts';
import type { Machine } from '../runtime/machine.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import { Allocations } from './allocations.ts';
import { BackOff } from './backoff.ts';
import type { KubeletContext } from './context.ts';
import { kubeletEndpoint } from './endpoint.ts';
import { EvictionManager, evictionPeriod } from './eviction/manager.ts';
import { Pressure } from './eviction/pressure.ts';
import { ImageManager } from './images.ts';
import { leasePeriod, renewLease } from './node-lease.ts';
import type { NodeFacts } from './node-object.ts';
import { NodePods } from './node-pods.ts';
import { NodeStatusPoster, statusPeriod } from './node-status.ts';
import { DiskUsage, nodeObservations, removeUnusedImages } from './node-usage.ts';
import { resyncInterval } from './periods.ts';
import { retryPeriod } from './resize.ts';

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
  readonly pullBackOffs: ImageManager['backOffs'];
  readonly endpoint: ReturnType<typeof kubeletEndpoint>;
  /** The kubelet's process starts: it registers the node and takes up what the runtime still holds. */
  start(): void;
  /** The kubelet's process ends; containers run on. */
  stop(): void;
}

/** How soon a kubelet that can't reach the API server tries to register again, ms. */
const registrationPause = 1000;

/** The agent of one node. */
export function createKubelet(options: KubeletOptions): Kubelet {
  const { sim, client, machine, runtime, release } = options;
  const random = sim.random.fork(`kubelet ${machine.name}`);
  const machineId = random.uuid();
  const disk = new DiskUsage(machine.disk);
  let bootId = random.uuid();
  let pods: NodePods | undefined;
  let images: ImageManager | undefined;
  let stopAll: (() => void) | undefined;
  let renewed: number | undefined;

  const endpoint = kubeletEndpoint({
    sim,
    runtime,
    machine,
    reachable: () => stopAll !== undefined && machine.powered && reachable(),
    worker: (namespace, name) => pods?.find(namespace, name),
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

  const node = (): ReturnType<typeof findNode> => findNode(client, machine.name);

  function start(): void {
    if (stopAll !== undefined || !machine.powered) return;
    const events = createRecorder({ sim, client, release, component: 'kubelet', host: machine.name });
    const { controlPlane, cores, memory } = options;
    const { name, address } = machine;
    const facts: NodeFacts = { name, address, controlPlane, cores, memory, release, machineId, bootId };
    images = new ImageManager(sim, runtime, release, events);
    const context: KubeletContext = {
      sim,
      random,
      client,
      release,
      machine,
      runtime,
      events,
      images,
      crashBackOff: new BackOff(),
      allocations: new Allocations(release, node),
      capacity: { cpu: cores * 1000, memory },
      dns: options.dns,
    };
    const pressure = new Pressure();
    const status = new NodeStatusPoster({ sim, client, runtime, events, facts, pressures: () => pressure.conditions });
    const mine = new NodePods(context, pressure, () => {
      eviction.podCleanedUp();
      mine.retryResizes();
    });
    const eviction = new EvictionManager({
      release,
      pressure,
      events,
      node,
      observe: () => nodeObservations(machine, runtime, disk),
      pods: () => [...mine.workers.values()].filter(({ active }) => active),
      reclaimDisk: () => removeUnusedImages(runtime, release),
      onPressure: () => quietly(() => status.post()),
    });
    pods = mine;
    const timers = new Set<Timer>();
    const every = (period: number, work: () => void): void => {
      const timer = sim.after(period, () => {
        timers.delete(timer);
        quietly(work);
        every(period, work);
      });
      timers.add(timer);
    };
    const renew = (): void => {
      renewLease(client, name, sim.unixNow);
      renewed = sim.now;
    };

    const stopEvents = runtime.onEvent((event) => {
      if (event.kind === 'container-exited' || event.kind === 'sandbox-exited') mine.runtimeChanged(event.sandboxId);
    });

    stopAll = () => {
      stopEvents();
      for (const timer of timers) timer.cancel();
      mine.stop();
    };

    const begin = (): void => {
      try {
        status.post();
        renew();
      } catch (error) {
        if (!(error instanceof ApiUnreachable)) throw error;
        timers.add(sim.after(registrationPause, begin));
        return;
      }
      events.event(node()!, 'Normal', 'Starting', 'Starting kubelet.');
      mine.start();
      every(leasePeriod, renew);
      every(statusPeriod, () => status.post());
      every(evictionPeriod, () => eviction.synchronize(sim.now));
      every(resyncInterval, () => {
        for (const worker of mine.workers.values()) worker.resync();
      });
      if (release.name !== '1.20') every(retryPeriod, () => mine.retryResizes());
    };
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
    pods = undefined;
    images = undefined;
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
    get pullBackOffs() {
      return images?.backOffs ?? new Map();
    },
    endpoint,
    start,
    stop,
  };
}

function findNode(client: ApiClient, name: string): ReturnType<typeof client.find<'nodes'>> {
  return client.find('nodes', undefined, name);
}
