import { SysError, type SocketAddress } from '../sim/process.ts';
import { sleep, type Task } from '../sim/task.ts';
import type { PacketTrace } from '../runtime/machine.ts';
import { Endpoint, type Carrier } from './endpoint.ts';
import type { NetNamespace } from './net-namespace.ts';
import type { Protocol, Way } from './way.ts';

/** When SYNs are repeated, ms after the first; then, with tcp_syn_retries = 6, connect gives up at 127 s. */
const synRetries: readonly number[] = [1000, 3000, 7000, 15_000, 31_000, 63_000, 127_000];

/** How long neighbour discovery takes to find that nobody answers: three requests, one second apart. */
const neighbourTimeout = 3000;

/** A packet without its time and path. */
export interface PacketText {
  readonly kind: PacketTrace['kind'];
  readonly bytes: number;
  readonly latency: number;
  readonly summary: string;
  readonly service?: SocketAddress;
  readonly rewrittenAt?: string;
}

/** The network that a connection is made through. */
export interface HandshakeNetwork extends Carrier {
  way(from: NetNamespace, asked: SocketAddress, protocol: Protocol): Way;
  echoWay(from: NetNamespace, address: string): Way;
  latency(from: NetNamespace, to: NetNamespace, via?: NetNamespace): number;
  namespaceAt(address: string): NetNamespace | undefined;
  emit(
    from: NetNamespace,
    to: NetNamespace | undefined,
    source: SocketAddress,
    destination: SocketAddress,
    packet: PacketText,
    via?: NetNamespace,
  ): void;
}

/**
 * TCP's connect: repeats its SYN until an answer comes.
 * @throws SysError ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT (after `timeout` or 127 s), EADDRNOTAVAIL.
 */
export function* connect(
  network: HandshakeNetwork,
  from: NetNamespace,
  asked: SocketAddress,
  timeout: number,
): Task<Endpoint> {
  const { sim } = network;
  const began = sim.now;
  const deadline = began + timeout;
  const localPort = from.ephemeralPort();
  for (const retry of synRetries) {
    const answer = yield* attempt(network, from, asked, localPort, deadline);
    if (answer !== undefined) return answer;
    yield* sleep(sim, Math.min(began + retry, deadline) - sim.now);
    if (sim.now >= deadline) break;
  }
  const source = { address: from.address ?? '127.0.0.1', port: localPort };
  network.emit(from, network.namespaceAt(asked.address), source, asked, {
    kind: 'timeout',
    bytes: 0,
    latency: 0,
    summary: 'connection timed out',
  });
  throw new SysError('ETIMEDOUT');
}

/** One SYN: an endpoint if it was answered, undefined if nothing came back. */
function* attempt(
  network: HandshakeNetwork,
  from: NetNamespace,
  asked: SocketAddress,
  localPort: number,
  deadline: number,
): Task<Endpoint | undefined> {
  const { sim } = network;
  const way = network.way(from, asked, 'TCP');
  switch (way.kind) {
    case 'no-route':
      throw new SysError('ENETUNREACH');
    case 'refused':
      throw new SysError('ECONNREFUSED');
    case 'unreachable':
      yield* sleep(sim, Math.min(neighbourTimeout, deadline - sim.now));
      throw new SysError(sim.now >= deadline ? 'ETIMEDOUT' : 'EHOSTUNREACH');
    case 'dropped':
      return undefined;
    case 'passage':
      break;
  }
  const { target, destination, rewrittenAt, via } = way;
  const seen = { address: way.source, port: localPort };
  const latency = network.latency(from, target, via);
  const service = rewrittenAt === undefined ? undefined : { asked, at: rewrittenAt };
  network.emit(
    from,
    target,
    seen,
    destination,
    {
      kind: 'syn',
      bytes: 0,
      latency,
      summary: `connect ${destination.address}:${destination.port}`,
      ...(service === undefined ? {} : { service: service.asked, rewrittenAt: service.at }),
    },
    via,
  );
  yield* sleep(sim, 2 * latency);
  if (!network.open(from, target, via) || !network.open(target, from, via)) return undefined;
  const listener = target.listenerFor(destination.address, destination.port);
  if (listener === undefined) {
    const summary = 'connection refused';
    network.emit(target, from, destination, seen, { kind: 'reset', bytes: 0, latency, summary }, via);
    throw new SysError('ECONNREFUSED');
  }
  if (listener.full) return undefined;
  // A masqueraded source is not the connecting socket's own address.
  const own = { address: from.owns(seen.address) ? seen.address : (from.address ?? seen.address), port: localPort };
  const client = new Endpoint(network, from, own, asked, latency, service, via);
  const server = new Endpoint(network, target, destination, seen, latency, undefined, via);
  client.join(server);
  server.join(client);
  from.remember(client);
  target.remember(server);
  listener.offer(server);
  return client;
}
