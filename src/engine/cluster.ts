import type { ApiTransport } from './api/http.ts';
import { backendsFrom } from './backends.ts';
import { bootstrap } from './apiserver/bootstrap.ts';
import { inProcessClient } from './apiserver/client.ts';
import { gatedClient } from './apiserver/gated-client.ts';
import { inProcessTransport } from './apiserver/http/transport.ts';
import { ApiServer, type ApiServerOptions } from './apiserver/server.ts';
import { clusterDomain, ClusterZone, coreDns, dnsAddress, flavours, installDns, whenNodeReady } from './dns/index.ts';
import { createRecorder } from './controllers/events.ts';
import { controllers } from './controllers/index.ts';
import { Informers } from './controllers/informer.ts';
import { componentImages } from './images/components.ts';
import { createRegistry } from './images/registry.ts';
import { createKubelet, type Kubelet } from './kubelet/index.ts';
import { createProxy } from './proxy/index.ts';
import { createFabric, type KernelFabric } from './network/index.ts';
import { enforcePolicies } from './network/policy/index.ts';
import { installLinux } from './node-machine.ts';
import { releases, type Release } from './releases/index.ts';
import { createFileTree, createMachine, type KernelMachine, runSshd } from './runtime/kernel/index.ts';
import { createRuntime, inspectRuntime, type NodeRuntime, runtimePrograms, type RuntimeView } from './runtime/index.ts';
import type { FileTree } from './runtime/machine.ts';
import { createScheduler, type SchedulingDecision } from './scheduler/index.ts';
import { Simulation } from './sim/simulation.ts';
import { unsimulated } from './unsimulated.ts';

export interface ClusterOptions {
  readonly release: Release['name'];
  readonly seed: number;
  /** Worker nodes: node1, node2, ... beside the control plane `master`. */
  readonly nodes: number;
  readonly openapi?: ApiServerOptions['openapi'];
  /** Unix milliseconds at which the cluster is handed over; the release's own by default. */
  readonly epoch?: number;
  /** Virtual ms that the cluster runs before it is handed over, so that its nodes are Ready. */
  readonly settle?: number;
}

export interface ClusterNode {
  readonly machine: KernelMachine;
  readonly runtime: NodeRuntime;
  readonly kubelet: Kubelet;
  readonly controlPlane: boolean;
  inspect(): RuntimeView;
}

const controlPlaneAddress = '172.18.0.10';
const workstationAddress = '172.18.0.2';
const cores = 2;
const memory = 4 * 1024 ** 3;
/** There and back between the workstation and the API server. */
const apiLatency = 4;

/** A whole cluster on one simulation: the engine's public face. */
export class Cluster {
  readonly sim: Simulation;
  readonly release: Release;
  readonly server: ApiServer;
  readonly fabric: KernelFabric;
  readonly nodes = new Map<string, ClusterNode>();
  /** The HTTP API, answering at once. */
  readonly transport: ApiTransport;
  readonly podNetwork = '10.244.0.0/16';
  readonly #scheduler: { readonly bindings: number };
  readonly #registry: ReturnType<typeof createRegistry>;
  readonly #reachableAgain: (() => void)[] = [];
  readonly #cuts = new Map<string, Set<string>>();
  readonly #decisions: ((decision: SchedulingDecision) => void)[] = [];
  #nextAddress = 11;
  #requests = 0;

  constructor(options: ClusterOptions) {
    this.release = releases[options.release];
    this.sim = new Simulation(options.seed, (options.epoch ?? this.release.epoch) - (options.settle ?? 0));
    this.fabric = createFabric(this.sim);
    this.server = new ApiServer({
      sim: this.sim,
      release: this.release,
      address: `${controlPlaneAddress}:6443`,
      creationWarnings: unsimulated,
      ...(options.openapi === undefined ? {} : { openapi: options.openapi }),
    });
    bootstrap(this.server);
    const inner = inProcessTransport(this.server);
    this.transport = {
      send: (request, respond, fail) => {
        this.#requests++;
        inner.send(request, respond, fail);
      },
    };
    const { epoch } = this.sim;
    this.#registry = createRegistry((modified) => createFileTree(undefined, { now: () => modified }), epoch);
    const manager = inProcessClient(this.server, 'kube-controller-manager');
    const recorder = (component: string): ReturnType<typeof createRecorder> =>
      createRecorder({ sim: this.sim, client: manager, release: this.release, component });
    const informers = new Informers(manager);
    for (const start of Object.values(controllers)) {
      start({ sim: this.sim, client: manager, release: this.release, informers, recorder });
    }
    enforcePolicies(inProcessClient(this.server, 'calico-node'), this.fabric);
    this.#scheduler = createScheduler({
      sim: this.sim,
      client: inProcessClient(this.server, 'kube-scheduler'),
      release: this.release,
      recorder,
      onDecision: (decision) => {
        for (const listener of this.#decisions) listener(decision);
      },
    });
    const master = this.#addMachineNode('master', controlPlaneAddress, true);
    this.server.backends = backendsFrom(this.sim, master.machine);
    this.#installDns(master);
    for (let i = 1; i <= options.nodes; i++) this.addNode(`node${i}`);
  }

  /** Counts for the pulses of the control plane. */
  get activity(): { readonly requests: number; readonly bindings: number; readonly controllers: number } {
    return { requests: this.#requests, bindings: this.#scheduler.bindings, controllers: 0 };
  }

  /** The node's part of the Pod network; '' until it has one. */
  podCIDR(name: string): string {
    return inProcessClient(this.server, 'kubectl').find('nodes', undefined, name)?.spec?.podCIDR ?? '';
  }

  /** Names and addresses of the machines, as /etc/hosts has them. */
  hosts(): readonly { readonly address: string; readonly name: string }[] {
    return [...this.nodes].map(([name, { machine }]) => ({ address: machine.address, name }));
  }

  onDecision(listener: (decision: SchedulingDecision) => void): void {
    this.#decisions.push(listener);
  }

  /** Adds a worker and starts its kubelet. */
  addNode(name: string): ClusterNode {
    const number = this.#nextAddress++;
    return this.#addMachineNode(name, `172.18.${number >> 8}.${number & 255}`, false);
  }

  /** Takes a worker away for good: its power, and its Node object. */
  removeNode(name: string): void {
    const node = this.nodes.get(name);
    if (node === undefined || node.controlPlane) return;
    node.machine.powerOff();
    this.fabric.removeMachine(name);
    this.nodes.delete(name);
    this.server.kubelets.delete(name);
    const client = inProcessClient(this.server, 'kubectl');
    if (client.find('nodes', undefined, name) !== undefined) client.delete('nodes', undefined, name);
  }

  /** Cuts (or mends) the network between a node and another machine, or all others. */
  cut(name: string, other: string | undefined, isCut: boolean): void {
    this.fabric.cut(name, other, isCut);
    const key = other ?? '*';
    let cuts = this.#cuts.get(name);
    if (cuts === undefined) this.#cuts.set(name, (cuts = new Set()));
    if (isCut) cuts.add(key);
    else cuts.delete(key);
    if (!isCut) this.#wayOpened();
  }

  /** The machines that a node is cut from; `*` for all. */
  cutsOf(name: string): readonly string[] {
    return [...(this.#cuts.get(name) ?? [])];
  }

  /** A machine beside the cluster, with a way to its API: the workstation. */
  addMachine(name: string, furnish: (disk: FileTree) => void): KernelMachine {
    const disk = this.#disk();
    furnish(disk);
    const machine = createMachine({ sim: this.sim, name, address: workstationAddress, fabric: this.fabric, disk });
    machine.api = {
      servers: [`https://${this.server.address}`],
      send: (request, respond, fail) => {
        this.sim.after(apiLatency, () => this.transport.send(request, respond, fail));
      },
    };
    return machine;
  }

  /** CoreDNS, as kubeadm leaves it: its image is on the control plane's machine already. */
  #installDns({ machine, runtime }: ClusterNode): void {
    const flavour = flavours[this.release.name];
    const definition = componentImages.find(({ repository, tags }) => `${repository}:${tags[0]}` === flavour.image);
    if (definition === undefined) throw new Error(`no image ${flavour.image}`);
    const zone = new ClusterZone(inProcessClient(this.server, 'coredns'));
    const program = coreDns({ ...flavour, zone, domain: clusterDomain });
    this.#registry.push({ ...definition, files: (tree) => tree.writeProgram('/coredns', program) });
    runtime.store.preload(flavour.image);
    const kubeadm = inProcessClient(this.server, 'kubeadm');
    whenNodeReady(kubeadm, machine.name, () => installDns(kubeadm, this.release, machine.name));
  }

  #disk(): FileTree {
    return createFileTree(undefined, { now: () => this.sim.unixNow });
  }

  #addMachineNode(name: string, address: string, controlPlane: boolean): ClusterNode {
    const { sim, release, fabric } = this;
    const disk = this.#disk();
    const machine = createMachine({ sim, name, address, fabric, cores, memory, disk });
    const others = this.hosts();
    installLinux(disk, name, [...others, { address, name }]);
    for (const other of this.nodes.values()) {
      other.machine.disk.writeFile('/etc/hosts', `${other.machine.disk.readFile('/etc/hosts')}${address} ${name}\n`);
    }
    const direct = inProcessClient(this.server, 'kubelet');
    const runtime = createRuntime({
      sim,
      machine,
      fabric,
      release,
      registry: this.#registry,
      podCIDR: () => direct.find('nodes', undefined, name)?.spec?.podCIDR,
    });
    for (const [path, program] of Object.entries(runtimePrograms(runtime))) disk.writeProgram(path, program);
    const isReachable = (): boolean =>
      controlPlane ? machine.powered : machine.powered && fabric.reachable(name, 'master');
    const client = gatedClient(direct, isReachable, (listener) =>
      this.#reachableAgain.push(() => {
        if (isReachable()) listener();
      }),
    );
    const kubelet = createKubelet({
      sim,
      client,
      machine,
      runtime,
      release,
      controlPlane,
      cores,
      memory,
      dns: { server: dnsAddress, domain: clusterDomain },
    });
    this.server.kubelets.set(name, kubelet.endpoint);
    const { net } = machine.namespaces;
    const owns = (at: string): boolean => net.owns(at);
    const proxy = createProxy({ sim, client, fabric, release, node: name, podNetwork: this.podNetwork, owns });
    machine.onPower((on) => {
      if (on) proxy.start();
      else proxy.stop();
      this.#wayOpened();
    });
    const node: ClusterNode = { machine, runtime, kubelet, controlPlane, inspect: () => inspectRuntime(runtime) };
    this.nodes.set(name, node);
    proxy.start();
    kubelet.start();
    runSshd(machine);
    return node;
  }

  #wayOpened(): void {
    this.sim.soon(() => {
      for (const listener of this.#reachableAgain) listener();
    });
  }
}

/** Builds a cluster; with `settle` its nodes are Ready when it is handed over. */
export function createCluster(options: ClusterOptions): Cluster {
  const cluster = new Cluster(options);
  if (options.settle !== undefined) cluster.sim.advanceTo(options.settle);
  return cluster;
}
