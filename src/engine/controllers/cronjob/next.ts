import { parseSchedule, type Schedule, type ScheduleField } from '../../api/validation/batch/cron-schedule.ts';
import { TimeZone } from './time-zone.ts';

/** A schedule in its time zone. */
export interface ZonedSchedule {
  readonly schedule: Schedule;
  readonly zone: TimeZone;
}

const minuteMs = 60_000;
const hourMs = 3600_000;
/** How many years ahead robfig/cron looks. */
const horizon = 5;

/**
 * @param timeZone spec.timeZone; a TZ= in front of the schedule serves where there is none.
 * @throws ScheduleError; RangeError for an unknown time zone
 */
export function zonedSchedule(text: string, timeZone: string | undefined): ZonedSchedule {
  const prefix = /^(?:CRON_)?TZ=(\S*)/.exec(text)?.[1];
  return { schedule: parseSchedule(text), zone: new TimeZone(prefix ?? timeZone) };
}

/**
 * The first time after `unix` (both in Unix milliseconds); undefined if there is none within five years, as for 31 February
 * (github.com/robfig/cron/v3 spec.go, SpecSchedule.Next).
 */
export function nextTime({ schedule, zone }: ZonedSchedule, unix: number): number | undefined {
  const second = Math.floor(unix / 1000) * 1000;
  if ('every' in schedule) return second + schedule.every;
  const { minute, hour, month } = schedule;
  let time = second + 1000;
  const lastYear = zone.wall(time).year + horizon;
  // Once a field had to be moved on, the finer ones begin at their start.
  let whole = false;
  for (;;) {
    const wall = zone.wall(time);
    if (wall.year > lastYear) return undefined;
    if (!month.values.has(wall.month)) {
      time = startOfDay(zone, wall.year, wall.month + 1, 1);
      whole = true;
    } else if (!isDay(schedule, wall.day, wall.weekday)) {
      time = startOfDay(zone, wall.year, wall.month, wall.day + 1);
      whole = true;
    } else if (!hour.values.has(wall.hour)) {
      // By the hour that passes, not by the clock: an hour that is skipped or comes twice is one to the schedule too.
      time = (whole ? time : zone.unix(wall.year, wall.month, wall.day, wall.hour)) + hourMs;
      whole = true;
    } else if (!minute.values.has(wall.minute)) {
      time = time - (time % minuteMs) + minuteMs;
      whole = true;
    } else if (wall.second !== 0) {
      time = time - (time % minuteMs) + minuteMs;
    } else return time;
  }
}

/** Midnight, or the first hour of a day whose midnight is skipped. */
function startOfDay(zone: TimeZone, year: number, month: number, day: number): number {
  const time = zone.unix(year, month, day);
  const { hour } = zone.wall(time);
  return hour > 12 ? time + (24 - hour) * hourMs : time;
}

/** Where both fields of days are restricted either may match. */
function isDay(
  { dayOfMonth, dayOfWeek }: { readonly dayOfMonth: ScheduleField; readonly dayOfWeek: ScheduleField },
  day: number,
  weekday: number,
): boolean {
  const first = dayOfMonth.values.has(day);
  const second = dayOfWeek.values.has(weekday);
  return dayOfMonth.star || dayOfWeek.star ? first && second : first || second;
}
