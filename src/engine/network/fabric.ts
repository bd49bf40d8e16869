import { SysError, type SocketAddress } from '../sim/process.ts';
import type { Random } from '../sim/random.ts';
import type { Simulation } from '../sim/simulation.ts';
import { sleep, type Task } from '../sim/task.ts';
import type { Fabric, Machine, NetworkNamespace, PacketTrace } from '../runtime/machine.ts';
import { AddressPool } from './address-pool.ts';
import { isIPv6, isLoopback, parseCidr, parseIPv4, type Cidr } from './addresses.ts';
import { Cuts } from './cuts.ts';
import { Endpoint, type Carrier } from './endpoint.ts';
import { NetNamespace } from './net-namespace.ts';
import { pathBetween, routeTo, type NetworkNode, type Route } from './route.ts';

export interface FabricOptions {
  /** The network of the machines; default 172.18.0.0/16. */
  readonly nodeCIDR?: string;
}

/** Where a packet goes instead; `masquerade` hides its source behind the machine that rewrote it. */
export interface ProxyTarget extends SocketAddress {
  readonly masquerade?: boolean;
}

/** kube-proxy's rules on one machine. `reject` answers at once with a refusal, undefined is not a Service. */
export type ServiceProxy = (destination: SocketAddress, source: string) => ProxyTarget | 'reject' | undefined;

/** Answers for the name server at `server`: addresses, NXDOMAIN (or no such record), undefined if no server is there. */
export type DnsServer = (
  server: string,
  name: string,
  from: NetNamespace,
) => readonly string[] | 'NXDOMAIN' | undefined;

/** Whether a Pod address may open a connection to another on a port (NetworkPolicy); what may not is dropped silently. */
export type NetworkPolicy = (source: string, destination: string, port: number) => boolean;

/** When SYNs are repeated, ms after the first; then, with tcp_syn_retries = 6, connect gives up at 127 s. */
const synRetries: readonly number[] = [1000, 3000, 7000, 15_000, 31_000, 63_000, 127_000];

/** How long neighbour discovery takes to find that nobody answers: three requests, one second apart. */
const neighbourTimeout = 3000;

/** One way, ms. */
const loopbackLatency = 0.025;
const bridgeLatency = 0.1;
const wireLatency = { least: 0.25, spread: 0.25 };

/** resolv.conf(5): timeout. */
const dnsTimeout = 5000;

export function createFabric(sim: Simulation, options: FabricOptions = {}): KernelFabric {
  return new KernelFabric(sim, options);
}

interface Passage {
  readonly target: NetNamespace;
  /** Where it arrives, after every rewriting. */
  readonly destination: SocketAddress;
  /** The source address that the target sees. */
  readonly source: string;
}

type Way =
  | { readonly kind: 'passage'; readonly passage: Passage }
  | { readonly kind: 'refused' | 'dropped' | 'unreachable' | 'no-route' };

/** The networks below the cluster: the wire between the machines, and the flat Pod network on their bridges. */
export class KernelFabric implements Fabric, Carrier {
  /** The cluster's name servers; see DnsServer. */
  dns: DnsServer | undefined;
  readonly #nodeCIDR: Cidr;
  readonly #random: Random;
  readonly #nodes = new Map<string, NetworkNode>();
  /** Every address in use, of machines, bridges and Pods. */
  readonly #addresses = new Map<string, NetNamespace>();
  readonly #proxies = new Map<string, ServiceProxy>();
  readonly #hostPorts = new Map<string, SocketAddress>();
  readonly #cuts = new Cuts();
  #stalled = new Set<Endpoint>();
  #policy: NetworkPolicy | undefined;
  #packetListeners: ((packet: PacketTrace) => void)[] = [];
  #socketListeners: ((namespace: NetworkNamespace) => void)[] = [];
  #namespaces = 0;

  constructor(
    readonly sim: Simulation,
    options: FabricOptions,
  ) {
    this.#nodeCIDR = parseCidr(options.nodeCIDR ?? '172.18.0.0/16');
    this.#random = sim.random.fork('network');
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
      throw new Error(`failed to allocate for range 0: no IP addresses available in range set: ${podCIDR}`);
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
  mapPort(machine: string, hostPort: number, target: SocketAddress): () => void {
    const key = `${machine}:${hostPort}`;
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

  open(from: NetNamespace, to: NetNamespace): boolean {
    if (!this.reachable(from.machine, to.machine)) return false;
    return from === to || (this.#isUp(from) && this.#isUp(to));
  }

  stall(endpoint: Endpoint): void {
    this.#stalled.add(endpoint);
  }

  /** TCP's connect. @throws SysError ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EADDRNOTAVAIL. */
  *connect(from: NetNamespace, address: string, port: number, timeout = Infinity): Task<Endpoint> {
    const asked: SocketAddress = { address: anyToLoopback(address), port };
    const began = this.sim.now;
    const localPort = from.ephemeralPort();
    for (let attempt = 0; ; attempt++) {
      const way = this.#way(from, asked);
      const outcome = yield* this.#attempt(from, asked, localPort, way, began + timeout);
      if (outcome !== undefined) return outcome;
      const retryAt = Math.min(began + (synRetries[attempt] ?? Infinity), began + timeout);
      yield* sleep(this.sim, retryAt - this.sim.now);
      if (attempt + 1 >= synRetries.length || retryAt >= began + timeout) {
        this.#traceLoss(from, asked, localPort);
        throw new SysError('ETIMEDOUT');
      }
    }
  }

  /** Asks the name server at `server`; undefined after its time-out. */
  *query(from: NetNamespace, server: string, name: string): Task<readonly string[] | 'NXDOMAIN' | undefined> {
    const asked = { address: server, port: 53 };
    const way = this.#way(from, asked);
    if (way.kind === 'refused' || way.kind === 'no-route') return undefined;
    // A cluster's name server may answer at a Service address that no proxy here rewrites.
    const target = way.kind === 'passage' ? way.passage.target : from;
    const lost = way.kind !== 'passage' && this.#addresses.has(server);
    const answer = lost ? undefined : this.dns?.(server, name, from);
    if (answer === undefined) {
      yield* sleep(this.sim, dnsTimeout);
      return undefined;
    }
    const latency = this.#latency(from, target);
    const source = way.kind === 'passage' ? way.passage.source : (from.address ?? '127.0.0.1');
    this.#emit(from, target, { address: source, port: 0 }, asked, {
      kind: 'dns',
      bytes: name.length,
      latency,
      summary: name,
    });
    yield* sleep(this.sim, 2 * latency);
    return answer;
  }

  trace(endpoint: Endpoint, kind: PacketTrace['kind'], data: string): void {
    if (this.#packetListeners.length === 0) return;
    const target = endpoint.peer?.namespace ?? endpoint.namespace;
    this.#emit(endpoint.namespace, target, endpoint.local, endpoint.peer?.local ?? endpoint.remote, {
      kind,
      bytes: data.length,
      latency: endpoint.latency,
      summary: data.slice(0, 200).split(/\r?\n/, 1)[0] ?? '',
      ...(endpoint.service === undefined ? {} : { service: endpoint.service }),
    });
  }

  /** One SYN: an endpoint if it was answered, undefined if nothing came back. */
  *#attempt(
    from: NetNamespace,
    asked: SocketAddress,
    localPort: number,
    way: Way,
    deadline: number,
  ): Task<Endpoint | undefined> {
    switch (way.kind) {
      case 'no-route':
        throw new SysError('ENETUNREACH');
      case 'refused':
        throw new SysError('ECONNREFUSED');
      case 'unreachable':
        yield* sleep(this.sim, Math.min(neighbourTimeout, deadline - this.sim.now));
        throw new SysError(this.sim.now >= deadline ? 'ETIMEDOUT' : 'EHOSTUNREACH');
      case 'dropped':
        return undefined;
      case 'passage':
        break;
    }
    const { target, destination, source } = way.passage;
    const latency = this.#latency(from, target);
    const service = asked.address === destination.address && asked.port === destination.port ? undefined : asked;
    this.#emit(from, target, { address: source, port: localPort }, destination, {
      kind: 'syn',
      bytes: 0,
      latency,
      summary: `connect ${destination.address}:${destination.port}`,
      ...(service === undefined ? {} : { service }),
    });
    yield* sleep(this.sim, 2 * latency);
    if (!this.open(from, target) || !this.open(target, from)) return undefined;
    const listener = target.listenerFor(destination.address, destination.port);
    if (listener === undefined) {
      this.#emit(
        target,
        from,
        destination,
        { address: source, port: localPort },
        {
          kind: 'reset',
          bytes: 0,
          latency,
          summary: 'connection refused',
        },
      );
      throw new SysError('ECONNREFUSED');
    }
    if (listener.full) return undefined;
    const seen = { address: source, port: localPort };
    const own = { address: this.#ownAddress(from, source), port: localPort };
    const client = new Endpoint(this, from, own, asked, latency, service);
    const server = new Endpoint(this, target, destination, seen, latency, undefined);
    client.join(server);
    server.join(client);
    from.remember(client);
    target.remember(server);
    listener.offer(server);
    return client;
  }

  /** A masqueraded source is not the connecting socket's own address. */
  #ownAddress(from: NetNamespace, source: string): string {
    return from.owns(source) ? source : (from.address ?? source);
  }

  /** Follows a connection through the rules of the machines that it passes. */
  #way(from: NetNamespace, asked: SocketAddress): Way {
    const local = this.#proxies.get(from.machine)?.(asked, from.address ?? '127.0.0.1');
    if (local === 'reject') return { kind: 'refused' };
    const origin = local?.masquerade === true ? this.#node(from.machine).host : from;
    let destination = local ?? asked;
    let route = this.#route(origin, destination.address);
    if (local === undefined && route.kind === 'deliver' && route.target.isHost) {
      if (!this.#passes(from, route.target)) return { kind: 'dropped' };
      const onward = this.#atMachine(from, route.target, destination, route.source);
      if (onward === 'reject') return { kind: 'refused' };
      if (onward !== undefined) ({ route, destination } = onward);
    }
    if (route.kind === 'blackhole') return { kind: 'dropped' };
    if (route.kind !== 'deliver') return route;
    const { target } = route;
    if (!this.#passes(from, target)) return { kind: 'dropped' };
    // A Pod that reaches itself through a Service would answer itself directly, so the bridge hides the source.
    const hairpin = local !== undefined && target === from && !from.isHost;
    const source = hairpin ? (this.#node(from.machine).pool?.gateway ?? route.source) : route.source;
    if (target !== from && this.#policy?.(source, destination.address, destination.port) === false)
      return { kind: 'dropped' };
    return { kind: 'passage', passage: { target, destination, source } };
  }

  /** A machine's own port that leads on to a Pod: a hostPort, or a NodePort of the service proxy there. */
  #atMachine(
    from: NetNamespace,
    host: NetNamespace,
    asked: SocketAddress,
    source: string,
  ): { readonly route: Route; readonly destination: SocketAddress } | 'reject' | undefined {
    const { machine } = host;
    const mapped: ProxyTarget | 'reject' | undefined =
      this.#hostPorts.get(`${machine}:${asked.port}`) ??
      (machine === from.machine ? undefined : this.#proxies.get(machine)?.(asked, source));
    if (mapped === undefined || mapped === 'reject') return mapped;
    const destination = { address: mapped.address, port: mapped.port };
    const onward = this.#route(host, mapped.address);
    if (onward.kind !== 'deliver' || !this.#passes(host, onward.target))
      return { route: { kind: 'blackhole' }, destination };
    const hidden = mapped.masquerade === true || isLoopback(source);
    return { route: hidden ? onward : { ...onward, source }, destination };
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

  #latency(from: NetNamespace, to: NetNamespace): number {
    if (from === to) return loopbackLatency;
    if (from.machine === to.machine) return bridgeLatency;
    return wireLatency.least + this.#random.float() * wireLatency.spread;
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

  #traceLoss(from: NetNamespace, asked: SocketAddress, localPort: number): void {
    const target = this.#addresses.get(asked.address) ?? from;
    this.#emit(from, target, { address: from.address ?? '127.0.0.1', port: localPort }, asked, {
      kind: 'timeout',
      bytes: 0,
      latency: 0,
      summary: 'connection timed out',
    });
  }

  #emit(
    from: NetNamespace,
    to: NetNamespace,
    source: SocketAddress,
    destination: SocketAddress,
    rest: Pick<PacketTrace, 'kind' | 'bytes' | 'latency' | 'summary' | 'service'>,
  ): void {
    if (this.#packetListeners.length === 0) return;
    const packet: PacketTrace = { at: this.sim.now, source, destination, path: pathBetween(from, to), ...rest };
    for (const listener of this.#packetListeners) listener(packet);
  }
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
