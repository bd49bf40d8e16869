import { type JsonObject, type ReleaseRef, setOwn } from '../json.ts';
import { parseApiVersion } from '../kinds.ts';
import { structNameOf, structShape, type TypeShape } from '../schema.ts';
import { formatMicroTime, formatTime } from '../time.ts';
import { protobufFields } from './fields.ts';
import { type FieldValue, ProtobufError, Reader } from './reader.ts';

/** `k8s\0`, before every message. */
const magic = [0x6b, 0x38, 0x73, 0x00];
const maxDepth = 100;

/**
 * Decodes an object in Kubernetes' protobuf encoding (application/vnd.kubernetes.protobuf) to its JSON form: the envelope
 * runtime.Unknown, then the message of the kind that it names. Zero values come along; decode.ts drops them.
 * @throws ProtobufError
 */
export function decodeProtobuf(bytes: Uint8Array, release: ReleaseRef): JsonObject {
  if (!magic.every((byte, i) => bytes[i] === byte)) {
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  }
  let apiVersion = '';
  let kind = '';
  let raw = new Uint8Array();
  for (const { number, value } of new Reader(bytes.subarray(magic.length)).fields()) {
    if (number === 1) {
      for (const part of new Reader(asBytes(value)).fields()) {
        if (part.number === 1) apiVersion = asText(part.value);
        else if (part.number === 2) kind = asText(part.value);
      }
    } else if (number === 2) raw = asBytes(value);
  }
  const name = structNameOf({ ...parseApiVersion(apiVersion), kind });
  if (protobufFields[name] === undefined) {
    throw new ProtobufError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  }
  return { apiVersion, kind, ...decodeMessage(name, name, raw, release, 0) };
}

/** @param layout whose field numbers count; another than `name` where JSON has a message's fields inline. */
function decodeMessage(
  name: string,
  layout: string,
  bytes: Uint8Array,
  release: ReleaseRef,
  depth: number,
): Record<string, unknown> {
  if (depth > maxDepth) throw new ProtobufError('proto: exceeded maximum recursion depth');
  const shape = structShape(name, release);
  const names = fieldNames(layout);
  const out: Record<string, unknown> = {};
  for (const { number, value } of new Reader(bytes).fields()) {
    const field = names[number - 1];
    if (field === undefined || field === '-') continue;
    if (field.startsWith('~')) {
      const inline = layout.slice(0, layout.lastIndexOf('.') + 1) + field.slice(1);
      Object.assign(out, decodeMessage(name, inline, asBytes(value), release, depth + 1));
      continue;
    }
    const type = shape?.fields.get(field)?.type;
    if (type === undefined) continue;
    addValue(out, field, type, value, release, depth);
  }
  return out;
}

const names = new Map<string, readonly string[]>();

function fieldNames(layout: string): readonly string[] {
  let list = names.get(layout);
  if (list === undefined) names.set(layout, (list = (protobufFields[layout] ?? '').split(' ')));
  return list;
}

function addValue(
  out: Record<string, unknown>,
  field: string,
  type: TypeShape,
  value: FieldValue,
  release: ReleaseRef,
  depth: number,
): void {
  if (type.kind === 'list') {
    const list = (out[field] ??= []) as unknown[];
    if (value instanceof Uint8Array && isNumeric(type.item)) list.push(...new Reader(value).packed().map(Number));
    else list.push(decodeValue(type.item, value, release, depth));
    return;
  }
  if (type.kind === 'map') {
    const map = (out[field] ??= {}) as Record<string, unknown>;
    let key = '';
    let entry: unknown = zeroOf(type.value);
    for (const part of new Reader(asBytes(value)).fields()) {
      if (part.number === 1) key = asText(part.value);
      else if (part.number === 2) entry = decodeValue(type.value, part.value, release, depth);
    }
    setOwn(map, key, entry);
    return;
  }
  const decoded = decodeValue(type, value, release, depth);
  if (decoded !== undefined) out[field] = decoded;
}

const isNumeric = (type: TypeShape): boolean => type.kind === 'int32' || type.kind === 'int64' || type.kind === 'bool';

function zeroOf(type: TypeShape): unknown {
  return type.kind === 'quantity' ? '0' : type.kind === 'struct' ? {} : '';
}

function decodeValue(type: TypeShape, value: FieldValue, release: ReleaseRef, depth: number): unknown {
  switch (type.kind) {
    case 'string':
      return asText(value);
    case 'bool':
      return asNumber(value) !== 0;
    case 'int32':
    case 'int64':
      return asNumber(value);
    case 'number':
      return typeof value === 'number' ? value : Number(asNumber(value));
    case 'bytes':
      return base64(asBytes(value));
    case 'quantity':
      return firstText(asBytes(value)) || '0';
    case 'time':
    case 'microTime':
      return decodeTime(asBytes(value), type.kind);
    case 'intOrString':
      return decodeIntOrString(asBytes(value));
    case 'any':
      return decodeRaw(asBytes(value));
    case 'struct':
      return decodeMessage(type.name, type.name, asBytes(value), release, depth + 1);
    case 'list':
    case 'map':
      throw new ProtobufError('a list of lists cannot be encoded');
  }
}

/** The string field 1, all there is of a Quantity. */
function firstText(bytes: Uint8Array): string {
  for (const { number, value } of new Reader(bytes).fields()) if (number === 1) return asText(value);
  return '';
}

/** Seconds and nanoseconds; an empty message is the zero time, which JSON leaves out. */
function decodeTime(bytes: Uint8Array, kind: 'time' | 'microTime'): string | undefined {
  if (bytes.length === 0) return undefined;
  let [seconds, nanos] = [0, 0];
  for (const { number, value } of new Reader(bytes).fields()) {
    if (number === 1) seconds = asNumber(value);
    else if (number === 2) nanos = asNumber(value);
  }
  const ms = seconds * 1000 + nanos / 1e6;
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) throw new ProtobufError('proto: illegal time');
  return kind === 'time' ? formatTime(ms) : formatMicroTime(ms);
}

function decodeIntOrString(bytes: Uint8Array): number | string {
  let [type, number_, text] = [0, 0, ''];
  for (const { number, value } of new Reader(bytes).fields()) {
    if (number === 1) type = asNumber(value);
    else if (number === 2) number_ = asNumber(value);
    else if (number === 3) text = asText(value);
  }
  return type === 0 ? number_ : text;
}

/** RawExtension and FieldsV1: JSON in field 1. */
function decodeRaw(bytes: Uint8Array): unknown {
  const text = firstText(bytes);
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ProtobufError('proto: embedded JSON does not parse');
  }
}

function asBytes(value: FieldValue): Uint8Array<ArrayBuffer> {
  if (value instanceof Uint8Array) return value as Uint8Array<ArrayBuffer>;
  throw new ProtobufError('proto: wrong wireType');
}

const decoder = new TextDecoder();

const asText = (value: FieldValue): string => decoder.decode(asBytes(value));

function asNumber(value: FieldValue): number {
  if (typeof value === 'bigint') return Number(BigInt.asIntN(64, value));
  throw new ProtobufError('proto: wrong wireType');
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
