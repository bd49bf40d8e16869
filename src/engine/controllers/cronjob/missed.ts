import { parseTime } from '../../api/time.ts';
import type { CronJob } from '../../api/types.ts';
import { nextTime, type ZonedSchedule } from './next.ts';

/* pkg/controller/cronjob/utils.go. Times are Unix milliseconds. */

/** What of a CronJob decides about times. */
export interface Timing {
  /** The last time that was scheduled, else the creation. */
  readonly since: number;
  readonly startingDeadlineSeconds: number | undefined;
}

export interface Missed {
  readonly since: number;
  /** The most recent time that has come and not been met. */
  readonly recent: number | undefined;
  readonly missed: 'none' | 'few' | 'many';
}

/** Padding of the next look against clock skew. */
const nextScheduleDelta = 100;
/** More times than this are called too many. */
const many = 100;

export function timingOf({ metadata, spec, status }: CronJob): Timing {
  const since = parseTime(status?.lastScheduleTime ?? metadata?.creationTimestamp ?? '') ?? 0;
  return { since, startingDeadlineSeconds: spec?.startingDeadlineSeconds };
}

function earliest({ since, startingDeadlineSeconds }: Timing, now: number): number {
  return startingDeadlineSeconds === undefined ? since : Math.max(since, now - startingDeadlineSeconds * 1000);
}

/** mostRecentScheduleTime, v1.36; undefined for a schedule that never comes. */
export function missedTimes(schedule: ZonedSchedule, timing: Timing, now: number): Missed | undefined {
  const since = earliest(timing, now);
  const first = nextTime(schedule, since);
  if (first === undefined) return undefined;
  if (now < first) return { since, recent: undefined, missed: 'none' };
  const second = nextTime(schedule, first);
  if (second === undefined) return undefined;
  if (now < second) return { since, recent: first, missed: 'none' };
  const between = Math.round((second - first) / 1000);
  const count = Math.floor(Math.floor((now - first) / 1000) / between) + 1;
  // One interval early, for schedules whose intervals differ.
  let recent: number | undefined;
  let time = nextTime(schedule, first + (count - 2) * between * 1000);
  while (time !== undefined && time <= now) {
    recent = time;
    time = nextTime(schedule, time);
  }
  return { since, recent, missed: count > many ? 'many' : 'few' };
}

/** nextScheduleTimeDuration, v1.36: milliseconds until the CronJob is to be looked at again. */
export function untilNext(schedule: ZonedSchedule, timing: Timing, now: number): number | undefined {
  const found = missedTimes(schedule, { ...timing, startingDeadlineSeconds: undefined }, now);
  const from = found === undefined ? now : (found.recent ?? (found.missed === 'none' ? found.since : now));
  const next = nextTime(schedule, from);
  return next === undefined ? undefined : next + nextScheduleDelta - now;
}

/** getRecentUnmetScheduleTimes, v1.20: the last time that has come and not been met; `many` where they are too many to count. */
export function lastUnmetTime(schedule: ZonedSchedule, timing: Timing, now: number): number | 'many' | undefined {
  let last: number | undefined;
  let count = 0;
  for (let time = nextTime(schedule, earliest(timing, now)); time !== undefined && time <= now;) {
    last = time;
    if (++count > many) return 'many';
    time = nextTime(schedule, time);
  }
  return last;
}
