import type { Activity, ChangedObject, Frame, NodeRuntime, ObjectKey, PodName } from './protocol.ts';
import type { PacketTrace } from '../engine/runtime/machine.ts';
import type { Resource } from '../engine/api/types.ts';
import { nodeView } from './node-view.ts';
import { type PodInside, podInside } from './pod-inside.ts';
import { resourceName, type Session } from './session.ts';

/** Sandboxes that one frame looks at: on more than that the machines take turns, so that a frame costs no more in a large cluster. */
const sandboxLimit = 150;

/** Packets that one frame carries at the most; of more an even sample is drawn. */
const packetLimit = 60;

/** Collects what a session did since the last frame. One per session. */
export class FrameCollector {
  #revision = 0;
  #full = true;
  #packets: PacketTrace[] = [];
  /** What was said of each machine last, the one that was looked at longest ago first. */
  readonly #machines = new Map<string, string>();
  #unlooked = 0;
  #marks: number;
  #inspected: PodName | undefined;
  #insideText = '';
  #applied = { requests: 0, bindings: 0, controllers: 0 };

  /** @param fresh whether the page has seen nothing of this session yet: then marks come from the beginning. */
  constructor(
    private readonly session: Session,
    fresh: boolean,
  ) {
    this.#marks = fresh ? 0 : session.marks.length;
    session.cluster.fabric.onPacket((packet) => {
      if (this.#packets.length < packetLimit * 20) this.#packets.push(packet);
    });
  }

  /** The Pod to look into from now on. */
  inspect(pod: PodName | undefined): void {
    this.#inspected = pod;
    this.#insideText = '';
  }

  /** Some machines have not been looked at since something last moved: another frame is wanted. */
  get behind(): boolean {
    return this.#unlooked > 0;
  }

  /**
   * The changes since the last call; the caller adds what the clock shows.
   * @param moved whether time passed or somebody did something since the last call.
   */
  collect(moved: boolean): Omit<Frame, 'type' | 'head' | 'paused' | 'rate'> {
    const { session } = this;
    const { store } = session.cluster.server;
    const full = this.#full;
    const marks = session.marks.slice(this.#marks);
    this.#marks += marks.length;
    const changed = new Map<string, ChangedObject>();
    const deleted = new Map<string, ObjectKey>();
    const activity = { apiserver: 0, etcd: 0, scheduler: 0, controllers: 0 };
    if (full) {
      for (const resource of store.resources()) {
        for (const object of store.objects(resource).values()) {
          changed.set(`${resource} ${object.metadata?.uid ?? ''}`, {
            resource: resourceName(resource) as Resource,
            object,
          });
        }
      }
    }
    for (const change of store.changesAfter(this.#revision)) {
      activity.etcd++;
      if (full) continue;
      const key = `${change.resource} ${change.namespace}/${change.name}`;
      const resource = resourceName(change.resource) as Resource;
      if (change.type === 'DELETED') {
        changed.delete(key);
        deleted.set(key, { resource, namespace: change.namespace, name: change.name });
      } else {
        deleted.delete(key);
        changed.set(key, { resource, object: change.object });
      }
    }
    this.#revision = store.revision;
    this.#full = false;
    const counts = session.cluster.activity;
    activity.apiserver += counts.requests - this.#applied.requests;
    activity.scheduler += counts.bindings - this.#applied.bindings;
    activity.controllers += counts.controllers - this.#applied.controllers;
    this.#applied = { ...counts };
    if (moved) this.#unlooked = session.cluster.nodes.size;
    const { nodes, removed } = this.#machineChanges(full);
    const next = session.cluster.sim.nextEventAt;
    return {
      full,
      time: session.now,
      ...(next === undefined ? {} : { nextEventAt: next }),
      revision: store.revision,
      objects: [...changed.values()],
      deleted: [...deleted.values()],
      nodes,
      removedNodes: removed,
      ...this.#insideChange(),
      packets: this.#samplePackets(),
      activity: (Object.entries(activity) as [Activity['component'], number][])
        .filter(([, count]) => count > 0)
        .map(([component, count]) => ({ component, count })),
      terminals: session.terminals
        .drain()
        .map(({ terminal, output, closed }) => ({ terminal, data: output, ...(closed ? { closed } : {}) })),
      marks,
      files: full ? session.desk.files() : session.desk.drainFiles(),
      edits: session.desk.drainEdits(),
    };
  }

  #insideChange(): { inside?: PodInside } {
    if (this.#inspected === undefined) return {};
    const inside = podInside(this.session.cluster, this.#inspected);
    const text = JSON.stringify(inside);
    if (inside === undefined || text === this.#insideText) return {};
    this.#insideText = text;
    return { inside };
  }

  #machineChanges(full: boolean): { nodes: NodeRuntime[]; removed: string[] } {
    const { cluster } = this.session;
    const nodes: NodeRuntime[] = [];
    const removed = [...this.#machines.keys()].filter((name) => !cluster.nodes.has(name));
    for (const name of removed) this.#machines.delete(name);
    const unknown = [...cluster.nodes.keys()].filter((name) => !this.#machines.has(name));
    let looked = 0;
    for (const name of [...unknown, ...this.#machines.keys()]) {
      if (!full && looked > sandboxLimit) break;
      const view = nodeView(cluster, name, cluster.nodes.get(name)!);
      looked += view.sandboxes.length;
      this.#unlooked--;
      const text = JSON.stringify(view);
      const before = this.#machines.get(name);
      this.#machines.delete(name);
      this.#machines.set(name, text);
      if (full || before !== text) nodes.push(view);
    }
    return { nodes, removed };
  }

  #samplePackets(): PacketTrace[] {
    const packets = this.#packets;
    this.#packets = [];
    if (packets.length <= packetLimit) return packets;
    const every = packets.length / packetLimit;
    return Array.from({ length: packetLimit }, (_, i) => packets[Math.floor(i * every)]!);
  }
}
