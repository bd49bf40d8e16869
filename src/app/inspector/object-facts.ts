import type { Deployment, KubeObject, ReplicaSet, Service } from '../../engine/api/types.ts';
import { replicaCount } from '../store/replica-count.ts';
import type { ObjectResource } from '../store/selection.ts';

type Fact =
  'replicas' | 'updated' | 'available' | 'completions' | 'selector' | 'address' | 'ports' | 'type' | 'schedule';
type Facts = readonly (readonly [Fact, string])[];

const labels = (selector: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');

const facts: Readonly<Partial<Record<ObjectResource, (object: never) => Facts>>> = {
  deployments: ({ spec, status }: Deployment) => [
    ['updated', String(status?.updatedReplicas ?? 0)],
    ['available', String(status?.availableReplicas ?? 0)],
    ['selector', labels(spec?.selector.matchLabels)],
  ],
  replicasets: ({ spec }: ReplicaSet) => [['selector', labels(spec?.selector.matchLabels)]],
  cronjobs: ({ spec }: { spec?: { schedule?: string } }) => [['schedule', spec?.schedule ?? '']],
  services: ({ spec }: Service) => [
    ['type', spec?.type ?? 'ClusterIP'],
    ['address', spec?.clusterIP ?? ''],
    [
      'ports',
      (spec?.ports ?? [])
        .map(
          (one) => `${one.port}→${one.targetPort ?? one.port}${one.nodePort === undefined ? '' : ` (${one.nodePort})`}`,
        )
        .join(', '),
    ],
    ['selector', labels(spec?.selector)],
  ],
};

/** The few numbers that say what an object is about. */
export function objectFacts(resource: ObjectResource, object: KubeObject): Facts {
  const count = replicaCount(resource, object);
  const first: Facts = count === undefined ? [] : [[resource === 'jobs' ? 'completions' : 'replicas', count]];
  return [...first, ...(facts[resource]?.(object as never) ?? [])].filter(([, value]) => value !== '');
}
