import { isObject, jsonEqual, setOwn } from '../json.ts';
import { PatchError } from './strategic.ts';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string | undefined;
  readonly value?: unknown;
}

/** A `copy` that would make the document larger than this, in characters of JSON, is refused. */
const maxCopySize = 3 * 1024 * 1024;

/** Applies a JSON patch (RFC 6902). The messages are those of github.com/evanphx/json-patch, which the API server uses. */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch))
    throw new PatchError('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  let result = document;
  for (const item of patch as readonly unknown[]) result = applyOperation(result, asOperation(item));
  return result;
}

function asOperation(item: unknown): Operation {
  if (!isObject(item) || typeof item['op'] !== 'string') throw new PatchError(`Unexpected kind: unknown`);
  const { op, path, from } = item;
  if (typeof path !== 'string') throw new PatchError(`${op} operation failed to decode path: missing value`);
  return { op, path, from: typeof from === 'string' ? from : undefined, value: item['value'] };
}

function applyOperation(document: unknown, { op, path, from, value }: Operation): unknown {
  switch (op) {
    case 'add':
      return change(
        document,
        parse(path),
        `add operation does not apply: doc is missing path: "${path}"`,
        add(value, path),
      );
    case 'remove':
      return change(
        document,
        parse(path),
        `remove operation does not apply: doc is missing path: "${path}"`,
        remove(path),
      );
    case 'replace':
      if (path === '' && (isObject(value) || Array.isArray(value))) return value;
      return change(
        document,
        parse(path),
        `replace operation does not apply: doc is missing path: ${path}`,
        replace(value, path),
      );
    case 'test': {
      const found = lookUp(document, parse(path));
      if (jsonEqual(found ?? null, value ?? null)) return document;
      throw new PatchError(`testing value ${path} failed`);
    }
    case 'move': {
      const source = lookUp(document, parse(from ?? ''));
      if (source === undefined)
        throw new PatchError(`move operation does not apply: doc is missing from path: ${from ?? ''}`);
      return applyOperation(applyOperation(document, { op: 'remove', path: from ?? '' }), {
        op: 'add',
        path,
        value: source,
      });
    }
    case 'copy': {
      const source = lookUp(document, parse(from ?? ''));
      if (source === undefined) {
        throw new PatchError(`copy operation does not apply: doc is missing from path: ${from ?? ''}`);
      }
      if (JSON.stringify(document).length + JSON.stringify(source).length > maxCopySize) {
        throw new PatchError(`Unable to complete the copy, the accumulated size increase of copy is too large`);
      }
      return applyOperation(document, { op: 'add', path, value: source });
    }
    default:
      throw new PatchError(`Unexpected kind: ${op}`);
  }
}

/** What a step does to its container (an object or a list), at the last token. */
type Step = (container: Record<string, unknown> | unknown[], token: string) => void;

const add =
  (value: unknown, path: string): Step =>
  (container, token) => {
    if (!Array.isArray(container)) setOwn(container, token, value);
    else if (token === '-') container.push(value);
    else container.splice(indexIn(container, token, container.length, path, 'add'), 0, value);
  };

const replace =
  (value: unknown, path: string): Step =>
  (container, token) => {
    // Against the RFC, that library takes a member that is not there yet.
    if (!Array.isArray(container)) setOwn(container, token, value);
    else container[indexIn(container, token, container.length - 1, path, 'replace')] = value;
  };

const remove =
  (path: string): Step =>
  (container, token) => {
    if (!Array.isArray(container)) {
      if (!Object.hasOwn(container, token)) {
        throw new PatchError(`remove operation does not apply: doc is missing path: "${path}": missing value`);
      }
      delete container[token];
    } else container.splice(indexIn(container, token, container.length - 1, path, 'remove'), 1);
  };

function indexIn(list: readonly unknown[], token: string, max: number, path: string, op: string): number {
  if (!/^-?\d+$/.test(token)) {
    throw new PatchError(
      `${op} operation does not apply: doc is missing path: "${path}": strconv.Atoi: parsing "${token}": invalid syntax`,
    );
  }
  const index = Number(token) < 0 ? Number(token) + list.length : Number(token);
  if (index < 0 || index > max) {
    throw new PatchError(
      `${op} operation does not apply: doc is missing path: "${path}": Unable to access invalid index: ${token}: invalid index referenced`,
    );
  }
  return index;
}

/** Copies the containers along the path, and nothing else. */
function change(node: unknown, tokens: readonly string[], missing: string, step: Step): unknown {
  if (!isObject(node) && !Array.isArray(node)) throw new PatchError(`${missing}: missing value`);
  const [token, ...rest] = tokens;
  if (token === undefined) throw new PatchError(`${missing}: missing value`);
  const copy = Array.isArray(node) ? [...(node as readonly unknown[])] : { ...node };
  if (rest.length === 0) {
    step(copy, token);
    return copy;
  }
  const below = lookUp(node, [token]);
  const next = change(below, rest, missing, step);
  if (Array.isArray(copy)) copy[indexIn(copy, token, copy.length - 1, token, 'replace')] = next;
  else setOwn(copy, token, next);
  return copy;
}

function lookUp(node: unknown, tokens: readonly string[]): unknown {
  let value = node;
  for (const token of tokens) {
    if (Array.isArray(value)) value = /^-?\d+$/.test(token) ? (value as unknown[]).at(Number(token)) : undefined;
    else if (isObject(value) && Object.hasOwn(value, token)) value = value[token];
    else return undefined;
  }
  return value;
}

function parse(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
