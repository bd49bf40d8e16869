import type { Simulation } from '../sim/simulation.ts';
import type { ExitStatus } from '../sim/process.ts';
import type { PodSandboxConfig, PodSandboxStatus } from './cri.ts';
import { hostNetworkHostsFile, managedHostsFile, resolvConf } from './hosts.ts';
import type { Cgroup, Machine, Namespaces, NetworkNamespace, PidNamespace, Process } from './machine.ts';

/** Where the files live on the node's disk that the containers of a sandbox share. */
const stateDirectories = {
  docker: (id: string) => `/var/lib/docker/containers/${id}`,
  containerd: (id: string) => `/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/${id}`,
} as const;

/** A Pod's sandbox: the pause process and the namespaces that it holds open for the Pod's containers. */
export class Sandbox {
  state: PodSandboxStatus['state'] = 'ready';
  ip: string | undefined;
  process: Process | undefined;
  exit: ExitStatus | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  /** Its network namespace is still on the fabric. */
  attached = false;
  /** Ends its host ports. */
  readonly unmapPorts: (() => void)[] = [];
  readonly createdAt: number;
  readonly net: NetworkNamespace;
  readonly uts: Namespaces['uts'];
  readonly ipc: Namespaces['ipc'];
  /** The pause process's own, which the containers join if the Pod shares its process namespace. */
  readonly pid: PidNamespace;
  readonly cgroup: Cgroup;
  readonly directory: string;

  constructor(
    sim: Simulation,
    private readonly machine: Machine,
    private readonly runtime: 'docker' | 'containerd',
    readonly id: string,
    readonly config: PodSandboxConfig,
  ) {
    const host = machine.namespaces;
    this.createdAt = sim.unixNow;
    this.net = config.hostNetwork ? host.net : machine.createNetworkNamespace();
    // Docker since 20.10 and containerd since 2.0 let every user bind low ports in a Pod's own network.
    if (!config.hostNetwork) this.net.unprivilegedPortStart = 0;
    this.uts = config.hostNetwork ? host.uts : { id: `uts-${id.slice(0, 12)}`, hostname: config.hostname };
    this.ipc = config.hostIPC ? host.ipc : { id: `ipc-${id.slice(0, 12)}` };
    this.pid = config.hostPID ? host.pid : machine.createPidNamespace();
    this.cgroup = machine.createCgroup(`/kubepods/pod${config.uid}/${id}`, { cpu: undefined, memory: undefined });
    this.directory = stateDirectories[runtime](id);
  }

  /** The PID namespace of a container of this Pod; undefined: one of its own. */
  get sharedPid(): PidNamespace | undefined {
    return this.config.hostPID || this.config.shareProcessNamespace ? this.pid : undefined;
  }

  get hostsFile(): string {
    return `/var/lib/kubelet/pods/${this.config.uid}/etc-hosts`;
  }

  /** Writes what its containers find at /etc/hosts, /etc/hostname and /etc/resolv.conf. */
  writeFiles(): void {
    const { disk } = this.machine;
    const { config } = this;
    const hosts = config.hostNetwork
      ? hostNetworkHostsFile(config, disk.exists('/etc/hosts') ? disk.readFile('/etc/hosts') : '')
      : managedHostsFile(config, this.ip);
    disk.writeFile(this.hostsFile, hosts, 0o644);
    disk.writeFile(`${this.directory}/hostname`, `${this.uts.hostname}\n`, 0o644);
    disk.writeFile(`${this.directory}/resolv.conf`, resolvConf(this.runtime, config.dns), 0o644);
  }

  removeFiles(): void {
    this.machine.disk.remove(this.directory);
  }

  status(): PodSandboxStatus {
    return { id: this.id, config: this.config, state: this.state, createdAt: this.createdAt, ip: this.ip };
  }
}
