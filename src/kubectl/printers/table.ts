import { formatLabels } from '../../engine/api/selectors.ts';
import { humanDuration } from '../../engine/api/duration.ts';
import { parseTime } from '../../engine/api/time.ts';
import { isRecord, listAt, nameOf, namespaceOf, recordAt, textAt, type Json } from '../object.ts';
import type { TabWriter } from './tabwriter.ts';

/** One column of a meta.k8s.io Table. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  /** Other than 0: only in wide output. */
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly unknown[];
  readonly object: Json | undefined;
}

export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface TableOptions {
  readonly noHeaders: boolean;
  readonly wide: boolean;
  readonly withNamespace: boolean;
  /** Shown before names, e.g. `deployment.apps`; undefined: names alone. */
  readonly kind: string | undefined;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
}

export function isTable(object: unknown): boolean {
  return isRecord(object) && object['kind'] === 'Table' && textAt(object, 'apiVersion').startsWith('meta.k8s.io/');
}

export function readTable(object: unknown): Table {
  return {
    columns: listAt(object, 'columnDefinitions').map((column) => ({
      name: textAt(column, 'name'),
      type: textAt(column, 'type'),
      format: textAt(column, 'format'),
      priority: Number(recordAt(column)['priority'] ?? 0),
    })),
    rows: listAt(object, 'rows').map((row) => {
      const { object: of } = recordAt(row);
      return { cells: listAt(row, 'cells'), object: isRecord(of) ? of : undefined };
    }),
  };
}

/** What a server that makes no Table leaves to the client: NAME and AGE (printObjectMeta). */
export function tableOfObjects(objects: readonly Json[], now: number): Table {
  return {
    columns: [
      { name: 'Name', type: 'string', format: 'name', priority: 0 },
      { name: 'Age', type: 'string', format: '', priority: 0 },
    ],
    rows: objects.map((object) => ({
      object,
      cells: [nameOf(object), age(textAt(object, 'metadata', 'creationTimestamp'), now)],
    })),
  };
}

function age(timestamp: string, now: number): string {
  const time = parseTime(timestamp);
  return time === undefined ? '<unknown>' : humanDuration(now - time);
}

const eventTypes: Readonly<Record<string, string>> = {
  ADDED: 'ADDED   ',
  MODIFIED: 'MODIFIED',
  DELETED: 'DELETED ',
  ERROR: 'ERROR   ',
};

/**
 * Prints Tables as rows of aligned columns, with headers where the columns change (HumanReadablePrinter of
 * cli-runtime/pkg/printers/tableprinter.go). It remembers the columns: a watch sends them only once.
 */
export class TablePrinter {
  #columns: readonly TableColumn[] = [];
  #printedHeaders = false;

  constructor(private readonly options: TableOptions) {}

  print(table: Table, writer: TabWriter, eventType = ''): void {
    let noHeaders = this.options.noHeaders;
    const same = sameColumns(table.columns, this.#columns);
    if (this.#printedHeaders && (table.columns.length === 0 || same)) noHeaders = true;
    let columns = table.columns;
    if (columns.length === 0) columns = this.#columns;
    else if (!same) {
      this.#columns = columns;
      this.#printedHeaders = false;
    }
    if (table.rows.length > 0) this.#printedHeaders = true;
    let shown = decorate({ columns, rows: table.rows }, this.options);
    if (eventType !== '') {
      shown = {
        columns: [plain('Event'), ...shown.columns],
        rows: shown.rows.map((row) => ({ ...row, cells: [eventTypes[eventType] ?? eventType, ...row.cells] })),
      };
    }
    writer.write(tableText(shown, { ...this.options, noHeaders }));
  }
}

function sameColumns(a: readonly TableColumn[], b: readonly TableColumn[]): boolean {
  return (
    a.length === b.length &&
    a.every((column, i) => {
      const other = b[i]!;
      return (
        column.name === other.name &&
        column.type === other.type &&
        column.format === other.format &&
        column.priority === other.priority
      );
    })
  );
}

function plain(name: string): TableColumn {
  return { name, type: 'string', format: '', priority: 0 };
}

/** Adds the namespace, label and kind parts that the options ask for (decorateTable). */
function decorate(table: Table, options: TableOptions): Table {
  const nameColumn =
    options.kind === undefined
      ? -1
      : table.columns.findIndex((column) => column.format === 'name' && column.type === 'string');
  return {
    columns: [
      ...(options.withNamespace ? [plain('Namespace')] : []),
      ...table.columns,
      ...options.labelColumns.map((label) => plain(label.split('/').at(-1)!)),
      ...(options.showLabels ? [plain('Labels')] : []),
    ],
    rows: table.rows.map((row) => {
      const labels: Record<string, string> = {};
      for (const [key, value] of Object.entries(recordAt(row.object, 'metadata', 'labels')))
        labels[key] = String(value);
      const cells = row.cells.map((cell, i) => (i === nameColumn ? `${options.kind}/${cellText(cell)}` : cell));
      const missing = row.object === undefined;
      return {
        ...row,
        cells: [
          ...(options.withNamespace ? [missing ? null : namespaceOf(row.object)] : []),
          ...cells,
          ...options.labelColumns.map((label) => (missing ? null : (labels[label] ?? ''))),
          ...(options.showLabels ? [missing ? null : formatLabels(labels)] : []),
        ],
      };
    }),
  };
}

function tableText(table: Table, options: TableOptions): string {
  const visible = table.columns.map((column) => options.wide || column.priority === 0);
  let text = '';
  if (!options.noHeaders) {
    if (table.rows.length === 0) return '';
    text += `${table.columns
      .filter((_, i) => visible[i])
      .map((column) => column.name.toUpperCase())
      .join('\t')}\n`;
  }
  for (const row of table.rows) {
    text += `${row.cells
      .slice(0, table.columns.length)
      .filter((_, i) => visible[i])
      .map(shownCell)
      .join('\t')}\n`;
  }
  return text;
}

/** A cell up to its first line break, with control characters made visible. */
function shownCell(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = cellText(cell);
  const end = typeof cell === 'string' ? text.search(/[\f\n\r]/) : -1;
  const line = end < 0 ? text : text.slice(0, end);
  return `${line.replaceAll('\u001b', '^[').replaceAll('\r', '\\r')}${end < 0 ? '' : '...'}`;
}

function cellText(cell: unknown): string {
  if (Array.isArray(cell)) return `[${cell.map(cellText).join(' ')}]`;
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
