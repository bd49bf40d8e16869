const multipliers: Readonly<Record<string, number>> = {
  '': 1,
  b: 512,
  k: 1024,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  kB: 1000,
  MB: 1e6,
  GB: 1e9,
};

/** A count with a multiplier suffix, as head, tail and dd take it; undefined if it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^([-+]?\d+)(b|kB|k|K|MB|M|GB|G)?$/.exec(text);
  return match === null ? undefined : Number(match[1]) * multipliers[match[2] ?? '']!;
}

const units = ['', 'K', 'M', 'G', 'T', 'P'];

/** `ls -lh`, `du -h`, `df -h`: one decimal below ten, rounded up, powers of 1024 (gnulib's human.c). */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  if (unit === 0) return String(value);
  const tenths = Math.ceil(value * 10) / 10;
  if (tenths < 10) return `${tenths.toFixed(1)}${units[unit]}`;
  const whole = Math.ceil(value);
  return whole === 1024 && unit < units.length - 1 ? `1.0${units[unit + 1]}` : `${whole}${units[unit]}`;
}
