/** The second that was formatted last: most of what one moment writes bears the same time. */
let latest = { second: Number.NaN, text: '' };

/** metav1.Time on the wire: RFC 3339 in UTC, whole seconds (rounded down). */
export function formatTime(unixMs: number): string {
  const second = Math.floor(unixMs / 1000);
  if (second !== latest.second) latest = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` };
  return latest.text;
}

/** metav1.MicroTime on the wire: RFC 3339 in UTC with six digits of fraction. */
export function formatMicroTime(unixMs: number): string {
  const micros = Math.floor(unixMs * 1000);
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = String(micros - seconds * 1_000_000).padStart(6, '0');
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;

/** Unix milliseconds (with a fraction for micro- and nanoseconds) of an RFC 3339 text, or undefined if it is none. */
export function parseTime(text: string): number | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = Date.UTC(year, month - 1, day, hour, minute, second);
  if (new Date(date).getUTCDate() !== day) return undefined;
  const offset = (part(10) * 60 + part(11)) * 60_000 * (match[9] === '-' ? -1 : 1);
  return date - offset + Number(`0.${match[7] ?? '0'}`) * 1000;
}
