import type { Container } from '../../../api/types.ts';
import { seccompProfile, validSeccomp } from './baseline.ts';
import {
  containersNamed,
  containersOf,
  namesWhere,
  plural,
  type PodLike,
  quoted,
  setters,
  sortedOnce,
  type Violation,
} from './words.ts';

/* The checks of level restricted: k8s.io/pod-security-admission/policy, a function for each of its files. */

type Check = (pod: PodLike) => Violation | undefined;

export const allowPrivilegeEscalation: Check = (pod) => {
  const containers = namesWhere(pod, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (containers.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containersNamed(containers)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

export const capabilities: Check = (pod) => {
  const forbiddenOf = ({ securityContext }: Container): readonly string[] =>
    (securityContext?.capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
  const keeping = namesWhere(
    pod,
    ({ securityContext }) => securityContext?.capabilities?.drop?.includes('ALL') !== true,
  );
  const adding = namesWhere(pod, (container) => forbiddenOf(container).length > 0);
  const names = sortedOnce(containersOf(pod).flatMap(forbiddenOf));
  const details = [
    ...(keeping.length > 0 ? [`${containersNamed(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0
      ? [`${containersNamed(adding)} must not include ${quoted(names)} in securityContext.capabilities.add`]
      : []),
  ];
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const allowedVolumes: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

export const restrictedVolumes: Check = ({ spec }) => {
  const bad = (spec?.volumes ?? []).flatMap(({ name, ...source }) => {
    const kinds = Object.keys(source);
    return kinds.some((kind) => allowedVolumes.has(kind)) ? [] : [{ name, kind: kinds[0] ?? 'unknown' }];
  });
  if (bad.length === 0) return undefined;
  const kinds = sortedOnce(bad.map(({ kind }) => kind));
  const volumes = `${plural('volume', 'volumes', bad.length)} ${quoted(bad.map(({ name }) => name))}`;
  const what = plural('restricted volume type', 'restricted volume types', kinds.length);
  return {
    reason: 'restricted volume types',
    detail: `${volumes} ${plural('uses', 'use', bad.length)} ${what} ${quoted(kinds)}`,
  };
};

export const runAsNonRoot: Check = (pod) => {
  const reason = 'runAsNonRoot != true';
  const own = pod.spec?.securityContext?.runAsNonRoot;
  const saidOf = ({ securityContext }: Container): boolean | undefined => securityContext?.runAsNonRoot;
  const who = setters(
    own === false,
    namesWhere(pod, (container) => saidOf(container) === false),
  );
  if (who !== '') return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` };
  const silent = own === true ? [] : namesWhere(pod, (container) => saidOf(container) === undefined);
  if (silent.length === 0) return undefined;
  return { reason, detail: `pod or ${containersNamed(silent)} must set securityContext.runAsNonRoot=true` };
};

export const runAsUser: Check = (pod) => {
  const who = setters(
    pod.spec?.securityContext?.runAsUser === 0,
    namesWhere(pod, ({ securityContext }) => securityContext?.runAsUser === 0),
  );
  return who === '' ? undefined : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` };
};

export const seccompProfileSet: Check = (pod) => {
  const explicit = seccompProfile(pod);
  if (explicit !== undefined) return explicit;
  const own = pod.spec?.securityContext?.seccompProfile?.type;
  if (own !== undefined && validSeccomp(own)) return undefined;
  const silent = namesWhere(pod, ({ securityContext }) => securityContext?.seccompProfile === undefined);
  if (silent.length === 0) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `pod or ${containersNamed(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
};
