import { load as loadYaml } from 'js-yaml';
import { badRequest, requestEntityTooLarge, unsupportedMediaType } from '../../api/errors.ts';
import type { ApiRequest } from '../../api/http.ts';
import { JsonSyntaxError, parseJsonText } from '../../api/json-text.ts';
import type { ReleaseRef } from '../../api/json.ts';
import { decodeProtobuf } from '../../api/protobuf/decode.ts';
import { ProtobufError } from '../../api/protobuf/reader.ts';
import { parseMediaType } from './negotiation.ts';

/** What the API server reads at most, in bytes (server options: --max-request-bytes is fixed at 3 MiB). */
const maxBytes = 3 * 1024 * 1024;
/** How deep a decoded value may nest; what a text nests deeper is refused by its parser. */
const maxDepth = 10_000;

const protobufType = 'application/vnd.kubernetes.protobuf';
export const objectTypes = ['application/json', 'application/yaml', protobufType] as const;

export interface Body {
  readonly value: unknown;
  /** The text as it came, where it came as text: errors quote it. */
  readonly text: string | undefined;
  /** Paths of keys that stood twice. */
  readonly duplicates: readonly string[];
}

/** A text that does not parse; the message is the parser's. */
export class UnreadableBody extends Error {
  constructor(
    message: string,
    readonly text: string,
  ) {
    super(message);
    this.name = 'UnreadableBody';
  }
}

export function mediaTypeOf(request: ApiRequest): string {
  return parseMediaType(request.headers?.['content-type'] ?? '').type;
}

/**
 * The decoded body; undefined if there is none.
 * @throws StatusError 413, 415
 * @throws UnreadableBody
 */
export function readBody(request: ApiRequest, accepted: readonly string[], release: ReleaseRef): Body | undefined {
  const { body } = request;
  if (body === undefined || body === '') return undefined;
  const type = mediaTypeOf(request) || 'application/json';
  if (!accepted.includes(type)) throw unsupportedMediaType(accepted);
  if (body instanceof Uint8Array) {
    if (body.length > maxBytes) throw requestEntityTooLarge(`limit is ${maxBytes}`);
    return type === protobufType ? readProtobuf(body, release) : readText(new TextDecoder().decode(body), type);
  }
  if (typeof body !== 'string') {
    if (depthOf(body) > maxDepth) throw badRequest('the request body nests too deep');
    return { value: body, text: undefined, duplicates: [] };
  }
  if (byteLength(body) > maxBytes) throw requestEntityTooLarge(`limit is ${maxBytes}`);
  if (type === protobufType) throw unsupportedMediaType(accepted.filter((one) => one !== type));
  return readText(body, type);
}

function readProtobuf(bytes: Uint8Array, release: ReleaseRef): Body {
  try {
    return { value: decodeProtobuf(bytes, release), text: undefined, duplicates: [] };
  } catch (error) {
    if (error instanceof ProtobufError) throw badRequest(error.message);
    throw error;
  }
}

function readText(body: string, type: string): Body {
  const yaml = type.endsWith('yaml') && !/^\s*\{/.test(body);
  try {
    if (yaml) return { value: loadYaml(body), text: body, duplicates: [] };
    return { ...parseJsonText(body), text: body };
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new UnreadableBody(error.message, body);
    if (yaml && error instanceof Error)
      throw new UnreadableBody(`error converting YAML to JSON: ${error.message}`, body);
    throw error;
  }
}

/** Bytes in UTF-8, counted no further than it takes to know that there are too many. */
function byteLength(text: string): number {
  if (text.length > maxBytes) return text.length;
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7ff) bytes += code >= 0xd800 && code < 0xe000 ? 1 : 2;
    else if (code > 0x7f) bytes++;
  }
  return bytes;
}

/** Without recursion: the value may be deeper than the stack. */
function depthOf(value: unknown): number {
  let depth = 0;
  let level: unknown[] = [value];
  while (level.length > 0 && depth <= maxDepth) {
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item === 'object' && item !== null) for (const member of Object.values(item)) next.push(member);
    }
    depth++;
    level = next;
  }
  return depth;
}
