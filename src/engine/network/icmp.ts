import { SysError } from '../sim/process.ts';
import { sleep, type Task } from '../sim/task.ts';
import type { HandshakeNetwork } from './handshake.ts';
import type { NetNamespace } from './net-namespace.ts';

export interface Echo {
  /** Until the answer, ms. */
  readonly time: number;
  readonly ttl: number;
}

/** net.ipv4.ip_default_ttl */
const initialTtl = 64;
/** When a router or the own kernel gives up neighbour discovery and says so. */
const neighbourTimeout = 3000;

/** @throws SysError ETIMEDOUT, EHOSTUNREACH, ENETUNREACH. */
export function* echo(network: HandshakeNetwork, from: NetNamespace, address: string, timeout: number): Task<Echo> {
  const { sim } = network;
  const way = network.echoWay(from, address);
  switch (way.kind) {
    case 'no-route':
      throw new SysError('ENETUNREACH');
    case 'unreachable':
      yield* sleep(sim, Math.min(neighbourTimeout, timeout));
      throw new SysError(timeout < neighbourTimeout ? 'ETIMEDOUT' : 'EHOSTUNREACH');
    case 'refused':
    case 'dropped':
      yield* sleep(sim, timeout);
      throw new SysError('ETIMEDOUT');
    case 'passage':
      break;
  }
  const { target, source } = way;
  const latency = network.latency(from, target);
  const text = { kind: 'datagram', bytes: 64, latency, summary: 'echo request' } as const;
  network.emit(from, target, { address: source, port: 0 }, { address, port: 0 }, text);
  yield* sleep(sim, Math.min(2 * latency, timeout));
  if (2 * latency > timeout || !network.open(from, target) || !network.open(target, from)) {
    yield* sleep(sim, Math.max(0, timeout - 2 * latency));
    throw new SysError('ETIMEDOUT');
  }
  return { time: 2 * latency, ttl: initialTtl - hops(from, target) };
}

/** The kernels on the way that forward it: the machine of a Pod, where its packet leaves or comes from another machine. */
function hops(from: NetNamespace, to: NetNamespace): number {
  if (from.machine === to.machine) return 0;
  return (from.isHost ? 0 : 1) + (to.isHost ? 0 : 1);
}
