const seconds: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** `1.5`, `2m`, `1h`: milliseconds; undefined if the text is none. */
export function parseDuration(text: string): number | undefined {
  if (text === 'inf' || text === 'infinity') return Number.POSITIVE_INFINITY;
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * seconds[match[2]!]! * 1000;
}
