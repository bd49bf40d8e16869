import type {
  DaemonSet,
  Deployment,
  Job,
  KubeObject,
  ReplicaSet,
  Service,
  StatefulSet,
} from '../../engine/api/types.ts';
import type { ObjectResource } from '../store/selection.ts';

type Fact =
  'replicas' | 'updated' | 'available' | 'completions' | 'selector' | 'address' | 'ports' | 'type' | 'schedule';
type Facts = readonly (readonly [Fact, string])[];

const of = (part: number | undefined, whole: number | undefined): string => `${part ?? 0}/${whole ?? 0}`;
const labels = (selector: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');

const facts: Readonly<Partial<Record<ObjectResource, (object: never) => Facts>>> = {
  deployments: ({ spec, status }: Deployment) => [
    ['replicas', of(status?.readyReplicas, spec?.replicas ?? 1)],
    ['updated', String(status?.updatedReplicas ?? 0)],
    ['available', String(status?.availableReplicas ?? 0)],
    ['selector', labels(spec?.selector.matchLabels)],
  ],
  replicasets: ({ spec, status }: ReplicaSet) => [
    ['replicas', of(status?.readyReplicas, spec?.replicas ?? 1)],
    ['selector', labels(spec?.selector.matchLabels)],
  ],
  statefulsets: ({ spec, status }: StatefulSet) => [['replicas', of(status?.readyReplicas, spec?.replicas ?? 1)]],
  daemonsets: ({ status }: DaemonSet) => [['replicas', of(status?.numberReady, status?.desiredNumberScheduled)]],
  jobs: ({ spec, status }: Job) => [['completions', of(status?.succeeded, spec?.completions ?? 1)]],
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
  return (facts[resource]?.(object as never) ?? []).filter(([, value]) => value !== '');
}
