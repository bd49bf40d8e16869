import type { Task } from '../../engine/sim/task.ts';
import { isRecord, listAt, textAt, type Json } from '../object.ts';
import type { Client, Query } from './client.ts';
import { watchError, watchPath } from './watch.ts';

/** What happened to a watched object; `deleted` carries its last state. */
export interface Sighting {
  readonly deleted: boolean;
  readonly object: Json;
}

/**
 * Lists and then watches until `use` says that it is enough, listing again whenever the server ends the watch
 * (client-go tools/watch UntilWithSync).
 */
export function* untilSeen(
  client: Client,
  path: string,
  query: Query,
  use: (sighting: Sighting) => Task<boolean>,
): Task<void> {
  const known = new Map<string, Json>();
  for (;;) {
    const list = yield* client.object('GET', path, { query });
    const items = listAt(list, 'items').filter(isRecord);
    const present = new Set(items.map(keyOf));
    for (const [key, object] of [...known]) {
      if (present.has(key)) continue;
      known.delete(key);
      if (yield* use({ deleted: true, object })) return;
    }
    for (const item of items) {
      const object = typed(list, item);
      const before = known.get(keyOf(object));
      known.set(keyOf(object), object);
      if (before !== undefined && versionOf(before) === versionOf(object)) continue;
      if (yield* use({ deleted: false, object })) return;
    }
    const enough = yield* watchPath(
      client,
      path,
      { query: { ...query, resourceVersion: textAt(list, 'metadata', 'resourceVersion') } },
      function* (event): Task<boolean> {
        if (event.type === 'BOOKMARK') return false;
        if (event.type === 'ERROR') throw watchError(event);
        const deleted = event.type === 'DELETED';
        if (deleted) known.delete(keyOf(event.object));
        else known.set(keyOf(event.object), event.object);
        return yield* use({ deleted, object: event.object });
      },
    );
    if (enough) return;
    // Not in a tight loop.
    yield* client.p.sleep(1000);
  }
}

function keyOf(object: Json): string {
  return textAt(object, 'metadata', 'uid');
}

function versionOf(object: Json): string {
  return textAt(object, 'metadata', 'resourceVersion');
}

/** Items of a typed list inherit their kind. */
function typed(list: Json, item: Json): Json {
  return item['kind'] !== undefined
    ? item
    : { apiVersion: textAt(list, 'apiVersion'), kind: textAt(list, 'kind').replace(/List$/, ''), ...item };
}
