import type { ApiClient, Watch } from '../api/client.ts';
import { controllerOf } from '../api/meta.ts';
import type { KubeObject, Resource, ResourceTypes } from '../api/types.ts';
import { objectKey } from './work-queue.ts';

export interface Notice<O> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: O;
  /** What the cache held before. */
  readonly previous: O | undefined;
}

/**
 * A cache of one resource that a watch keeps, as client-go's shared informers are: a little behind the API server, with the indexes that controllers
 * ask for. Objects come in the order in which they were first heard of.
 */
export class Informer<O extends KubeObject> {
  readonly #objects = new Map<string, O>();
  readonly #byController = new Map<string, Map<string, O>>();
  readonly #orphans = new Map<string, Map<string, O>>();
  readonly #byNamespace = new Map<string, Map<string, O>>();
  readonly #listeners = new Set<(notice: Notice<O>) => void>();

  /** Tells of every object, those known already first. */
  listen(listener: (notice: Notice<O>) => void): Watch {
    for (const object of this.#objects.values()) listener({ type: 'ADDED', object, previous: undefined });
    this.#listeners.add(listener);
    return { stop: () => this.#listeners.delete(listener) };
  }

  find(namespace: string | undefined, name: string): O | undefined {
    return this.#objects.get(namespace === undefined || namespace === '' ? name : `${namespace}/${name}`);
  }

  /** Those whose controller reference names this owner (PodControllerIndex of pkg/controller/controller_utils.go). */
  controlledBy(owner: KubeObject): readonly O[] {
    return [...(this.#byController.get(owner.metadata?.uid ?? '')?.values() ?? [])];
  }

  /** Those of a namespace that no controller owns. */
  orphansIn(namespace: string): readonly O[] {
    return [...(this.#orphans.get(namespace)?.values() ?? [])];
  }

  in(namespace: string): readonly O[] {
    return [...(this.#byNamespace.get(namespace)?.values() ?? [])];
  }

  all(): readonly O[] {
    return [...this.#objects.values()];
  }

  observe(type: Notice<O>['type'], object: O): void {
    const key = objectKey(object);
    const previous = this.#objects.get(key);
    if (type === 'DELETED') {
      this.#objects.delete(key);
      if (previous !== undefined) this.#unindex(key, previous);
    } else {
      this.#objects.set(key, object);
      this.#index(key, object, previous);
    }
    const notice = { type, object, previous };
    for (const listener of this.#listeners) listener(notice);
  }

  #index(key: string, object: O, previous: O | undefined): void {
    if (previous !== undefined && this.#home(previous) !== this.#home(object)) this.#home(previous).delete(key);
    this.#home(object).set(key, object);
    mapIn(this.#byNamespace, object.metadata?.namespace ?? '').set(key, object);
  }

  #unindex(key: string, object: O): void {
    this.#home(object).delete(key);
    this.#byNamespace.get(object.metadata?.namespace ?? '')?.delete(key);
    const uid = controllerOf(object)?.uid;
    if (uid !== undefined && this.#byController.get(uid)?.size === 0) this.#byController.delete(uid);
  }

  #home(object: O): Map<string, O> {
    const controller = controllerOf(object);
    return controller === undefined
      ? mapIn(this.#orphans, object.metadata?.namespace ?? '')
      : mapIn(this.#byController, controller.uid);
  }
}

function mapIn<O>(maps: Map<string, Map<string, O>>, key: string): Map<string, O> {
  let found = maps.get(key);
  if (found === undefined) maps.set(key, (found = new Map()));
  return found;
}

/** One informer for each resource, shared by all the controllers (client-go informers.SharedInformerFactory). */
export class Informers {
  readonly #informers = new Map<Resource, unknown>();

  constructor(private readonly client: ApiClient) {}

  of<R extends Resource>(resource: R): Informer<ResourceTypes[R]> {
    const known = this.#informers.get(resource);
    if (known !== undefined) return known as Informer<ResourceTypes[R]>;
    const informer = new Informer<ResourceTypes[R]>();
    this.#informers.set(resource, informer);
    this.client.watch(resource, {}, ({ type, object }) => informer.observe(type, object));
    return informer;
  }
}
