import { renderTemplate, TemplateError } from '../tools/go-template.ts';
import { rfc3339Nano } from '../tools/time.ts';
import type { NodeRuntime } from '../runtime.ts';
import { DockerError, type DockerCommand } from './command.ts';
import { dockerContainers, findContainer, type DockerContainer } from './view.ts';

const never = '0001-01-01T00:00:00Z';

function time(at: number | undefined): string {
  return at === undefined ? never : rfc3339Nano(at);
}

/** The parts of `docker inspect` that something here stands behind; what is not simulated is left out. */
export function inspectContainer(view: DockerContainer): Record<string, unknown> {
  const { container, sandbox } = view;
  const isSandbox = container === undefined;
  const [path = '', ...args] = view.argv;
  const hostNetwork = sandbox.config.hostNetwork;
  const settings = container?.settings;
  return {
    Id: view.id,
    Created: rfc3339Nano(view.created),
    Path: path,
    Args: args,
    State: {
      Status: view.state,
      Running: view.state === 'running',
      Paused: false,
      Restarting: false,
      OOMKilled: view.oomKilled,
      Dead: false,
      Pid: view.pid,
      ExitCode: view.exitCode,
      Error: view.error,
      StartedAt: time(view.started),
      FinishedAt: time(view.finished),
    },
    Image: view.imageId,
    ResolvConfPath: `${sandbox.directory}/resolv.conf`,
    HostnamePath: `${sandbox.directory}/hostname`,
    HostsPath: sandbox.hostsFile,
    LogPath: isSandbox ? '' : `/var/lib/docker/containers/${view.id}/${view.id}-json.log`,
    Name: `/${view.name}`,
    RestartCount: 0,
    Driver: 'overlay2',
    Platform: 'linux',
    HostConfig: {
      Binds: (container?.config.mounts ?? []).map(
        (mount) => `${mount.hostPath}:${mount.containerPath}${mount.readOnly ? ':ro' : ''}`,
      ),
      NetworkMode: isSandbox ? (hostNetwork ? 'host' : 'none') : `container:${sandbox.id}`,
      RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
      IpcMode: isSandbox ? (sandbox.config.hostIPC ? 'host' : 'shareable') : `container:${sandbox.id}`,
      PidMode: sandbox.config.hostPID
        ? 'host'
        : !isSandbox && sandbox.config.shareProcessNamespace
          ? `container:${sandbox.id}`
          : '',
      Privileged: container?.config.privileged ?? false,
      ReadonlyRootfs: container?.config.readOnlyRootFilesystem ?? false,
      UTSMode: hostNetwork ? 'host' : '',
      Memory: container?.config.resources.memoryLimit ?? 0,
      CpuShares: isSandbox ? 2 : Math.max(2, Math.trunc(((container.config.resources.cpuRequest ?? 0) * 1024) / 1000)),
      CpuPeriod: isSandbox ? 0 : 100_000,
      CpuQuota: (container?.config.resources.cpuLimit ?? 0) * 100,
    },
    Mounts: (container?.config.mounts ?? []).map((mount) => ({
      Type: 'bind',
      Source: mount.hostPath,
      Destination: mount.containerPath,
      Mode: mount.readOnly ? 'ro' : '',
      RW: !mount.readOnly,
      Propagation: 'rprivate',
    })),
    Config: {
      Hostname: isSandbox ? sandbox.config.hostname : '',
      User: settings === undefined || settings.uid === 0 ? '' : String(settings.uid),
      Tty: container?.config.tty ?? false,
      OpenStdin: container?.config.stdin ?? false,
      Env: Object.entries(settings?.env ?? {})
        .filter(([name]) => name !== 'HOSTNAME' && name !== 'HOME')
        .map(([name, value]) => `${name}=${value}`),
      Cmd: isSandbox ? null : args,
      Image: view.image,
      WorkingDir: settings?.cwd ?? '/',
      Entrypoint: [path],
      Labels: view.labels,
    },
    NetworkSettings: {
      IPAddress: '',
      Networks: isSandbox ? { [hostNetwork ? 'host' : 'none']: { IPAddress: '' } } : {},
    },
  };
}

function inspectImage(runtime: NodeRuntime, name: string): Record<string, unknown> | undefined {
  const status = runtime.store.status(name);
  const image = status === undefined ? undefined : runtime.store.find(status.id);
  if (status === undefined || image === undefined) return undefined;
  return {
    Id: status.id,
    RepoTags: status.tags,
    RepoDigests: status.digests,
    Created: rfc3339Nano(image.created),
    Config: {
      User: image.user ?? '',
      ExposedPorts: Object.fromEntries((image.ports ?? []).map((port) => [port, {}])),
      Env: Object.entries(image.env ?? {}).map(([key, value]) => `${key}=${value}`),
      Cmd: image.cmd ?? null,
      WorkingDir: image.workdir ?? '',
      Entrypoint: image.entrypoint ?? null,
      ...(image.stopSignal === undefined ? {} : { StopSignal: image.stopSignal }),
    },
    Architecture: 'amd64',
    Os: 'linux',
    Size: status.size,
    VirtualSize: status.size,
  };
}

export const inspect: DockerCommand = {
  name: 'inspect',
  aliases: ['container inspect', 'image inspect'],
  usage: 'inspect [OPTIONS] NAME|ID [NAME|ID...]',
  short: 'Return low-level information on Docker objects',
  flags: [
    { name: 'format', short: 'f', type: 'string', usage: 'Format the output using the given Go template' },
    { name: 'size', short: 's', type: 'bool', usage: 'Display total file sizes if the type is container' },
    { name: 'type', type: 'string', usage: 'Return JSON for specified type' },
  ],
  args: { min: 1 },
  *run(p, runtime, flags) {
    const found: Record<string, unknown>[] = [];
    const errors: string[] = [];
    for (const name of flags.positional) {
      const object = lookUp(runtime, name, flags.text('type'));
      if (object === undefined) errors.push(`Error: No such object: ${name}`);
      else found.push(object);
    }
    const format = flags.text('format');
    if (format === undefined) yield* p.write(1, `${JSON.stringify(found, null, 4)}\n`);
    else {
      try {
        for (const object of found) {
          yield* p.write(1, `${renderTemplate(format, object, { type: 'map[string]interface {}' })}\n`);
        }
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        const field = /<(\.[\w.]*)>: can't evaluate field (\w+)/.exec(error.message);
        throw new DockerError(
          field === null
            ? error.message
            : `template parsing error: template: :1:2: executing "" at <${field[1] ?? ''}>: map has no entry for key "${field[2] ?? ''}"`,
        );
      }
    }
    if (errors.length === 0) return 0;
    yield* p.write(2, `${errors.join('\n')}\n`);
    return 1;
  },
};

function lookUp(runtime: NodeRuntime, name: string, type: string | undefined): Record<string, unknown> | undefined {
  if (type !== 'image') {
    try {
      return inspectContainer(findContainer(runtime, name));
    } catch (error) {
      if (!(error instanceof DockerError)) throw error;
      if (dockerContainers(runtime).some((container) => container.id.startsWith(name))) throw error;
    }
  }
  return type === 'container' ? undefined : inspectImage(runtime, name);
}
