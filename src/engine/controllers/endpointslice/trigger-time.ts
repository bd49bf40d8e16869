import { findCondition } from '../../api/meta.ts';
import type { Pod, Service } from '../../api/types.ts';

export const lastChangeTriggerTime = 'endpoints.kubernetes.io/last-change-trigger-time';

interface State {
  readonly service: string;
  readonly pods: ReadonlyMap<string, string>;
}

/**
 * The time of the change that a sync answers, for the annotation from which network programming latency is measured: the Service's creation at first, then
 * the earliest change of readiness since the last sync. k8s.io/endpointslice/util/trigger_time_tracker.go; times are RFC 3339 in UTC, which sort as texts.
 */
export class TriggerTimes {
  readonly #states = new Map<string, State>();

  compute(key: string, service: Service, pods: readonly Pod[]): string | undefined {
    const created = service.metadata?.creationTimestamp ?? '';
    const before = this.#states.get(key);
    const times = new Map<string, string>();
    let earliest: string | undefined;
    const consider = (time: string): void => {
      if (earliest === undefined || time < earliest) earliest = time;
    };
    for (const pod of pods) {
      const time = findCondition(pod.status?.conditions, 'Ready')?.lastTransitionTime;
      if (time === undefined) continue;
      const name = pod.metadata?.name ?? '';
      times.set(name, time);
      if (time > (before?.pods.get(name) ?? '')) consider(time);
    }
    if (created > (before?.service ?? '')) consider(created);
    this.#states.set(key, { service: created, pods: times });
    return before === undefined ? created : earliest;
  }

  forget(key: string): void {
    this.#states.delete(key);
  }
}
