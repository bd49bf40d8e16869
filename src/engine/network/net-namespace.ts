import { SysError, type InterfaceInfo, type SocketAddress } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import type { Connection, NetworkNamespace, Process, RefusedBind } from '../runtime/machine.ts';
import { anyAddresses, bindsClash, bindTakes, isLoopback } from './addresses.ts';
import { DatagramSocket } from './datagram-socket.ts';
import type { Endpoint } from './endpoint.ts';
import type { KernelFabric } from './fabric.ts';
import { Listener } from './listener.ts';
import { procTable, procUdpTable } from './proc-table.ts';

/** net.ipv4.ip_local_port_range. */
const firstEphemeral = 32_768;
const lastEphemeral = 60_999;

const loopback: InterfaceInfo = {
  name: 'lo',
  mac: '00:00:00:00:00:00',
  mtu: 65_536,
  addresses: [
    { address: '127.0.0.1', prefix: 8 },
    { address: '::1', prefix: 128 },
  ],
};

export interface ListenOwner {
  readonly uid: number;
  readonly process: Process | undefined;
}

/** Refused binds that a namespace remembers: enough for every container of a Pod to have its last one among them. */
const refusalsKept = 32;

/** A network namespace: its interfaces, and the sockets bound in it. */
export class NetNamespace implements NetworkNamespace {
  /** sysctl net.ipv4.ip_unprivileged_port_start. */
  unprivilegedPortStart = 1024;
  #interfaces: readonly InterfaceInfo[] = [loopback];
  readonly #refusedBinds: RefusedBind[] = [];
  readonly #listeners = new Map<number, Listener[]>();
  readonly #endpoints = new Set<Endpoint>();
  readonly #datagrams = new Map<number, DatagramSocket[]>();
  #nextPort: number;

  constructor(
    readonly fabric: KernelFabric,
    readonly id: string,
    /** The machine in whose kernel it lives. */
    readonly machine: string,
    readonly isHost: boolean,
    firstPort: number,
  ) {
    this.#nextPort = firstEphemeral + (firstPort % (lastEphemeral - firstEphemeral + 1));
  }

  get interfaces(): readonly InterfaceInfo[] {
    return this.#interfaces;
  }

  get address(): string | undefined {
    return this.#interfaces[1]?.addresses[0]?.address;
  }

  get listeners(): readonly Listener[] {
    return [...this.#listeners.values()].flat();
  }

  get refusedBinds(): readonly RefusedBind[] {
    return this.#refusedBinds;
  }

  /** Established connections that end here. */
  get endpoints(): ReadonlySet<Endpoint> {
    return this.#endpoints;
  }

  /** How many sockets are open: that listen, that are connected, and of UDP. */
  get sockets(): number {
    return this.listeners.length + this.#endpoints.size + this.datagramSockets.length;
  }

  connect(address: string, port: number, timeoutMs?: number): Task<Connection> {
    return this.fabric.connect(this, address, port, timeoutMs);
  }

  /** @throws SysError EADDRINUSE, EADDRNOTAVAIL, EACCES, EINVAL. */
  listen(owner: ListenOwner, address: string, port: number): Listener {
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new SysError('EINVAL');
    if (!anyAddresses.includes(address) && !this.owns(address)) throw new SysError('EADDRNOTAVAIL');
    const bound = port === 0 ? this.ephemeralPort() : port;
    if (bound < this.unprivilegedPortStart && owner.uid !== 0) throw new SysError('EACCES');
    const others = this.#listeners.get(bound) ?? [];
    const holder = others.find((other) => bindsClash(other.address, address));
    if (holder !== undefined) {
      this.#refusedBinds.push({ port: bound, process: owner.process, holder: holder.process });
      if (this.#refusedBinds.length > refusalsKept) this.#refusedBinds.shift();
      throw new SysError('EADDRINUSE');
    }
    const listener = new Listener(this, address, bound, owner.process, () => new SysError('EBADF'));
    this.#listeners.set(bound, [...others, listener]);
    this.fabric.socketsChanged(this);
    return listener;
  }

  unbind(listener: Listener): void {
    const others = this.#listeners.get(listener.port)?.filter((other) => other !== listener) ?? [];
    if (others.length === 0) this.#listeners.delete(listener.port);
    else this.#listeners.set(listener.port, others);
    this.fabric.socketsChanged(this);
  }

  /**
   * A UDP socket; port 0 is the kernel's choice.
   * @throws SysError EADDRINUSE, EADDRNOTAVAIL, EACCES, EINVAL.
   */
  bindDatagram(owner: ListenOwner, address: string, port: number, peer?: SocketAddress): DatagramSocket {
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new SysError('EINVAL');
    if (!anyAddresses.includes(address) && !this.owns(address)) throw new SysError('EADDRNOTAVAIL');
    const bound = port === 0 ? this.#ephemeralDatagramPort() : port;
    if (bound < this.unprivilegedPortStart && owner.uid !== 0) throw new SysError('EACCES');
    const others = this.#datagrams.get(bound) ?? [];
    if (others.some((other) => bindsClash(other.address, address))) throw new SysError('EADDRINUSE');
    const socket = new DatagramSocket(this, address, bound, owner.process, peer);
    this.#datagrams.set(bound, [...others, socket]);
    return socket;
  }

  unbindDatagram(socket: DatagramSocket): void {
    const others = this.#datagrams.get(socket.port)?.filter((other) => other !== socket) ?? [];
    if (others.length === 0) this.#datagrams.delete(socket.port);
    else this.#datagrams.set(socket.port, others);
  }

  /** Who takes a datagram to this address and port. */
  datagramSocketFor(address: string, port: number): DatagramSocket | undefined {
    const candidates = this.#datagrams.get(port)?.filter((socket) => bindTakes(socket.address, address));
    return candidates?.find((socket) => socket.address === address) ?? candidates?.[0];
  }

  /** UDP sockets that wait for anybody's datagrams. */
  get datagramSockets(): readonly DatagramSocket[] {
    return [...this.#datagrams.values()].flat();
  }

  /** Who takes a connection to this address and port; the most specific binding wins. */
  listenerFor(address: string, port: number): Listener | undefined {
    const candidates = this.#listeners.get(port)?.filter((listener) => bindTakes(listener.address, address));
    return candidates?.find((listener) => listener.address === address) ?? candidates?.[0];
  }

  /** Whether an address is one of its own interfaces'. */
  owns(address: string): boolean {
    return (
      isLoopback(address) || this.#interfaces.some((link) => link.addresses.some((entry) => entry.address === address))
    );
  }

  ephemeralPort(): number {
    const range = lastEphemeral - firstEphemeral + 1;
    if (this.#endpoints.size >= range) throw new SysError('EADDRNOTAVAIL');
    do this.#nextPort = this.#nextPort >= lastEphemeral ? firstEphemeral : this.#nextPort + 1;
    while (this.#listeners.has(this.#nextPort));
    return this.#nextPort;
  }

  #ephemeralDatagramPort(): number {
    const range = lastEphemeral - firstEphemeral + 1;
    for (let tries = 0; tries < range; tries++) {
      this.#nextPort = this.#nextPort >= lastEphemeral ? firstEphemeral : this.#nextPort + 1;
      if (!this.#datagrams.has(this.#nextPort)) return this.#nextPort;
    }
    throw new SysError('EADDRINUSE');
  }

  addInterface(link: InterfaceInfo): void {
    this.#interfaces = [...this.#interfaces, link];
  }

  removeInterface(name: string): void {
    this.#interfaces = this.#interfaces.filter((link) => link.name !== name);
  }

  remember(endpoint: Endpoint): void {
    this.#endpoints.add(endpoint);
  }

  forget(endpoint: Endpoint): void {
    this.#endpoints.delete(endpoint);
  }

  /** Power-off: every socket is gone without a word. */
  vanish(): void {
    for (const listener of this.listeners) listener.vanish();
    this.#listeners.clear();
    for (const socket of this.datagramSockets) socket.vanish();
    this.#datagrams.clear();
    for (const endpoint of this.#endpoints) endpoint.vanish();
    this.#endpoints.clear();
  }

  /** /proc/net/tcp (4) or tcp6 (6). */
  procTable(family: 4 | 6): string {
    return procTable(family, this.listeners, this.#endpoints);
  }

  /** /proc/net/udp (4) or udp6 (6). */
  procUdpTable(family: 4 | 6): string {
    return procUdpTable(family, this.datagramSockets);
  }
}
