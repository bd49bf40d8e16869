import { badRequest, expired } from '../../api/errors.ts';
import type { ApiResponse } from '../../api/http.ts';
import { JsonSyntaxError, parseJsonText } from '../../api/json-text.ts';
import type { Kind } from '../../api/kinds.ts';
import { StatusError } from '../../api/status.ts';
import type { StoredObject } from '../registry/strategy.ts';
import { objectKey } from '../selection.ts';
import { goQuote } from '../../api/go-syntax.ts';
import type { Release } from '../../releases/index.ts';
import type { HttpContext } from './context.ts';
import type { ListOptions } from './options.ts';
import { type ListMeta, respondList } from './output.ts';

const tooOld = 'The resourceVersion for the provided list is too old.';

/** Lists, in pages if asked to. */
export function list(context: HttpContext, kind: Kind, options: ListOptions): ApiResponse {
  const { server } = context;
  if (options.continue !== '') return nextPage(context, kind, options, parseToken(context, options.continue));
  checkNotTooLarge(context, options.revision);
  const exact =
    options.match === 'Exact' || (options.match === '' && options.limit > 0 && options.revision !== undefined);
  let found;
  try {
    found = server.list(kind, options.selection, exact ? options.revision : undefined);
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'Expired') throw expired(tooOld);
    throw error;
  }
  return page(context, kind, options, found.items, found.revision);
}

function page(
  context: HttpContext,
  kind: Kind,
  options: ListOptions,
  items: readonly StoredObject[],
  revision: number,
): ApiResponse {
  const { limit, selection } = options;
  const resourceVersion = String(revision);
  if (limit <= 0 || items.length <= limit) return respondList(context, kind, items, { resourceVersion });
  const shown = items.slice(0, limit);
  const last = objectKey(shown.at(-1)!);
  const selective = selection.labelSelector !== undefined || selection.fieldSelector !== undefined;
  const metadata: ListMeta = {
    resourceVersion,
    continue: makeToken(revision, last),
    // What a selector leaves over is not known without reading it.
    ...(selective ? {} : { remainingItemCount: items.length - limit }),
  };
  return respondList(context, kind, shown, metadata);
}

interface Token {
  readonly revision: number;
  readonly after: string;
}

function nextPage(context: HttpContext, kind: Kind, options: ListOptions, token: Token): ApiResponse {
  const { server } = context;
  const revision = token.revision === inconsistent ? server.store.revision : token.revision;
  let found;
  try {
    found = server.list(kind, options.selection, revision);
  } catch (error) {
    if (!(error instanceof StatusError) || error.reason !== 'Expired') throw error;
    const fresh = makeToken(inconsistent, token.after);
    const { status } = expired(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    );
    throw new StatusError({ ...status, metadata: { continue: fresh } });
  }
  const rest = found.items.filter((item) => objectKey(item) > token.after);
  return page(context, kind, options, rest, revision);
}

/** Stands for "whatever is there now" in a token. */
const inconsistent = -1;

/** k8s.io/apiserver/pkg/storage/continue.go: base64 of the version, the revision and the key to start at. */
function makeToken(revision: number, after: string): string {
  return encode(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `${after}\0` }));
}

function parseToken(context: HttpContext, text: string): Token {
  const invalid = (problem: string): Error =>
    badRequest(`invalid continue token: continue key is not valid: ${problem}`);
  const value = parsed(text, invalid);
  const { v, rv, start } = (value ?? {}) as { readonly v?: unknown; readonly rv?: unknown; readonly start?: unknown };
  if (v !== 'meta.k8s.io/v1')
    throw invalid(`server does not recognize this encoded version ${encodedVersion(v, context.server.release)}`);
  if (typeof rv !== 'number' || rv === 0)
    throw invalid(`incorrect encoded start resourceVersion (version meta.k8s.io/v1)`);
  if (typeof start !== 'string' || start === '') throw invalid('encoded start key empty (version meta.k8s.io/v1)');
  return { revision: rv, after: start.replace(/\0$/, '') };
}

const encodedVersion = (version: unknown, release: Release): string =>
  release.name === '1.20' ? goQuote(String(version ?? '')) : String(version ?? '');

function encode(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function parsed(text: string, invalid: (problem: string) => Error): unknown {
  const wrong = /[^A-Za-z0-9_-]/.exec(text)?.index ?? (text.length % 4 === 1 ? text.length - 1 : -1);
  if (wrong >= 0) throw invalid(`illegal base64 data at input byte ${wrong}`);
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  try {
    return parseJsonText(bytes).value;
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw invalid(error.message);
    throw error;
  }
}

/** A revision that has not been written yet: storage.NewTooLargeResourceVersionError, after the server has waited for it. */
export function checkNotTooLarge(context: HttpContext, revision: number | undefined): void {
  const current = context.server.store.revision;
  if (revision === undefined || revision <= current) return;
  throw new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `Timeout: Too large resource version: ${revision}, current: ${current}`,
    reason: 'Timeout',
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
    code: 504,
  });
}
