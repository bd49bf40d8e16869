/** The clock on the wall of one time zone. Months count from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** A time zone of the tz database, which the platform carries; its rules are data, not the time of the machine. */
export class TimeZone {
  static readonly utc = new TimeZone(undefined);
  readonly #format: Intl.DateTimeFormat | undefined;

  /** @param name undefined: UTC. Throws RangeError for a name that the database does not have. */
  constructor(name: string | undefined) {
    if (name === undefined || name === 'UTC') return;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Milliseconds that the zone is ahead of UTC at a Unix time. */
  offset(unix: number): number {
    if (this.#format === undefined) return 0;
    const part: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(unix)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(unix / 1000) * 1000;
  }

  wall(unix: number): WallTime {
    const shifted = new Date(unix + this.offset(unix));
    return {
      year: shifted.getUTCFullYear(),
      month: shifted.getUTCMonth() + 1,
      day: shifted.getUTCDate(),
      hour: shifted.getUTCHours(),
      minute: shifted.getUTCMinutes(),
      second: shifted.getUTCSeconds(),
      weekday: shifted.getUTCDay(),
    };
  }

  /** The Unix time at which the clock shows this; out of range parts carry over, and a time that is skipped is moved, as Go's time.Date does. */
  unix(year: number, month: number, day: number, hour = 0, minute = 0): number {
    const naive = Date.UTC(year, month - 1, day, hour, minute);
    const guess = naive - this.offset(naive);
    return naive - this.offset(guess);
  }

  /** RFC 3339 in this zone, whole seconds: `2026-05-04T11:00:00+02:00`. */
  format(unix: number): string {
    const offset = this.offset(unix);
    const text = new Date(unix + offset).toISOString().slice(0, 19);
    if (offset === 0) return `${text}Z`;
    const minutes = Math.abs(offset) / 60_000;
    const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
    return `${text}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
  }
}
