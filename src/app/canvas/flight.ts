import type { PacketTrace } from '../../session/protocol.ts';
import type { ClusterModel } from './cluster-model.ts';
import type { NodePlace, Point, Scene } from './scene.ts';
import { plateBox } from './scene.ts';

/** A packet on its way through the picture. */
export interface Flight {
  readonly points: readonly Point[];
  /** Where along the points its label rides: the bridge on one node, the flat network between two. */
  readonly trunk: number;
  readonly source: string;
  readonly destination: string;
  readonly kind: PacketTrace['kind'];
  readonly summary: string;
  /** To a Service: its address, which the packet bears until the proxy on the sender's node rewrites it, a share of the way along. */
  readonly service?: { readonly address: string; readonly until: number };
}

interface End {
  /** From the sender out to its node's bridge. */
  readonly points: readonly Point[];
  readonly node: NodePlace | undefined;
}

/** The way a packet takes, drawn: plate, veth, cni0, node, wire, node, cni0, veth, plate. undefined: an end is not in the picture. */
export function flightOf(packet: PacketTrace, model: ClusterModel, scene: Scene): Flight | undefined {
  const from = endOf(packet.source.address, model, scene);
  const to = endOf(packet.destination.address, model, scene);
  if (from === undefined || to === undefined) return undefined;
  const back = to.points.toReversed();
  const text = {
    source: endText(packet.source),
    destination: endText(packet.destination),
    kind: packet.kind,
    summary: packet.summary,
  };
  const sent = length(from.points);
  const hop = (points: readonly Point[]): Pick<Flight, 'service'> =>
    packet.service === undefined
      ? {}
      : { service: { address: endText(packet.service), until: sent / Math.max(1, length(points)) } };
  if (from.node !== undefined && from.node === to.node) {
    const points = [...from.points, ...back];
    return { ...text, points, trunk: from.node.bridge.y, ...hop(points) };
  }
  const trunk = (to.node ?? from.node)?.uplink.to ?? scene.apiLine.y;
  const points = [...from.points, ...between(from.node, to.node, scene), ...back];
  return { ...text, points, trunk, ...hop(points) };
}

/** A client's port is the kernel's choice (net.ipv4.ip_local_port_range begins at 32768) and says nothing. */
const endText = ({ address, port }: PacketTrace['source']): string => (port < 32_768 ? `${address}:${port}` : address);

function between(from: NodePlace | undefined, to: NodePlace | undefined, scene: Scene): readonly Point[] {
  const points: Point[] = [];
  if (from !== undefined)
    points.push({ x: from.uplink.x, y: from.uplink.from }, { x: from.uplink.x, y: from.uplink.to });
  if (from !== undefined && to !== undefined && from.uplink.to !== to.uplink.to) {
    // Rows of nodes are joined at the left end of their lines.
    const left = scene.network[0]?.from ?? 0;
    points.push({ x: left, y: from.uplink.to }, { x: left, y: to.uplink.to });
  }
  if (to !== undefined) points.push({ x: to.uplink.x, y: to.uplink.to }, { x: to.uplink.x, y: to.uplink.from });
  return points;
}

function endOf(address: string, model: ClusterModel, scene: Scene): End | undefined {
  for (const node of model.nodes) {
    const place = scene.nodes.find((one) => one.name === node.name);
    if (place === undefined) continue;
    // The machine itself sits on its bridge too, as its first address: from there the kubelet's probes come.
    if (node.address === address || address === gateway(node.podCIDR))
      return { points: [{ x: place.uplink.x, y: place.bridge.y }], node: place };
    const pod = node.pods.find((one) => one.plate?.ip === address && !one.plate.host);
    const box = pod === undefined ? undefined : scene.pods.get(pod.key);
    if (box === undefined) continue;
    if (box.wire.length === 0)
      return { points: [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }], node: place };
    const plate = plateBox(box);
    return {
      points: [{ x: box.x + plate.x + plate.width / 2, y: box.y + plate.y + plate.height / 2 }, ...box.wire],
      node: place,
    };
  }
  return undefined;
}

/** The node's own address on its bridge. */
export const gateway = (cidr: string): string => cidr.replace(/\.\d+\/\d+$/, '.1');

/** The point a share (0..1) of the way along. */
export function pointAlong(points: readonly Point[], share: number): Point {
  let left = length(points) * Math.min(1, Math.max(0, share));
  for (let index = 1; index < points.length; index++) {
    const a = points[index - 1];
    const b = points[index];
    const length = gap(a, b);
    if (a !== undefined && b !== undefined && length > 0 && left <= length) {
      const part = left / length;
      return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
    }
    left -= length;
  }
  return points.at(-1) ?? { x: 0, y: 0 };
}

function length(points: readonly Point[]): number {
  let total = 0;
  for (let index = 1; index < points.length; index++) total += gap(points[index - 1], points[index]);
  return total;
}

const gap = (a: Point | undefined, b: Point | undefined): number =>
  a === undefined || b === undefined ? 0 : Math.abs(b.x - a.x) + Math.abs(b.y - a.y);
