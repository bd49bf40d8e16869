import type { FileTree } from '../../runtime/machine.ts';
import { apiFiles } from './api-files.ts';
import { writeAtomically } from './atomic-writer.ts';
import { claimedVolume } from './claims.ts';
import { checkHostPath } from './host-path.ts';
import { type MountedVolume, MountError, type Volume, type VolumeContext, volumeDirectory } from './volume-context.ts';

export { containerMounts } from './container-mounts.ts';
export { MountError, type MountedVolume, podDirectory, type VolumeContext, volumeDirectory } from './volume-context.ts';

/** Volumes that are made of API objects, by their plugin's directory. */
const apiPlugins: Readonly<Record<string, string>> = {
  configMap: 'configmap',
  secret: 'secret',
  downwardAPI: 'downward-api',
  projected: 'projected',
};

const kindOf = (volume: object): string => Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';

/** The names of the volumes that a container mounts; the kubelet sets up no others (util.GetPodVolumeNames). */
function mountedNames({ pod }: VolumeContext): ReadonlySet<string> {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec!;
  const names = [...containers, ...initContainers, ...ephemeralContainers].flatMap(({ volumeMounts = [] }) =>
    volumeMounts.map(({ name }) => name),
  );
  return new Set(names);
}

/** Raw block volumes that a container wants as a device. */
function deviceNames({ pod }: VolumeContext): ReadonlySet<string> {
  const { containers, initContainers = [] } = pod.spec!;
  return new Set(
    [...containers, ...initContainers].flatMap(({ volumeDevices = [] }) => volumeDevices.map(({ name }) => name)),
  );
}

/**
 * Prepares every volume of the Pod that is mounted on the node's disk, and brings those made of API objects up to date. Image volumes are
 * the runtime's.
 * @returns the volumes by their name.
 * @throws MountError with the text of the FailedMount event.
 */
export function prepareVolumes(context: VolumeContext): ReadonlyMap<string, MountedVolume> {
  const mounted = new Map<string, MountedVolume>();
  const wanted = mountedNames(context);
  const devices = deviceNames(context);
  for (const volume of context.pod.spec?.volumes ?? []) {
    if (devices.has(volume.name)) {
      throw new MountError(failed.map(volume.name, 'Podarium does not simulate raw block volumes'), volume.name);
    }
    if (!wanted.has(volume.name) || volume.image !== undefined) continue;
    try {
      mounted.set(volume.name, mountVolume(context, volume));
    } catch (error) {
      if (!(error instanceof MountError)) throw error;
      throw new MountError(error.message, volume.name);
    }
  }
  return mounted;
}

function mountVolume(context: VolumeContext, volume: Volume): MountedVolume {
  const claimed = claimedVolume(context, volume);
  if (claimed === undefined) return setUp(context, volume, volume.name);
  if ('problem' in claimed) throw new MountError(unprocessed(context, volume.name, claimed.problem));
  const { metadata, spec } = claimed.volume;
  const { hostPath, local } = spec ?? {};
  const name = metadata?.name ?? '';
  const source = hostPath !== undefined ? { hostPath } : local !== undefined ? { local } : undefined;
  if (source === undefined) {
    const kind = Object.keys(spec ?? {}).find((key) => !persistentVolumeFields.has(key)) ?? 'unknown';
    throw new MountError(failed.setUp(name, `Podarium does not simulate PersistentVolumes of the kind ${kind}`));
  }
  return { ...setUp(context, source, name), readOnly: claimed.readOnly };
}

/** Fields of a PersistentVolume's spec that are no source. */
const persistentVolumeFields: ReadonlySet<string> = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

/** operationexecutor/operation_generator.go: what FailedMount says. */
const failed = {
  map: (name: string, why: string): string => `MapVolume.SetUpDevice failed for volume "${name}" : ${why}`,
  setUp: (name: string, why: string): string => `MountVolume.SetUp failed for volume "${name}" : ${why}`,
  newMounter: (name: string, why: string): string =>
    `MountVolume.NewMounter initialization failed for volume "${name}" : ${why}`,
};

/** volume_manager.go, WaitForAttachAndMount: a volume that can't even be looked up ends the wait at once. */
function unprocessed({ release }: VolumeContext, name: string, why: string): string {
  return release.name === '1.20'
    ? `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[${name}]: ${why}`
    : `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[], failed to process volumes=[${name}]: ${why}`;
}

/** A volume, or the source of a PersistentVolume. */
type Source = Omit<Volume, 'name'> & { readonly local?: { readonly path: string } };

/** The root of a volume; with an fsGroup it belongs to that, and so does what is made in it (pkg/volume/volume_linux.go). */
function makeDirectory(disk: FileTree, path: string, fsGroup: number | undefined): void {
  if (disk.exists(path)) return;
  disk.mkdir(path, fsGroup === undefined ? 0o777 : 0o2777);
  if (fsGroup !== undefined) disk.chown(path, 0, fsGroup);
}

function setUp(context: VolumeContext, source: Source, name: string): MountedVolume {
  const { disk } = context.machine;
  const { pod, now, random } = context;
  const { fsGroup } = pod.spec?.securityContext ?? {};
  const kind = kindOf(source);
  try {
    if (source.hostPath !== undefined) {
      checkHostPath(disk, source.hostPath.path, source.hostPath.type ?? '');
      return { path: source.hostPath.path, readOnly: false };
    }
    if (source.local !== undefined) {
      const { path } = source.local;
      if (disk.exists(path)) return { path, readOnly: false };
      throw new MountError(`path "${path}" does not exist`);
    }
    if (kind === 'emptyDir') {
      const path = volumeDirectory(pod, 'empty-dir', name);
      makeDirectory(disk, path, fsGroup);
      const memory = source.emptyDir?.medium === 'Memory';
      return { path, readOnly: false, ...(memory ? { type: 'tmpfs' } : {}) };
    }
    const plugin = apiPlugins[kind];
    const files = apiFiles(context, { ...source, name });
    if (plugin === undefined || files === undefined) {
      throw new MountError(`Podarium does not simulate volumes of the kind ${kind}`);
    }
    const path = volumeDirectory(pod, plugin, name);
    makeDirectory(disk, path, fsGroup);
    writeAtomically(disk, path, files, now, random, fsGroup);
    return { path, readOnly: true };
  } catch (error) {
    if (!(error instanceof MountError)) throw error;
    const words = source.local === undefined ? failed.setUp : failed.newMounter;
    throw new MountError(words(name, error.message));
  }
}
