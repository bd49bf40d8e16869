import { SysError, type SocketAddress } from '../sim/process.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import type { Task } from '../sim/task.ts';
import type { Connection, PacketTrace } from '../runtime/machine.ts';
import { TextQueue } from '../sim/text-queue.ts';
import { WaitQueue } from '../sim/wait-queue.ts';
import type { NetNamespace } from './net-namespace.ts';

/** Send buffer and receive window together, in characters: more than this unread by the peer blocks the writer. */
const window = 262_144;

/** tcp_retries2 = 15: how long an unanswered segment is repeated before the connection is given up (ip-sysctl.rst). */
const retransmissionLimit = 924_600;

/** What a connection needs to know of the network below it. */
export interface Carrier {
  readonly sim: Simulation;
  /** Whether a packet sent now would get from one namespace to the other. */
  open(from: NetNamespace, to: NetNamespace, via?: NetNamespace): boolean;
  /** Remembers an endpoint with segments that cannot get through, until the network changes. */
  stall(endpoint: Endpoint): void;
  trace(endpoint: Endpoint, kind: PacketTrace['kind'], data: string): void;
}

/** One end of an established TCP connection. */
export class Endpoint implements Connection {
  readonly #inbox = new TextQueue();
  readonly #readable = new WaitQueue();
  readonly #writable = new WaitQueue();
  #peer: Endpoint | undefined;
  #unread = 0;
  #ended = false;
  #shut = false;
  #closed = false;
  #broken = false;
  #error: SysError | undefined;
  #held: (() => void)[] = [];
  #giveUp: Timer | undefined;

  constructor(
    private readonly carrier: Carrier,
    readonly namespace: NetNamespace,
    readonly local: SocketAddress,
    readonly remote: SocketAddress,
    /** One way, ms. */
    readonly latency: number,
    /** The Service's address, and the machine whose proxy rewrote it, for traces. */
    readonly service: { readonly asked: SocketAddress; readonly at: string } | undefined,
    /** The machine in between that sends its packets on. */
    readonly via?: NetNamespace,
  ) {}

  get peer(): Endpoint | undefined {
    return this.#peer;
  }

  /** As netstat names it. */
  get state(): 'ESTABLISHED' | 'CLOSE_WAIT' | 'FIN_WAIT2' | 'CLOSE' {
    if (this.#broken || this.#closed) return 'CLOSE';
    if (this.#ended) return 'CLOSE_WAIT';
    return this.#shut ? 'FIN_WAIT2' : 'ESTABLISHED';
  }

  join(peer: Endpoint): void {
    this.#peer = peer;
  }

  *read(max = 65_536): Task<string> {
    while (this.#inbox.length === 0) {
      if (this.#error !== undefined) throw this.#takeError();
      if (this.#ended || this.#broken || this.#closed) return '';
      yield* this.#readable.wait();
    }
    const text = this.#inbox.take(max);
    this.#peer?.wasRead(text.length);
    return text;
  }

  *write(data: string): Task<void> {
    for (let at = 0; at < data.length;) {
      if (this.#error !== undefined) throw this.#takeError();
      if (this.#broken || this.#shut || this.#closed) throw new SysError('EPIPE');
      const room = window - this.#unread;
      if (room <= 0) {
        yield* this.#writable.wait();
        continue;
      }
      const piece = data.slice(at, at + room);
      at += piece.length;
      this.#unread += piece.length;
      this.carrier.trace(this, 'data', piece);
      this.#send((peer) => peer.receive(piece));
    }
  }

  /** Half-close: says that nothing more comes. */
  shutdown(): void {
    if (this.#shut || this.#closed || this.#broken) return;
    this.#shut = true;
    this.#send((peer) => peer.receiveEnd());
  }

  /** Full close; what was not read makes it a reset (RFC 2525, 2.17). */
  close(): void {
    if (this.#closed) return;
    const unread = this.#inbox.length > 0;
    if (unread && !this.#broken) {
      this.carrier.trace(this, 'reset', '');
      this.#send((peer) => peer.reset());
    } else this.shutdown();
    this.#closed = true;
    this.namespace.forget(this);
    this.#readable.wake();
    this.#writable.wake();
  }

  /** Its machine lost power: it will answer with a reset to whatever comes, once it is up again. */
  vanish(): void {
    this.#closed = true;
    this.#broken = true;
    this.#held = [];
    this.#giveUp?.cancel();
  }

  receive(text: string): void {
    if (this.#closed || this.#broken) {
      this.carrier.trace(this, 'reset', '');
      this.#peer?.reset();
      return;
    }
    this.#inbox.push(text);
    this.#readable.wake();
  }

  receiveEnd(): void {
    this.#ended = true;
    this.#readable.wake();
  }

  reset(): void {
    this.#fail('ECONNRESET');
  }

  wasRead(count: number): void {
    this.#unread -= count;
    this.#writable.wake();
  }

  /** The network has changed: sends what was held, if it gets through now. */
  retry(): void {
    const peer = this.#peer;
    if (this.#held.length === 0 || peer === undefined) return;
    if (!this.carrier.open(this.namespace, peer.namespace, this.via)) {
      this.carrier.stall(this);
      return;
    }
    this.#giveUp?.cancel();
    this.#giveUp = undefined;
    const held = this.#held;
    this.#held = [];
    for (const deliver of held) this.carrier.sim.after(this.latency, deliver);
  }

  #send(deliver: (peer: Endpoint) => void): void {
    const peer = this.#peer;
    if (peer === undefined) return;
    const run = (): void => deliver(peer);
    if (this.#held.length === 0 && this.carrier.open(this.namespace, peer.namespace, this.via)) {
      this.carrier.sim.after(this.latency, run);
      return;
    }
    this.#held.push(run);
    this.carrier.stall(this);
    this.#giveUp ??= this.carrier.sim.after(retransmissionLimit, () => {
      this.#held = [];
      this.carrier.trace(this, 'timeout', '');
      this.#fail('ETIMEDOUT');
    });
  }

  #fail(code: 'ECONNRESET' | 'ETIMEDOUT'): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#held = [];
    this.#giveUp?.cancel();
    this.#giveUp = undefined;
    if (!this.#closed) this.#error = new SysError(code);
    this.#readable.wake();
    this.#writable.wake();
  }

  #takeError(): SysError {
    const error = this.#error!;
    this.#error = undefined;
    return error;
  }
}
