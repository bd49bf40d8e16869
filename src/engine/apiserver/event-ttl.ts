import type { ApiServer } from './server.ts';

const storage = '/events';
/** kube-apiserver's --event-ttl. An update begins it anew. */
const ttl = 3_600_000;
/** Milliseconds between looks; etcd's leases are no more exact under load. */
const interval = 60_000;

/** Events vanish an hour after they were last written, as etcd's leases take them away. */
export function startEventTtl(server: ApiServer): void {
  const { sim, store } = server;
  /** Writes in the order in which they expire; superseded ones are skipped when their time comes. */
  let queue: { readonly at: number; readonly key: string; readonly resourceVersion: string }[] = [];
  server.watches.watch({ resource: storage }, { initial: store.objects(storage).values() }, ({ type, object }) => {
    if (type === 'DELETED') return;
    const { namespace = '', name = '', resourceVersion = '' } = object.metadata ?? {};
    queue.push({ at: sim.now + ttl, key: `${namespace}/${name}`, resourceVersion });
  });
  const sweep = (): void => {
    let done = 0;
    while (done < queue.length && queue[done]!.at <= sim.now) {
      const { key, resourceVersion } = queue[done++]!;
      const object = store.get(storage, key);
      if (object?.metadata?.resourceVersion !== resourceVersion) continue;
      store.delete(storage, object.metadata.namespace ?? '', object.metadata.name ?? '');
    }
    if (done > 0) queue = queue.slice(done);
    sim.after(interval, sweep);
  };
  sim.after(interval, sweep);
}
