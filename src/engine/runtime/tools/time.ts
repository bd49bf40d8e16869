const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Go's time.ParseDuration, in milliseconds; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.exec(text);
  if (match === null) return text === '0' ? 0 : undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(amount) * (units[unit ?? ''] ?? 0);
  }
  return match[1] === '-' ? -total : total;
}

/** `2021-11-02T21:51:00.123000000Z`. */
export function rfc3339Nano(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/\.(\d{3})Z$/, '.$1000000Z');
}
