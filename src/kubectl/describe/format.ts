import { humanDuration } from '../../engine/api/duration.ts';
import { parseTime } from '../../engine/api/time.ts';
import type { ObjectMeta } from '../../engine/api/types.ts';
import { lastAppliedAnnotation } from '../annotations.ts';
import type { DescribeWriter } from './writer.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** time.RFC1123Z in UTC: `Tue, 02 Nov 2021 21:50:57 +0000`; the zero time of Go for a missing one. */
export function longTime(timestamp: string | undefined): string {
  const time = timestamp === undefined ? undefined : parseTime(timestamp);
  if (time === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${days[date.getUTCDay()]!}, ${two(date.getUTCDate())} ${months[date.getUTCMonth()]!} ${date.getUTCFullYear()} ${clock} +0000`;
}

/** How long ago, as AGE shows it. */
export function since(timestamp: string | null | undefined, now: number): string {
  const time = timestamp === undefined || timestamp === null ? undefined : parseTime(timestamp);
  return time === undefined ? '<unknown>' : humanDuration(now - time);
}

export function orNone(text: string | undefined): string {
  return text === undefined || text === '' ? '<none>' : text;
}

export function yesNo(value: boolean): string {
  return value ? 'True' : 'False';
}

type StringMap = Readonly<Record<string, string>> | undefined;

function sortedEntries(map: StringMap): readonly (readonly [string, string])[] {
  return Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `Labels:  a=b`, one a line (printLabelsMultiline). */
export function labelLines(w: DescribeWriter, title: string, labels: StringMap, indent = ''): void {
  const entries = sortedEntries(labels);
  w.write(0, `${indent}${title}:\t`);
  if (entries.length === 0) w.line(0, '<none>');
  entries.forEach(([key, value], i) => w.line(0, `${i === 0 ? '' : `${indent}\t`}${key}=${value}`));
}

const longestAnnotation = 140;

/** `Annotations:  a: b`; long and many-line values go below their key (printAnnotationsMultiline). */
export function annotationLines(w: DescribeWriter, title: string, annotations: StringMap): void {
  const entries = sortedEntries(annotations).filter(([key]) => key !== lastAppliedAnnotation);
  w.write(0, `${title}:\t`);
  if (entries.length === 0) w.line(0, '<none>');
  entries.forEach(([key, raw], i) => {
    if (i > 0) w.write(0, '\t');
    const value = raw.replace(/\n$/, '');
    if (value.length + key.length + 2 <= longestAnnotation && !value.includes('\n')) {
      w.line(0, `${key}: ${value}`);
      return;
    }
    w.line(0, `${key}:`);
    for (const line of value.split('\n')) w.line(0, `\t  ${shorten(line, longestAnnotation - 2)}`);
  });
}

export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

/** `ReplicaSet/web-5d4f` of the owner that controls the object; '' without one. */
export function controllerText(metadata: ObjectMeta | undefined): string {
  const owner = metadata?.ownerReferences?.find((one) => one.controller === true);
  return owner === undefined ? '' : `${owner.kind}/${owner.name}`;
}
