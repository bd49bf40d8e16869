import type { ContainerStatus, Event, Pod } from '../../engine/api/types.ts';

/** A stretch of one lane of a Pod's time; Unix milliseconds, `until` undefined: goes on. */
export interface Stretch {
  readonly from: number;
  readonly until: number | undefined;
  readonly kind: 'sandbox' | 'running' | 'good' | 'bad' | 'backoff' | 'waiting' | 'pulling';
}

export interface Lane {
  readonly name: string;
  readonly stretches: readonly Stretch[];
  readonly marks: readonly { readonly at: number; readonly reason: string; readonly warning: boolean }[];
}

const time = (text: string | undefined): number | undefined => {
  const value = Date.parse(text ?? '');
  return Number.isNaN(value) ? undefined : value;
};

/**
 * A Pod's life in lanes: its sandbox, then every container. The API remembers a container's present and last run only; earlier runs are
 * known by the Started events that are still there.
 */
export function podLanes(pod: Pod, events: readonly Event[], sandboxFrom: number | undefined): readonly Lane[] {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const specs = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  const done = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  const ends = statuses.map((one) => time(one.state?.terminated?.finishedAt) ?? 0);
  // The API tells whole seconds: within that one nothing of a container was before its sandbox.
  const snap = (at: number): number =>
    sandboxFrom !== undefined && at < sandboxFrom && sandboxFrom - at < 1000 ? sandboxFrom : at;
  const sandbox: Stretch[] =
    sandboxFrom === undefined
      ? []
      : [{ from: sandboxFrom, until: done ? Math.max(sandboxFrom, ...ends) : undefined, kind: 'sandbox' }];
  return [
    { name: '', stretches: sandbox, marks: marksOf(events, undefined) },
    ...specs.map(({ name }) => {
      const status = statuses.find((one) => one.name === name);
      const own = events.filter((event) => isAbout(event, name));
      const stretches = [...pulls(own), ...(status === undefined ? [] : runs(status, sandboxFrom))]
        .map((one) => ({
          ...one,
          from: snap(one.from),
          until: one.until === undefined ? undefined : Math.max(one.until, snap(one.from)),
        }))
        .toSorted((a, b) => a.from - b.from);
      return { name, stretches, marks: marksOf(events, name).map((one) => ({ ...one, at: snap(one.at) })) };
    }),
  ];
}

function runs(status: ContainerStatus, sandboxFrom: number | undefined): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const ended of [status.lastState?.terminated, status.state?.terminated]) {
    const from = time(ended?.startedAt);
    const until = time(ended?.finishedAt);
    if (from !== undefined && until !== undefined)
      found.push({ from, until, kind: ended?.exitCode === 0 ? 'good' : 'bad' });
  }
  const last = found.at(-1)?.until;
  const running = time(status.state?.running?.startedAt);
  if (status.state?.waiting !== undefined) {
    if (last !== undefined) found.push({ from: last, until: undefined, kind: 'backoff' });
    else if (sandboxFrom !== undefined) found.push({ from: sandboxFrom, until: undefined, kind: 'waiting' });
  }
  if (running !== undefined) found.push({ from: running, until: undefined, kind: 'running' });
  return found;
}

/** From each Pulling to the Pulled or Failed that came after it, as far as the events remember. */
function pulls(events: readonly Event[]): readonly Stretch[] {
  const at = (event: Event): number | undefined => time(event.lastTimestamp ?? event.firstTimestamp);
  return events
    .filter((event) => event.reason === 'Pulling')
    .flatMap((pulling) => {
      const from = at(pulling);
      if (from === undefined) return [];
      const ends = events
        .filter((event) => event.reason === 'Pulled' || event.reason === 'Failed')
        .map(at)
        .filter((one) => one !== undefined && one >= from);
      return [
        { from, until: ends.length === 0 ? undefined : Math.min(...(ends as number[])), kind: 'pulling' as const },
      ];
    });
}

/** Events of a container name it in their field path: `spec.containers{web}`. */
function isAbout(event: Event, container: string | undefined): boolean {
  const path = event.involvedObject.fieldPath ?? '';
  return container === undefined ? !path.includes('{') : path.endsWith(`{${container}}`);
}

function marksOf(events: readonly Event[], container: string | undefined): Lane['marks'] {
  return events
    .filter((event) => isAbout(event, container))
    .flatMap((event) => {
      const at = [...new Set([time(event.firstTimestamp), time(event.lastTimestamp)])].filter(
        (one) => one !== undefined,
      );
      return at.map((one) => ({ at: one, reason: event.reason ?? '', warning: event.type === 'Warning' }));
    });
}

export interface Part {
  readonly from: number;
  readonly until: number;
}

/** The shortest part of a Pod's time that can be looked at, in ms. */
const closest = 500;

/**
 * A closer (`factor` < 1) or wider look at a part of `whole` ms; `at` is the point of it that stays where it is (0..1), `by` the
 * share of it to move on. undefined: all of it.
 */
export function zoomed(part: Part, whole: number, factor: number, at: number, by: number): Part | undefined {
  const span = Math.max(closest, (part.until - part.from) * factor);
  if (span >= whole) return undefined;
  const wish = part.from + (part.until - part.from - span) * at + by * span;
  const from = Math.min(Math.max(0, wish), whole - span);
  return { from, until: from + span };
}

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18_000, 43_200, 86_400];

/** Round times between two, at most `most` of them; in ms. */
export function ticks(from: number, until: number, most: number): readonly number[] {
  const step = 1000 * (steps.find((one) => (until - from) / (one * 1000) <= Math.max(2, most)) ?? 86_400);
  const found: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) found.push(at);
  return found;
}
