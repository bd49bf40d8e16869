import type { ContainerStatus, Event, Pod } from '../../engine/api/types.ts';

/** A stretch of one lane of a Pod's time; Unix milliseconds, `until` undefined: goes on. */
export interface Stretch {
  readonly from: number;
  readonly until: number | undefined;
  readonly kind: 'sandbox' | 'running' | 'good' | 'bad' | 'waiting' | 'pulling';
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
  const sandbox: Stretch[] =
    sandboxFrom === undefined
      ? []
      : [{ from: sandboxFrom, until: done ? Math.max(sandboxFrom, ...ends) : undefined, kind: 'sandbox' }];
  return [
    { name: '', stretches: sandbox, marks: marksOf(events, undefined) },
    ...specs.map(({ name }) => {
      const status = statuses.find((one) => one.name === name);
      return { name, stretches: status === undefined ? [] : runs(status), marks: marksOf(events, name) };
    }),
  ];
}

function runs(status: ContainerStatus): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const ended of [status.lastState?.terminated, status.state?.terminated]) {
    const from = time(ended?.startedAt);
    const until = time(ended?.finishedAt);
    if (from !== undefined && until !== undefined)
      found.push({ from, until, kind: ended?.exitCode === 0 ? 'good' : 'bad' });
  }
  const last = found.at(-1)?.until;
  if (status.state?.waiting?.reason === 'CrashLoopBackOff' && last !== undefined) {
    found.push({ from: last, until: undefined, kind: 'waiting' });
  }
  const running = time(status.state?.running?.startedAt);
  if (running !== undefined) found.push({ from: running, until: undefined, kind: 'running' });
  return found;
}

/** Events of a container name it in their field path: `spec.containers{web}`. */
function marksOf(events: readonly Event[], container: string | undefined): Lane['marks'] {
  return events
    .filter((event) => {
      const path = event.involvedObject.fieldPath ?? '';
      return container === undefined ? !path.includes('{') : path.endsWith(`{${container}}`);
    })
    .flatMap((event) => {
      const at = [...new Set([time(event.firstTimestamp), time(event.lastTimestamp)])].filter(
        (one) => one !== undefined,
      );
      return at.map((one) => ({ at: one, reason: event.reason ?? '', warning: event.type === 'Warning' }));
    });
}
