import type { Container } from '../containers.ts';
import { processesOf } from '../inspect.ts';
import type { NodeRuntime } from '../runtime.ts';
import type { Sandbox } from '../sandbox.ts';
import { rfc3339Nano } from '../tools/time.ts';
import { CrictlError, during, findContainer, findSandbox, ShowHelp, type CrictlCommand } from './command.ts';
import { labelsOf, listContainers, podLabels } from './select.ts';
import type { Flag, ParsedFlags } from '../tools/flags.ts';
import { renderTemplate, TemplateError } from '../tools/go-template.ts';

const zeroTime = '0001-01-01T00:00:00Z';

/** runtime.v1.ContainerStatus as protojson writes it. */
export function containerStatus(runtime: NodeRuntime, container: Container): Record<string, unknown> {
  const { config } = container;
  const time = (at: number | undefined): string => (at === undefined ? zeroTime : rfc3339Nano(at));
  return {
    id: container.id,
    metadata: { attempt: config.attempt, name: config.name },
    state: `CONTAINER_${container.state.toUpperCase()}`,
    createdAt: time(container.createdAt),
    startedAt: time(container.startedAt),
    finishedAt: time(container.finishedAt),
    exitCode: container.exit?.code ?? 0,
    image: { annotations: {}, image: container.imageRef, runtimeHandler: '', userSpecifiedImage: config.image },
    imageRef: runtime.store.status(container.image.id)?.digests[0] ?? container.imageId,
    reason: container.reason ?? '',
    message: container.message ?? '',
    labels: labelsOf(container),
    annotations: {},
    mounts: config.mounts.map((mount) => ({
      containerPath: mount.containerPath,
      hostPath: mount.hostPath,
      propagation: 'PROPAGATION_PRIVATE',
      readonly: mount.readOnly,
      selinuxRelabel: false,
    })),
    logPath: `/var/log/pods/${container.sandbox.config.namespace}_${container.sandbox.config.name}_${container.sandbox.config.uid}/${config.name}/${config.attempt}.log`,
    resources: {
      linux: {
        cpuPeriod: '100000',
        cpuQuota: String((config.resources.cpuLimit ?? 0) * 100),
        cpuShares: String(Math.max(2, Math.trunc(((config.resources.cpuRequest ?? 0) * 1024) / 1000))),
        memoryLimitInBytes: String(config.resources.memoryLimit ?? 0),
      },
    },
    imageId: container.image.id,
    user: {
      linux: {
        gid: String(container.settings.gid),
        supplementalGroups: container.settings.groups.map(String),
        uid: String(container.settings.uid),
      },
    },
    stopSignal: container.image.stopSignal ?? 'SIGTERM',
  };
}

/** runtime.v1.PodSandboxStatus. */
export function sandboxStatus(sandbox: Sandbox): Record<string, unknown> {
  const { config } = sandbox;
  const mode = (host: boolean): string => (host ? 'NODE' : 'POD');
  return {
    id: sandbox.id,
    metadata: { attempt: config.attempt, name: config.name, namespace: config.namespace, uid: config.uid },
    state: `SANDBOX_${sandbox.state.toUpperCase()}`,
    createdAt: rfc3339Nano(sandbox.createdAt),
    network: { additionalIps: [], ip: sandbox.ip ?? '' },
    linux: {
      namespaces: {
        options: {
          ipc: config.hostIPC ? 'NODE' : 'POD',
          network: mode(config.hostNetwork),
          pid: config.hostPID ? 'NODE' : config.shareProcessNamespace ? 'POD' : 'CONTAINER',
          targetId: '',
          usernsOptions: null,
        },
      },
    },
    labels: { ...config.labels, ...podLabels(sandbox) },
    annotations: {},
    runtimeHandler: '',
  };
}

function containerInfo(container: Container): Record<string, unknown> {
  const namespaces = [
    { type: 'pid', path: container.pid?.id ?? '' },
    { type: 'ipc', path: container.sandbox.ipc.id },
    { type: 'uts', path: container.sandbox.uts.id },
    { type: 'mount', path: container.mnt?.id ?? '' },
    { type: 'network', path: container.sandbox.net.id },
  ];
  return {
    sandboxID: container.sandbox.id,
    pid: container.process?.pid ?? 0,
    runtimeType: 'io.containerd.runc.v2',
    runtimeSpec: {
      process: {
        args: container.argv,
        cwd: container.settings.cwd,
        env: Object.entries(container.settings.env).map(([name, value]) => `${name}=${value}`),
        user: { uid: container.settings.uid, gid: container.settings.gid },
        terminal: container.config.tty,
      },
      hostname: container.sandbox.uts.hostname,
      linux: { namespaces },
    },
    processes: container.running ? processesOf(container).map((process) => process.pid) : [],
  };
}

function sandboxInfo(runtime: NodeRuntime, sandbox: Sandbox): Record<string, unknown> {
  return {
    pid: sandbox.process?.pid ?? 0,
    processStatus: sandbox.process === undefined ? 'deleted' : 'running',
    netNamespaceClosed: !sandbox.attached && !sandbox.config.hostNetwork,
    image: runtime.release.pauseImage,
    runtimeType: 'io.containerd.runc.v2',
    runtimeSpec: {
      hostname: sandbox.uts.hostname,
      linux: {
        namespaces: [
          { type: 'pid', path: sandbox.pid.id },
          { type: 'ipc', path: sandbox.ipc.id },
          { type: 'uts', path: sandbox.uts.id },
          { type: 'network', path: sandbox.net.id },
        ],
      },
    },
  };
}

const inspectFlags: readonly Flag[] = [
  {
    name: 'output',
    short: 'o',
    type: 'string',
    default: 'json',
    usage: 'Output format, One of: json|yaml|go-template|table',
  },
  { name: 'quiet', short: 'q', type: 'bool', usage: 'Do not show verbose information' },
  {
    name: 'template',
    type: 'string',
    usage: 'The template string is only used when output is go-template; The Template format is golang template',
  },
];

function print(results: readonly Record<string, unknown>[], flags: ParsedFlags): string {
  const format = flags.text('output') ?? 'json';
  const value = results.length === 1 ? results[0] : results;
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  if (format === 'go-template') {
    try {
      return `${renderTemplate(flags.text('template') ?? '', value, { type: 'map[string]interface {}' })}\n`;
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new CrictlError(`execute template: ${error.message}`);
    }
  }
  throw new CrictlError(`unsupported format: ${JSON.stringify(format)}`);
}

export const inspect: CrictlCommand = {
  name: 'inspect',
  usage: 'Display the status of one or more containers',
  argsUsage: '[command options] CONTAINER-ID [CONTAINER-ID...]',
  flags: [
    ...inspectFlags,
    { name: 'name', type: 'string', usage: 'Filter by container name regular expression pattern' },
  ],
  *run(p, runtime, flags) {
    const ids =
      flags.positional.length > 0 ? flags.positional : listContainers(runtime, flags).map((container) => container.id);
    if (ids.length === 0) throw new ShowHelp('No IDs provided or nothing found per filter');
    const results = ids.map((id) => {
      const container = during('get the status of containers: get container status', () => findContainer(runtime, id));
      const status = containerStatus(runtime, container);
      return flags.bool('quiet') ? { status } : { info: containerInfo(container), status };
    });
    yield* p.write(
      1,
      during('get the status of containers', () => print(results, flags)),
    );
    return 0;
  },
};

export const inspectp: CrictlCommand = {
  name: 'inspectp',
  usage: 'Display the status of one or more pods',
  argsUsage: '[command options] POD-ID [POD-ID...]',
  flags: inspectFlags,
  *run(p, runtime, flags) {
    const ids = flags.positional.length > 0 ? flags.positional : [...runtime.sandboxRecords.keys()];
    if (ids.length === 0) throw new ShowHelp('No IDs provided or nothing found per filter');
    const results = ids.map((id) => {
      const sandbox = during('get the status of pod sandboxes: get pod sandbox status', () => findSandbox(runtime, id));
      const status = sandboxStatus(sandbox);
      return flags.bool('quiet') ? { status } : { info: sandboxInfo(runtime, sandbox), status };
    });
    yield* p.write(
      1,
      during('get the status of pod sandboxes', () => print(results, flags)),
    );
    return 0;
  },
};

export const inspecti: CrictlCommand = {
  name: 'inspecti',
  usage: 'Return the status of one or more images',
  argsUsage: '[command options] IMAGE-ID [IMAGE-ID...]',
  flags: inspectFlags,
  *run(p, runtime, flags) {
    if (flags.positional.length === 0) throw new ShowHelp();
    const results = flags.positional.map((name) => {
      const image = runtime.store.status(name);
      if (image === undefined) throw new CrictlError(`no such image ${JSON.stringify(name)} present`);
      return {
        status: {
          id: image.id,
          pinned: image.tags.includes(runtime.release.pauseImage),
          repoDigests: image.digests,
          repoTags: image.tags,
          size: String(image.size),
          uid: /^\d+$/.test(image.user) ? { value: image.user } : null,
          username: /^\d+$/.test(image.user) ? '' : image.user,
        },
      };
    });
    yield* p.write(1, print(results, flags));
    return 0;
  },
};
