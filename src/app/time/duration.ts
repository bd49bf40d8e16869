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
