import { describe, expect, it } from 'vitest';
import { Reflector } from './reflector.ts';
import type { Socket } from './streams.ts';

const pod = (name: string, version: string): object => ({
  metadata: { namespace: 'default', name, resourceVersion: version },
});

/** An API whose answers are written down: a list for each GET, and watches that the test speaks for. */
class Script {
  readonly asked: string[] = [];
  readonly told: string[] = [];
  readonly sockets: { path: string; socket: Socket }[] = [];
  #wakeUp: (() => void) | undefined;

  constructor(private readonly lists: ({ status: number; body: unknown } | Error)[]) {}

  start(paths: readonly string[] = ['/api/v1/pods']): Reflector {
    const reflector = new Reflector(
      { resource: 'pods', paths },
      {
        get: (path) => {
          this.asked.push(path);
          const next = this.lists.shift();
          if (next === undefined) return new Promise(() => undefined);
          return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
        },
        openSocket: (path) => {
          const socket: Socket = {
            binaryType: '',
            protocol: '',
            readyState: 1,
            send: () => undefined,
            close: () => socket.onclose?.(undefined as never),
            onopen: null,
            onmessage: null,
            onerror: null,
            onclose: null,
          };
          this.sockets.push({ path, socket });
          this.#wakeUp?.();
          return socket;
        },
        sleep: () => Promise.resolve(),
      },
      {
        changed: ({ metadata }) => this.told.push(`changed ${metadata?.name} ${metadata?.resourceVersion}`),
        deleted: (namespace, name) => this.told.push(`deleted ${namespace}/${name}`),
        reached: (reason) => this.told.push(reason === undefined ? 'reached' : `lost: ${reason}`),
        refused: (reason) => this.told.push(`refused: ${reason}`),
      },
    );
    void reflector.run();
    return reflector;
  }

  /** The n-th watch, once it has been opened. */
  async watch(n: number): Promise<{ path: string; say: (event: object) => void; end: () => void }> {
    while (this.sockets.length < n) await new Promise<void>((resolve) => (this.#wakeUp = resolve));
    const { path, socket } = this.sockets[n - 1]!;
    socket.onopen?.(undefined as never);
    return {
      path,
      say: (event) => socket.onmessage?.({ data: JSON.stringify(event) } as never),
      end: () => socket.onclose?.(undefined as never),
    };
  }
}

const listOf = (version: string, items: readonly object[], more?: string): { status: number; body: unknown } => ({
  status: 200,
  body: {
    kind: 'PodList',
    apiVersion: 'v1',
    metadata: { resourceVersion: version, ...(more === undefined ? {} : { continue: more }) },
    items,
  },
});

describe('a reflector', () => {
  it('lists page by page, watches from there, and goes on where a watch ended', async () => {
    const script = new Script([listOf('7', [pod('a', '3')], 'next page'), listOf('7', [pod('b', '5')])]);
    const reflector = script.start();
    const first = await script.watch(1);
    expect(script.asked).toEqual(['/api/v1/pods?limit=500', '/api/v1/pods?limit=500&continue=next%20page']);
    expect(first.path).toBe('/api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=7');
    first.say({ type: 'MODIFIED', object: pod('a', '8') });
    first.say({ type: 'DELETED', object: pod('b', '9') });
    first.say({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '12' } } });
    first.end();
    expect((await script.watch(2)).path).toContain('resourceVersion=12');
    expect(script.told).toEqual(['changed a 3', 'changed b 5', 'reached', 'changed a 8', 'deleted default/b']);
    reflector.stop();
  });

  it('lists again when the revision is too old, and tells only what differs', async () => {
    const script = new Script([
      listOf('7', [pod('a', '3'), pod('b', '5')]),
      listOf('20', [pod('a', '3'), pod('c', '19')]),
    ]);
    const reflector = script.start();
    (await script.watch(1)).say({ type: 'ERROR', object: { code: 410 } });
    await script.watch(2);
    expect(script.told.slice(3)).toEqual(['changed c 19', 'deleted default/b', 'reached']);
    reflector.stop();
  });

  it('says why nobody answers, and tries again', async () => {
    const down = { status: 503, body: { message: 'etcd is down' } };
    const script = new Script([new Error('Failed to fetch'), down, listOf('1', [])]);
    const reflector = script.start();
    await script.watch(1);
    expect(script.told).toEqual(['lost: Failed to fetch', 'lost: etcd is down', 'reached']);
    reflector.stop();
  });

  it('says what it may not see', async () => {
    const forbidden = { status: 403, body: { message: 'pods is forbidden' } };
    const script = new Script([forbidden, listOf('1', [])]);
    const reflector = script.start();
    await script.watch(1);
    expect(script.told).toEqual(['refused: pods is forbidden', 'reached']);
    reflector.stop();
  });

  it('looks for an older version of a kind where the newer one is not served', async () => {
    const script = new Script([{ status: 404, body: 'not found' }, listOf('1', [])]);
    const reflector = script.start(['/apis/batch/v1/cronjobs', '/apis/batch/v1beta1/cronjobs']);
    expect((await script.watch(1)).path).toMatch(/^\/apis\/batch\/v1beta1\/cronjobs\?/);
    expect(script.told).toEqual(['reached']);
    reflector.stop();
  });
});
