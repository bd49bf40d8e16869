import { type ApiClient, ApiUnreachable, type Selection, type Watch, type WatchEvent } from '../api/client.ts';
import type { KubeObject, Resource } from '../api/types.ts';

interface Gate {
  /** Whether the way to the API server is open now. */
  isReachable(): boolean;
  /** Calls `listener` each time the way opens again. */
  onReachable(listener: () => void): void;
}

/**
 * A client over a way that can be cut: verbs throw ApiUnreachable while it is, and watches fall silent. When it opens again a
 * watch lists anew and reports what it missed, as client-go's reflector does: DELETED for what went, ADDED or MODIFIED for the
 * rest that changed.
 */
export function gatedClient(
  client: ApiClient,
  isReachable: () => boolean,
  onReachable: Gate['onReachable'],
): ApiClient {
  const through = <A extends readonly unknown[], T>(call: (...args: A) => T): ((...args: A) => T) => {
    return (...args) => {
      if (!isReachable()) throw new ApiUnreachable();
      return call(...args);
    };
  };
  const watches = new Set<GatedWatch>();
  onReachable(() => {
    for (const watch of watches) watch.reconnect();
  });
  return {
    get: through(client.get) as ApiClient['get'],
    find: through(client.find) as ApiClient['find'],
    list: through(client.list) as ApiClient['list'],
    create: through(client.create) as ApiClient['create'],
    update: through(client.update) as ApiClient['update'],
    patch: through(client.patch) as ApiClient['patch'],
    delete: through(client.delete),
    bind: through(client.bind),
    evict: through(client.evict),
    watch: ((resource: Resource, selection: Selection, handler: (event: WatchEvent<KubeObject>) => void): Watch => {
      const watch = new GatedWatch(client, isReachable, resource, selection, handler);
      watches.add(watch);
      watch.reconnect();
      return {
        stop: () => {
          watches.delete(watch);
          watch.stop();
        },
      };
    }) as ApiClient['watch'],
  };
}

/** Remembers what its handler was told, so that it can tell what changed while the way was cut. */
class GatedWatch {
  readonly #known = new Map<string, KubeObject>();
  #inner: Watch | undefined;
  #silent = false;

  constructor(
    private readonly client: ApiClient,
    private readonly isReachable: () => boolean,
    private readonly resource: Resource,
    private readonly selection: Selection,
    private readonly handler: (event: WatchEvent<KubeObject>) => void,
  ) {}

  reconnect(): void {
    if (!this.isReachable()) return;
    if (this.#inner !== undefined && !this.#silent) return;
    this.#inner?.stop();
    this.#silent = false;
    const now = new Set<string>();
    for (const object of this.client.list(this.resource, this.selection)) now.add(object.metadata?.uid ?? '');
    for (const [uid, object] of this.#known) {
      if (now.has(uid)) continue;
      this.#known.delete(uid);
      this.handler({ type: 'DELETED', object });
    }
    this.#inner = this.client.watch(this.resource, this.selection, (event) => this.#take(event));
  }

  stop(): void {
    this.#inner?.stop();
    this.#known.clear();
  }

  #take(event: WatchEvent<KubeObject>): void {
    if (!this.isReachable()) {
      this.#silent = true;
      return;
    }
    if (this.#silent) return;
    const uid = event.object.metadata?.uid ?? '';
    const known = this.#known.get(uid);
    if (event.type === 'DELETED') {
      this.#known.delete(uid);
      this.handler(event);
      return;
    }
    this.#known.set(uid, event.object);
    if (known === event.object) return;
    this.handler({ type: known === undefined ? 'ADDED' : 'MODIFIED', object: event.object });
  }
}
