import type { DeleteOptions, Selection } from '../../api/client.ts';
import { DecodeError, decodeStruct } from '../../api/decode.ts';
import { badRequest, invalidObject, plainFailure } from '../../api/errors.ts';
import { forbidden, GoValue, invalid, notSupported, tooLong, type FieldError } from '../../api/field.ts';
import { goQuote, goStringSlice } from '../../api/go-syntax.ts';
import { structShape } from '../../api/schema.ts';
import { isObject } from '../../api/json.ts';
import type { Release } from '../../releases/index.ts';
import type { WriteOptions } from '../server.ts';
import { objectTypes, readBody, UnreadableBody } from './body.ts';
import type { HttpContext } from './context.ts';

/** Query parameters of reads and writes: k8s.io/apimachinery/pkg/apis/meta/v1 ListOptions, CreateOptions, DeleteOptions. */

export interface ListOptions {
  readonly selection: Selection;
  readonly limit: number;
  readonly continue: string;
  /** Undefined: the latest. */
  readonly revision: number | undefined;
  readonly match: '' | 'Exact' | 'NotOlderThan';
  readonly watch: boolean;
  readonly bookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
  readonly timeoutSeconds: number | undefined;
}

/** @throws StatusError BadRequest, Invalid */
export function listOptions(context: HttpContext, namespace: string): ListOptions {
  const { query } = context;
  const resourceVersion = query.get('resourceVersion') ?? '';
  const match = query.get('resourceVersionMatch') ?? '';
  const watch = flag(query, 'watch');
  const initial = query.get('sendInitialEvents');
  const options: ListOptions = {
    selection: {
      ...(namespace === '' ? {} : { namespace }),
      ...present(query, 'labelSelector'),
      ...present(query, 'fieldSelector'),
    },
    limit: integer(query, 'limit') ?? 0,
    continue: query.get('continue') ?? '',
    revision: undefined,
    match: match as ListOptions['match'],
    watch,
    bookmarks: flag(query, 'allowWatchBookmarks'),
    sendInitialEvents: initial === null || context.server.release.name === '1.20' ? undefined : truth(initial),
    timeoutSeconds: integer(query, 'timeoutSeconds'),
  };
  const errors =
    context.server.release.name === '1.20' || !watch
      ? validateListOptions(options, resourceVersion)
      : validateWatchOptions(options, resourceVersion);
  if (errors.length > 0) {
    throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors, context.server.release);
  }
  if (!watch && options.continue !== '' && resourceVersion !== '' && resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  const cached = watch || (context.server.release.name === '1.20' && options.limit === 0);
  return { ...options, revision: revisionOf(resourceVersion, cached ? 'cache' : 'list') };
}

const matchField = 'resourceVersionMatch';

/** v1.27 and later: validateWatchOptions of k8s.io/apimachinery/pkg/apis/meta/internalversion/validation. */
function validateWatchOptions(
  { match, sendInitialEvents, continue: token }: ListOptions,
  resourceVersion: string,
): FieldError[] {
  const errors: FieldError[] = [];
  // A watch from anywhere is taken as one that asks for the initial events.
  if (sendInitialEvents === undefined && match === '' && (resourceVersion === '' || resourceVersion === '0')) {
    return token === '' ? [] : [forbidden(matchField, 'resourceVersionMatch is forbidden when continue is provided')];
  }
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    errors.push(forbidden(matchField, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match === '') return errors;
  if (sendInitialEvents === undefined) {
    errors.push(
      forbidden(matchField, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
    );
  }
  if (match !== 'NotOlderThan') errors.push(notSupported(matchField, match, ['NotOlderThan']));
  if (token !== '') errors.push(forbidden(matchField, 'resourceVersionMatch is forbidden when continue is provided'));
  return errors;
}

/** ValidateListOptions of the same; v1.20 asks it about watches too. */
function validateListOptions(options: ListOptions, resourceVersion: string): FieldError[] {
  const { match, watch, sendInitialEvents } = options;
  const field = matchField;
  const errors: FieldError[] = [];
  const forList =
    sendInitialEvents === undefined ? [] : [forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list')];
  if (match === '') return forList;
  if (watch) errors.push(forbidden(field, 'resourceVersionMatch is forbidden for watch'));
  if (resourceVersion === '') {
    errors.push(forbidden(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  }
  if (options.continue !== '')
    errors.push(forbidden(field, 'resourceVersionMatch is forbidden when continue is provided'));
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    errors.push(notSupported(field, match, ['Exact', 'NotOlderThan', '']));
  }
  if (match === 'Exact' && resourceVersion === '0') {
    errors.push(forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  return [...errors, ...forList];
}

/**
 * Undefined for '' and `0`: any version will do, and the latest is one.
 * @param of a list says "bad request" of one that is none; the watch cache, which answers get, watch and v1.20's lists, does not.
 */
export function revisionOf(resourceVersion: string, of: 'list' | 'cache'): number | undefined {
  if (resourceVersion === '' || resourceVersion === '0') return undefined;
  if (/^\d{1,19}$/.test(resourceVersion)) return Number(resourceVersion);
  const quoted = goQuote(resourceVersion);
  const problem = `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`;
  throw of === 'list' ? badRequest(`invalid resource version: ${problem}`) : plainFailure(problem);
}

function present(query: URLSearchParams, key: 'labelSelector' | 'fieldSelector'): Partial<Selection> {
  const value = query.get(key) ?? '';
  return value === '' ? {} : { [key]: value };
}

function integer(query: URLSearchParams, key: string): number | undefined {
  const value = query.get(key);
  if (value === null || value === '') return undefined;
  if (!/^[+-]?\d{1,18}$/.test(value)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  }
  return Number(value);
}

/** A boolean query parameter: there and neither `false` nor `0`. */
export function flag(query: URLSearchParams, key: string): boolean {
  const value = query.get(key);
  return value !== null && truth(value);
}

const truth = (value: string): boolean => value !== 'false' && value !== '0';

/** dryRun, fieldManager: of every write. */
export function writeOptions(context: HttpContext, optionsKind: string, extra: readonly string[] = []): WriteOptions {
  const { query, request, server } = context;
  const dryRun = [...query.getAll('dryRun'), ...extra];
  const manager = query.get('fieldManager') ?? '';
  const errors = validateFieldManager(manager, server.release);
  // A list, so the whole of it is the offending value.
  if (dryRun.some((value) => value !== 'All')) {
    errors.push(notSupported('dryRun', new GoValue(dryRun, goStringSlice(dryRun)), ['All']));
  }
  if (errors.length > 0) {
    throw invalidObject({ group: 'meta.k8s.io', kind: optionsKind }, '', errors, server.release);
  }
  return {
    dryRun: dryRun.includes('All'),
    operation: 'Update',
    manager: manager || managerOf(request.headers?.['user-agent'] ?? ''),
    warn: (text) => context.warnings.push(text),
  };
}

/** k8s.io/apimachinery/pkg/apis/meta/v1/validation ValidateFieldManager. */
function validateFieldManager(manager: string, release: Release): FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  const unprintable: FieldError[] = [];
  for (const character of manager) {
    const code = character.codePointAt(0)!;
    if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) {
      const rune = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
      unprintable.push(invalid('fieldManager', manager, `invalid character ${rune} (at position ${bytes})`));
    }
    bytes += code > 0xffff ? 4 : code > 0x7ff ? 3 : code > 0x7f ? 2 : 1;
  }
  if (bytes > 128) errors.push(tooLong('fieldManager', 128, release));
  return [...errors, ...unprintable];
}

/** handlers/create.go managerOrUserAgent: the user agent up to its first slash. */
function managerOf(userAgent: string): string {
  return userAgent.split('/')[0]!.slice(0, 128) || 'unknown';
}

/**
 * The options of a deletion, from the body if there is one, else from the query.
 * @throws StatusError
 */
export function deleteOptions(context: HttpContext): DeleteOptions & WriteOptions {
  const { release } = context.server;
  let given: Record<string, unknown> = {};
  try {
    const body = readBody(context.request, objectTypes, context.server.release);
    const { kind, apiVersion } = body !== undefined && isObject(body.value) ? body.value : {};
    if (kind !== undefined && kind !== 'DeleteOptions') {
      throw badRequest(
        `no kind ${goQuote(String(kind))} is registered for version ${goQuote(String(apiVersion ?? ''))} in scheme "pkg/api/legacyscheme/scheme.go:30"`,
      );
    }
    if (body !== undefined && Array.isArray(body.value)) {
      throw badRequest(
        `couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`,
      );
    }
    if (body !== undefined && isObject(body.value)) {
      const shape = structShape('meta.v1.DeleteOptions', release);
      const { apiVersion: _apiVersion, kind: _kind, ...rest } = body.value;
      given = { ...(shape === undefined ? rest : decodeStruct(shape, rest, release).object) };
    }
  } catch (error) {
    if (error instanceof UnreadableBody) {
      throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    }
    if (error instanceof DecodeError) throw badRequest(error.message);
    throw error;
  }
  const { query } = context;
  const grace = integer(query, 'gracePeriodSeconds');
  if (grace !== undefined) given['gracePeriodSeconds'] ??= grace;
  const policy = query.get('propagationPolicy');
  if (policy !== null && policy !== '') given['propagationPolicy'] ??= policy;
  const orphan = query.get('orphanDependents');
  if (orphan !== null) given['orphanDependents'] ??= truth(orphan);
  const dryRun = Array.isArray(given['dryRun']) ? given['dryRun'].map(String) : [];
  const write = writeOptions(context, 'DeleteOptions', dryRun);
  const propagationPolicy = propagation(context, given);
  const { gracePeriodSeconds, preconditions } = given as DeleteOptions;
  return {
    ...write,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
  };
}

function propagation(context: HttpContext, given: Record<string, unknown>): DeleteOptions['propagationPolicy'] {
  const { propagationPolicy: policy, orphanDependents } = given;
  const errors: FieldError[] = [];
  if (policy !== undefined && orphanDependents !== undefined) {
    errors.push(invalid('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'));
  }
  const known = ['Background', 'Foreground', 'Orphan'] as const;
  const found = known.find((one) => one === policy);
  if (policy !== undefined && found === undefined) {
    errors.push(notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']));
  }
  if (errors.length > 0) {
    throw invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors, context.server.release);
  }
  if (orphanDependents !== undefined) return orphanDependents === true ? 'Orphan' : 'Background';
  return found;
}
