import type { ResourceMetrics } from './metrics.ts';
import type { Resource, ResourceTypes } from './types.ts';

export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
}

export interface Selection {
  readonly namespace?: string;
  /** `app=a,tier in (x,y)` */
  readonly labelSelector?: string;
  /** `spec.nodeName=node1,status.phase!=Failed` */
  readonly fieldSelector?: string;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export interface Watch {
  stop(): void;
}

/**
 * The API as the cluster's own components see it: scheduler, kubelets, controllers. Verbs answer at once, with frozen
 * objects, and throw StatusError. A component that is cut off from the API server gets a client whose verbs throw
 * `ApiUnreachable` and whose watches fall silent until the way is open again (then they re-list, as an informer does).
 * Watch events arrive later, in order, a few virtual milliseconds after the write.
 */
export interface ApiClient {
  get<R extends Resource>(resource: R, namespace: string | undefined, name: string): ResourceTypes[R];
  /** The object, or undefined if there is none: a read from the cache that watches feed, as a lister does. */
  find<R extends Resource>(resource: R, namespace: string | undefined, name: string): ResourceTypes[R] | undefined;
  list<R extends Resource>(resource: R, selection?: Selection): readonly ResourceTypes[R][];
  create<R extends Resource>(resource: R, namespace: string | undefined, object: ResourceTypes[R]): ResourceTypes[R];
  /** Replaces the object; a stale `metadata.resourceVersion` throws Conflict. */
  update<R extends Resource>(resource: R, object: ResourceTypes[R], subresource?: 'status' | 'scale'): ResourceTypes[R];
  /** A strategic merge patch by default. */
  patch<R extends Resource>(
    resource: R,
    namespace: string | undefined,
    name: string,
    patch: unknown,
    options?: { readonly subresource?: string; readonly type?: 'strategic' | 'merge' | 'json' },
  ): ResourceTypes[R];
  delete(resource: Resource, namespace: string | undefined, name: string, options?: DeleteOptions): void;
  /** pods/binding. */
  bind(namespace: string, pod: string, node: string): void;
  /** pods/eviction; throws TooManyRequests where a PodDisruptionBudget forbids it. */
  evict(namespace: string, pod: string, options?: DeleteOptions): void;
  /** metrics.k8s.io, for who asks it from the control plane. */
  readonly metrics?: ResourceMetrics;
  /** First ADDED for everything that matches, then changes. The handler must not throw. */
  watch<R extends Resource>(
    resource: R,
    selection: Selection,
    handler: (event: WatchEvent<ResourceTypes[R]>) => void,
  ): Watch;
}

/** The way to the API server is cut. */
export class ApiUnreachable extends Error {
  constructor(message = 'connect: no route to host') {
    super(message);
    this.name = 'ApiUnreachable';
  }
}
