import type { Program } from '../sim/process.ts';
import { goRuntime } from './go-server.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { interruptible, sleepForever } from './waits.ts';

/*
 * The images of the cluster's own Pods in kube-system. What these components do is done by the engine itself; as
 * containers they run, hold their memory, print how they began and end as Go programs do, so that a node's list of
 * containers is a node's.
 */

interface Component {
  readonly repository: string;
  readonly tag: string;
  readonly megabytes: number;
  readonly created: number;
  /** The binary's path; its name is what klog lines carry as the file. */
  readonly program: string;
  readonly memory: number;
  /** klog lines, without their head. */
  readonly lines: readonly string[];
}

const megabyte = 1024 * 1024;
const spring = Date.UTC(2026, 3, 22);
const autumn = Date.UTC(2021, 8, 15);
const aliyun = 'registry.cn-hangzhou.aliyuncs.com/google_containers';

function kubernetes(
  repository: string,
  name: string,
  version: string,
  size: number,
  memory: number,
  created: number,
): Component {
  return {
    repository: `${repository}/${name}`,
    tag: version,
    megabytes: size,
    created,
    program: `/usr/local/bin/${name}`,
    memory: memory * megabyte,
    lines: [`Version: ${version}`, name === 'kube-proxy' ? 'Using iptables Proxier.' : `Starting ${name}`],
  };
}

const components: readonly Component[] = [
  kubernetes(aliyun, 'kube-apiserver', 'v1.20.15', 30.5, 250, autumn),
  kubernetes(aliyun, 'kube-controller-manager', 'v1.20.15', 29.5, 45, autumn),
  kubernetes(aliyun, 'kube-scheduler', 'v1.20.15', 14, 18, autumn),
  kubernetes(aliyun, 'kube-proxy', 'v1.20.15', 49.7, 16, autumn),
  kubernetes('registry.k8s.io', 'kube-apiserver', 'v1.36.0', 27.6, 260, spring),
  kubernetes('registry.k8s.io', 'kube-controller-manager', 'v1.36.0', 23.2, 50, spring),
  kubernetes('registry.k8s.io', 'kube-scheduler', 'v1.36.0', 17.4, 20, spring),
  kubernetes('registry.k8s.io', 'kube-proxy', 'v1.36.0', 26.1, 18, spring),
  {
    repository: `${aliyun}/etcd`,
    tag: '3.4.13-0',
    megabytes: 86.7,
    created: Date.UTC(2020, 7, 25),
    program: '/usr/local/bin/etcd',
    memory: 40 * megabyte,
    lines: ['etcd Version: 3.4.13', 'ready to serve client requests'],
  },
  {
    repository: 'registry.k8s.io/etcd',
    tag: '3.6.8-0',
    megabytes: 23.6,
    created: spring,
    program: '/usr/local/bin/etcd',
    memory: 45 * megabyte,
    lines: ['etcd Version: 3.6.8', 'ready to serve client requests'],
  },
  {
    repository: `${aliyun}/coredns`,
    tag: '1.7.0',
    megabytes: 14,
    created: Date.UTC(2020, 5, 16),
    program: '/coredns',
    memory: 12 * megabyte,
    lines: ['.:53', 'CoreDNS-1.7.0'],
  },
  {
    repository: 'registry.k8s.io/coredns/coredns',
    tag: 'v1.14.2',
    megabytes: 24,
    created: spring,
    program: '/coredns',
    memory: 14 * megabyte,
    lines: ['.:53', 'CoreDNS-1.14.2'],
  },
  {
    repository: 'quay.io/coreos/flannel',
    tag: 'v0.14.0',
    megabytes: 21.1,
    created: Date.UTC(2021, 3, 28),
    program: '/opt/bin/flanneld',
    memory: 14 * megabyte,
    lines: ['Created subnet manager: Kubernetes Subnet Manager', 'Running backend.'],
  },
  {
    repository: 'ghcr.io/flannel-io/flannel',
    tag: 'v0.28.1',
    megabytes: 35,
    created: Date.UTC(2026, 1, 20),
    program: '/opt/bin/flanneld',
    memory: 14 * megabyte,
    lines: ['Created subnet manager: Kubernetes Subnet Manager', 'Running backend.'],
  },
];

function componentProgram({ program, memory, lines }: Component): Program {
  const file = `${program.slice(program.lastIndexOf('/') + 1)}.go`;
  return function* run(p) {
    p.allocate(memory);
    goRuntime(p);
    for (const [index, line] of lines.entries()) {
      const now = new Date(p.now()).toISOString();
      const head = `I${now.slice(5, 7)}${now.slice(8, 10)} ${now.slice(11, 23)}000 ${String(p.pid).padStart(7)} ${file}:${57 + index * 41}] `;
      yield* p.write(2, `${head}${line}\n`);
    }
    for (;;) yield* interruptible(sleepForever());
  };
}

export const componentImages: readonly ImageDefinition[] = components.map((component) => ({
  repository: component.repository,
  tags: [component.tag],
  layers: [layer(`${component.repository}:${component.tag}`, component.megabytes)],
  entrypoint: [component.program],
  env: { PATH: defaultPath },
  created: component.created,
  files: (tree) => tree.writeProgram(component.program, componentProgram(component)),
}));
