/* The picture as boxes and lines. Units are CSS pixels at scale 1. */

/** How much of a Pod is drawn: everything, its name and state, a tile with a mark, or a dot of colour. */
export type Density = 'capsule' | 'card' | 'tile' | 'dot';
export const densities: readonly Density[] = ['capsule', 'card', 'tile', 'dot'];

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface LayoutPod {
  readonly key: string;
  /** Containers, init containers included: a Pod with many is wider. */
  readonly containers: number;
}

export interface LayoutNode {
  readonly name: string;
  readonly pods: readonly LayoutPod[];
}

export interface LayoutInput {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly LayoutNode[];
  readonly waiting: readonly LayoutPod[];
  /** Chips of Services and owners, in their order, with the widths that they want. */
  readonly relations?: readonly { readonly id: string; readonly width: number }[];
  /** Fixes the density; otherwise the richest one that stays readable. */
  readonly density?: Density;
}

export interface PodPlace extends Box {
  readonly key: string;
  readonly density: Density | 'queue';
  /** From the plate to the bridge, in scene coordinates; none for a Pod that waits. */
  readonly wire: readonly Point[];
}

export interface NodePlace extends Box {
  readonly name: string;
  readonly bridge: { readonly from: number; readonly to: number; readonly y: number };
  /** From the bridge out to the flat network. */
  readonly uplink: { readonly x: number; readonly from: number; readonly to: number };
  /** The middle of its kubelet, on the machine's upper edge. */
  readonly kubelet: Point;
  /** From the line of the API server to its kubelet. */
  readonly apiWire: readonly Point[];
}

export interface Scene {
  readonly density: Density;
  /** Scene size; times `scale` it is what shows. */
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly nodes: readonly NodePlace[];
  readonly pods: ReadonlyMap<string, PodPlace>;
  /** The flat network: a line under every row of nodes, joined at the left. */
  readonly network: readonly { readonly from: number; readonly to: number; readonly y: number }[];
  readonly components: readonly (Box & { readonly id: ComponentId })[];
  /** The line along which kubelets speak to the API server. */
  readonly apiLine: { readonly y: number; readonly from: Point; readonly to: number };
  /** How many waiting Pods found no room in the queue. */
  readonly hiddenWaiting: number;
  readonly queue: Box;
  /** The chips of Services and owners below the network. */
  readonly relations: ReadonlyMap<string, Box>;
  readonly hiddenRelations: number;
  readonly narrow: boolean;
}

export type ComponentId = 'workstation' | 'apiserver' | 'etcd' | 'scheduler' | 'controllers';

/** The base plate of a capsule, relative to the Pod. */
export const plateBox = (pod: Box): Box => ({ x: 8, y: pod.height - 42, width: pod.width - 16, height: 30 });
