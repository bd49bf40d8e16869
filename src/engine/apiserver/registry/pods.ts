import { jsonEqual } from '../../api/json.ts';
import { withMetadata } from '../../api/meta.ts';
import type { Pod } from '../../api/types.ts';
import { podQosClass } from '../../api/qos.ts';
import { specOnly, type StoredObject, type Strategy } from './strategy.ts';

const noContainers = { containers: [] };

/** pkg/registry/core/pod/strategy.go, both releases. */
export const pods: Strategy = {
  returnDeletedObject: true,
  generationOf: specOnly,
  generationSince: '1.36',

  prepareForCreate(object, { release }) {
    const pod = object as Pod;
    const status: Record<string, unknown> = { phase: 'Pending', qosClass: podQosClass(pod.spec ?? noContainers) };
    if (release.name === '1.36' && (pod.spec?.schedulingGates?.length ?? 0) > 0) {
      status['conditions'] = [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'SchedulingGated',
          message: 'Scheduling is blocked due to non-empty scheduling gates',
          lastProbeTime: null,
          lastTransitionTime: null,
        },
      ];
    }
    return { ...object, status };
  },

  prepareForStatusUpdate(object, old, { release }) {
    const before = old as Pod;
    const { ownerReferences } = before.metadata ?? {};
    const next =
      object.metadata?.ownerReferences === ownerReferences ? object : withMetadata(object, { ownerReferences });
    const status = (next as Pod).status ?? {};
    const conditions = status.conditions?.some((condition) => condition.lastProbeTime === undefined)
      ? status.conditions.map((condition) =>
          condition.lastProbeTime === undefined ? { ...condition, lastProbeTime: null } : condition,
        )
      : status.conditions;
    // From v1.27 a status without it does not take it away.
    const qosClass = status.qosClass ?? (release.name === '1.20' ? undefined : before.status?.qosClass);
    if (conditions === status.conditions && qosClass === status.qosClass) return next;
    return { ...next, status: { ...status, ...(qosClass === undefined ? {} : { qosClass }), conditions } };
  },

  gracePeriod(object, options) {
    const pod = object as Pod;
    const period = options.gracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 0;
    if ((pod.spec?.nodeName ?? '') === '') return 0;
    if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') return 0;
    return period < 0 ? 1 : period;
  },
};

/**
 * The Pod bound to a node (pods/binding). Undefined where it may not be: the reason is given.
 * pkg/registry/core/pod/storage/storage.go setPodNodeAndMetadata.
 */
export function bindPod(
  object: StoredObject,
  node: string,
  metadata: {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  },
  now: string,
): { readonly pod: StoredObject } | { readonly refusal: string } {
  const pod = object as Pod;
  const name = pod.metadata?.name ?? '';
  const assigned = pod.spec?.nodeName ?? '';
  if (pod.metadata?.deletionTimestamp !== undefined) {
    return { refusal: `pod ${name} is being deleted, cannot be assigned to a host` };
  }
  if (assigned !== '') return { refusal: `pod ${name} is already assigned to node "${assigned}"` };
  if ((pod.spec?.schedulingGates?.length ?? 0) > 0)
    return { refusal: `pod ${name} has non-empty .spec.schedulingGates` };
  const { annotations, labels } = metadata;
  const bound = withMetadata(object, {
    annotations:
      annotations === undefined ? pod.metadata?.annotations : { ...pod.metadata?.annotations, ...annotations },
    labels: labels === undefined ? pod.metadata?.labels : { ...pod.metadata?.labels, ...labels },
  });
  const conditions = pod.status?.conditions ?? [];
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now };
  const known = conditions.some((condition) => condition.type === 'PodScheduled');
  return {
    pod: {
      ...bound,
      spec: { ...pod.spec, nodeName: node },
      status: {
        ...pod.status,
        conditions: known
          ? conditions.map((condition) =>
              condition.type !== 'PodScheduled' || jsonEqual(condition, scheduled) ? condition : scheduled,
            )
          : [...conditions, scheduled],
      },
    },
  };
}
