const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const two = (value: number): string => String(value).padStart(2, '0');

function clock(date: Date): string {
  return date.toISOString().slice(11, 19);
}

/** `02/Nov/2021:21:51:02 +0000`, of access logs. */
export function clfDate(unixMs: number): string {
  const date = new Date(unixMs);
  return `${two(date.getUTCDate())}/${months[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}:${clock(date)} +0000`;
}

/** `Thu Jul 18 16:28:44.242092 2019`, of Apache's error log. `microseconds` below the millisecond. */
export function apacheDate(unixMs: number, microseconds: number): string {
  const date = new Date(unixMs);
  const fraction = `${String(Math.floor(unixMs) % 1000).padStart(3, '0')}${String(microseconds).padStart(3, '0')}`;
  return `${days[date.getUTCDay()] ?? ''} ${months[date.getUTCMonth()] ?? ''} ${two(date.getUTCDate())} ${clock(date)}.${fraction} ${date.getUTCFullYear()}`;
}

/** `2021/11/02 21:51:00`, of Go's log package. */
export function goDate(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

/** `02 Nov 2021 21:51:00.123`, of redis. */
export function redisDate(unixMs: number): string {
  const date = new Date(unixMs);
  return `${two(date.getUTCDate())} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()} ${date.toISOString().slice(11, 23)}`;
}
