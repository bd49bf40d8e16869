import type { Container } from './containers.ts';
import type { Mount } from './cri.ts';
import { createMountNamespace } from './kernel/index.ts';
import type { FileTree, MountNamespace } from './machine.ts';
import type { RuntimeParts } from './parts.ts';

/** The container's files, and what its Pod gives it on top of them. */
export function mountsOf(parts: RuntimeParts, container: Container): MountNamespace {
  const { machine } = parts;
  const { sandbox, config, files } = container;
  const { disk } = machine;
  makeWorkingDirectory(disk, container);
  const mnt = config.readOnlyRootFilesystem
    ? createMountNamespace({ id: `mnt-${container.id.slice(0, 12)}`, root: files, readOnlyRoot: true })
    : machine.createMountNamespace(files);
  // Docker and the CRI plugin both make a bind's source that is missing.
  for (const { hostPath, image } of config.mounts) {
    if (image === undefined && !disk.exists(hostPath)) disk.mkdir(hostPath);
  }
  const given = new Set(config.mounts.map((mount) => mount.containerPath));
  const own = [
    ['/etc/hosts', sandbox.hostsFile],
    ['/etc/hostname', `${sandbox.directory}/hostname`],
    ['/etc/resolv.conf', `${sandbox.directory}/resolv.conf`],
  ] as const;
  // Mount points are made before the root becomes read-only, as runc does.
  for (const [path] of own) if (!files.exists(path)) files.writeFile(path, '');
  for (const mount of config.mounts) {
    const { containerPath } = mount;
    if (files.exists(containerPath)) continue;
    const [tree, path] = sourceOf(parts, mount);
    if (tree.stat(path)?.type === 'directory') files.mkdir(containerPath);
    else if (!config.mounts.some((other) => containerPath.startsWith(`${other.containerPath}/`)))
      files.writeFile(containerPath, '');
  }
  for (const [path, source] of own) if (!given.has(path)) mnt.mount(path, disk, source, { type: 'bind' });
  for (const mount of config.mounts) {
    const { containerPath, readOnly, type, image } = mount;
    const [tree, path] = sourceOf(parts, mount);
    mnt.mount(containerPath, tree, path, { readOnly, type: type ?? (image === undefined ? 'bind' : 'overlay') });
  }
  return mnt;
}

/** The tree and the path in it that a mount shows: the node's disk, or an image's files. */
function sourceOf({ machine, registry, store }: RuntimeParts, mount: Mount): readonly [FileTree, string] {
  const image = mount.image === undefined ? undefined : store.find(mount.image);
  return image === undefined ? [machine.disk, mount.hostPath] : [registry.files(image), `/${mount.imageSubPath ?? ''}`];
}

/** Both runtimes make a working directory that does not exist. */
function makeWorkingDirectory(disk: FileTree, { settings, config, files }: Container): void {
  const { cwd } = settings;
  if (cwd === '/') return;
  const volume = config.mounts.findLast((mount) => `${cwd}/`.startsWith(`${mount.containerPath}/`));
  if (volume === undefined) {
    if (!files.exists(cwd)) files.mkdir(cwd);
    return;
  }
  if (volume.image !== undefined) return;
  const path = volume.hostPath + cwd.slice(volume.containerPath.length);
  if (!disk.exists(path)) disk.mkdir(path);
}
