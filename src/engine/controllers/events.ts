import { type ApiClient, ApiUnreachable } from '../api/client.ts';
import { StatusError } from '../api/status.ts';
import { formatTime } from '../api/time.ts';
import type { Event, KubeObject } from '../api/types.ts';
import type { Release } from '../releases/index.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { EventRecorder } from './controller.ts';
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

/** Kinds whose objects the recorder may be given without apiVersion and kind, by what their spec holds. */
const nodeKind = 'Node';

/**
 * Writes Events; one that repeats an earlier one to the letter counts that one up instead (client-go tools/record, EventCorrelator). An Event that
 * can't be written is lost, as in life.
 */
export function createRecorder({ sim, client, release, component, host }: RecorderOptions): EventRecorder {
  // kube-scheduler runs on the control plane's machine, whose name its instance bears.
  if (seriesComponents.has(component))
    return createSeriesRecorder(sim, client, component, `${component}-${host ?? 'master'}`);
  const known = new Map<string, { namespace: string; name: string; count: number }>();
  const source = { component, ...(host === undefined ? {} : { host }) };
  let last = 0;

  return {
    event(about: KubeObject, type, reason, message, fieldPath) {
      const { name = '', uid = '', resourceVersion } = about.metadata ?? {};
      const kind = about.kind ?? nodeKind;
      const namespace = about.metadata?.namespace ?? 'default';
      const key = [kind, namespace, name, uid, fieldPath, type, reason, message].join('\u0000');
      const now = formatTime(sim.unixNow);
      try {
        const earlier = known.get(key);
        if (earlier !== undefined && client.find('events', earlier.namespace, earlier.name) !== undefined) {
          earlier.count++;
          client.patch(
            'events',
            earlier.namespace,
            earlier.name,
            { count: earlier.count, lastTimestamp: now },
            { type: 'merge' },
          );
          return;
        }
        // The real name ends in the nanoseconds of the moment; two of one moment must differ.
        last = Math.max(last + 1, Math.floor(sim.unixNow * 1000));
        const eventName = `${name}.${(BigInt(last) * 1000n).toString(16)}`;
        const event: Event = {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: { name: eventName, namespace },
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
          message,
          source,
          firstTimestamp: now,
          lastTimestamp: now,
          count: 1,
          type,
          ...(release.name === '1.20'
            ? { reportingComponent: '', reportingInstance: '' }
            : { reportingComponent: component, reportingInstance: host ?? '' }),
        };
        client.create('events', namespace, event);
        known.set(key, { namespace, name: eventName, count: 1 });
      } catch (error) {
        if (!(error instanceof StatusError) && !(error instanceof ApiUnreachable)) throw error;
      }
    },
  };
}
