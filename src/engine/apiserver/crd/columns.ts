import { parseTime } from '../../api/time.ts';
import { humanDuration } from '../../api/duration.ts';
import { age, type Column, type ColumnType, column, name, nameOf, ageOf, type TablePrinter } from '../tables/table.ts';
import type { CustomVersion, PrinterColumn } from './definition.ts';
import { jsonPathValues } from './json-path.ts';

const types: readonly string[] = ['string', 'integer', 'number', 'boolean', 'date'];

/** A custom resource as rows: apiextensions-apiserver/pkg/registry/customresource/tableconvertor. */
export function customPrinter({ columns }: CustomVersion): TablePrinter {
  if (columns.length === 0) {
    return {
      columns: () => [name, { ...age, type: 'date' }],
      cells: (object, context) => [nameOf(object), ageOf(object, context)],
    };
  }
  const described = columns.map((one): Column =>
    column(one.name, (types.includes(one.type) ? one.type : 'string') as ColumnType, one.description, {
      format: one.format,
      priority: one.priority,
    }),
  );
  return {
    columns: () => [name, ...described],
    cells: (object, { now }) => [nameOf(object), ...columns.map((one) => cell(one, object, now))],
  };
}

/** Null where the path finds nothing, which kubectl shows as an empty cell. */
function cell({ type, jsonPath }: PrinterColumn, object: unknown, now: number): unknown {
  const values = jsonPathValues(object, jsonPath);
  const value = values[0];
  if (values.length === 0) return type === 'string' && jsonPath.includes('[*]') ? '' : null;
  if (type === 'date') {
    const time = typeof value === 'string' ? parseTime(value) : undefined;
    return time === undefined ? '<invalid>' : humanDuration(now - time);
  }
  if (type === 'string') return values.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(',');
  if (type === 'integer') return typeof value === 'number' ? Math.trunc(value) : null;
  if (type === 'number') return typeof value === 'number' ? value : null;
  return typeof value === 'boolean' ? value : null;
}
