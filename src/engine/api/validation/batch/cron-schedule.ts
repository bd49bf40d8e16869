import { parseGoDuration } from '../../duration.ts';
import { goQuote } from '../../go-syntax.ts';

/* The standard parser of github.com/robfig/cron/v3 (parser.go): five fields or a descriptor. */

/** What a schedule says, or why it says nothing. */
export class ScheduleError extends Error {}

/** The set of values of one field; `star`: it was left open, which matters for the two fields of days. */
export interface ScheduleField {
  readonly values: ReadonlySet<number>;
  readonly star: boolean;
}

export type Schedule =
  | { readonly every: number }
  | {
      readonly minute: ScheduleField;
      readonly hour: ScheduleField;
      readonly dayOfMonth: ScheduleField;
      readonly month: ScheduleField;
      readonly dayOfWeek: ScheduleField;
    };

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const bounds = {
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  dayOfMonth: { min: 1, max: 31 },
  month: {
    min: 1,
    max: 12,
    names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  dayOfWeek: { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
} as const satisfies Readonly<Record<string, Bounds>>;

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const everyPrefix = '@every ';

/** @throws ScheduleError with the parser's message. */
export function parseSchedule(text: string): Schedule {
  let spec = text;
  if (/^(CRON_)?TZ=/.test(spec)) spec = spec.slice(spec.includes(' ') ? spec.indexOf(' ') : spec.length).trim();
  if (spec.startsWith('@')) {
    if (spec.startsWith(everyPrefix)) return { every: interval(spec) };
    const meaning = descriptors[spec];
    if (meaning === undefined) throw new ScheduleError(`unrecognized descriptor: ${spec}`);
    spec = meaning;
  }
  const fields = spec.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) {
    throw new ScheduleError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  }
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields as [string, string, string, string, string];
  return {
    minute: parseField(minute, bounds.minute),
    hour: parseField(hour, bounds.hour),
    dayOfMonth: parseField(dayOfMonth, bounds.dayOfMonth),
    month: parseField(month, bounds.month),
    dayOfWeek: parseField(dayOfWeek, bounds.dayOfWeek),
  };
}

/** Milliseconds, in whole seconds, at least one (cron.Every). */
function interval(spec: string): number {
  const text = spec.slice(everyPrefix.length);
  const milliseconds = parseGoDuration(text);
  if (milliseconds === undefined) {
    throw new ScheduleError(`failed to parse duration ${spec}: ${durationProblem(text)}`);
  }
  return Math.max(1000, Math.floor(milliseconds / 1000) * 1000);
}

/** What time.ParseDuration says of a text that is none. */
function durationProblem(text: string): string {
  const [, unit] = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)([^\d.]*)/.exec(text) ?? [];
  if (unit === undefined) return `time: invalid duration ${goQuote(text)}`;
  return unit === ''
    ? `time: missing unit in duration ${goQuote(text)}`
    : `time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`;
}

function parseField(field: string, of: Bounds): ScheduleField {
  const values = new Set<number>();
  let star = false;
  for (const expression of field.split(',')) {
    if (expression !== '') star = addRange(expression, of, values) || star;
  }
  return { values, star };
}

/** @returns whether the expression is a bare star */
function addRange(expression: string, of: Bounds, into: Set<number>): boolean {
  const [range = '', stepText, ...moreSteps] = expression.split('/');
  const [low = '', high, ...moreHyphens] = range.split('-');
  const open = low === '*' || low === '?';
  let start: number = of.min;
  let end: number = of.max;
  if (!open) {
    start = parseValue(low, of.names);
    if (moreHyphens.length > 0) throw new ScheduleError(`too many hyphens: ${expression}`);
    end = high === undefined ? start : parseValue(high, of.names);
  }
  let step = 1;
  if (stepText !== undefined) {
    if (moreSteps.length > 0) throw new ScheduleError(`too many slashes: ${expression}`);
    step = parseNumber(stepText);
    if (high === undefined && moreHyphens.length === 0) end = of.max;
  }
  if (start < of.min) {
    throw new ScheduleError(`beginning of range (${start}) below minimum (${of.min}): ${expression}`);
  }
  if (end > of.max) throw new ScheduleError(`end of range (${end}) above maximum (${of.max}): ${expression}`);
  if (start > end) {
    throw new ScheduleError(`beginning of range (${start}) beyond end of range (${end}): ${expression}`);
  }
  if (step === 0) throw new ScheduleError(`step of range should be a positive number: ${expression}`);
  for (let value = start; value <= end; value += step) into.add(value);
  return open && step === 1;
}

function parseValue(text: string, names: readonly string[] | undefined): number {
  const named = text === '' ? -1 : (names?.indexOf(text.toLowerCase()) ?? -1);
  return named >= 0 ? named : parseNumber(text);
}

function parseNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new ScheduleError(`failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`);
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new ScheduleError(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: value out of range`,
    );
  }
  if (value < 0) throw new ScheduleError(`negative number (${value}) not allowed: ${text}`);
  return value;
}
