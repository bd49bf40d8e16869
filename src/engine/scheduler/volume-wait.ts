import type { ApiClient } from '../api/client.ts';
import type { PodInfo } from './pod-info.ts';
import { claimNames, isBound } from './plugins/volume-binding.ts';

const selectedNode = 'volume.kubernetes.io/selected-node';

/** The Pod's claims that are still without a volume. */
export function unboundClaims({ pod, namespace }: PodInfo, client: ApiClient): readonly string[] {
  return claimNames(pod).filter((name) => {
    const claim = client.find('persistentvolumeclaims', namespace, name);
    return claim !== undefined && !isBound(claim);
  });
}

/** Tells the provisioner for which node each of the claims is wanted (volumebinding/binder.go, BindPodVolumes). */
export function selectNode(info: PodInfo, node: string, client: ApiClient): void {
  for (const name of unboundClaims(info, client)) {
    client.patch(
      'persistentvolumeclaims',
      info.namespace,
      name,
      { metadata: { annotations: { [selectedNode]: node } } },
      { type: 'merge' },
    );
  }
}
