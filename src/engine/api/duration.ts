/** What `kubectl get` shows as AGE: two or three significant figures (k8s.io/apimachinery/pkg/util/duration). */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return join(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return join(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return join(days, 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  if (hours < 24 * 365 * 8) return join(years, 'y', days % 365, 'd');
  return `${years}y`;
}

/** One figure and its unit. */
export function shortHumanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h`;
  if (hours < 24 * 365) return `${Math.floor(hours / 24)}d`;
  return `${Math.floor(hours / 24 / 365)}y`;
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** Go's `time.Duration.String()`: `1h0m5.5s`, `2.345678s`, `100ms`, `0s`. Milliseconds in, with a fraction for less. */
export function formatGoDuration(ms: number): string {
  const absolute = Math.abs(ms);
  const totalMinutes = Math.floor(absolute / 60_000);
  // Nanoseconds of all that there is would lose digits.
  const nanos = Math.round((absolute - totalMinutes * 60_000) * 1e6);
  const sign = ms < 0 ? '-' : '';
  if (totalMinutes === 0) {
    if (nanos === 0) return '0s';
    if (nanos < 1e3) return `${sign}${nanos}ns`;
    if (nanos < 1e6) return `${sign}${decimal(nanos, 3)}µs`;
    if (nanos < 1e9) return `${sign}${decimal(nanos, 6)}ms`;
  }
  const hours = Math.floor(totalMinutes / 60);
  const seconds = `${decimal(nanos, 9)}s`;
  if (hours > 0) return `${sign}${hours}h${totalMinutes % 60}m${seconds}`;
  return totalMinutes > 0 ? `${sign}${totalMinutes}m${seconds}` : `${sign}${seconds}`;
}

/** `value / 10^digits` without trailing zeroes. */
function decimal(value: number, digits: number): string {
  const text = String(value).padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return fraction === '' ? text.slice(0, -digits) : `${text.slice(0, -digits)}.${fraction}`;
}

const unitNanos: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Milliseconds of a Go duration (`1h30m`, `1.5s`, `-2m`), or undefined if it is none. */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([-+]?)(.+)$/.exec(text);
  if (match === null) return undefined;
  const body = match[2]!;
  if (body === '0') return 0;
  let nanos = 0n;
  let rest = body;
  while (rest !== '') {
    const part = /^(?:(\d+)\.?(\d*)|\.(\d+))(ns|us|µs|μs|ms|s|m|h)/.exec(rest);
    if (part === null) return undefined;
    const unit = unitNanos[part[4]!]!;
    const fraction = part[2] ?? part[3] ?? '';
    nanos += BigInt(part[1] ?? '0') * unit + (BigInt(`0${fraction}`) * unit) / 10n ** BigInt(fraction.length);
    rest = rest.slice(part[0].length);
  }
  const milliseconds = Number(nanos / 1_000_000n) + Number(nanos % 1_000_000n) / 1e6;
  return match[1] === '-' ? -milliseconds : milliseconds;
}
