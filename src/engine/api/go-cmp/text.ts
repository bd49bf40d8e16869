/* github.com/google/go-cmp v0.5.2, cmp/report_text.go: text that is put on one line or on several. */

export type Mark = '' | ' ' | '-' | '+';

export type TextNode = string | TextWrap | TextList;

export interface TextWrap {
  readonly prefix: string;
  readonly value: TextNode;
  readonly suffix: string;
}

export type TextList = readonly TextRecord[];

export interface TextRecord {
  readonly mark?: Mark;
  readonly key?: string;
  readonly value: TextNode;
  readonly withoutComma?: true;
  readonly comment?: Counts;
}

/** What an ellipsis leaves out. */
export interface Counts {
  readonly name: string;
  readonly identical: number;
  readonly removed: number;
  readonly inserted: number;
  readonly modified: number;
}

export const nil = 'nil';
export const ellipsis = '...';
const maxColumns = 80;

const isList = (node: TextNode): node is TextList => Array.isArray(node);

export function sameText(a: TextNode, b: TextNode): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function lengthOf(node: TextNode): number {
  if (typeof node === 'string') return byteLength(node);
  if (!isList(node)) return byteLength(node.prefix) + lengthOf(node.value) + byteLength(node.suffix);
  return node.reduce((sum, { key = '', value }, i) => {
    const label = key === '' ? 0 : byteLength(key) + 2;
    return sum + label + lengthOf(value) + (i < node.length - 1 ? 2 : 0);
  }, 0);
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;
const characters = (text: string): number => [...text].length;

/** The whole report: its root on the first line. */
export function renderText(root: TextNode): string {
  return `  ${expand(compact(root, ''), '', 0)}\n`;
}

/** The node with all that fits on one line made a line. */
function compact(node: TextNode, mark: Mark): TextNode {
  if (typeof node === 'string') return node;
  if (!isList(node)) {
    const value = compact(node.value, mark);
    return typeof value === 'string' ? node.prefix + value + node.suffix : { ...node, value };
  }
  const records = node.map((record) => ({ ...record, value: compact(record.value, either(mark, record.mark)) }));
  const line = records
    .map(({ key = '', value }) => (key === '' ? '' : `${key}: `) + (typeof value === 'string' ? value : ''))
    .join(', ');
  const changes = mark === '-' || mark === '+';
  const severalLines =
    records.some(
      ({ mark: own = '', value, comment }) =>
        own === '-' || own === '+' || typeof value !== 'string' || comment !== undefined,
    ) ||
    (changes && byteLength(line) > maxColumns);
  return severalLines ? records : line;
}

const either = (mark: Mark, own: Mark | undefined): Mark => (own === undefined || own === '' ? mark : own);

function indent(mark: Mark, depth: number): string {
  return `${mark === '-' || mark === '+' ? mark : ' '} ${'\t'.repeat(depth)}`;
}

function expand(node: TextNode, mark: Mark, depth: number): string {
  if (typeof node === 'string') return node;
  if (!isList(node)) return node.prefix + expand(node.value, mark, depth) + node.suffix;
  const end = `\n${indent(mark, depth)}`;
  const simple = node.every(
    (record) =>
      (record.mark ?? '') === '' &&
      (record.key ?? '') === '' &&
      typeof record.value === 'string' &&
      record.comment === undefined,
  );
  if (simple && node.length > 0) return batches(node, mark, depth + 1) + end;
  const keyPads = paddings(
    node,
    ({ key = '', value }) => key === '' || typeof value !== 'string',
    ({ key = '' }) => characters(key),
  );
  const valuePads = paddings(
    node,
    ({ value, comment }) => typeof value !== 'string' || value === ellipsis || comment === undefined,
    ({ value }) => characters(value as string),
  );
  const lines = node.map((record, i) => {
    const own = either(mark, record.mark);
    const key = record.key ?? '';
    const comma = record.withoutComma === true ? '' : ',';
    const comment = record.comment === undefined ? '' : ` // ${describe(record.comment)}`;
    const label = (key === '' ? '' : `${key}: `) + ' '.repeat(keyPads[i]!);
    return `\n${indent(own, depth + 1)}${label}${expand(record.value, own, depth + 1)}${comma}${' '.repeat(valuePads[i]!)}${comment}`;
  });
  return lines.join('') + end;
}

/** Short items share a line. */
function batches(list: TextList, mark: Mark, depth: number): string {
  let out = '';
  let batch = '';
  const emit = (): void => {
    if (batch !== '') out += `\n${indent(mark, depth)}${batch.trimEnd()}`;
    batch = '';
  };
  for (const { value } of list) {
    const line = value as string;
    if (byteLength(batch) + byteLength(line) + 2 > maxColumns) emit();
    batch += `${line}, `;
  }
  emit();
  return out;
}

/** How many spaces each record needs to be aligned with its neighbours. */
function paddings(
  list: TextList,
  skip: (record: TextRecord) => boolean,
  width: (record: TextRecord) => number,
): number[] {
  const pads = list.map(() => 0);
  let start = 0;
  for (let i = 0; i <= list.length; i++) {
    if (i < list.length && !skip(list[i]!)) continue;
    const group = list.slice(start, i);
    const most = Math.max(0, ...group.map(width));
    group.forEach((record, j) => (pads[start + j] = most - width(record)));
    start = i + 1;
  }
  return pads;
}

function describe(counts: Counts): string {
  const parts = (['identical', 'removed', 'inserted', 'modified'] as const)
    .filter((what) => counts[what] > 0)
    .map((what) => `${counts[what]} ${what}`);
  const sum = counts.identical + counts.removed + counts.inserted + counts.modified;
  const name = sum > 1 ? `${counts.name}s`.replace(/ys$/, 'ies') : counts.name;
  if (parts.length <= 2) return `${parts.join(' and ')} ${name}`;
  return `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)} ${name}`;
}
