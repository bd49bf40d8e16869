import type { SocketAddress } from '../sim/process.ts';
import type { NetNamespace } from './net-namespace.ts';
import type { Passage } from './way.ts';

/** net.netfilter.nf_conntrack_udp_timeout, and _stream once there was an answer: ms. */
const unansweredTimeout = 30_000;
const streamTimeout = 120_000;

/** How many flows there are before the expired ones are looked for. */
const sweepAt = 512;

/** One direction of UDP datagrams that conntrack knows, with what was rewritten. */
export interface Flow {
  readonly client: NetNamespace;
  readonly local: SocketAddress;
  readonly asked: SocketAddress;
  readonly passage: Passage;
  /** What the target sees as the source. */
  readonly seen: SocketAddress;
  expires: number;
}

/**
 * conntrack for UDP: datagrams of one socket to one address keep the endpoint that the first of them got, and answers come back from the address that
 * was asked.
 */
export class UdpFlows {
  readonly #forward = new Map<string, Flow>();
  readonly #back = new Map<string, Flow>();

  constructor(private readonly now: () => number) {}

  /** The flow of earlier datagrams from here to there. */
  find(client: NetNamespace, port: number, asked: SocketAddress): Flow | undefined {
    return this.#alive(this.#forward.get(forwardKey(client, port, asked)));
  }

  /** The flow that a datagram from a server's port to that address answers. */
  answered(server: NetNamespace, port: number, to: SocketAddress): Flow | undefined {
    const flow = this.#alive(this.#back.get(backKey(server, port, to)));
    if (flow !== undefined) flow.expires = this.now() + streamTimeout;
    return flow;
  }

  add(flow: Omit<Flow, 'expires'>): Flow {
    if (this.#forward.size >= sweepAt) for (const old of [...this.#forward.values()]) this.#alive(old);
    const added = { ...flow, expires: this.now() + unansweredTimeout };
    this.#forward.set(forwardKey(flow.client, flow.local.port, flow.asked), added);
    this.#back.set(backKey(flow.passage.target, flow.passage.destination.port, flow.seen), added);
    return added;
  }

  touch(flow: Flow): void {
    flow.expires = Math.max(flow.expires, this.now() + unansweredTimeout);
  }

  /** kube-proxy clears the entries of endpoints that are gone (pkg/proxy/conntrack). */
  forget(isStale: (flow: Flow) => boolean): void {
    for (const flow of [...this.#forward.values()]) if (isStale(flow)) this.#drop(flow);
  }

  #alive(flow: Flow | undefined): Flow | undefined {
    if (flow === undefined || flow.expires > this.now()) return flow;
    this.#drop(flow);
    return undefined;
  }

  #drop(flow: Flow): void {
    const there = forwardKey(flow.client, flow.local.port, flow.asked);
    if (this.#forward.get(there) === flow) this.#forward.delete(there);
    const back = backKey(flow.passage.target, flow.passage.destination.port, flow.seen);
    if (this.#back.get(back) === flow) this.#back.delete(back);
  }
}

function forwardKey(client: NetNamespace, port: number, asked: SocketAddress): string {
  return `${client.id} ${port} ${asked.address} ${asked.port}`;
}

function backKey(server: NetNamespace, port: number, to: SocketAddress): string {
  return `${server.id} ${port} ${to.address} ${to.port}`;
}
