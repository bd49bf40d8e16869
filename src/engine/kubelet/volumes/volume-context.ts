import type { ApiClient } from '../../api/client.ts';
import type { Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import type { Machine } from '../../runtime/machine.ts';
import type { Random } from '../../sim/random.ts';

export type Volume = NonNullable<NonNullable<Pod['spec']>['volumes']>[number];

/** What setting up a volume needs to know. */
export interface VolumeContext {
  readonly pod: Pod;
  readonly client: ApiClient;
  readonly machine: Machine;
  readonly release: Release;
  readonly random: Random;
  /** Unix ms. */
  readonly now: number;
  readonly hostIP: string;
  readonly podIP: string | undefined;
  readonly node: { readonly cpu: number; readonly memory: number };
}

/** A volume can't be set up: `message` is what the event FailedMount says, and the Pod waits. */
export class MountError extends Error {
  constructor(
    message: string,
    /** Its name in the Pod's spec. */
    readonly volume = '',
  ) {
    super(message);
  }
}

/** A volume as a directory or file of the node's disk. */
export interface MountedVolume {
  readonly path: string;
  /** Nobody may write to it, whatever the mount says. */
  readonly readOnly: boolean;
  /** Its file system in /proc/mounts, where that is not the disk's. */
  readonly type?: string;
}

/** Where the kubelet keeps a Pod's things on the node. */
export function podDirectory(uid: string): string {
  return `/var/lib/kubelet/pods/${uid}`;
}

/** `/var/lib/kubelet/pods/UID/volumes/kubernetes.io~configmap/NAME`. */
export function volumeDirectory(pod: Pod, plugin: string, name: string): string {
  return `${podDirectory(pod.metadata?.uid ?? '')}/volumes/kubernetes.io~${plugin}/${name}`;
}
