import type { ApiClient, Watch } from '../../api/client.ts';
import type { Pod } from '../../api/types.ts';
import { objectKey } from '../work-queue.ts';

/** `namespace/name` of the claims that a Pod uses; those of its generic ephemeral volumes bear the Pod's name. */
export function claimKeysOf(pod: Pod): readonly string[] {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  return (pod.spec?.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim !== undefined) return [`${namespace}/${volume.persistentVolumeClaim.claimName}`];
    return volume.ephemeral === undefined ? [] : [`${namespace}/${name}-${volume.name}`];
  });
}

export function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** Which Pods use a claim (pkg/controller/volume/common, PodPVCIndex). Pods without claims cost nothing. */
export class PodsByClaim {
  readonly #pods = new Map<string, Map<string, Pod>>();
  readonly #watch: Watch;

  /** @param changed is told of each Pod with claims that comes, changes or goes. */
  constructor(
    private readonly client: ApiClient,
    changed: (pod: Pod, gone: boolean) => void,
  ) {
    this.#watch = client.watch('pods', {}, ({ type, object }) => {
      const claims = claimKeysOf(object);
      if (claims.length === 0) return;
      const key = objectKey(object);
      const gone = type === 'DELETED';
      for (const claim of claims) {
        let pods = this.#pods.get(claim);
        if (gone) pods?.delete(key);
        else {
          if (pods === undefined) this.#pods.set(claim, (pods = new Map()));
          pods.set(key, object);
        }
        if (pods?.size === 0) this.#pods.delete(claim);
      }
      changed(object, gone);
    });
  }

  /** As they are now. */
  of(claim: string): readonly Pod[] {
    return [...(this.#pods.get(claim)?.values() ?? [])].flatMap(
      ({ metadata }) => this.client.find('pods', metadata?.namespace, metadata?.name ?? '') ?? [],
    );
  }

  stop(): void {
    this.#watch.stop();
  }
}
