import type { ApiClient } from '../../api/client.ts';
import { controllerOf, isControlledBy } from '../../api/meta.ts';
import type { KubeObject, Pod } from '../../api/types.ts';
import { objectKey, splitKey } from '../work-queue.ts';

/**
 * Where to find the Pods of an owner without looking at all of a namespace (controller.AddPodControllerIndexer). It remembers names and reads
 * the Pods themselves from the API, so that what it says is never older than that.
 */
export class OwnedPods {
  readonly #byOwner = new Map<string, Set<string>>();
  readonly #orphans = new Map<string, Set<string>>();
  /** The owner's uid of each Pod; '' for none. */
  readonly #ownerOf = new Map<string, string>();

  constructor(private readonly client: ApiClient) {}

  /** Takes note of a Pod as it is now. */
  observe(pod: Pod): void {
    const key = objectKey(pod);
    const owner = controllerOf(pod)?.uid ?? '';
    if (this.#ownerOf.get(key) === owner) return;
    this.forget(pod);
    this.#ownerOf.set(key, owner);
    const [map, name] = this.#shelf(pod, owner);
    const keys = map.get(name);
    if (keys === undefined) map.set(name, new Set([key]));
    else keys.add(key);
  }

  forget(pod: Pod): void {
    const key = objectKey(pod);
    const owner = this.#ownerOf.get(key);
    if (owner === undefined) return;
    this.#ownerOf.delete(key);
    const [map, name] = this.#shelf(pod, owner);
    const keys = map.get(name);
    keys?.delete(key);
    if (keys?.size === 0) map.delete(name);
  }

  /** The Pods that `owner` controls. */
  of(owner: KubeObject): readonly Pod[] {
    return this.#read(this.#byOwner.get(owner.metadata?.uid ?? '')).filter((pod) => isControlledBy(pod, owner));
  }

  /** The Pods of a namespace that nobody controls. */
  orphans(namespace: string): readonly Pod[] {
    return this.#read(this.#orphans.get(namespace)).filter((pod) => controllerOf(pod) === undefined);
  }

  #shelf(pod: Pod, owner: string): [Map<string, Set<string>>, string] {
    return owner === '' ? [this.#orphans, pod.metadata?.namespace ?? ''] : [this.#byOwner, owner];
  }

  #read(keys: ReadonlySet<string> | undefined): Pod[] {
    return [...(keys ?? [])].flatMap((key) => {
      const { namespace, name } = splitKey(key);
      return this.client.find('pods', namespace, name) ?? [];
    });
  }
}
