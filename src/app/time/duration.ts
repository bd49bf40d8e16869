const two = (value: number): string => String(value).padStart(2, '0');

/** `00:01:38.2`: hours, minutes, seconds, tenths of virtual time. */
export function clockText(ms: number): string {
  const tenths = Math.floor(ms / 100);
  const seconds = Math.floor(tenths / 10);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${tenths % 10}`;
}

/** The room of a ring: `12s`, `4:48`, `2h`. */
export function shortDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)}:${two(seconds % 60)}` : `${Math.round(seconds / 3600)}h`;
}

/** In a sentence: `12 s`, `4:48`, `1:02:03`; seconds in the reader's language. */
export function spokenDuration(ms: number, t: (key: 'time.seconds', values: { count: number }) => string): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return t('time.seconds', { count: seconds });
  const minutes = `${Math.floor(seconds / 60) % 60}`;
  if (seconds < 3600) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/**
 * What somebody writes for a time of the clock, in ms: `1:02:03`, `4:48` (minutes and seconds), `90` (seconds), `90s`, `5m`, `2h`, `1h30m`.
 * Undefined if it is none.
 */
export function parseClock(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  const clock = /^(?:(\d{1,4}):)?(?:(\d{1,4}):)?(\d{1,6}(?:\.\d+)?)$/.exec(trimmed);
  if (clock !== null) {
    const [first, second, seconds] = [clock[1], clock[2], Number(clock[3])];
    const minutes = Number(second ?? first ?? 0);
    const hours = second === undefined ? 0 : Number(first);
    return Math.round((hours * 3600 + minutes * 60 + seconds) * 1000);
  }
  const units = /^(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+(?:\.\d+)?)s)?$/.exec(trimmed);
  if (units === null || trimmed === '') return undefined;
  return Math.round((Number(units[1] ?? 0) * 3600 + Number(units[2] ?? 0) * 60 + Number(units[3] ?? 0)) * 1000);
}
