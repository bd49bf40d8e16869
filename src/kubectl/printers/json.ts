import { isRecord } from '../object.ts';

/** encoding/json's Marshal of decoded JSON: keys sorted, HTML characters escaped, no spaces. */
export function goJson(value: unknown): string {
  return marshal(value, undefined, '');
}

/** The same for a typed object, whose keys stand in the order of its struct. */
export function goStructJson(value: unknown): string {
  return marshal(value, undefined, '', true);
}

/** MarshalIndent with four spaces and a newline at the end, as `-o json` prints. @param asIs keys are in order already. */
export function indentedJson(value: unknown, indent = '    ', asIs = false): string {
  return `${marshal(value, indent, '', asIs)}\n`;
}

function marshal(value: unknown, indent: string | undefined, prefix: string, asIs = false): string {
  if (Array.isArray(value)) {
    return wrap(
      '[',
      ']',
      value.map((item) => marshal(item, indent, prefix + (indent ?? ''), asIs)),
      indent,
      prefix,
    );
  }
  if (isRecord(value)) {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined);
    const pairs = (asIs ? keys : keys.sort(compareCodePoints)).map(
      (key) =>
        `${goString(key)}:${indent === undefined ? '' : ' '}${marshal(value[key], indent, prefix + (indent ?? ''), asIs)}`,
    );
    return wrap('{', '}', pairs, indent, prefix);
  }
  if (typeof value === 'string') return goString(value);
  if (typeof value === 'number') return goNumber(value);
  return JSON.stringify(value ?? null);
}

function wrap(
  open: string,
  close: string,
  items: readonly string[],
  indent: string | undefined,
  prefix: string,
): string {
  if (items.length === 0) return open + close;
  if (indent === undefined) return open + items.join(',') + close;
  return `${open}\n${items.map((item) => prefix + indent + item).join(',\n')}\n${prefix}${close}`;
}

/** Go writes large and small floats with an exponent of at least two digits. */
function goNumber(value: number): string {
  const magnitude = Math.abs(value);
  if (value === 0 || (magnitude >= 1e-6 && magnitude < 1e21)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function goString(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]|\\b|\\f/g, (character) => {
    if (character.startsWith('\\')) return character === '\\b' ? '\\u0008' : '\\u000c';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function compareCodePoints(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
