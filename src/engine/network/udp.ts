import { dnsPort } from '../sim/dns.ts';
import { SysError, type SocketAddress } from '../sim/process.ts';
import type { DatagramSocket } from './datagram-socket.ts';
import type { HandshakeNetwork } from './handshake.ts';
import type { NetNamespace } from './net-namespace.ts';
import type { Flow, UdpFlows } from './udp-flows.ts';

/** Sends one datagram: as an answer of a flow that conntrack knows, or on a way of its own. What is lost is lost. */
export function sendDatagram(
  network: HandshakeNetwork,
  flows: UdpFlows,
  socket: DatagramSocket,
  to: SocketAddress,
  data: string,
): void {
  const { namespace: from, port } = socket;
  const answered = flows.answered(from, port, to);
  if (answered !== undefined) {
    answer(network, answered, from, data);
    return;
  }
  const flow = flows.find(from, port, to) ?? open(network, flows, socket, to);
  if (flow === undefined) return;
  flows.touch(flow);
  const { target, destination, rewrittenAt } = flow.passage;
  if (!network.open(from, target)) return;
  const latency = network.latency(from, target);
  network.emit(from, target, flow.seen, destination, {
    ...describe(data, to.port),
    latency,
    ...(rewrittenAt === undefined ? {} : { service: to, rewrittenAt }),
  });
  network.sim.after(latency, () => {
    const receiver = target.datagramSocketFor(destination.address, destination.port);
    if (receiver !== undefined) receiver.deliver({ data, from: flow.seen });
    else if (network.open(target, from)) network.sim.after(latency, () => socket.refuse());
  });
}

function answer(network: HandshakeNetwork, flow: Flow, server: NetNamespace, data: string): void {
  const { client, local, asked, passage, seen } = flow;
  if (!network.open(server, client)) return;
  const latency = network.latency(server, client);
  network.emit(server, client, passage.destination, seen, { ...describe(data, passage.destination.port), latency });
  network.sim.after(latency, () => client.datagramSocketFor(local.address, local.port)?.deliver({ data, from: asked }));
}

/** @throws SysError ENETUNREACH */
function open(network: HandshakeNetwork, flows: UdpFlows, socket: DatagramSocket, to: SocketAddress): Flow | undefined {
  const { namespace: client, port } = socket;
  const way = network.way(client, to, 'UDP');
  if (way.kind === 'no-route') throw new SysError('ENETUNREACH');
  if (way.kind === 'refused') socket.refuse();
  if (way.kind !== 'passage') return undefined;
  const own = client.owns(way.source) ? way.source : (client.address ?? way.source);
  return flows.add({
    client,
    local: { address: own, port },
    asked: to,
    passage: way,
    seen: { address: way.source, port },
  });
}

function describe(data: string, port: number): { kind: 'dns' | 'datagram'; bytes: number; summary: string } {
  if (port !== dnsPort) return { kind: 'datagram', bytes: data.length, summary: data.slice(0, 200).split('\n', 1)[0]! };
  const name = /"name":"([^"]*)"/.exec(data)?.[1];
  const type = /"type":"([^"]*)"/.exec(data)?.[1];
  return { kind: 'dns', bytes: data.length, summary: name === undefined ? 'answer' : `${type} ${name}` };
}
