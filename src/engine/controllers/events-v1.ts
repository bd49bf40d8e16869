import { type ApiClient, ApiUnreachable } from '../api/client.ts';
import { isStatusError, StatusError } from '../api/status.ts';
import { formatMicroTime } from '../api/time.ts';
import type { Event, KubeObject } from '../api/types.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import type { EventRecorder } from './controller.ts';

/** client-go tools/events/event_broadcaster.go: a series ends when it was quiet for so long, and its count is written so often. */
const finishTime = 6 * 60_000;
const refreshTime = 30 * 60_000;

interface Series {
  readonly namespace: string;
  readonly event: Event;
  /** 1: no series yet. */
  count: number;
  lastObserved: number;
}

type Reference = NonNullable<Event['related']>;

export function referenceTo(object: KubeObject, fieldPath?: string): Reference {
  const { name, namespace, uid, resourceVersion } = object.metadata ?? {};
  return {
    kind: object.kind ?? '',
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(uid === undefined ? {} : { uid }),
    apiVersion: object.apiVersion ?? 'v1',
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}

/**
 * Writes Events as events.k8s.io/v1 does, which the scheduler of both releases uses: a time in microseconds and a series instead of a count. The second
 * of a kind starts the series; later ones are only counted and written every half hour. The note stays that of the first.
 */
export function createSeriesRecorder(
  sim: Simulation,
  client: ApiClient,
  controller: string,
  instance: string,
): EventRecorder {
  const known = new Map<string, Series>();
  let tidying: Timer | undefined;
  let refreshedAt = sim.now;
  let last = 0;

  function writeSeries({ namespace, event, count, lastObserved }: Series): void {
    const name = event.metadata?.name ?? '';
    const series = { count, lastObservedTime: formatMicroTime(lastObserved) };
    try {
      client.patch('events', namespace, name, { series }, { type: 'merge' });
    } catch (error) {
      // Events expire; the series goes on with a new one.
      if (isStatusError(error, 'NotFound')) client.create('events', namespace, { ...event, series });
      else throw error;
    }
  }

  /** An Event that can't be written is lost, as in life. */
  function attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof StatusError) && !(error instanceof ApiUnreachable)) throw error;
    }
  }

  function tidy(): void {
    tidying = undefined;
    const refresh = sim.now - refreshedAt >= refreshTime;
    if (refresh) refreshedAt = sim.now;
    for (const [key, series] of known) {
      const finished = series.lastObserved < sim.unixNow - finishTime;
      if (series.count > 1 && (finished || refresh)) attempt(() => writeSeries(series));
      if (finished) known.delete(key);
    }
    plan();
  }

  function plan(): void {
    if (known.size > 0) tidying ??= sim.after(finishTime, tidy);
  }

  return {
    event(about, type, reason, message, fieldPath, { action = reason, related } = {}) {
      const { name = '', uid = '', namespace = 'default' } = about.metadata ?? {};
      const key = [about.kind, namespace, name, uid, fieldPath, type, reason, action, related?.metadata?.uid].join(
        '\u0000',
      );
      const earlier = known.get(key);
      if (earlier !== undefined) {
        earlier.count++;
        earlier.lastObserved = sim.unixNow;
        if (earlier.count === 2) attempt(() => writeSeries(earlier));
        return;
      }
      // The real name ends in the nanoseconds of the moment; two of one moment must differ.
      last = Math.max(last + 1, Math.floor(sim.unixNow * 1000));
      const event: Event = {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `${name}.${(BigInt(last) * 1000n).toString(16)}`, namespace },
        involvedObject: referenceTo(about, fieldPath),
        reason,
        message,
        type,
        eventTime: formatMicroTime(sim.unixNow),
        action,
        ...(related === undefined ? {} : { related: referenceTo(related) }),
        reportingComponent: controller,
        reportingInstance: instance,
        source: {},
      };
      known.set(key, { namespace, event, count: 1, lastObserved: sim.unixNow });
      attempt(() => client.create('events', namespace, event));
      plan();
    },
  };
}
