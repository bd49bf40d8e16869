import type { KubeObject } from '../../engine/api/types.ts';
import type { MirroredKind } from './kinds.ts';
import type { OpenSocket } from './streams.ts';

/** What a reflector tells of its kind. */
export interface ReflectorEvents {
  changed(object: KubeObject): void;
  deleted(namespace: string, name: string): void;
  /** The API answers, or (with the reason) does not. */
  reached(reason?: string): void;
  /** The API will not show this kind: not served, or not allowed. */
  refused(reason: string): void;
}

export interface ReflectorApi {
  /** GET of a path; rejects where nobody answers. */
  readonly get: (path: string) => Promise<{ readonly status: number; readonly body: unknown }>;
  readonly openSocket: OpenSocket;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

interface List {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly KubeObject[];
}

interface WatchEvent {
  readonly type: string;
  readonly object: KubeObject & { readonly code?: number };
}

/** Objects of one page of a list. */
const pageSize = 500;
/** Between two tries, wall milliseconds; each failure doubles it. */
const firstPause = 1000;
const longestPause = 15_000;

/**
 * Follows one kind for good, as an informer does: lists, watches from there, and begins anew when the server no longer knows that revision
 * (client-go tools/cache/reflector.go). A watch is a WebSocket: a browser opens six other connections to a host and no more. Where none can be
 * opened, the list is read again and again.
 */
export class Reflector {
  readonly #known = new Map<string, { readonly namespace: string; readonly name: string; readonly version: string }>();
  #path: string;
  #stopped = false;
  #socket: ReturnType<OpenSocket> | undefined;

  constructor(
    private readonly kind: MirroredKind,
    private readonly api: ReflectorApi,
    private readonly events: ReflectorEvents,
  ) {
    this.#path = kind.paths[0]!;
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.close();
  }

  async run(): Promise<void> {
    let pause = firstPause;
    while (!this.#stopped) {
      let version: string | undefined;
      try {
        version = await this.#list();
        pause = firstPause;
      } catch (error) {
        this.events.reached((error as Error).message);
        await this.api.sleep(pause);
        pause = Math.min(longestPause, pause * 2);
        continue;
      }
      if (version === undefined) {
        await this.api.sleep(longestPause);
        continue;
      }
      this.events.reached();
      while (version !== undefined && !this.#stopped) version = await this.#watch(version);
      await this.api.sleep(firstPause);
    }
  }

  /** The revision of the list; undefined where the API refuses it. */
  async #list(): Promise<string | undefined> {
    const found = new Set<string>();
    let more = '';
    for (;;) {
      const query = `?limit=${pageSize}${more === '' ? '' : `&continue=${encodeURIComponent(more)}`}`;
      const { status, body } = await this.api.get(`${this.#path}${query}`);
      if (status === 404 && this.#path !== this.kind.paths.at(-1)) {
        this.#path = this.kind.paths[this.kind.paths.indexOf(this.#path) + 1]!;
        continue;
      }
      if (status === 410 && more !== '') {
        more = '';
        continue;
      }
      if (status >= 500 || status === 429) throw new Error(messageOf(body, status));
      if (status >= 400) {
        this.events.refused(messageOf(body, status));
        return undefined;
      }
      const list = body as List;
      // The items of a list do not name their kind.
      const type = { apiVersion: list.apiVersion ?? '', kind: (list.kind ?? '').replace(/List$/, '') };
      for (const item of list.items ?? []) found.add(this.#take({ ...type, ...item }));
      more = list.metadata?.continue ?? '';
      if (more !== '') continue;
      for (const [key, { namespace, name }] of [...this.#known]) if (!found.has(key)) this.#drop(namespace, name);
      return list.metadata?.resourceVersion ?? '';
    }
  }

  #take(object: KubeObject): string {
    const { namespace = '', name = '', resourceVersion = '' } = object.metadata ?? {};
    const key = `${namespace}/${name}`;
    if (this.#known.get(key)?.version !== resourceVersion || resourceVersion === '') {
      this.#known.set(key, { namespace, name, version: resourceVersion });
      this.events.changed(object);
    }
    return key;
  }

  #drop(namespace: string, name: string): void {
    this.#known.delete(`${namespace}/${name}`);
    this.events.deleted(namespace, name);
  }

  /** The revision to go on from when the watch has ended; undefined: list again. */
  #watch(from: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      let version: string | undefined = from;
      let opened = false;
      const socket = this.api.openSocket(
        `${this.#path}?watch=true&allowWatchBookmarks=true&resourceVersion=${encodeURIComponent(from)}`,
        [],
      );
      this.#socket = socket;
      socket.onopen = () => (opened = true);
      socket.onerror = () => undefined;
      socket.onmessage = ({ data }: MessageEvent<string>) => {
        const { type, object } = JSON.parse(data) as WatchEvent;
        if (type === 'ERROR') {
          version = undefined;
          return socket.close();
        }
        version = object.metadata?.resourceVersion ?? version;
        if (type === 'DELETED') this.#drop(object.metadata?.namespace ?? '', object.metadata?.name ?? '');
        else if (type !== 'BOOKMARK') this.#take(object);
      };
      // Whether the server is still there shows the next list.
      socket.onclose = () => resolve(opened && version !== from ? version : undefined);
    });
  }
}

function messageOf(body: unknown, status: number): string {
  const message = typeof body === 'object' && body !== null ? (body as { message?: unknown }).message : body;
  return typeof message === 'string' && message !== '' ? message.trim() : `HTTP ${status}`;
}
