import { goQuote } from '../go-syntax.ts';
import { parseQuantity } from '../quantity.ts';
import { text as textOf, type Comparison, type ComparisonRecord } from './compare.ts';
import {
  absent,
  elementOf,
  entriesOf,
  fieldsOfType,
  isNil,
  isZero,
  itemsOf,
  kindOfType,
  typeName,
  type GoKind,
  type GoValue,
} from './go-value.ts';
import { ellipsis, lengthOf, nil, sameText, type Counts, type Mark, type TextNode, type TextRecord } from './text.ts';

/* github.com/google/go-cmp v0.5.2, cmp/report_compare.go and report_reflect.go: a comparison as pseudo Go. */

/** Whether a value is shown with its type: always, never, or where it is not plain. */
type TypeMode = 'emit' | 'elide' | 'auto';

interface Options {
  readonly mark: Mark;
  readonly types: TypeMode;
  /** How much is shown of what is below; undefined: all. */
  readonly verbosity?: number;
}

/** Unchanged records that are shown around changed ones. */
const contextRecords = 2;

const level = (options: Options): number => Math.min(Math.max(options.verbosity ?? 0, 0), 16);
const lower = (options: Options): Options =>
  options.verbosity === undefined ? options : { ...options, verbosity: options.verbosity - 1 };

export function reportComparison(root: Comparison): TextNode {
  return formatComparison(root, { mark: '', types: 'emit' })!;
}

function formatComparison(of: Comparison, given: Options): TextNode | undefined {
  const options: Options = { ...given, verbosity: given.mark === ' ' ? 1 : 3 };
  if (of.depth === 0) return formatLeaf(of, options);
  const kind = kindOfType(of.type);
  if (kind === 'pointer') {
    return { prefix: '&', value: formatComparison(of.target!, options)!, suffix: '' };
  }
  return withType(of.type, formatRecords(of.records, of.type, options), options);
}

function formatLeaf(of: Comparison, options: Options): TextNode | undefined {
  if (options.mark === '-') return formatValue(of.type, of.x, options);
  if (options.mark === '+') return formatValue(of.type, of.y, options);
  if (of.different === 0) {
    const [x, y] = [formatValue(of.type, of.x, options), formatValue(of.type, of.y, options)];
    return x !== undefined && y !== undefined && lengthOf(x) < lengthOf(y) ? x : y;
  }
  const elided: Options = { ...options, types: 'elide' };
  const list: TextRecord[] = [];
  for (const [mark, value] of [
    ['-', of.x],
    ['+', of.y],
  ] as const) {
    const shown = formatValue(of.type, value, elided);
    if (shown !== undefined) list.push({ mark, value: shown });
  }
  return withType(of.type, list, { ...options, types: 'emit' });
}

const recordNames: Partial<Readonly<Record<GoKind, string>>> = { struct: 'field', slice: 'element', map: 'entry' };

function formatRecords(records: readonly ComparisonRecord[], type: string, given: Options): TextNode {
  const kind = kindOfType(type);
  const most = given.mark === ' ' ? ((1 << level(given)) >> 1) << 2 : (1 << level(given)) << 1;
  const options: Options = { ...lower(given), types: kind === 'struct' ? 'auto' : 'elide' };
  const list = given.mark === '' ? changedRecords(records, type, most, options) : oneSide(records, type, most, options);
  return { prefix: '{', value: list, suffix: '}' };
}

/** core.ResourceName can print itself, which its keys show. */
const mapKey = (key: string, type: string): string => (type === '{q' ? `s${quote(key)}` : quote(key));
const keyOf = (key: string, type: string): string => (kindOfType(type) === 'map' ? mapKey(key, type) : key);

/** What stands on one side only, or is the same on both. */
function oneSide(
  records: readonly ComparisonRecord[],
  type: string,
  most: number,
  options: Options,
): readonly TextRecord[] {
  const kind = kindOfType(type);
  const list: TextRecord[] = [];
  for (const { key, value } of records) {
    if (list.length === most) {
      appendEllipsis(list);
      break;
    }
    if (kind === 'struct' && isZero(value.type, options.mark === '+' ? value.y : value.x)) continue;
    const shown = formatComparison(value, options);
    if (shown !== undefined) list.push({ key: keyOf(key, type), value: shown });
  }
  return list;
}

function changedRecords(
  records: readonly ComparisonRecord[],
  type: string,
  most: number,
  options: Options,
): readonly TextRecord[] {
  const kind = kindOfType(type);
  const list: TextRecord[] = [];
  const groups = groupsOf(records, recordNames[kind] ?? '');
  let rest = records;
  let changes = 0;
  let left: Counts | undefined;
  const identical = ({ key, value }: ComparisonRecord): void => {
    const shown = formatComparison(value, { ...options, mark: ' ' });
    if (shown !== undefined) list.push({ key: keyOf(key, type), value: shown });
  };
  groups.forEach((group, i) => {
    if (changes >= most) {
      left = left === undefined ? group : sum(left, group);
      return;
    }
    const changed = group.removed + group.inserted + group.modified;
    if (changed === 0) {
      const count = group.identical;
      let low = i === 0 ? 0 : Math.min(contextRecords, count);
      let high = i === groups.length - 1 ? 0 : Math.min(contextRecords, count - low);
      if (count - (low + high) === 1) high++;
      low = Math.min(low, count);
      rest.slice(0, low).forEach(identical);
      if (count > low + high) appendEllipsis(list, { ...group, identical: count - low - high });
      rest.slice(count - high, count).forEach(identical);
      rest = rest.slice(count);
      return;
    }
    for (const record of rest.slice(0, changed)) {
      const key = keyOf(record.key, type);
      if (record.value.children === record.value.depth) {
        for (const mark of ['-', '+'] as const) {
          const shown = formatComparison(record.value, { ...options, mark });
          if (shown !== undefined) list.push({ mark, key, value: shown });
        }
      } else list.push({ key, value: formatComparison(record.value, options)! });
    }
    rest = rest.slice(changed);
    changes += changed;
  });
  if (left !== undefined) appendEllipsis(list, left);
  return list;
}

function appendEllipsis(list: TextRecord[], counts?: Counts): void {
  const last = list.at(-1);
  if (last === undefined || last.value !== ellipsis) {
    list.push({ value: ellipsis, withoutComma: true, ...(counts === undefined ? {} : { comment: counts }) });
  } else if (counts !== undefined) {
    const before = last.comment;
    list[list.length - 1] = { ...last, comment: before === undefined ? counts : sum(before, counts) };
  }
}

/** Runs of records that are equal, and of records that are not. */
function groupsOf(records: readonly ComparisonRecord[], name: string): readonly Counts[] {
  const groups: Counts[] = [];
  let before: boolean | undefined;
  for (const { value } of records) {
    const equal = value.different === 0;
    if (before !== equal) groups.push({ name, identical: 0, removed: 0, inserted: 0, modified: 0 });
    before = equal;
    const what = equal ? 'identical' : value.y === absent ? 'removed' : value.x === absent ? 'inserted' : 'modified';
    const last = groups.at(-1)!;
    groups[groups.length - 1] = { ...last, [what]: last[what] + 1 };
  }
  return groups;
}

function sum(a: Counts, b: Counts): Counts {
  return {
    name: a.name,
    identical: a.identical + b.identical,
    removed: a.removed + b.removed,
    inserted: a.inserted + b.inserted,
    modified: a.modified + b.modified,
  };
}

function withType(type: string, node: TextNode, options: Options): TextNode {
  const kind = kindOfType(type);
  if (options.types === 'elide') return node;
  if (options.types === 'auto') {
    if (kind !== 'struct' && kind !== 'slice' && kind !== 'map') return node;
    if (sameText(node, nil) || options.mark === ' ') return node;
  }
  const name = kind === 'pointer' ? `(${shownType(type)})` : shownType(type);
  return { prefix: name, value: inParentheses(node), suffix: '' };
}

/** The type of an embedded struct is named after it. */
function shownType(type: string): string {
  const [, inner] = type.split('/');
  return inner === undefined ? typeName(type) : `core.${inner}`;
}

function inParentheses(node: TextNode): TextNode {
  const wrapped =
    typeof node === 'object' && 'prefix' in node && (node.prefix.startsWith('{') || node.prefix.startsWith('('));
  return wrapped ? node : { prefix: '(', value: node, suffix: ')' };
}

function formatValue(type: string, value: GoValue, options: Options): TextNode | undefined {
  if (value === absent) return undefined;
  const kind = kindOfType(type);
  if (kind === 'pointer') {
    if (isNil(value)) return withType(type, nil, options);
    const printed = printedByItself(elementOf(type), value);
    if (printed !== undefined) return `s${truncated(printed, options)}`;
    return { prefix: '&', value: formatValue(elementOf(type), value, options)!, suffix: '' };
  }
  return withType(type, formatPlain(type, kind, value, options), options);
}

function formatPlain(type: string, kind: GoKind, value: GoValue, given: Options): TextNode {
  switch (kind) {
    case 'string':
      return truncated(textOf(value), given);
    case 'bool':
      return String(value === true);
    case 'number':
      return String(value ?? 0);
  }
  if (kind !== 'struct' && isNil(value)) return nil;
  const most = given.verbosity === undefined ? Infinity : ((1 << level(given)) >> 1) << 2;
  const options: Options = { ...lower(given), types: kind === 'struct' ? 'auto' : 'elide' };
  const list: TextRecord[] = [];
  const add = (key: string, itemType: string, item: GoValue): boolean => {
    if (list.length === most) {
      appendEllipsis(list);
      return false;
    }
    list.push({ key, value: formatValue(itemType, item, options)! });
    return true;
  };
  if (type === 'q') {
    for (const [key, shown] of quantityFields(value, options)) {
      if (list.length === most) {
        appendEllipsis(list);
        break;
      }
      list.push({ key, value: shown });
    }
  } else if (kind === 'struct') {
    for (const field of fieldsOfType(type)) {
      const item = field.get(value);
      if (!isZero(field.type, item) && !add(field.name, field.type, item)) break;
    }
  } else if (kind === 'slice') {
    const of = elementOf(type.split('#')[0]!);
    for (const item of itemsOf(value)) if (!add('', of, item)) break;
  } else {
    const map = entriesOf(value);
    for (const key of Object.keys(map).sort()) if (!add(mapKey(key, type), elementOf(type), map[key])) break;
  }
  return { prefix: '{', value: list, suffix: '}' };
}

/** Types that print themselves when pointed to. */
function printedByItself(type: string, value: GoValue): string | undefined {
  if (type === 'q') return String(value);
  if (type !== 'LabelSelector') return undefined;
  const { matchLabels, matchExpressions } = entriesOf(value);
  const labels = entriesOf(matchLabels);
  const pairs = Object.keys(labels)
    .sort()
    .map((key) => `${key}: ${String(labels[key])},`);
  const requirements = itemsOf(matchExpressions).map((item) => {
    const { key, operator, values } = entriesOf(item);
    return `LabelSelectorRequirement{Key:${String(key)},Operator:${String(operator)},Values:[${itemsOf(values).join(' ')}],},`;
  });
  return `&LabelSelector{MatchLabels:map[string]string{${pairs.join('')}},MatchExpressions:[]LabelSelectorRequirement{${requirements.join('')}},}`;
}

const exponents: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** resource.Quantity's own fields: an amount with a power of ten, the text that it was written as, its format. */
function quantityFields(value: GoValue, options: Options): readonly (readonly [string, TextNode])[] {
  const written = isNil(value) ? '0' : String(value);
  const quantity = parseQuantity(written);
  const [, digits = '0', suffix = ''] = /^([+-]?\d+)([a-zA-Z]?)$/.exec(written) ?? [];
  const decimal = quantity.format === 'DecimalSI' && (suffix === '' || suffix in exponents);
  const scale = decimal ? (exponents[suffix] ?? 0) : 0;
  const amount = decimal ? digits : String(quantity.nanos / 1_000_000_000n);
  const parts = [...(Number(amount) === 0 ? [] : [`value: ${amount}`]), ...(scale === 0 ? [] : [`scale: ${scale}`])];
  const shown = `{${parts.join(', ')}}`;
  const fields: (readonly [string, TextNode])[] = [];
  if (parts.length > 0) fields.push(['i', options.mark === ' ' ? shown : `resource.int64Amount${shown}`]);
  if (!isNil(value)) fields.push(['s', goQuote(written)]);
  fields.push(['Format', goQuote(quantity.format)]);
  return fields;
}

function truncated(value: string, options: Options): string {
  const most = options.verbosity === undefined ? Infinity : (1 << level(options)) << 5;
  if (value.length > most + ellipsis.length) return quote(value.slice(0, most)) + ellipsis;
  return quote(value);
}

/** In quotes, or in backquotes where that saves escapes. */
function quote(value: string): string {
  const quoted = goQuote(value);
  if (quoted.length === value.length + 2) return quoted;
  return /[`\n]|[^\P{C}\t]/u.test(value) ? quoted : `\`${value}\``;
}
