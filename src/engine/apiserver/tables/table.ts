import { humanDuration } from '../../api/duration.ts';
import { parseTime } from '../../api/time.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';

export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'date';

/** metav1.TableColumnDefinition. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly format: string;
  /** A text, or the field of the schema whose documentation it is. */
  readonly description: string | FieldDoc;
  /** 0: always shown; 1: with `-o wide`. */
  readonly priority: number;
}

export interface FieldDoc {
  /** `core.v1.PodSpec` */
  readonly type: string;
  readonly field: string;
}

export interface PrintContext {
  readonly release: Release;
  /** Unix milliseconds at the time of the request. */
  readonly now: number;
}

/** metav1.TableRowCondition: kubectl v1.20 hides completed rows by it. */
export interface RowCondition {
  readonly type: 'Completed';
  readonly status: 'True';
  readonly reason: string;
  readonly message: string;
}

/** How one kind looks as rows: pkg/printers/internalversion/printers.go. The server always fills the wide cells too. */
export interface TablePrinter<O extends KubeObject = KubeObject> {
  columns(release: Release): readonly Column[];
  cells(object: O, context: PrintContext): readonly unknown[];
  conditions?(object: O): readonly RowCondition[];
}

export function column(
  name: string,
  type: ColumnType,
  description: string | FieldDoc,
  options: { readonly format?: string; readonly priority?: number } = {},
): Column {
  return { name, type, format: options.format ?? '', description, priority: options.priority ?? 0 };
}

export const wide = (name: string, type: ColumnType, description: string | FieldDoc): Column =>
  column(name, type, description, { priority: 1 });

export const doc = (type: string, field: string): FieldDoc => ({ type, field });

export const name = column('Name', 'string', doc('meta.v1.ObjectMeta', 'name'), { format: 'name' });
export const age = column('Age', 'string', doc('meta.v1.ObjectMeta', 'creationTimestamp'));

export const containersAndImages: readonly Column[] = [
  wide('Containers', 'string', 'Names of each container in the template.'),
  wide('Images', 'string', 'Images referenced by each container in the template.'),
];

/** translateTimestampSince: how long ago, in kubectl's figures. */
export function since(time: string | null | undefined, now: number): string {
  const at = time === undefined || time === null ? undefined : parseTime(time);
  return at === undefined ? '<unknown>' : humanDuration(now - at);
}

export function ageOf(object: KubeObject, { now }: PrintContext): string {
  return since(object.metadata?.creationTimestamp, now);
}

export const nameOf = (object: KubeObject): string => object.metadata?.name ?? '';

/** layoutContainerCells */
export function containerCells(
  containers: readonly { readonly name: string; readonly image?: string }[] | undefined,
): readonly [string, string] {
  const list = containers ?? [];
  return [list.map((one) => one.name).join(','), list.map((one) => one.image ?? '').join(',')];
}

/** `a,b,c + 2 more...` */
export function listWithMore(list: readonly string[], count: number, separator = ','): string {
  const text = list.join(separator);
  return count > list.length ? `${text} + ${count - list.length} more...` : text;
}
