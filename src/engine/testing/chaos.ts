import type { ApiClient } from '../api/client.ts';
import { inProcessClient } from '../apiserver/client.ts';
import type { Deployment, KubeObject, Pod } from '../api/types.ts';
import { type Cluster, createCluster } from '../cluster.ts';
import type { Release } from '../releases/index.ts';
import type { Random } from '../sim/random.ts';

/* A cluster that is mistreated for a while, by a seeded hand, and then left alone. */

export interface ChaosOptions {
  readonly release: Release['name'];
  readonly seed: number;
  readonly nodes: number;
  /** Pods that the workloads ask for, about. */
  readonly pods: number;
  /** Virtual ms of trouble. */
  readonly duration: number;
  /** Mean virtual ms from one deed to the next. */
  readonly every: number;
}

const minute = 60_000;
const deployments = 5;

/** What lives in the cluster whatever runs on it; compared before and after. */
export interface Footprint {
  readonly watches: number;
  readonly leases: number;
  readonly pods: number;
  /** By machine. */
  readonly processes: Readonly<Record<string, number>>;
  readonly sandboxes: Readonly<Record<string, number>>;
  readonly addresses: Readonly<Record<string, number>>;
  readonly sockets: Readonly<Record<string, number>>;
}

export class Chaos {
  readonly cluster: Cluster;
  readonly client: ApiClient;
  readonly empty: Footprint;
  readonly done: Record<string, number> = {};
  readonly #random: Random;
  /** FNV-1a over every change of the store, in order. */
  #hash = 0x811c9dc5;
  #hashed: number;

  constructor(private readonly options: ChaosOptions) {
    const { release, seed, nodes } = options;
    this.cluster = createCluster({ release, seed, nodes, settle: minute });
    this.client = inProcessClient(this.cluster.server, 'kubectl');
    this.#random = this.cluster.sim.random.fork('chaos');
    this.#hashed = this.cluster.server.store.revision;
    this.empty = this.footprint();
  }

  /** Creates the workloads and waits until they stand. */
  settle(): void {
    const { pods, nodes } = this.options;
    const each = Math.max(1, Math.floor((pods - nodes - 4) / deployments));
    this.#create('deployments', deployment('web', each, server));
    for (let i = 1; i < deployments; i++) this.#create('deployments', deployment(`idle-${i}`, each, idler));
    this.#create('daemonsets', daemonSet);
    this.#create('services', service);
    this.#create('statefulsets', statefulSet);
    this.#create('jobs', job);
    this.run(5 * minute);
  }

  /** The trouble, and then an end of it: everything is on and connected again. */
  trouble(): void {
    const until = this.cluster.sim.now + this.options.duration;
    while (this.cluster.sim.now < until) {
      this.run(Math.round(-Math.log(1 - this.#random.float()) * this.options.every));
      this.#deed();
    }
    for (const name of this.#workers()) {
      this.#power(name, true);
      this.#kubelet(name, true);
      this.cluster.cut(name, undefined, false);
    }
  }

  /** Deletes all that was created. */
  clear(): void {
    for (const resource of ['deployments', 'daemonsets', 'statefulsets', 'jobs'] as const) {
      for (const { metadata } of this.client.list(resource, { namespace: 'default' })) {
        this.client.delete(resource, 'default', metadata?.name ?? '', { propagationPolicy: 'Background' });
      }
    }
    this.client.delete('services', 'default', 'web');
    this.run(10 * minute);
  }

  run(ms: number): void {
    const { sim, server } = this.cluster;
    const until = sim.now + ms;
    // In pieces, so that no change leaves the history before it is hashed.
    while (sim.now < until) {
      sim.advanceTo(Math.min(until, sim.now + minute));
      for (const { revision, type, at, object } of server.store.changesAfter(this.#hashed)) {
        this.#add(`${revision} ${type} ${at} ${JSON.stringify(object)}`);
      }
      this.#hashed = server.store.revision;
    }
  }

  get hash(): string {
    return (this.#hash >>> 0).toString(16);
  }

  /** Workloads that are not as their spec wants them, each with what is wrong. */
  unsettled(): string[] {
    const wrong: string[] = [];
    const pods = this.client.list('pods', { namespace: 'default' });
    for (const { metadata, spec, status } of this.client.list('deployments', { namespace: 'default' })) {
      const want = spec?.replicas ?? 1;
      const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, observedGeneration } = status ?? {};
      if (
        replicas !== want ||
        updatedReplicas !== want ||
        availableReplicas !== want ||
        observedGeneration !== metadata?.generation
      ) {
        wrong.push(`deployment ${metadata?.name}: ${JSON.stringify(status)} of ${want}`);
      }
    }
    for (const { metadata, status } of this.client.list('daemonsets', { namespace: 'default' })) {
      const workers = this.#workers().length;
      if (status?.numberReady !== workers) wrong.push(`daemonset ${metadata?.name}: ${JSON.stringify(status)}`);
    }
    for (const { metadata, spec, status } of this.client.list('statefulsets', { namespace: 'default' })) {
      if (status?.readyReplicas !== spec?.replicas) {
        wrong.push(`statefulset ${metadata?.name}: ${JSON.stringify(status)}`);
      }
    }
    for (const { metadata, spec, status } of this.client.list('jobs', { namespace: 'default' })) {
      if (status?.succeeded !== spec?.completions) wrong.push(`job ${metadata?.name}: ${JSON.stringify(status)}`);
    }
    for (const { metadata } of pods) {
      if (metadata?.deletionTimestamp !== undefined) wrong.push(`pod ${metadata.name} is still terminating`);
    }
    return [...wrong, ...this.#strangers(pods)];
  }

  footprint(): Footprint {
    const { server, nodes, fabric } = this.cluster;
    const of = (count: (name: string) => number): Record<string, number> =>
      Object.fromEntries([...nodes.keys()].map((name) => [name, count(name)]));
    return {
      watches: server.watches.size,
      leases: this.client.list('leases', {}).length,
      pods: this.client.list('pods', {}).length,
      processes: of((name) => nodes.get(name)!.machine.processes().length),
      sandboxes: of((name) => nodes.get(name)!.inspect().sandboxes.length),
      addresses: of((name) => fabric.podAddresses(name)),
      sockets: of((name) => fabric.sockets(name)),
    };
  }

  /** Containers that run and that no Pod of the API knows. */
  #strangers(pods: readonly Pod[]): string[] {
    const known = new Set(pods.map(({ metadata }) => metadata?.uid));
    return [...this.cluster.nodes].flatMap(([name, node]) =>
      node
        .inspect()
        .sandboxes.filter(({ namespace, podUid }) => namespace === 'default' && !known.has(podUid))
        .filter(({ containers }) => containers.some(({ state }) => state === 'running'))
        .map((sandbox) => `${name} still runs ${sandbox.name}`),
    );
  }

  #add(text: string): void {
    let hash = this.#hash;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    this.#hash = hash;
  }

  #create(resource: 'deployments' | 'daemonsets' | 'statefulsets' | 'jobs' | 'services', object: KubeObject): void {
    this.client.create(resource, 'default', object as never);
  }

  #workers(): string[] {
    return [...this.cluster.nodes].filter(([, node]) => !node.controlPlane).map(([name]) => name);
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#random.float() * list.length)];
  }

  #deed(): void {
    const deeds = [
      'power',
      'cut',
      'kubelet',
      'kill',
      'kill',
      'kill-pause',
      'delete',
      'delete',
      'rollout',
      'scale',
    ] as const;
    const deed = this.#pick(deeds)!;
    this.done[deed] = (this.done[deed] ?? 0) + 1;
    const name = this.#pick(this.#workers())!;
    const { sim } = this.cluster;
    const lasts = minute * (1 + this.#random.float() * 14);
    switch (deed) {
      case 'power':
        this.#power(name, false);
        sim.after(lasts, () => this.#power(name, true));
        break;
      case 'cut':
        this.cluster.cut(name, undefined, true);
        sim.after(lasts, () => this.cluster.cut(name, undefined, false));
        break;
      case 'kubelet':
        this.#kubelet(name, false);
        sim.after(lasts, () => this.#kubelet(name, true));
        break;
      case 'kill':
      case 'kill-pause': {
        const node = this.cluster.nodes.get(name)!;
        const sandbox = this.#pick(node.inspect().sandboxes.filter(({ state }) => state === 'ready'));
        const id = deed === 'kill' ? sandbox?.containers.find(({ state }) => state === 'running')?.id : sandbox?.id;
        if (id !== undefined) node.runtime.kill(id, 'SIGKILL');
        break;
      }
      case 'delete': {
        const pod = this.#pick(this.client.list('pods', { namespace: 'default' }));
        if (pod !== undefined) this.client.delete('pods', 'default', pod.metadata?.name ?? '');
        break;
      }
      case 'rollout':
        this.#change({ template: { metadata: { annotations: { at: String(sim.now) } } } });
        break;
      case 'scale':
        this.#change({ replicas: 1 + Math.floor((this.#random.float() * 2 * this.options.pods) / deployments) });
        break;
    }
  }

  #change(spec: object): void {
    const target = this.#pick(this.client.list('deployments', { namespace: 'default' }));
    if (target !== undefined) this.client.patch('deployments', 'default', target.metadata?.name ?? '', { spec });
  }

  #power(name: string, on: boolean): void {
    const { machine } = this.cluster.nodes.get(name)!;
    if (machine.powered === on) return;
    if (on) machine.powerOn();
    else machine.powerOff();
  }

  #kubelet(name: string, on: boolean): void {
    const { kubelet, machine } = this.cluster.nodes.get(name)!;
    if (!machine.powered || kubelet.running === on) return;
    if (on) kubelet.start();
    else kubelet.stop();
  }
}

type Template = NonNullable<Deployment['spec']>['template'];

type Container = NonNullable<Template['spec']>['containers'][number];

const script = (text: string): Container => ({ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', text] });

const template = (labels: Record<string, string>, container: Container, spec: object = {}): Template => ({
  metadata: { labels },
  spec: { terminationGracePeriodSeconds: 5, containers: [container], ...spec },
});

const idler = script('trap "exit 0" TERM; while true; do sleep 3600 & wait $!; done');

/** Answers, and is asked by its kubelet. */
const server: Container = {
  name: 'main',
  image: 'nginx:1.27',
  readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 60 },
};

/** Asks the servers once a minute, whatever comes of it. */
const asker = script(
  'trap "exit 0" TERM; while true; do wget -q -T 5 -O /dev/null http://web; sleep 60 & wait $!; done',
);

const selector = (app: string): { readonly matchLabels: Record<string, string> } => ({ matchLabels: { app } });

function deployment(name: string, replicas: number, container: Container): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, selector: selector(name), template: template({ app: name }, container) },
  };
}

const daemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent' },
  spec: { selector: selector('agent'), template: template({ app: 'agent' }, idler) },
};

const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db' },
  spec: { serviceName: 'db', replicas: 3, selector: selector('db'), template: template({ app: 'db' }, asker) },
};

const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'once' },
  spec: {
    completions: 4,
    parallelism: 2,
    backoffLimit: 100,
    template: template({ app: 'once' }, script('sleep 120'), { restartPolicy: 'Never' }),
  },
};

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};
