import type { ApiResponse } from '../../api/http.ts';
import { expired, notAcceptable } from '../../api/errors.ts';
import { apiVersionOf, type Kind } from '../../api/kinds.ts';
import type { JsonObject } from '../../api/json.ts';
import { Channel } from '../../sim/channel.ts';
import type { StoredObject } from '../registry/strategy.ts';
import { selectSorted } from '../selection.ts';
import { CompactedError } from '../store.ts';
import type { StoreWatch } from '../watch-cache.ts';
import { type HttpContext, withWarnings } from './context.ts';
import type { ListOptions } from './options.ts';
import { checkTableOptions, present } from './output.ts';

/** Events that a reader may leave unread before the server hangs up, as kube does on watchers that do not keep up. */
const maxUnread = 10_000;
/** k8s.io/apiserver's --min-request-timeout, in seconds: how long a watch lives that names no time. */
const minRequestTimeout = 1800;
/** Milliseconds between the bookmarks of a watch. */
const bookmarkInterval = 60_000;

/** Answers a stream of watch events. It ends when the client hangs up, at the time-out, or when nobody reads it. */
export function watch(context: HttpContext, kind: Kind, options: ListOptions): ApiResponse {
  const { server, request } = context;
  const stream = new Channel<unknown>();
  const response: ApiResponse = {
    status: 200,
    headers: withWarnings(
      { 'content-type': 'application/json', 'cache-control': 'no-cache, private' },
      context.warnings,
    ),
    stream,
  };
  checkTableOptions(context);
  if (context.representation.as === 'partialList') {
    throw notAcceptable('you requested PartialObjectMetadataList, but a watch sends objects one by one');
  }
  const compiled = server.compile(kind, options.selection);
  let first = true;
  const push = (type: string, object: JsonObject): void => {
    if (stream.length >= maxUnread) stream.close();
    else stream.push({ type, object });
  };
  const bookmark = (annotations?: Readonly<Record<string, string>>): void => {
    const metadata = {
      resourceVersion: String(server.store.revision),
      // v1.34 and later leave a zero time out.
      ...(server.release.name === '1.20' ? { creationTimestamp: null } : {}),
      ...(annotations === undefined ? {} : { annotations }),
    };
    const object = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata } as unknown as StoredObject;
    push('BOOKMARK', present(context, kind, object, false));
  };

  const { revision, sendInitialEvents } = options;
  const fromNow = sendInitialEvents === false && revision === undefined;
  const withState = sendInitialEvents ?? revision === undefined;
  let handle: StoreWatch;
  try {
    handle = server.watches.watch(
      compiled,
      withState
        ? { initial: selectSorted(server.store, compiled) }
        : { revision: fromNow ? server.store.revision : (revision ?? server.store.revision) },
      (event) => {
        push(event.type, present(context, kind, event.object as StoredObject, first));
        first = false;
      },
      sendInitialEvents === true && options.bookmarks
        ? () => bookmark({ 'k8s.io/initial-events-end': 'true' })
        : undefined,
    );
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    push('ERROR', expired(error.message).status as unknown as JsonObject);
    stream.close();
    return response;
  }

  const seconds =
    options.timeoutSeconds ?? Math.round(minRequestTimeout * (1 + server.sim.random.fork('watch').float()));
  const timeout = server.sim.after(seconds * 1000, () => stream.close());
  let beat = server.sim.after(bookmarkInterval, function tick(): void {
    if (options.bookmarks) bookmark();
    beat = server.sim.after(bookmarkInterval, tick);
  });
  if (!options.bookmarks) beat.cancel();
  stream.onClose(() => {
    handle.stop();
    timeout.cancel();
    beat.cancel();
  });
  request.signal?.onAbort(() => stream.close());
  return response;
}
