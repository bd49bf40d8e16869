import { StatusError, type Status } from '../../engine/api/status.ts';
import type { Task } from '../../engine/sim/task.ts';
import { isRecord, textAt, type Json } from '../object.ts';
import type { Client, Query } from './client.ts';

export interface WatchedEvent {
  readonly type: string;
  readonly object: Json;
}

/**
 * Watches a path and hands every event to `use` until that returns true; false if the server ended the watch first.
 * The stream is hung up however the task ends.
 */
export function* watchPath(
  client: Client,
  path: string,
  options: { readonly query: Query; readonly accept?: string },
  use: (event: WatchedEvent) => Task<boolean>,
): Task<boolean> {
  const response = yield* client.request('GET', path, {
    query: { ...options.query, watch: 'true' },
    ...(options.accept === undefined ? {} : { headers: { accept: options.accept } }),
  });
  const stream = response.stream;
  if (stream === undefined) return false;
  try {
    for (;;) {
      const event = yield* stream.take();
      if (event === undefined) return false;
      if (!isRecord(event) || !isRecord(event['object'])) continue;
      if (yield* use({ type: textAt(event, 'type'), object: event['object'] })) return true;
    }
  } finally {
    stream.close();
  }
}

/** What an ERROR event carries. */
export function watchError(event: WatchedEvent): StatusError {
  return new StatusError(event.object as unknown as Status);
}
