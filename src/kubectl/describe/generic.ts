import type { Task } from '../../engine/sim/task.ts';
import type { ObjectMeta } from '../../engine/api/types.ts';
import { sprint } from '../go/sprint.ts';
import { isRecord, nameOf, namespaceOf, type Json } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';
import type { DescribeContext } from './context.ts';
import { eventsOf } from './events.ts';
import { annotationLines, labelLines } from './format.ts';
import type { DescribeWriter } from './writer.ts';

const shownAlready = new Set(['.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations']);

/** Kinds without a description of their own: every field, one a line (genericDescriber). */
export function* describeGeneric(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const metadata = object['metadata'] as ObjectMeta | undefined;
  w.field(0, 'Name', nameOf(object));
  w.field(0, 'Namespace', namespaceOf(object));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  content(w, 0, object, '', context.release);
  yield* eventsOf(object, context, w);
}

function content(w: DescribeWriter, level: number, value: Json, path: string, release: KubectlRelease): void {
  for (const field of Object.keys(value).sort()) {
    const here = `${path}.${field}`;
    if (shownAlready.has(here) || (here === '.metadata.managedFields' && release.hidesManagedFields)) continue;
    const item = value[field];
    const label = smartLabel(field, release);
    if (isRecord(item)) {
      w.line(level, `${label}:`);
      content(w, level + 1, item, here, release);
    } else if (Array.isArray(item)) {
      w.line(level, `${label}:`);
      for (const child of item as readonly unknown[]) {
        if (isRecord(child)) content(w, level + 1, child, here, release);
        else w.line(level + 1, sprint(child));
      }
    } else {
      w.field(level, label, sprint(item));
    }
  }
}

const acronyms = new Set(['API', 'URL', 'UID', 'GUID']);

/** `creationTimestamp` as `Creation Timestamp` (smartLabelFor); v1.36 leaves an acronym and its noun together: `HTTPGet`. */
export function smartLabel(field: string, release: KubectlRelease): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field;
  const old = release.name === '1.20';
  const words = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|-+|[^\p{L}-]+/gu) ?? [field];
  const parts: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [word, next] = [words[i]!, words[i + 1] ?? ''];
    const together = !old && /^[\p{Lu}-]{2,}$/u.test(word) && /^\p{Lu}/u.test(next);
    parts.push(together ? word + next : word);
    if (together) i++;
  }
  return parts
    .map((part) => {
      const upper = part.toUpperCase();
      if (acronyms.has(upper) || (old && upper === 'OSB')) return upper;
      return part.toLowerCase() === part ? part.charAt(0).toUpperCase() + part.slice(1) : part;
    })
    .join(' ');
}
