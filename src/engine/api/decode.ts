import { goQuote } from './go-syntax.ts';
import { embeddedStruct, namedGoType } from './go-types.ts';
import { isObject, type JsonObject, type ReleaseRef } from './json.ts';
import type { Kind } from './kinds.ts';
import { canonicalQuantity, QuantityError } from './quantity.ts';
import { shapeOf, structShape, type FieldShape, type StructShape, type TypeShape } from './schema.ts';
import { parseTime, formatTime, formatMicroTime } from './time.ts';

/** What decoding makes of a request's body. */
export interface Decoded {
  /** Only known fields, of the right types, in the form in which Go writes them back. */
  readonly object: JsonObject;
  /** What strict decoding objects to: `unknown field "spec.foo"`; at most 100. */
  readonly strictErrors: readonly string[];
}

/** A body that does not decode; the message is what stands behind `... cannot be handled as a Pod: `. */
export class DecodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DecodeError';
  }
}

/** sigs.k8s.io/json stops collecting strict errors there. */
const maxStrictErrors = 100;

/**
 * Decodes a JSON value as an object of `kind` the way the API server does: drops unknown fields (and names them), drops
 * nulls, refuses wrong types (DecodeError), canonicalises quantities and times, and leaves out or fills in zero values as
 * Go's encoder does, so that what is stored is what a client reads back. Parts that stay as they are are shared.
 * @param duplicates paths of keys that stood twice in the text (see json-text.ts).
 */
export function decode(kind: Kind, value: unknown, release: ReleaseRef, duplicates: readonly string[] = []): Decoded {
  const struct = shapeOf(kind, release);
  if (struct === undefined) throw new Error(`no schema of ${kind.kind} in v${release.name}`);
  return decodeStruct(struct, value, release, duplicates);
}

/** The same for any type of the schema, e.g. `meta.v1.DeleteOptions`. */
export function decodeStruct(
  struct: StructShape,
  value: unknown,
  release: ReleaseRef,
  duplicates: readonly string[] = [],
): Decoded {
  const decoder = new Decoder(release, new Set(duplicates));
  const object = decoder.struct(struct, value ?? {}, { owner: '', goPath: '', path: '' });
  return { object: object as JsonObject, strictErrors: decoder.strictErrors };
}

/** Where a value stands: in Go's words for errors of types, and with indices for strict errors. */
interface Place {
  /** The struct that has the field: `ContainerPort`. */
  readonly owner: string;
  /** `spec.containers.ports.containerPort` */
  readonly goPath: string;
  /** `spec.containers[0].ports[0].containerPort` */
  readonly path: string;
}

class Decoder {
  readonly strictErrors: string[] = [];

  constructor(
    private readonly release: ReleaseRef,
    private readonly duplicates: ReadonlySet<string>,
  ) {}

  struct(struct: StructShape, value: unknown, place: Place, goType?: string): unknown {
    if (!isObject(value)) throw mismatch(value, place, goType ?? goStruct(struct.name));
    const owner = struct.name.slice(struct.name.lastIndexOf('.') + 1);
    const out: Record<string, unknown> = {};
    let changed = false;
    for (const name of Object.keys(value)) {
      const given = value[name];
      const field = struct.fields.get(name);
      const path = place.path === '' ? name : `${place.path}.${name}`;
      if (field === undefined) {
        this.#strict(`unknown field ${goQuote(path)}`);
        changed = true;
        continue;
      }
      if (this.duplicates.has(path)) this.#strict(`duplicate field ${goQuote(path)}`);
      if (given === null || given === undefined) {
        changed = true;
        continue;
      }
      const inner = embeddedStruct(struct.name, name);
      const goName = inner === undefined ? name : `${inner}.${name}`;
      const decoded = this.value(
        field.type,
        given,
        { owner, goPath: place.goPath === '' ? goName : `${place.goPath}.${goName}`, path },
        namedGoType(struct.name, name),
      );
      if (field.presence === 'zero' && isZero(decoded)) {
        changed = true;
        continue;
      }
      if (decoded !== given) changed = true;
      out[name] = decoded;
    }
    for (const field of struct.always) {
      if (Object.hasOwn(out, field.name)) continue;
      out[field.name] = field.presence === 'null' ? null : this.#zero(field);
      if (!Object.hasOwn(value, field.name) || value[field.name] !== out[field.name]) changed = true;
    }
    return changed ? out : value;
  }

  value(type: TypeShape, value: unknown, place: Place, goType?: string): unknown {
    switch (type.kind) {
      case 'string':
        if (typeof value !== 'string') throw mismatch(value, place, goType ?? 'string');
        return value;
      case 'bool':
        if (typeof value !== 'boolean') throw mismatch(value, place, goType ?? 'bool');
        return value;
      case 'int32':
      case 'int64':
        return integer(value, type.kind, place, goType ?? type.kind);
      case 'number':
        if (typeof value !== 'number') throw mismatch(value, place, 'float64');
        return value;
      case 'bytes':
        return bytes(value, place);
      case 'quantity':
        return quantity(value);
      case 'time':
      case 'microTime':
        return time(value, place, type.kind === 'microTime');
      case 'intOrString':
        return typeof value === 'string' ? value : integer(value, 'int32', place, 'int32');
      case 'any':
        return value;
      case 'list':
        return this.#list(type.item, value, place, goType);
      case 'map':
        return this.#map(type.value, value, place, goType);
      case 'struct': {
        const struct = structShape(type.name, this.release);
        if (struct === undefined) throw new Error(`no schema of ${type.name} in v${this.release.name}`);
        return this.struct(struct, value, place, goType);
      }
    }
  }

  #list(item: TypeShape, value: unknown, place: Place, goType: string | undefined): unknown {
    if (!Array.isArray(value)) throw mismatch(value, place, goType ?? `[]${goName(item)}`);
    const itemType = goType?.startsWith('[]') === true ? goType.slice(2) : undefined;
    let changed = false;
    const out = (value as readonly unknown[]).map((member, i) => {
      const decoded = this.#member(item, member, { ...place, path: `${place.path}[${i}]` }, itemType);
      if (decoded !== member) changed = true;
      return decoded;
    });
    return changed ? out : value;
  }

  #map(type: TypeShape, value: unknown, place: Place, goType: string | undefined): unknown {
    if (!isObject(value)) throw mismatch(value, place, goType ?? `map[string]${goName(type)}`);
    let changed = false;
    const out: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const path = `${place.path}.${key}`;
      if (this.duplicates.has(path)) this.#strict(`duplicate field ${goQuote(path)}`);
      const decoded = this.#member(type, value[key], { ...place, path }, undefined);
      if (decoded !== value[key]) changed = true;
      // A key such as __proto__ must stay a key.
      Object.defineProperty(out, key, { value: decoded, enumerable: true, configurable: true, writable: true });
    }
    return changed ? out : value;
  }

  /** A null in a list or a map is the zero value of its type. */
  #member(type: TypeShape, value: unknown, place: Place, goType: string | undefined): unknown {
    return value === null || value === undefined ? this.#zeroOf(type) : this.value(type, value, place, goType);
  }

  #zero(field: FieldShape): unknown {
    return this.#zeroOf(field.type);
  }

  #zeroOf(type: TypeShape): unknown {
    switch (type.kind) {
      case 'string':
        return '';
      case 'bool':
        return false;
      case 'int32':
      case 'int64':
      case 'number':
      case 'intOrString':
        return 0;
      case 'quantity':
        return '0';
      case 'struct':
        return this.value(type, {}, { owner: '', goPath: '', path: '' });
      default:
        return null;
    }
  }

  #strict(message: string): void {
    if (this.strictErrors.length < maxStrictErrors) this.strictErrors.push(message);
  }
}

function isZero(value: unknown): boolean {
  if (value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/** `v1.PodSpec` */
function goStruct(name: string): string {
  return name.split('.').slice(-2).join('.');
}

function goName(type: TypeShape): string {
  switch (type.kind) {
    case 'number':
      return 'float64';
    case 'bytes':
      return '[]uint8';
    case 'quantity':
      return 'resource.Quantity';
    case 'time':
      return 'v1.Time';
    case 'microTime':
      return 'v1.MicroTime';
    case 'intOrString':
      return 'intstr.IntOrString';
    case 'any':
      return 'runtime.RawExtension';
    case 'list':
      return `[]${goName(type.item)}`;
    case 'map':
      return `map[string]${goName(type.value)}`;
    case 'struct':
      return goStruct(type.name);
    default:
      return type.kind;
  }
}

function mismatch(value: unknown, place: Place, goType: string): DecodeError {
  const target =
    place.owner === ''
      ? `Go value of type ${goType}`
      : `Go struct field ${place.owner}.${place.goPath} of type ${goType}`;
  return new DecodeError(`json: cannot unmarshal ${describe(value, goType)} into ${target}`);
}

function describe(value: unknown, goType: string): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object') return 'object';
  if (typeof value === 'boolean') return 'bool';
  // A number that a number does not fit is shown; one where none was wanted is not.
  return typeof value === 'number' && /^int\d+$/.test(goType) ? `number ${value}` : typeof value;
}

const ranges: Readonly<Record<'int32' | 'int64', number>> = { int32: 2 ** 31, int64: 2 ** 63 };

function integer(value: unknown, kind: 'int32' | 'int64', place: Place, goType: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value >= ranges[kind] || value < -ranges[kind]) {
    throw mismatch(value, place, goType);
  }
  return value;
}

/** Quantity's own decoder takes the text of any JSON value, quoted or not. */
function quantity(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  try {
    const canonical = canonicalQuantity(text);
    return canonical;
  } catch (error) {
    if (error instanceof QuantityError) throw new DecodeError(error.message);
    throw error;
  }
}

function time(value: unknown, place: Place, micro: boolean): string {
  if (typeof value !== 'string') throw mismatch(value, place, 'string');
  const ms = parseTime(value);
  const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
  if (ms === undefined || (micro && !/\.\d{6}(?!\d)/.test(value)))
    throw new DecodeError(timeError(value, layout, micro));
  // metav1.Time keeps whole seconds on the wire.
  const canonical = micro ? formatMicroTime(ms) : formatTime(ms);
  return canonical === value ? value : canonical;
}

/** What time.Parse says: the part of the text that does not fit, and the part of the layout that it should fit. */
function timeError(value: string, layout: string, micro: boolean): string {
  const parts: readonly (readonly [RegExp, string])[] = [
    [/^\d{4}/, '2006'],
    [/^-/, '-'],
    [/^\d{2}/, '01'],
    [/^-/, '-'],
    [/^\d{2}/, '02'],
    [/^T/, 'T'],
    [/^\d{2}/, '15'],
    [/^:/, ':'],
    [/^\d{2}/, '04'],
    [/^:/, ':'],
    micro ? [/^\d{2}/, '05'] : [/^\d{2}(\.\d+)?/, '05'],
    micro ? [/^\.\d{6}(?!\d)/, '.000000'] : [/^/, ''],
    [/^(Z|[+-]\d{2}:\d{2})/, 'Z07:00'],
  ];
  let rest = value;
  for (const [pattern, part] of parts) {
    const match = pattern.exec(rest);
    if (match === null) {
      return `parsing time ${goQuote(value)} as ${goQuote(layout)}: cannot parse ${goQuote(rest)} as ${goQuote(part)}`;
    }
    rest = rest.slice(match[0].length);
  }
  if (rest !== '') return `parsing time ${goQuote(value)}: extra text: ${goQuote(rest)}`;
  return `parsing time ${goQuote(value)}: ${outOfRange(value)} out of range`;
}

function outOfRange(value: string): string {
  const [month, hour, minute, second] = [
    value.slice(5, 7),
    value.slice(11, 13),
    value.slice(14, 16),
    value.slice(17, 19),
  ];
  if (month < '01' || month > '12') return 'month';
  if (hour > '23') return 'hour';
  if (minute > '59') return 'minute';
  return second > '59' ? 'second' : 'day';
}

function bytes(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw mismatch(value, place, '[]uint8');
  const wrong = base64Error(value);
  if (wrong !== undefined) throw new DecodeError(`illegal base64 data at input byte ${wrong}`);
  return value;
}

/** Where Go's base64.StdEncoding gives up (line breaks are skipped), or undefined. */
export function base64Error(text: string): number | undefined {
  let at = 0;
  const skip = (): void => {
    while (text[at] === '\n' || text[at] === '\r') at++;
  };
  for (;;) {
    for (let digit = 0; digit < 4; digit++) {
      skip();
      if (at >= text.length) return digit === 0 ? undefined : at - digit;
      const character = text[at++]!;
      if (/[A-Za-z0-9+/]/.test(character)) continue;
      if (character !== '=' || digit < 2) return at - 1;
      skip();
      if (digit === 2) {
        if (at >= text.length) return text.length;
        if (text[at] !== '=') return at - 1;
        at++;
        skip();
      }
      return at < text.length ? at : undefined;
    }
  }
}
