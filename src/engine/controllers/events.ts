import { type ApiClient, ApiUnreachable } from '../api/client.ts';
import { StatusError } from '../api/status.ts';
import { formatTime } from '../api/time.ts';
import type { Event, KubeObject } from '../api/types.ts';
import type { Release } from '../releases/index.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { EventRecorder } from './controller.ts';
import { EventCorrelator } from './event-correlator.ts';
import { createSeriesRecorder } from './events-v1.ts';

export interface RecorderOptions {
  readonly sim: Simulation;
  readonly client: ApiClient;
  readonly release: Release;
  readonly component: string;
  /** The node of a kubelet. */
  readonly host?: string;
}

/** Components that write Events of events.k8s.io, in both releases. */
const seriesComponents: ReadonlySet<string> = new Set(['default-scheduler']);

/** client-go keeps as many in its cache. */
const rememberedEvents = 4096;

/** Kinds whose objects the recorder may be given without apiVersion and kind, by what their spec holds. */
const nodeKind = 'Node';

/**
 * Writes Events; the correlator counts those that repeat an earlier one, gathers similar ones and throttles a flood of them. An Event that can't be
 * written is lost, as in life.
 */
export function createRecorder({ sim, client, release, component, host }: RecorderOptions): EventRecorder {
  // kube-scheduler runs on the control plane's machine, whose name its instance bears.
  if (seriesComponents.has(component))
    return createSeriesRecorder(sim, client, component, `${component}-${host ?? 'master'}`);
  const correlator = new EventCorrelator(release.name);
  /** Name and first time of the Events that are counted up. */
  const known = new Map<string, { readonly namespace: string; readonly name: string; readonly first: string }>();
  const source = { component, ...(host === undefined ? {} : { host }) };
  let last = 0;

  return {
    event(about: KubeObject, type, reason, message, fieldPath) {
      const { name = '', uid = '', resourceVersion } = about.metadata ?? {};
      const kind = about.kind ?? nodeKind;
      const namespace = about.metadata?.namespace ?? 'default';
      const now = formatTime(sim.unixNow);
      const seen = correlator.observe(
        {
          object: [kind, namespace, name, uid, about.apiVersion].join('\u0000'),
          fieldPath: fieldPath ?? '',
          type,
          reason,
          message,
        },
        sim.now,
      );
      let record = seen.count > 1 ? known.get(seen.key) : undefined;
      if (record === undefined) {
        // The real name ends in the nanoseconds of the moment; two of one moment must differ.
        last = Math.max(last + 1, Math.floor(sim.unixNow * 1000));
        record = { namespace, name: `${name}.${(BigInt(last) * 1000n).toString(16)}`, first: now };
        known.delete(seen.key);
        known.set(seen.key, record);
        if (known.size > rememberedEvents) known.delete(known.keys().next().value ?? '');
      }
      if (seen.skip) return;
      try {
        if (seen.count > 1 && client.find('events', namespace, record.name) !== undefined) {
          const change = { count: seen.count, message: seen.message, lastTimestamp: now };
          client.patch('events', namespace, record.name, change, { type: 'merge' });
          return;
        }
        const event: Event = {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: { name: record.name, namespace },
          involvedObject: {
            kind,
            ...(about.metadata?.namespace === undefined ? {} : { namespace }),
            name,
            // Events about nodes bear the node's name as their UID, as the kubelet writes them.
            uid: kind === nodeKind && host !== undefined ? name : uid,
            ...(kind === nodeKind && host !== undefined ? {} : { apiVersion: about.apiVersion ?? 'v1' }),
            ...(resourceVersion === undefined || kind === nodeKind ? {} : { resourceVersion }),
            ...(fieldPath === undefined ? {} : { fieldPath }),
          },
          reason,
          message: seen.message,
          source,
          firstTimestamp: record.first,
          lastTimestamp: now,
          count: seen.count,
          type,
          ...(release.name === '1.20'
            ? { reportingComponent: '', reportingInstance: '' }
            : { reportingComponent: component, reportingInstance: host ?? '' }),
        };
        client.create('events', namespace, event);
      } catch (error) {
        if (!(error instanceof StatusError) && !(error instanceof ApiUnreachable)) throw error;
      }
    },
  };
}
