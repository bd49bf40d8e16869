import { badRequest, unsupportedMediaType } from '../../api/errors.ts';
import type { ApiResponse } from '../../api/http.ts';
import type { Kind } from '../../api/kinds.ts';
import { goQuote } from '../../api/go-syntax.ts';
import { isObject } from '../../api/json.ts';
import { patchTypeOf } from '../../api/patch/schema.ts';
import { applyPatch, type PatchKind, undecodable } from '../patches.ts';
import type { StoredObject } from '../registry/strategy.ts';
import { checkNamespace } from '../objects.ts';
import { strategyOf } from '../registry/index.ts';
import { mediaTypeOf, objectTypes, readBody, UnreadableBody } from './body.ts';
import { type HttpContext, json, success } from './context.ts';
import { apply, applyType, refuseForce } from './apply.ts';
import { decodeObject, fieldValidation, readObject, summarize } from './decoding.ts';
import { deleteOptions, listOptions, writeOptions } from './options.ts';
import { respondList, respondObject, shown } from './output.ts';
import type { ResourcePath } from './path.ts';
import { toHub } from './versions.ts';

export function create(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  const options = writeOptions(context, 'CreateOptions');
  const object = readObject(context, kind, 'CreateOptions');
  const stored = context.server.create(kind, path.namespace, object, options);
  const warning = context.server.creationWarnings[kind.storage ?? '']?.(stored);
  if (warning !== undefined) context.warnings.push(warning);
  return respondObject(context, 201, kind, stored);
}

export function update(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  const options = writeOptions(context, 'UpdateOptions');
  const object = readObject(context, kind, 'UpdateOptions');
  if (context.server.release.name !== '1.20') checkNamespace(kind, path.namespace, object);
  checkName(object, path.name);
  const existed = context.server.find(kind, path.namespace, path.name) !== undefined;
  const stored = context.server.update(kind, path.namespace, path.name, () => named(object, path), {
    ...options,
    uidPrecondition: true,
    subresource: path.subresource || undefined,
  });
  return respondObject(context, existed ? 200 : 201, kind, stored);
}

/** @throws StatusError BadRequest where the object is not the path's */
export function checkName(object: StoredObject, name: string): void {
  const given = object.metadata?.name ?? '';
  if (given === '')
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (given !== name)
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}

function named(object: StoredObject, path: ResourcePath): StoredObject {
  const given = object.metadata?.namespace ?? '';
  if (given !== '' && given !== path.namespace) {
    throw badRequest(
      `the namespace of the object (${given}) does not match the namespace on the request (${path.namespace})`,
    );
  }
  return object;
}

const patchTypes: Readonly<Record<string, PatchKind>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
};

/** Reads a patch's body and says of which type it is. */
export function readPatch(context: HttpContext, kind: Kind): { readonly type: PatchKind; readonly patch: unknown } {
  const accepted = Object.keys(patchTypes).filter(
    (type) => patchTypes[type] !== 'strategic' || patchTypeOf(kind, context.server.release) !== undefined,
  );
  const type = patchTypes[mediaTypeOf(context.request)];
  if (type === undefined || !accepted.includes(mediaTypeOf(context.request))) {
    throw unsupportedMediaType([...accepted, applyType]);
  }
  try {
    const body = readBody(context.request, accepted, context.server.release);
    if (body === undefined) throw badRequest('unexpected end of JSON input');
    return { type, patch: body.value };
  } catch (error) {
    if (error instanceof UnreadableBody) throw badRequest(`error decoding patch: ${error.message}`);
    throw error;
  }
}

export function patch(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  if (mediaTypeOf(context.request) === applyType) return apply(context, kind, path);
  refuseForce(context);
  const options = writeOptions(context, 'PatchOptions');
  const validation = fieldValidation(context, 'PatchOptions');
  const { type, patch: change } = readPatch(context, kind);
  const stored = context.server.update(
    kind,
    path.namespace,
    path.name,
    (current) => {
      const patched = applyPatch(kind, shown(context, kind, current!), change, type, context.server.release);
      if (context.server.release.name !== '1.20') checkNamespace(kind, path.namespace, patched);
      checkName(patched, path.name);
      const body = { value: patched, text: undefined, duplicates: [] };
      const decoded = decodeObject(context, kind, body, validation, (error) =>
        undecodable(error, change, patched, type, context.server.release),
      );
      return toHub(kind, decoded);
    },
    { ...options, subresource: path.subresource || undefined },
  );
  return respondObject(context, 200, kind, stored);
}

export function remove(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  const options = deleteOptions(context);
  const { object, gone } = context.server.delete(kind, path.namespace, path.name, options);
  if (!gone || strategyOf(kind).returnDeletedObject === true) return respondObject(context, 200, kind, object);
  const { name = '', uid = '' } = object.metadata ?? {};
  return json(
    context,
    200,
    success({ name, ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.resource, uid }),
  );
}

export function removeCollection(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  const { selection } = listOptions(context, path.namespace);
  const items = context.server.deleteCollection(kind, selection, deleteOptions(context));
  const resourceVersion = String(context.server.store.revision);
  return respondList(context, kind, items, { resourceVersion });
}

/** A body of any kind, for subresources that take an object of their own. */
export function readValue(context: HttpContext, kind: string): Readonly<Record<string, unknown>> {
  const unrecognized = (problem: string, text: string): Error =>
    badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${problem} (${summarize(text)})`,
    );
  try {
    const body = readBody(context.request, objectTypes, context.server.release);
    if (body === undefined) throw unrecognized('unexpected end of JSON input', '');
    if (!isObject(body.value)) return {};
    const { apiVersion = 'v1', kind: given = kind } = body.value;
    if (given === kind) return body.value;
    const version = String(apiVersion).split('/').at(-1) ?? '';
    throw badRequest(
      `${String(given)} in version ${goQuote(version)} cannot be handled as a ${kind}: no kind ${goQuote(String(given))} is registered for version ${goQuote(String(apiVersion))} in scheme "pkg/api/legacyscheme/scheme.go:30"`,
    );
  } catch (error) {
    if (error instanceof UnreadableBody) throw unrecognized(error.message, error.text);
    throw error;
  }
}
