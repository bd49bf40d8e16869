import { controllerReference } from '../../api/meta.ts';
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { revisionHashLabel } from '../controller-revisions.ts';
import { type PodTemplate, podFromTemplate } from '../pod-control.ts';

export const podNameLabel = 'statefulset.kubernetes.io/pod-name';
/** From v1.28 on. */
const podIndexLabel = 'apps.kubernetes.io/pod-index';

/** The set and the ordinal that a Pod's name tells (getParentNameAndOrdinal of pkg/controller/statefulset/stateful_set_utils.go). */
export function parentAndOrdinal(pod: Pod): { readonly parent: string; readonly ordinal: number } {
  const match = /^(.*)-(\d+)$/.exec(pod.metadata?.name ?? '');
  if (match === null) return { parent: '', ordinal: -1 };
  const ordinal = Number(match[2]);
  return { parent: match[1]!, ordinal: ordinal < 2 ** 31 ? ordinal : -1 };
}

export function ordinalOf(pod: Pod): number {
  return parentAndOrdinal(pod).ordinal;
}

/** The first ordinal: `spec.ordinals.start`. */
export function startOf(set: StatefulSet): number {
  return set.spec?.ordinals?.start ?? 0;
}

/** The ordinals that should have Pods, the lowest first. */
export function ordinalsOf(set: StatefulSet): readonly number[] {
  return Array.from({ length: set.spec?.replicas ?? 0 }, (_, i) => startOf(set) + i);
}

export function isInRange(pod: Pod, set: StatefulSet): boolean {
  const ordinal = ordinalOf(pod);
  return ordinal >= startOf(set) && ordinal < startOf(set) + (set.spec?.replicas ?? 0);
}

export function revisionOfPod(pod: Pod): string {
  return pod.metadata?.labels?.[revisionHashLabel] ?? '';
}

/** The claims of one Pod by the name of their template: TEMPLATE-SET-ORDINAL. */
export function claimsOf(set: StatefulSet, ordinal: number): ReadonlyMap<string, PersistentVolumeClaim> {
  const { name = '', namespace } = set.metadata ?? {};
  return new Map(
    (set.spec?.volumeClaimTemplates ?? []).map((template) => {
      const { labels, ...metadata } = template.metadata ?? {};
      return [
        template.metadata?.name ?? '',
        {
          ...template,
          metadata: {
            ...metadata,
            name: `${template.metadata?.name ?? ''}-${name}-${ordinal}`,
            ...(namespace === undefined ? {} : { namespace }),
            labels: { ...labels, ...set.spec?.selector.matchLabels },
          },
        },
      ];
    }),
  );
}

function withClaims(set: StatefulSet, ordinal: number, volumes: NonNullable<Pod['spec']>['volumes']): object {
  const claims = claimsOf(set, ordinal);
  if (claims.size === 0) return volumes === undefined ? {} : { volumes };
  const own = [...claims].map(([name, claim]) => ({
    name,
    persistentVolumeClaim: { claimName: claim.metadata?.name ?? '' },
  }));
  return { volumes: [...own, ...(volumes ?? []).filter(({ name }) => !claims.has(name))] };
}

/** The Pod of an ordinal: its name, hostname and subdomain, its claims, and the revision that it is of (newStatefulSetPod, initIdentity). */
export function podFor(
  set: StatefulSet,
  template: PodTemplate,
  ordinal: number,
  revision: string,
  release: Release['name'],
): Pod {
  const made = podFromTemplate(template, set, controllerReference(set, 'apps/v1', 'StatefulSet'));
  const { generateName, ...metadata } = made.metadata ?? {};
  const { namespace, name: setName = '' } = set.metadata ?? {};
  const name = `${setName}-${ordinal}`;
  const serviceName = set.spec?.serviceName ?? '';
  return {
    ...made,
    metadata: {
      ...metadata,
      name,
      ...(generateName === undefined ? {} : { generateName }),
      ...(namespace === undefined ? {} : { namespace }),
      labels: {
        ...metadata.labels,
        [podNameLabel]: name,
        ...(release === '1.20' ? {} : { [podIndexLabel]: String(ordinal) }),
        [revisionHashLabel]: revision,
      },
    },
    spec: {
      ...made.spec!,
      ...withClaims(set, ordinal, made.spec?.volumes),
      hostname: name,
      ...(serviceName === '' ? {} : { subdomain: serviceName }),
    },
  };
}

/** identityMatches; what is found wrong is the label, for a name can't change. */
export function hasIdentity(pod: Pod, set: StatefulSet): boolean {
  const { parent, ordinal } = parentAndOrdinal(pod);
  const { name, namespace, labels } = pod.metadata ?? {};
  return (
    ordinal >= 0 &&
    parent === set.metadata?.name &&
    name === `${parent}-${ordinal}` &&
    namespace === set.metadata.namespace &&
    labels?.[podNameLabel] === name
  );
}
