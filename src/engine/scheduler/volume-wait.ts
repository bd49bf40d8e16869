import type { ApiClient } from '../api/client.ts';
import { bindVolumeToClaim, selectedNode } from '../api/persistent-volumes.ts';
import type { PersistentVolumeClaim } from '../api/types.ts';
import type { PodInfo } from './pod-info.ts';
import { claimNames, isBound, matchClaims } from './plugins/volume-binding.ts';

/** The Pod's claims that are still without a volume. */
export function unboundClaims({ pod, namespace }: PodInfo, client: ApiClient): readonly PersistentVolumeClaim[] {
  return claimNames(pod).flatMap((name) => {
    const claim = client.find('persistentvolumeclaims', namespace, name);
    return claim === undefined || isBound(claim) ? [] : [claim];
  });
}

/**
 * Gives each claim that waited for its consumer a free volume that the node reaches, or tells the provisioner for which node one is wanted
 * (volumebinding/binder.go, BindPodVolumes). The volume controller does the rest.
 */
export function bindVolumes(info: PodInfo, nodeName: string, client: ApiClient): void {
  const node = client.find('nodes', undefined, nodeName);
  if (node === undefined) return;
  const claims = unboundClaims(info, client);
  const { matched, unmatched } = matchClaims(claims, client.list('persistentvolumes'), node);
  for (const [claim, volume] of matched) {
    const bound = bindVolumeToClaim(volume, claim);
    if (bound !== volume) client.update('persistentvolumes', bound);
  }
  for (const { metadata } of unmatched) {
    const annotations = { [selectedNode]: nodeName };
    client.patch(
      'persistentvolumeclaims',
      info.namespace,
      metadata?.name ?? '',
      { metadata: { annotations } },
      { type: 'merge' },
    );
  }
}
