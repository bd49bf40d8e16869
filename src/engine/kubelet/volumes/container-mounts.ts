import type { Container } from '../../api/types.ts';
import type { Mount } from '../../runtime/cri.ts';
import { ContainerConfigError, expandVariables } from '../env.ts';
import type { MountedVolume, VolumeContext } from './volume-context.ts';

/**
 * The mounts of one container, with its termination log last (pkg/kubelet/kubelet_pods.go, makeMounts).
 * @param env for subPathExpr.
 * @throws ContainerConfigError for a subPath that can't be.
 */
export function containerMounts(
  context: VolumeContext,
  container: Container,
  volumes: ReadonlyMap<string, MountedVolume>,
  terminationLog: string,
  env: readonly { readonly name: string; readonly value: string }[],
): readonly Mount[] {
  const { disk } = context.machine;
  const known = new Map(env.map(({ name, value }) => [name, value]));
  const images = new Map(
    (context.pod.spec?.volumes ?? []).flatMap(({ name, image }) =>
      image?.reference === undefined ? [] : [[name, image.reference] as const],
    ),
  );
  const mounts = (container.volumeMounts ?? []).map((mount): Mount => {
    const { name, mountPath, readOnly } = mount;
    const subPath = subPathOf(mount, known);
    const image = images.get(name);
    if (image !== undefined) {
      return { containerPath: mountPath, hostPath: '', readOnly: true, image, imageSubPath: subPath };
    }
    const volume = volumes.get(name);
    if (volume === undefined) {
      throw new ContainerConfigError(`cannot find volume "${name}" to mount into container "${container.name}"`);
    }
    const hostPath = subPath === '' ? volume.path : `${volume.path}/${subPath}`;
    // The kubelet makes a subPath that is not there, with the volume's mode; in a volume of API objects nothing may be made.
    if (!disk.exists(hostPath)) {
      if (volume.readOnly && subPath !== '') {
        throw new ContainerConfigError(
          `failed to create subPath directory for volumeMount "${name}" of container "${container.name}"`,
        );
      }
      disk.mkdir(hostPath, disk.stat(volume.path)?.mode ?? 0o755);
    }
    return {
      containerPath: mountPath,
      hostPath,
      readOnly: readOnly === true || volume.readOnly,
      ...(volume.type === undefined ? {} : { type: volume.type }),
    };
  });
  const folder = terminationLog.slice(0, terminationLog.lastIndexOf('/'));
  if (!disk.exists(folder)) disk.mkdir(folder);
  disk.writeFile(terminationLog, '', 0o666);
  return [
    ...mounts,
    {
      containerPath: container.terminationMessagePath ?? '/dev/termination-log',
      hostPath: terminationLog,
      readOnly: false,
    },
  ];
}

function subPathOf(
  { subPath = '', subPathExpr = '' }: NonNullable<Container['volumeMounts']>[number],
  known: ReadonlyMap<string, string>,
): string {
  const path = subPathExpr === '' ? subPath : expandVariables(subPathExpr, known);
  if (path.startsWith('/')) throw new ContainerConfigError(`error SubPath \`${path}\` must not be an absolute path`);
  if (path.split('/').includes('..')) {
    throw new ContainerConfigError(`unable to provision SubPath \`${path}\`: must not contain '..'`);
  }
  return path;
}
