import { typeName } from './type-name.ts';
import { sprint } from '../../go/sprint.ts';
import { isRecord } from '../../object.ts';
import { GoTemplateError } from './errors.ts';
import { sprintf } from './sprintf.ts';

type Call = (args: readonly unknown[]) => unknown;

/** Whether a value counts as true: not empty, not zero, not nil. */
export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isRecord(value) || Object.keys(value).length > 0;
}

/** How a value is printed: `<no value>` for a missing field, `map[a:b]` for an object. */
export function printed(value: unknown): string {
  return value === undefined || value === null ? '<no value>' : sprint(value);
}

/** text/template's own functions, and kubectl's `exists` and `base64decode` (printers/template.go). */
export const functions: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['and', (args) => args.find((value) => !isTrue(value)) ?? args.at(-1)],
  ['or', (args) => args.find(isTrue) ?? args.at(-1)],
  ['not', ([value]) => !isTrue(value)],
  ['len', ([value]) => lengthOf(value)],
  ['index', ([value, ...keys]) => keys.reduce((here: unknown, key) => indexed(here, key), value)],
  ['slice', ([value, from, to]) => sliced(value, from, to)],
  ['print', (args) => printWords(args)],
  ['println', (args) => `${args.map(sprint).join(' ')}\n`],
  ['printf', ([format, ...args]) => sprintf(String(format), args)],
  ['html', (args) => escapeHtml(args.map(sprint).join(''))],
  ['js', (args) => JSON.stringify(args.map(sprint).join('')).slice(1, -1).replaceAll("'", "\\'")],
  ['urlquery', (args) => encodeURIComponent(args.map(sprint).join('')).replaceAll('%20', '+')],
  ['eq', ([first, ...others]) => others.some((other) => compared(first, other) === 0)],
  ['ne', ([a, b]) => compared(a, b) !== 0],
  ['lt', ([a, b]) => compared(a, b) < 0],
  ['le', ([a, b]) => compared(a, b) <= 0],
  ['gt', ([a, b]) => compared(a, b) > 0],
  ['ge', ([a, b]) => compared(a, b) >= 0],
  ['exists', ([value, ...keys]) => exists(value, keys)],
  ['base64decode', ([value]) => decodeBase64(String(value))],
]);

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length;
  if (Array.isArray(value)) return value.length;
  if (isRecord(value)) return Object.keys(value).length;
  throw new GoTemplateError(
    value === null || value === undefined
      ? 'error calling len: len of nil pointer'
      : `error calling len: len of type ${typeName(value)}`,
  );
}

function indexed(value: unknown, key: unknown): unknown {
  if (value === null || value === undefined) throw new GoTemplateError('error calling index: index of untyped nil');
  if (Array.isArray(value)) {
    if (typeof key !== 'number')
      throw new GoTemplateError(`error calling index: cannot index slice/array with type ${typeName(key)}`);
    if (key < 0 || key >= value.length)
      throw new GoTemplateError(`error calling index: reflect: slice index out of range`);
    return value[key];
  }
  if (isRecord(value)) {
    if (typeof key !== 'string')
      throw new GoTemplateError(`error calling index: value has type ${typeName(key)}; should be string`);
    return value[key];
  }
  if (typeof value === 'string' && typeof key === 'number') return new TextEncoder().encode(value)[key];
  throw new GoTemplateError(`error calling index: can't index item of type ${typeName(value)}`);
}

function sliced(value: unknown, from: unknown, to: unknown): unknown {
  const first = typeof from === 'number' ? from : 0;
  if (typeof value === 'string' || Array.isArray(value)) {
    const last = typeof to === 'number' ? to : value.length;
    if (first < 0 || last > value.length || first > last)
      throw new GoTemplateError(`error calling slice: index out of range: ${last}`);
    return value.slice(first, last);
  }
  throw new GoTemplateError(`error calling slice: can't slice item of type ${typeName(value)}`);
}

/** fmt.Sprint: a space between two operands when neither is a text. */
function printWords(args: readonly unknown[]): string {
  return args
    .map(
      (value, i) =>
        `${i > 0 && typeof value !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : ''}${sprint(value)}`,
    )
    .join('');
}

function compared(a: unknown, b: unknown): number {
  if (a === b || ((a === null || a === undefined) && (b === null || b === undefined))) return 0;
  const comparable = typeof a === typeof b && typeof a !== 'object' && a !== undefined;
  if (!comparable) {
    if (a === null || b === null || a === undefined || b === undefined) return 1;
    throw new GoTemplateError(`error calling eq: incompatible types for comparison`);
  }
  return (a as string | number) < (b as string | number) ? -1 : 1;
}

function exists(value: unknown, keys: readonly unknown[]): boolean {
  let here = value;
  for (const key of keys) {
    if (Array.isArray(here) && typeof key === 'number' && key >= 0 && key < here.length) here = here[key];
    else if (isRecord(here) && typeof key === 'string') here = here[key];
    else return false;
  }
  return here !== undefined && here !== null;
}

function decodeBase64(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  } catch {
    throw new GoTemplateError('error calling base64decode: base64 decode failed: illegal base64 data at input byte 0');
  }
}

function escapeHtml(text: string): string {
  const codes: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&#34;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => codes[character]!);
}
