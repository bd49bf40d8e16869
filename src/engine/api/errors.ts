import { aggregate, fieldErrorBody, formatFieldErrors, type FieldError } from './field.ts';
import { goQuote } from './go-syntax.ts';
import type { ReleaseRef } from './json.ts';
import { StatusError, type Status, type StatusCause } from './status.ts';

/** What an error says of a resource: `pods`, or `deployments` of group `apps`. A Kind fits. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
  /** Where the objects are kept as another group's kind, which is what the message then names. */
  readonly hub?: { readonly group: string };
}

/*
 * Constructors of the API server's errors, with the texts of k8s.io/apimachinery/pkg/api/errors/errors.go.
 */

function failure(code: number, reason: string, message: string, details?: Status['details']): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === '' ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  });
}

/** `details` leaves empty members out, as Go's omitempty does. */
function detailsOf(group: string, kind: string, name: string, more?: Status['details']): Status['details'] {
  return {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(kind === '' ? {} : { kind }),
    ...more,
  };
}

const qualified = (of: GroupResource): string => (of.group === '' ? of.resource : `${of.resource}.${of.group}`);

export function notFound(of: GroupResource, name: string): StatusError {
  return failure(
    404,
    'NotFound',
    `${qualified(of)} ${goQuote(name)} not found`,
    detailsOf(of.group, of.resource, name),
  );
}

/** 404 for a path that nobody serves. */
export function noSuchResource(): StatusError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function alreadyExists(of: GroupResource, name: string): StatusError {
  return failure(
    409,
    'AlreadyExists',
    `${qualified(of)} ${goQuote(name)} already exists`,
    detailsOf(of.group, of.resource, name),
  );
}

/** A generateName that stayed unlucky. */
export function generateNameConflict(of: GroupResource, name: string, retryAfterSeconds: number): StatusError {
  return failure(
    409,
    'AlreadyExists',
    `${qualified(of)} ${goQuote(name)} already exists, the server was not able to generate a unique name for the object`,
    detailsOf(of.group, of.resource, name, { retryAfterSeconds }),
  );
}

/** kube's registry.OptimisticLockErrorMsg. */
export const optimisticLockMessage =
  'the object has been modified; please apply your changes to the latest version and try again';

export function conflict(of: GroupResource, name: string, message: string = optimisticLockMessage): StatusError {
  return failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(of)} ${goQuote(name)}: ${message}`,
    detailsOf(of.group, of.resource, name),
  );
}

/** Server-side apply met fields that others own. */
export function applyConflict(causes: readonly StatusCause[], message: string): StatusError {
  return failure(409, 'Conflict', message, { causes });
}

/** `Pod "a" is invalid: spec.containers[0].image: Required value` */
export function invalidObject(
  of: GroupKind,
  name: string,
  errors: readonly FieldError[],
  release: ReleaseRef,
): StatusError {
  const group = of.hub?.group ?? of.group;
  const title = `${group === '' ? of.kind : `${of.kind}.${group}`} ${goQuote(name)} is invalid`;
  const causes = errors.map((error): StatusCause => ({
    reason: error.type,
    message: fieldErrorBody(error, release),
    field: error.field,
  }));
  return failure(
    422,
    'Invalid',
    errors.length === 0 ? title : `${title}: ${formatFieldErrors(errors, release)}`,
    detailsOf(group, of.kind, name, causes.length === 0 ? undefined : { causes }),
  );
}

export function forbiddenRequest(of: GroupResource, name: string, message: string): StatusError {
  const subject = name === '' ? qualified(of) : `${qualified(of)} ${goQuote(name)}`;
  return failure(403, 'Forbidden', `${subject} is forbidden: ${message}`, detailsOf(of.group, of.resource, name));
}

export function badRequest(message: string): StatusError {
  return failure(400, 'BadRequest', message);
}

export function methodNotSupported(of: GroupResource, action: string): StatusError {
  return failure(
    405,
    'MethodNotAllowed',
    `${action} is not supported on resources of kind ${goQuote(qualified(of))}`,
    detailsOf(of.group, of.resource, ''),
  );
}

/** An HTTP method that the path does not take. */
export function methodNotAllowed(): StatusError {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

/** 410: a watch or a list from a revision that is compacted away. */
export function expired(message: string): StatusError {
  return failure(410, 'Expired', message);
}

export function gone(message: string): StatusError {
  return failure(410, 'Gone', message);
}

export function tooManyRequests(
  message: string,
  retryAfterSeconds: number,
  causes?: readonly StatusCause[],
): StatusError {
  return failure(429, 'TooManyRequests', message, {
    ...(causes === undefined ? {} : { causes }),
    ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }),
  });
}

export function internalServerError(message: string): StatusError {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/** An error that is no Status of its own: 500 with nothing but its text. */
export function plainFailure(message: string): StatusError {
  return failure(500, '', message);
}

export function serviceUnavailable(message: string): StatusError {
  return failure(503, 'ServiceUnavailable', message);
}

export function timeout(message: string, retryAfterSeconds: number): StatusError {
  return failure(504, 'Timeout', `Timeout: ${message}`, retryAfterSeconds === 0 ? {} : { retryAfterSeconds });
}

export function requestEntityTooLarge(message: string): StatusError {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

/** 415: `accepted` are the media types that would have been taken. */
export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  return failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** 406. @param message what would have been acceptable; the filter's list comes with empty details. */
export function notAcceptable(message: string): StatusError {
  return failure(406, 'NotAcceptable', message, message.startsWith('406') ? {} : undefined);
}

/** The text of several errors, as Go's aggregate joins them. */
export { aggregate };
