import { decode, DecodeError, type Decoded } from '../../api/decode.ts';
import { badRequest, invalidObject } from '../../api/errors.ts';
import { notSupported } from '../../api/field.ts';
import { goQuote } from '../../api/go-syntax.ts';
import { isObject, type JsonObject } from '../../api/json.ts';
import { apiVersionOf, type Kind } from '../../api/kinds.ts';
import { decodeCustom } from '../crd/validate-object.ts';
import type { StoredObject } from '../registry/strategy.ts';
import { type Body, objectTypes, readBody, UnreadableBody } from './body.ts';
import type { HttpContext } from './context.ts';
import { toHub } from './versions.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/**
 * How unknown and duplicate fields are met: `fieldValidation` came with v1.25 (its default since is Warn); v1.20 drops them
 * without a word.
 * @throws StatusError Invalid for a directive that is none
 */
export function fieldValidation(context: HttpContext, optionsKind: string): FieldValidation {
  if (context.server.release.name === '1.20') return 'Ignore';
  const given = context.query.get('fieldValidation') ?? '';
  if (given === '') return 'Warn';
  if (given === 'Ignore' || given === 'Warn' || given === 'Strict') return given;
  const error = notSupported('fieldValidation', given, ['', 'Ignore', 'Strict', 'Warn']);
  throw invalidObject({ group: 'meta.k8s.io', kind: optionsKind }, '', [error], context.server.release);
}

/**
 * Reads the object of a create or an update: parsed, of the kind that the path names, decoded, in the hub's version.
 * @throws StatusError BadRequest with the server's words, 413, 415
 */
export function readObject(context: HttpContext, kind: Kind, optionsKind: string): StoredObject {
  const validation = fieldValidation(context, optionsKind);
  let body: Body | undefined;
  try {
    body = readBody(context.request, objectTypes, context.server.release);
  } catch (error) {
    if (!(error instanceof UnreadableBody)) throw error;
    throw unrecognized(kind, `json parse error: ${error.message}`, error.text);
  }
  if (body === undefined) throw unrecognized(kind, 'json parse error: unexpected end of JSON input', '');
  return decodeObject(context, kind, body, validation);
}

function unrecognized(kind: Kind, problem: string, text: string): Error {
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; ${problem} (${summarize(text)})`,
  );
}

/** runtime.NewNotRegisteredErr... quotes JSON-like bodies as they are and others in hexadecimal, a kilobyte at most. */
export function summarize(text: string): string {
  if (text === '') return '<empty>';
  const shortened = text.length > 1024 ? `${text.slice(0, 1024)} ...` : text;
  if (text.startsWith('{')) return shortened;
  let hex = '';
  for (const byte of new TextEncoder().encode(text.slice(0, 1024))) hex += byte.toString(16).padStart(2, '0');
  return text.length > 1024 ? `${hex} ...` : hex;
}

/** @param onMismatch makes the error for a value of the wrong type; default: BadRequest */
export function decodeObject(
  context: HttpContext,
  kind: Kind,
  { value, text, duplicates }: Pick<Body, 'value' | 'text' | 'duplicates'>,
  validation: FieldValidation,
  onMismatch?: (error: { readonly message: string }) => Error,
): StoredObject {
  // Go leaves an object alone that it reads null into.
  if (value === null) return decodeObject(context, kind, { value: {}, text, duplicates }, validation, onMismatch);
  if (!isObject(value)) {
    const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    throw unrecognized(
      kind,
      `json parse error: json: cannot unmarshal ${what} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
      text ?? JSON.stringify(value),
    );
  }
  checkTypeMeta(context, kind, value, onMismatch);
  const decoded = decodeKind(context, kind, value, duplicates, onMismatch);
  if (validation !== 'Ignore' && decoded.strictErrors.length > 0) {
    if (validation === 'Strict') {
      const message = `strict decoding error: ${decoded.strictErrors.join(', ')}`;
      throw onMismatch?.({ message }) ?? cannotBeHandled(kind, kind.kind, message);
    }
    context.warnings.push(...decoded.strictErrors);
  }
  const object = { ...decoded.object, apiVersion: apiVersionOf(kind), kind: kind.kind } as StoredObject;
  return toHub(kind, object);
}

function decodeKind(
  context: HttpContext,
  kind: Kind,
  value: JsonObject,
  duplicates: readonly string[],
  onMismatch: ((error: { readonly message: string }) => Error) | undefined,
): Decoded {
  const { release } = context.server;
  // A custom resource has no Go type: its schema is its CustomResourceDefinition's.
  const custom = context.server.kinds.custom(kind);
  try {
    return custom === undefined
      ? decode(kind, value, release, duplicates)
      : decodeCustom(custom, value, release, duplicates);
  } catch (error) {
    if (error instanceof DecodeError) throw onMismatch?.(error) ?? cannotBeHandled(kind, kind.kind, error.message);
    throw error;
  }
}

function checkTypeMeta(
  context: HttpContext,
  kind: Kind,
  value: JsonObject,
  onMismatch: ((error: { readonly message: string }) => Error) | undefined,
): void {
  const expected = apiVersionOf(kind);
  const apiVersion = typeof value['apiVersion'] === 'string' ? value['apiVersion'] : '';
  const name = typeof value['kind'] === 'string' ? value['kind'] : '';
  if ((apiVersion === '' || apiVersion === expected) && (name === '' || name === kind.kind)) return;
  const given = context.server.kinds.byGvk(apiVersion || expected, name || kind.kind);
  if (given === undefined) {
    const message = `no kind ${goQuote(name || kind.kind)} is registered for version ${goQuote(apiVersion || expected)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
    const version = (apiVersion || expected).split('/').at(-1) ?? '';
    throw onMismatch?.({ message }) ?? cannotBeHandled({ ...kind, version }, name || kind.kind, message, kind.kind);
  }
  if (given.kind === kind.kind && given.group === kind.group) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  }
  const goType = (of: Kind, version: string): string =>
    `${(of.group.split('.')[0] || 'core').replaceAll('-', '')}.${version}`;
  const from = `${given.version}.${given.kind}`;
  const message = `converting (${from}) to (${goType(kind, kind.kind)}): unknown conversion`;
  throw onMismatch?.({ message }) ?? cannotBeHandled(given, given.kind, message, kind.kind);
}

function cannotBeHandled(
  kind: Pick<Kind, 'version' | 'kind'>,
  given: string,
  problem: string,
  expected: string = kind.kind,
): Error {
  return badRequest(`${given} in version ${goQuote(kind.version)} cannot be handled as a ${expected}: ${problem}`);
}
