import type { Task } from '../../engine/sim/task.ts';
import type { ObjectMeta } from '../../engine/api/types.ts';
import { sprint } from '../go/sprint.ts';
import { isRecord, nameOf, namespaceOf, type Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { eventsOf } from './events.ts';
import { annotationLines, labelLines } from './format.ts';
import type { DescribeWriter } from './writer.ts';

const shownAlready = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
]);

/** Kinds without a description of their own: every field, one a line (genericDescriber). */
export function* describeGeneric(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const metadata = object['metadata'] as ObjectMeta | undefined;
  w.field(0, 'Name', nameOf(object));
  w.field(0, 'Namespace', namespaceOf(object));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  content(w, 0, object, '');
  yield* eventsOf(object, context, w);
}

function content(w: DescribeWriter, level: number, value: Json, path: string): void {
  for (const field of Object.keys(value).sort()) {
    const here = `${path}.${field}`;
    if (shownAlready.has(here)) continue;
    const item = value[field];
    if (isRecord(item)) {
      w.line(level, `${smartLabel(field)}:`);
      content(w, level + 1, item, here);
    } else if (Array.isArray(item)) {
      w.line(level, `${smartLabel(field)}:`);
      for (const child of item as readonly unknown[]) {
        if (isRecord(child)) content(w, level + 1, child, here);
        else w.line(level + 1, sprint(child));
      }
    } else {
      w.field(level, smartLabel(field), sprint(item));
    }
  }
}

const acronyms = new Set(['API', 'URL', 'UID', 'GUID']);

/** `creationTimestamp` as `Creation Timestamp` (smartLabelFor). */
export function smartLabel(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field;
  return (field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|-+|[^\p{L}-]+/gu) ?? [field])
    .map((part) => {
      if (acronyms.has(part.toUpperCase())) return part.toUpperCase();
      return part.toLowerCase() === part ? part.charAt(0).toUpperCase() + part.slice(1) : part;
    })
    .join(' ');
}
