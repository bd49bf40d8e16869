import { releases, type Release } from '../engine/releases/index.ts';

/** A command line that is wrong; the message says what to do. */
export class UsageError extends Error {}

/** `v1.36` or `1.36`. @throws UsageError */
export function releaseOption(text: string): Release['name'] {
  const name = text.replace(/^v/, '');
  if (Object.hasOwn(releases, name)) return name as Release['name'];
  const known = Object.keys(releases).map((release) => `v${release}`);
  throw new UsageError(`unknown release "${text}": choose from ${known.join(', ')}`);
}

/** @throws UsageError */
export function wholeOption(name: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not "${text}"`);
}
