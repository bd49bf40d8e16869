import type { Image } from '../images/image.ts';
import type { ExitStatus } from '../sim/process.ts';
import { commandOf, Container, environmentOf, parsePasswd, userOf } from './containers.ts';
import { RuntimeError, type ContainerConfig, type ContainerResources } from './cri.ts';
import { createFileTree, createTerminal } from './kernel/index.ts';
import type { CgroupLimits, Namespaces, PidNamespace, Process, Stdio } from './machine.ts';
import { mountsOf } from './mounts.ts';
import type { RuntimeParts } from './parts.ts';
import type { Sandbox } from './sandbox.ts';

export function limitsOf(resources: ContainerResources): CgroupLimits {
  return { cpu: resources.cpuLimit, memory: resources.memoryLimit };
}

/**
 * The record of a new container: its writable layer, its cgroup, and what its process will be.
 * @param listedImage the image's name in the runtime's lists.
 * @throws RuntimeError CreateContainer
 */
export function createRecord(
  parts: RuntimeParts,
  sandbox: Sandbox,
  config: ContainerConfig,
  image: Image,
  listedImage: string,
): Container {
  const { sim, machine, registry, store, random, texts, release } = parts;
  const id = random.hex(64);
  const argv = commandOf(image, config.command, config.args);
  if (argv.length === 0) throw new RuntimeError('CreateContainer', texts.startFailed(id, '', 'no-command').error);
  const files = createFileTree(registry.files(image), { now: () => sim.unixNow });
  const passwd = files.exists('/etc/passwd') ? parsePasswd(files.readFile('/etc/passwd')) : [];
  const user = userOf(image.user ?? '', config, passwd);
  if (user === undefined) {
    const name = image.user ?? '';
    throw new RuntimeError('CreateContainer', `unable to find user ${name}: no matching entries in passwd file`);
  }
  return new Container(
    sim,
    id,
    sandbox,
    config,
    image,
    listedImage,
    store.status(image.id)?.tags[0] ?? config.image,
    texts.imageId(image, image.repository),
    files,
    machine.createCgroup(`/kubepods/pod${sandbox.config.uid}/${id}`, limitsOf(config.resources)),
    {
      argv,
      env: environmentOf(release.runtime.name, image, config, sandbox.uts.hostname, user.home),
      cwd: config.workingDir ?? (image.workdir === undefined || image.workdir === '' ? '/' : image.workdir),
      uid: user.uid,
      gid: user.gid,
      groups: groupsOf(release.runtime.name, user.gid, config.supplementalGroups),
    },
  );
}

/** containerd counts the primary group among the supplementary ones (oci.WithAdditionalGIDs), docker does not; the kernel sorts them. */
function groupsOf(runtime: 'docker' | 'containerd', gid: number, more: readonly number[] = []): readonly number[] {
  return [...new Set([...(runtime === 'containerd' ? [gid] : []), ...more])].sort((a, b) => a - b);
}

/** Starts the pause process, which holds the sandbox's namespaces. */
export function startPause(parts: RuntimeParts, sandbox: Sandbox, onExit: (status: ExitStatus) => void): Process {
  const { machine, registry, store, texts, release } = parts;
  const image = store.find(release.pauseImage);
  if (image === undefined) throw new RuntimeError('Sandbox', texts.imageNotFound(release.pauseImage));
  const { net, ipc, uts, pid, cgroup } = sandbox;
  const mnt = machine.createMountNamespace(createFileTree(registry.files(image)));
  return machine.spawn({
    argv: commandOf(image, undefined, undefined),
    env: { PATH: image.env?.PATH ?? '' },
    cwd: '/',
    uid: 65535,
    gid: 65535,
    namespaces: { net, ipc, uts, pid, mnt, cgroup },
    stdio: { kind: 'pipes', stdout: () => {}, stderr: () => {} },
    onExit,
  });
}

/**
 * Starts the container's init in the sandbox's namespaces and its own.
 * @param target the PID namespace to join, of another container of the Pod.
 * @throws SysError of execve, or of a mount whose source is missing
 */
export function startInit(
  parts: RuntimeParts,
  container: Container,
  target: PidNamespace | undefined,
  onExit: (status: ExitStatus) => void,
): Process {
  const { machine } = parts;
  const { sandbox, cgroup, settings } = container;
  const pid = target ?? sandbox.sharedPid ?? machine.createPidNamespace();
  const mnt = mountsOf(parts, container);
  container.pid = pid;
  container.mnt = mnt;
  const namespaces: Namespaces = { net: sandbox.net, ipc: sandbox.ipc, uts: sandbox.uts, pid, mnt, cgroup };
  return machine.spawn({ ...settings, namespaces, stdio: stdioOf(parts, container), onExit });
}

function stdioOf({ machine }: RuntimeParts, container: Container): Stdio {
  const { stdin } = container;
  if (container.config.tty) {
    const terminal = createTerminal(machine, { columns: 80, rows: 24 });
    container.terminal = terminal;
    terminal.output.listen((text) => container.output('stdout', text));
    stdin?.listen((text) => terminal.type(text));
    return { kind: 'terminal', terminal };
  }
  return {
    kind: 'pipes',
    ...(stdin === undefined ? {} : { stdin }),
    stdout: (text) => container.output('stdout', text),
    stderr: (text) => container.output('stderr', text),
  };
}
