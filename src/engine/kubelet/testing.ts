import { inProcessClient } from '../apiserver/client.ts';
import type { ApiClient } from '../api/client.ts';
import type { ContainerStatus, Event, Pod } from '../api/types.ts';
import { type Cluster, type ClusterNode, createCluster } from '../cluster.ts';
import type { Release } from '../releases/index.ts';
import { startTask } from '../sim/task.ts';

type Spec = NonNullable<Pod['spec']>;
type Containers = Spec['containers'];

/** A whole cluster for scenarios; times are seconds since `mark`, and everything is in namespace default. */
export class Scenario {
  readonly cluster: Cluster;
  readonly client: ApiClient;
  #origin: number;
  /** What the phases and the states of containers were, as the watch told. */
  readonly seen: { readonly at: number; readonly pod: Pod }[] = [];

  constructor(
    readonly release: Release['name'],
    nodes = 1,
  ) {
    this.cluster = createCluster({ release, seed: 7, nodes, settle: 60_000 });
    this.client = inProcessClient(this.cluster.server, 'kubectl');
    this.#origin = this.cluster.sim.now;
    this.client.watch('pods', { namespace: 'default' }, ({ object }) => this.seen.push({ at: this.now, pod: object }));
  }

  /** Seconds since the origin. */
  get now(): number {
    return (this.cluster.sim.now - this.#origin) / 1000;
  }

  /** Makes this moment second 0. */
  mark(): void {
    this.#origin = this.cluster.sim.now;
  }

  /** Advances to `seconds` after the origin. */
  until(seconds: number): void {
    this.cluster.sim.advanceTo(this.#origin + seconds * 1000);
  }

  run(seconds: number): void {
    this.cluster.sim.advanceTo(this.cluster.sim.now + seconds * 1000);
  }

  /** Advances until `holds`, and says when that was; throws after `limit` seconds. */
  when(holds: () => boolean, limit = 3600): number {
    const done = this.cluster.sim.runUntil(holds, this.cluster.sim.now + limit * 1000);
    if (!done) throw new Error(`did not happen within ${limit} s`);
    return this.now;
  }

  node(name = 'node1'): ClusterNode {
    const node = this.cluster.nodes.get(name);
    if (node === undefined) throw new Error(`no node ${name}`);
    return node;
  }

  /** A Pod on node1; `command` alone makes a busybox container that runs it. */
  create(name: string, containers: Containers | string, spec: Partial<Spec> = {}): void {
    const list = typeof containers === 'string' ? [shell('main', containers)] : containers;
    this.client.create('pods', 'default', {
      metadata: { name, namespace: 'default' },
      spec: { nodeSelector: { 'kubernetes.io/hostname': 'node1' }, ...spec, containers: list },
    });
  }

  pod(name: string): Pod {
    return this.client.get('pods', 'default', name);
  }

  find(name: string): Pod | undefined {
    return this.client.find('pods', 'default', name);
  }

  phase(name: string): string | undefined {
    return this.find(name)?.status?.phase;
  }

  container(pod: string, name = 'main'): ContainerStatus {
    const {
      containerStatuses = [],
      initContainerStatuses = [],
      ephemeralContainerStatuses = [],
    } = this.pod(pod).status ?? {};
    const all = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
    const found = all.find((status) => status.name === name);
    if (found === undefined) throw new Error(`no status of container ${name}`);
    return found;
  }

  condition(
    pod: string,
    type: string,
  ): { readonly status: string; readonly reason?: string; readonly message?: string } | undefined {
    return this.pod(pod).status?.conditions?.find((condition) => condition.type === type);
  }

  /** The Events about an object, the oldest first. */
  events(name: string): readonly Event[] {
    return this.client
      .list('events', { namespace: 'default' })
      .filter((event) => event.involvedObject.name === name)
      .sort((a, b) => timeOf(a) - timeOf(b));
  }

  /** What the newest container of a name printed. */
  output(pod: string, name = 'main'): string {
    const entries = this.node(this.pod(pod).spec?.nodeName).runtime.log(this.containerId(pod, name))?.entries ?? [];
    return entries.map(({ text }) => text).join('');
  }

  containerId(pod: string, name = 'main'): string {
    return this.container(pod, name).containerID?.split('//')[1] ?? '';
  }

  /** What a shell script prints that runs in a container (`kubectl exec POD -c NAME -- sh -c SCRIPT`). */
  exec(pod: string, script: string, name = 'main'): string {
    const { runtime } = this.node(this.pod(pod).spec?.nodeName);
    let output: string | undefined;
    startTask(this.cluster.sim, runtime.execSync(this.containerId(pod, name), ['sh', '-c', script], 60), (result) => {
      output = result.stdout + result.stderr;
    });
    this.when(() => output !== undefined, 120);
    return output!;
  }

  /** `Reason: message` of the Events about a Pod. */
  told(name: string): readonly string[] {
    return this.events(name).map(({ reason, message }) => `${reason}: ${message}`);
  }
}

function timeOf(event: Event): number {
  return Number.parseInt((event.metadata?.name ?? '').split('.').at(-1) ?? '0', 16);
}

/** A container of busybox that runs a shell script. */
export function shell(name: string, script: string, more: Partial<Containers[number]> = {}): Containers[number] {
  return { name, image: 'busybox:1.36', command: ['sh', '-c', script], ...more };
}
