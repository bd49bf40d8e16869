import type { ApiClient } from '../api/client.ts';
import type { EventRecorder } from '../controllers/controller.ts';
import type { ContainerRuntime } from '../runtime/cri.ts';
import type { Simulation } from '../sim/simulation.ts';
import { nodeObject, nodeStatus, type NodeFacts, pressureEvents } from './node-object.ts';

/** The status is looked at every 10 s and posted when it changes, or every 5 min (pkg/kubelet/kubelet_node_status.go). */
export const statusPeriod = 10_000;
const reportPeriod = 300_000;

export interface NodeStatusOptions {
  readonly sim: Simulation;
  readonly client: ApiClient;
  readonly runtime: ContainerRuntime;
  readonly events: EventRecorder;
  readonly facts: NodeFacts;
  /** The pressures that the node is under. */
  readonly pressures: () => readonly string[];
}

/** Keeps the Node object true: registers it, and posts its status. */
export class NodeStatusPoster {
  #lastReport = Number.NEGATIVE_INFINITY;
  #last = '';

  constructor(private readonly options: NodeStatusOptions) {}

  post(): void {
    const { sim, client, runtime, events, facts, pressures } = this.options;
    const { name, bootId } = facts;
    let node = client.find('nodes', undefined, name);
    if (node === undefined) {
      node = client.create('nodes', undefined, nodeObject(facts));
      this.#lastReport = Number.NEGATIVE_INFINITY;
    }
    const under = pressures();
    const status = nodeStatus(facts, runtime, node, sim.unixNow, under);
    // Heartbeats alone are not news.
    const text = JSON.stringify({
      ...status,
      conditions: status.conditions?.map(({ type, status: value }) => [type, value]),
    });
    const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
    if (text === this.#last && sim.now - this.#lastReport < reportPeriod && ready === 'True') return;
    client.patch('nodes', undefined, name, { status }, { subresource: 'status' });
    const about = node;
    const say = (event: string): void => events.event(about, 'Normal', event, `Node ${name} status is now: ${event}`);
    const booted = node.status?.nodeInfo?.bootID ?? '';
    if (booted !== '' && booted !== bootId) {
      events.event(node, 'Warning', 'Rebooted', `Node ${name} has been rebooted, boot id: ${bootId}`);
    }
    for (const event of pressureEvents(node, under)) say(event);
    if (ready !== 'True') say('NodeReady');
    this.#last = text;
    this.#lastReport = sim.now;
  }
}
