const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Go's time.RFC1123 (zone `UTC`) and RFC1123Z (`+0000`) of a Unix time, in UTC: `Mon, 04 May 2026 09:00:00 UTC`. */
export function formatRfc1123(unix: number, zone: 'UTC' | '+0000'): string {
  const date = new Date(unix);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const clock = date.toISOString().slice(11, 19);
  return `${days[date.getUTCDay()]!}, ${day} ${months[date.getUTCMonth()]!} ${date.getUTCFullYear()} ${clock} ${zone}`;
}
