import type { ApiClient } from '../api/client.ts';
import type { KubeObject, Resource } from '../api/types.ts';
import { inProcessClient } from '../apiserver/client.ts';
import { type Cluster, createCluster } from '../cluster.ts';
import { installLinux } from '../node-machine.ts';
import type { Release } from '../releases/index.ts';
import type { KernelMachine } from '../runtime/kernel/index.ts';

/** For scenario tests: a cluster, and commands in its Pods and on its machines. */
export class ServiceWorld {
  readonly cluster: Cluster;
  readonly client: ApiClient;
  #workstation: KernelMachine | undefined;

  constructor(release: Release['name'] = '1.36', nodes = 2, seed = 3) {
    this.cluster = createCluster({ release, seed, nodes, settle: 15_000 });
    this.client = inProcessClient(this.cluster.server, 'kubectl');
  }

  run(seconds: number): void {
    this.cluster.sim.advanceTo(this.cluster.sim.now + seconds * 1000);
  }

  /** Creates an object; `spec` may leave out what defaults. */
  create(resource: Resource, name: string, body: object, namespace = 'default', metadata: object = {}): void {
    this.client.create(resource, namespace, {
      metadata: { name, namespace, ...metadata },
      ...body,
    } as KubeObject as never);
  }

  /** A Pod of one container, on a node if one is named. */
  pod(name: string, image: string, options: PodOptions = {}): void {
    const { labels = {}, node, namespace = 'default', container = {}, spec = {} } = options;
    this.create(
      'pods',
      name,
      {
        spec: {
          ...(node === undefined ? {} : { nodeName: node }),
          containers: [{ name: 'c', image, ...container }],
          terminationGracePeriodSeconds: 1,
          ...spec,
        },
      },
      namespace,
      { labels },
    );
  }

  /** A Pod that waits to be told what to do. */
  idle(name: string, options: PodOptions = {}): void {
    this.pod(name, 'busybox', { ...options, container: { command: ['sleep', '1000000'] } });
  }

  service(name: string, spec: object, namespace = 'default', metadata: object = {}): string {
    this.create('services', name, { spec }, namespace, metadata);
    return this.client.get('services', namespace, name).spec?.clusterIP ?? '';
  }

  ip(pod: string, namespace = 'default'): string {
    return this.client.get('pods', namespace, pod).status?.podIP ?? '';
  }

  /** Runs a shell line in a Pod's container and returns what it printed, after up to `seconds` of virtual time. */
  exec(pod: string, script: string, seconds = 200, namespace = 'default'): string {
    const { spec } = this.client.get('pods', namespace, pod);
    const kubelet = this.cluster.server.kubelets.get(spec?.nodeName ?? '');
    const container = spec?.containers[0]?.name ?? '';
    const options = { tty: false, stdin: false, stdout: true, stderr: true };
    const response = kubelet?.exec(namespace, pod, container, ['sh', '-c', script], options as never);
    if (response?.upgrade === undefined) throw new Error(`exec in ${pod}: ${JSON.stringify(response?.body)}`);
    const { stdout, stderr, result } = response.upgrade;
    let output = '';
    let done = false;
    stdout.listen((text) => (output += text));
    stderr.listen((text) => (output += text));
    result.listen(() => (done = true));
    this.cluster.sim.runUntil(() => done, this.cluster.sim.now + seconds * 1000);
    this.run(0.01);
    return output;
  }

  /** Runs a shell line on a machine, as root. */
  ssh(node: string, script: string, seconds = 200): string {
    return this.#run(this.cluster.nodes.get(node)!.machine, script, seconds);
  }

  #run(machine: KernelMachine, script: string, seconds: number): string {
    let output = '';
    const add = (text: string): void => {
      output += text;
    };
    const process = machine.spawn({
      argv: ['sh', '-c', script],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      cwd: '/',
      namespaces: machine.namespaces,
      stdio: { kind: 'pipes', stdout: add, stderr: add },
    });
    this.cluster.sim.runUntil(() => process.exit !== undefined, this.cluster.sim.now + seconds * 1000);
    return output;
  }

  /** Runs a shell line on a machine beside the cluster, with an address of its own. */
  outside(script: string, seconds = 200): string {
    this.#workstation ??= this.cluster.addMachine('workstation', (disk) => {
      installLinux(disk, 'workstation', this.cluster.hosts());
    });
    return this.#run(this.#workstation, script, seconds);
  }

  logs(pod: string, namespace = 'default'): string {
    const { spec } = this.client.get('pods', namespace, pod);
    const options = { follow: false, previous: false, timestamps: false };
    const container = spec?.containers[0]?.name ?? '';
    const response = this.cluster.server.kubelets
      .get(spec?.nodeName ?? '')
      ?.containerLogs(namespace, pod, container, options as never);
    return String(response?.body ?? '');
  }
}

export interface PodOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly node?: string;
  readonly namespace?: string;
  readonly container?: object;
  readonly spec?: object;
}
