import type { Mount } from '../../session/pod-inside.ts';

export interface MountGroups {
  /** Volumes of the Pod, by the names they have in its spec. */
  readonly volumes: readonly { readonly path: string; readonly volume: string; readonly readOnly: boolean }[];
  /** Files that the kubelet and the runtime lay into every container: hosts, resolv.conf, hostname, termination-log. */
  readonly files: readonly string[];
  /** What the kernel shows as files: /proc, /sys, /dev. */
  readonly kernel: readonly string[];
}

const kernelTypes = new Set(['proc', 'sysfs', 'tmpfs', 'devpts', 'mqueue', 'cgroup']);
/** The kubelet keeps a Pod's volumes under .../volumes/PLUGIN/NAME (kubernetes/pkg/kubelet/kubelet_getters.go, getPodVolumeDir). */
const volumeOf = /\/volumes\/kubernetes\.io~[^/]+\/([^/]+)/;

/** What a container's mount namespace holds beside its image, sorted by who brought it. */
export function mountGroups(
  mounts: readonly Mount[],
  hostPaths: ReadonlyMap<string, string> = new Map<string, string>(),
): MountGroups {
  const volumes: MountGroups['volumes'][number][] = [];
  const files: string[] = [];
  const kernel: string[] = [];
  for (const { path, source, type, readOnly } of mounts) {
    if (path === '/') continue;
    const volume = volumeOf.exec(source)?.[1] ?? hostPaths.get(source);
    if (volume !== undefined) volumes.push({ path, volume, readOnly });
    else if (kernelTypes.has(type)) kernel.push(path);
    else files.push(path);
  }
  return { volumes, files, kernel };
}

/** The one key of a volume that says what it is: `emptyDir`, `configMap`, `hostPath`. */
export function volumeType(volume: object): string {
  return Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
}
