import { SysError, type SocketAddress } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { WaitQueue } from '../sim/wait-queue.ts';
import type { Process } from '../runtime/machine.ts';
import type { NetNamespace } from './net-namespace.ts';

export interface Datagram {
  readonly data: string;
  readonly from: SocketAddress;
}

/** net.core.rmem_default holds about as many small datagrams; more are lost. */
const queueLimit = 256;

/** A UDP socket. */
export class DatagramSocket {
  readonly #queue: Datagram[] = [];
  readonly #arrived = new WaitQueue();
  #error: SysError | undefined;
  #closed = false;

  constructor(
    readonly namespace: NetNamespace,
    readonly address: string,
    readonly port: number,
    readonly process: Process | undefined,
    /** Of a connected socket: it takes datagrams of this peer only, and hears when the peer refuses them. */
    readonly peer: SocketAddress | undefined,
  ) {}

  /** @throws SysError ENETUNREACH, EDESTADDRREQ (here EINVAL), and what came back from an earlier datagram. */
  send(data: string, to = this.peer): void {
    if (to === undefined) throw new SysError('EINVAL');
    if (this.#error !== undefined) throw this.#takeError();
    this.namespace.fabric.sendDatagram(this, to, data);
  }

  /**
   * The next datagram, or undefined after `timeout` ms.
   * @throws SysError ECONNREFUSED on a connected socket whose peer has nobody on that port; EBADF once it is closed.
   */
  *receive(timeout = Infinity): Task<Datagram | undefined> {
    const { sim } = this.namespace.fabric;
    const deadline = sim.now + timeout;
    const timer = timeout === Infinity ? undefined : sim.after(timeout, () => this.#arrived.wake());
    try {
      for (;;) {
        if (this.#closed) throw new SysError('EBADF');
        if (this.#error !== undefined) throw this.#takeError();
        const next = this.#queue.shift();
        if (next !== undefined) return next;
        if (sim.now >= deadline) return undefined;
        yield* this.#arrived.wait();
      }
    } finally {
      timer?.cancel();
    }
  }

  deliver(datagram: Datagram): void {
    if (this.#closed || this.#queue.length >= queueLimit) return;
    if (this.peer !== undefined && !same(this.peer, datagram.from)) return;
    this.#queue.push(datagram);
    this.#arrived.wake();
  }

  /** ICMP port unreachable: only a connected socket can tell what it is about. */
  refuse(): void {
    if (this.#closed || this.peer === undefined) return;
    this.#error = new SysError('ECONNREFUSED');
    this.#arrived.wake();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.namespace.unbindDatagram(this);
    this.#arrived.wake();
  }

  /** Its machine lost power. */
  vanish(): void {
    this.#closed = true;
    this.#queue.length = 0;
  }

  #takeError(): SysError {
    const error = this.#error!;
    this.#error = undefined;
    return error;
  }
}

function same(a: SocketAddress, b: SocketAddress): boolean {
  return a.address === b.address && a.port === b.port;
}
