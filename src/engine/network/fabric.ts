import type { SocketAddress } from '../sim/process.ts';
import type { Random } from '../sim/random.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { Task } from '../sim/task.ts';
import type { Fabric, Machine, NetworkNamespace, PacketTrace } from '../runtime/machine.ts';
import { AddressPool } from './address-pool.ts';
import { isIPv6, parseCidr, parseIPv4, type Cidr } from './addresses.ts';
import { Cuts } from './cuts.ts';
import type { DatagramSocket } from './datagram-socket.ts';
import type { Endpoint } from './endpoint.ts';
import { connect, type HandshakeNetwork, type PacketText } from './handshake.ts';
import { echo, type Echo } from './icmp.ts';
import { NetNamespace } from './net-namespace.ts';
import { sendDatagram } from './udp.ts';
import { type Flow, UdpFlows } from './udp-flows.ts';
import {
  findEchoWay,
  findWay,
  type NetworkPolicy,
  type NetworkRules,
  type Protocol,
  type ServiceProxy,
  type Way,
} from './way.ts';
import { pathBetween, routeTo, type NetworkNode, type Route } from './route.ts';

export interface FabricOptions {
  /** The network of the machines; default 172.18.0.0/16. */
  readonly nodeCIDR?: string;
}

/** One way, ms. */
const loopbackLatency = 0.025;
const bridgeLatency = 0.1;
const wireLatency = { least: 0.25, spread: 0.25 };

export function createFabric(sim: Simulation, options: FabricOptions = {}): KernelFabric {
  return new KernelFabric(sim, options);
}

/** The networks below the cluster: the wire between the machines, and the flat Pod network on their bridges. */
export class KernelFabric implements Fabric, HandshakeNetwork {
  readonly #nodeCIDR: Cidr;
  readonly #random: Random;
  readonly #nodes = new Map<string, NetworkNode>();
  /** Every address in use, of machines, bridges and Pods. */
  readonly #addresses = new Map<string, NetNamespace>();
  readonly #proxies = new Map<string, ServiceProxy>();
  readonly #hostPorts = new Map<string, SocketAddress>();
  readonly #cuts = new Cuts();
  readonly #flows: UdpFlows;
  #stalled = new Set<Endpoint>();
  #policy: NetworkPolicy | undefined;
  readonly #rules: NetworkRules;
  #packetListeners: ((packet: PacketTrace) => void)[] = [];
  #socketListeners: ((namespace: NetworkNamespace) => void)[] = [];
  #namespaces = 0;

  constructor(
    readonly sim: Simulation,
    options: FabricOptions,
  ) {
    this.#nodeCIDR = parseCidr(options.nodeCIDR ?? '172.18.0.0/16');
    this.#random = sim.random.fork('network');
    this.#flows = new UdpFlows(() => sim.now);
    this.#rules = this.#makeRules();
  }

  /** Puts a machine on the wire; returns its host namespace. */
  addMachine(name: string, address: string): NetNamespace {
    if (this.#nodes.has(name)) throw new Error(`machine ${name} is on the network already`);
    if (this.#addresses.has(address)) throw new Error(`address ${address} is taken`);
    const namespace = this.createNamespace(name, true);
    namespace.addInterface({
      name: 'eth0',
      mac: macOf(address),
      mtu: 1500,
      addresses: [{ address, prefix: this.#nodeCIDR.prefix }],
    });
    this.#nodes.set(name, { name, address, host: namespace, powered: true, pool: undefined });
    this.#addresses.set(address, namespace);
    return namespace;
  }

  /** Takes a machine off the wire for good. */
  removeMachine(name: string): void {
    this.setPower(name, false);
    const node = this.#node(name);
    this.#addresses.delete(node.address);
    if (node.pool !== undefined) this.#addresses.delete(node.pool.gateway);
    this.#nodes.delete(name);
    this.#proxies.delete(name);
  }

  createNamespace(machine: string, isHost = false): NetNamespace {
    const number = ++this.#namespaces;
    return new NetNamespace(this, `net-${number}`, machine, isHost, this.#random.integer(0, 28_231));
  }

  setPower(machine: string, on: boolean): void {
    const node = this.#node(machine);
    node.powered = on;
    if (on) {
      this.#changed();
      return;
    }
    for (const [address, namespace] of [...this.#addresses])
      if (namespace.machine === machine) {
        namespace.vanish();
        if (!namespace.isHost) this.#release(address, namespace);
      }
    for (const key of [...this.#hostPorts.keys()]) if (key.startsWith(`${machine}:`)) this.#hostPorts.delete(key);
  }

  attachPod(machine: Machine, namespace: NetworkNamespace, podCIDR: string): string {
    const node = this.#node(machine.name);
    const pod = kernelNamespace(namespace);
    if (node.pool?.text !== podCIDR) this.#makeBridge(node, podCIDR);
    const pool = node.pool!;
    const address = pool.take();
    if (address === undefined)
      throw new Error(`failed to allocate for range 0: no IP addresses available in range set: ${pool.range}`);
    pod.addInterface({
      name: 'eth0',
      mac: macOf(address),
      mtu: 1500,
      addresses: [{ address, prefix: pool.cidr.prefix }],
    });
    this.#addresses.set(address, pod);
    return address;
  }

  detachPod(namespace: NetworkNamespace): void {
    const pod = kernelNamespace(namespace);
    const { address } = pod;
    if (address !== undefined && this.#addresses.get(address) === pod) this.#release(address, pod);
  }

  /** Sends what comes to `hostPort` of a machine to a Pod (the CNI plugin portmap); returns how to end it. */
  mapPort(machine: string, hostPort: number, target: SocketAddress, protocol: Protocol = 'TCP'): () => void {
    const key = hostPortKey(machine, hostPort, protocol);
    this.#hostPorts.set(key, target);
    return () => {
      if (this.#hostPorts.get(key) === target) this.#hostPorts.delete(key);
    };
  }

  setServiceProxy(machine: string, proxy: ServiceProxy | undefined): void {
    if (proxy === undefined) this.#proxies.delete(machine);
    else this.#proxies.set(machine, proxy);
  }

  setPolicy(policy: NetworkPolicy | undefined): void {
    this.#policy = policy;
  }

  cut(machine: string, other: string | undefined, isCut: boolean): void {
    this.cutOneWay(machine, other, isCut);
    this.cutOneWay(other, machine, isCut);
  }

  /** Cuts only what travels from one machine to another; undefined = every other. */
  cutOneWay(from: string | undefined, to: string | undefined, isCut: boolean): void {
    this.#cuts.set(from, to, isCut);
    if (!isCut) this.#changed();
  }

  reachable(from: string, to: string): boolean {
    if (this.#nodes.get(from)?.powered !== true || this.#nodes.get(to)?.powered !== true) return false;
    return from === to || !this.#cuts.has(from, to);
  }

  onPacket(listener: (packet: PacketTrace) => void): () => void {
    this.#packetListeners.push(listener);
    return () => {
      this.#packetListeners = this.#packetListeners.filter((other) => other !== listener);
    };
  }

  /** Tells when a socket begins or ceases to listen. */
  onSockets(listener: (namespace: NetworkNamespace) => void): () => void {
    this.#socketListeners.push(listener);
    return () => {
      this.#socketListeners = this.#socketListeners.filter((other) => other !== listener);
    };
  }

  socketsChanged(namespace: NetNamespace): void {
    for (const listener of this.#socketListeners) listener(namespace);
  }

  /** Whose address it is. */
  namespaceAt(address: string): NetNamespace | undefined {
    return this.#addresses.get(address);
  }

  open(from: NetNamespace, to: NetNamespace, via?: NetNamespace): boolean {
    if (via !== undefined) return this.open(from, via) && this.open(via, to);
    if (!this.reachable(from.machine, to.machine)) return false;
    return from === to || (this.#isUp(from) && this.#isUp(to));
  }

  stall(endpoint: Endpoint): void {
    this.#stalled.add(endpoint);
  }

  /** TCP's connect; see handshake.ts. */
  connect(from: NetNamespace, address: string, port: number, timeout = Infinity): Task<Endpoint> {
    return connect(this, from, { address: anyToLoopback(address), port }, timeout);
  }

  sendDatagram(socket: DatagramSocket, to: SocketAddress, data: string): void {
    sendDatagram(this, this.#flows, socket, { address: anyToLoopback(to.address), port: to.port }, data);
  }

  /** ICMP echo; see icmp.ts. */
  echo(from: NetNamespace, address: string, timeout: number): Task<Echo> {
    return echo(this, from, anyToLoopback(address), timeout);
  }

  /** Makes later UDP datagrams of these flows look for their endpoint anew. */
  forgetFlows(isStale: (flow: Flow) => boolean): void {
    this.#flows.forget(isStale);
  }

  trace(endpoint: Endpoint, kind: PacketTrace['kind'], data: string): void {
    if (this.#packetListeners.length === 0) return;
    const { peer, service, namespace, local } = endpoint;
    this.emit(
      namespace,
      peer?.namespace ?? namespace,
      local,
      peer?.local ?? endpoint.remote,
      {
        kind,
        bytes: data.length,
        latency: endpoint.latency,
        summary: data.slice(0, 200).split(/\r?\n/, 1)[0] ?? '',
        ...(service === undefined ? {} : { service: service.asked, rewrittenAt: service.at }),
      },
      endpoint.via,
    );
  }

  /** Where echo requests go: kube-proxy rewrites TCP and UDP only, so a cluster IP leads nowhere. */
  echoWay(from: NetNamespace, address: string): Way {
    return findEchoWay(this.#rules, from, address);
  }

  way(from: NetNamespace, asked: SocketAddress, protocol: Protocol): Way {
    return findWay(this.#rules, from, asked, protocol);
  }

  #passes(from: NetNamespace, to: NetNamespace): boolean {
    return from === to || (this.open(from, to) && this.open(to, from));
  }

  #route(from: NetNamespace, address: string): Route {
    return routeTo(
      {
        nodeCIDR: this.#nodeCIDR,
        nodes: this.#nodes,
        namespaceAt: (at) => this.#addresses.get(at),
        reachable: (machine) => this.reachable(from.machine, machine) && this.reachable(machine, from.machine),
      },
      from,
      address,
    );
  }

  #isUp(namespace: NetNamespace): boolean {
    const { address } = namespace;
    return address !== undefined && this.#addresses.get(address) === namespace;
  }

  latency(from: NetNamespace, to: NetNamespace, via?: NetNamespace): number {
    if (via !== undefined) return this.latency(from, via) + this.latency(via, to);
    if (from === to) return loopbackLatency;
    if (from.machine === to.machine) return bridgeLatency;
    return wireLatency.least + this.#random.float() * wireLatency.spread;
  }

  #makeRules(): NetworkRules {
    const policy = (): NetworkPolicy | undefined => this.#policy;
    return {
      proxy: (machine) => this.#proxies.get(machine),
      hostPort: (machine, port, protocol) => this.#hostPorts.get(hostPortKey(machine, port, protocol)),
      host: (machine) => this.#node(machine).host,
      gateway: (machine) => this.#node(machine).pool?.gateway,
      route: (from, address) => this.#route(from, address),
      passes: (from, to) => this.#passes(from, to),
      get policy() {
        return policy();
      },
    };
  }

  /** Pod addresses of a machine that are in use. */
  podAddresses(machine: string): number {
    return this.#nodes.get(machine)?.pool?.used ?? 0;
  }

  /** Sockets that are open on a machine, in its own namespace and in those of its Pods. */
  sockets(machine: string): number {
    const namespaces = new Set([...this.#addresses.values()].filter((namespace) => namespace.machine === machine));
    return [...namespaces].reduce((sum, namespace) => sum + namespace.sockets, 0);
  }

  #makeBridge(node: NetworkNode, podCIDR: string): void {
    if (node.pool !== undefined) {
      if (node.pool.used > 0) throw new Error(`the Pod CIDR of ${node.name} is ${node.pool.text}, not ${podCIDR}`);
      this.#addresses.delete(node.pool.gateway);
      node.host.removeInterface('cni0');
    }
    const pool = new AddressPool(podCIDR);
    node.pool = pool;
    node.host.addInterface({
      name: 'cni0',
      mac: macOf(pool.gateway),
      mtu: 1500,
      addresses: [{ address: pool.gateway, prefix: pool.cidr.prefix }],
    });
    this.#addresses.set(pool.gateway, node.host);
  }

  #release(address: string, namespace: NetNamespace): void {
    this.#addresses.delete(address);
    namespace.removeInterface('eth0');
    this.#nodes.get(namespace.machine)?.pool?.release(parseIPv4(address)!);
  }

  #changed(): void {
    const stalled = this.#stalled;
    this.#stalled = new Set();
    for (const endpoint of stalled) endpoint.retry();
  }

  #node(name: string): NetworkNode {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`no machine ${name} on the network`);
    return node;
  }

  emit(
    from: NetNamespace,
    to: NetNamespace | undefined,
    source: SocketAddress,
    destination: SocketAddress,
    packet: PacketText,
    via?: NetNamespace,
  ): void {
    if (this.#packetListeners.length === 0) return;
    const path =
      via === undefined ? pathBetween(from, to) : [...pathBetween(from, via), ...pathBetween(via, to).slice(1)];
    const trace: PacketTrace = { at: this.sim.now, source, destination, path, ...packet };
    for (const listener of this.#packetListeners) listener(trace);
  }
}

function hostPortKey(machine: string, port: number, protocol: Protocol): string {
  return `${machine}:${port}/${protocol}`;
}

function kernelNamespace(namespace: NetworkNamespace): NetNamespace {
  if (namespace instanceof NetNamespace) return namespace;
  throw new Error('not a network namespace of this fabric');
}

function anyToLoopback(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}

/** A locally administered MAC made from the IP address, as the bridge plugin makes them: 0a:58 and the four bytes. */
function macOf(address: string): string {
  const value = isIPv6(address) ? 0 : (parseIPv4(address) ?? 0);
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256);
  return ['0a', '58', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}
