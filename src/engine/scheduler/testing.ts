import { inProcessClient } from '../apiserver/client.ts';
import { bootstrap } from '../apiserver/bootstrap.ts';
import { ApiServer } from '../apiserver/server.ts';
import type { ApiClient } from '../api/client.ts';
import type { Event, Node, Pod } from '../api/types.ts';
import { createRecorder } from '../controllers/events.ts';
import { releases, type Release } from '../releases/index.ts';
import { Simulation } from '../sim/simulation.ts';
import { createScheduler, type SchedulingDecision } from './index.ts';

type Spec = NonNullable<Pod['spec']>;

/** An API server with a scheduler and nothing else: nodes and Pods are what a test says. */
export class SchedulerBench {
  readonly sim: Simulation;
  readonly client: ApiClient;
  readonly decisions: SchedulingDecision[] = [];

  constructor(release: Release['name'], seed = 1) {
    const chosen = releases[release];
    this.sim = new Simulation(seed, chosen.epoch);
    const server = new ApiServer({ sim: this.sim, release: chosen, address: '172.18.0.10:6443' });
    bootstrap(server);
    this.client = inProcessClient(server, 'kubectl');
    this.client.create('serviceaccounts', 'default', { metadata: { name: 'default', namespace: 'default' } });
    const client = inProcessClient(server, 'kube-scheduler');
    createScheduler({
      sim: this.sim,
      client,
      release: chosen,
      recorder: (component) => createRecorder({ sim: this.sim, client, release: chosen, component }),
      onDecision: (decision) => this.decisions.push(decision),
    });
  }

  /** @param change merged over the labels, taints and allocatable of an ordinary node of 2 CPUs and 4 GiB. */
  addNode(
    name: string,
    change: {
      readonly labels?: Record<string, string>;
      readonly taints?: NonNullable<Node['spec']>['taints'];
      readonly allocatable?: Record<string, string>;
      readonly unschedulable?: boolean;
      readonly images?: NonNullable<Node['status']>['images'];
    } = {},
  ): void {
    const allocatable = { cpu: '2', memory: '4Gi', 'ephemeral-storage': '50Gi', pods: '110', ...change.allocatable };
    this.client.create('nodes', undefined, {
      metadata: { name, labels: { 'kubernetes.io/hostname': name, ...change.labels } },
      ...(change.unschedulable === true ? { spec: { unschedulable: true } } : {}),
    });
    this.client.patch('nodes', undefined, name, { spec: { taints: change.taints ?? null } }, { type: 'merge' });
    this.client.patch(
      'nodes',
      undefined,
      name,
      {
        status: {
          allocatable,
          capacity: allocatable,
          ...(change.images === undefined ? {} : { images: change.images }),
        },
      },
      { subresource: 'status', type: 'merge' },
    );
  }

  addPod(name: string, spec: Partial<Spec> = {}, labels: Record<string, string> = {}): void {
    this.client.create('pods', 'default', {
      metadata: { name, namespace: 'default', labels },
      spec: { containers: [{ name: 'c', image: 'nginx:1' }], ...spec },
    });
  }

  addRequests(name: string, requests: Record<string, string>, spec: Partial<Spec> = {}): void {
    this.addPod(name, { ...spec, containers: [{ name: 'c', image: 'nginx:1', resources: { requests } }] });
  }

  run(ms: number): void {
    this.sim.advanceTo(this.sim.now + ms);
  }

  pod(name: string): Pod {
    return this.client.get('pods', 'default', name);
  }

  nodeOf(name: string): string | undefined {
    return this.pod(name).spec?.nodeName;
  }

  events(name: string): readonly Event[] {
    return this.client.list('events', { namespace: 'default' }).filter((event) => event.involvedObject.name === name);
  }

  /** The message of the Pod's PodScheduled condition. */
  message(name: string): string | undefined {
    return this.pod(name).status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message;
  }
}
