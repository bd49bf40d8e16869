import * as baseline from './baseline.ts';
import type { Standard } from './policy.ts';
import * as restricted from './restricted.ts';
import type { PodLike, Violation } from './words.ts';

interface Check {
  /** Minor releases of the policy that it belongs to, 1.FROM to 1.TO. */
  readonly from?: number;
  readonly to?: number;
  /** Part of baseline; of restricted too, unless a stricter one takes its place from that minor release on. */
  readonly baselineOnlyFrom?: number;
  readonly check: (pod: PodLike, minor: number) => Violation | undefined;
}

/** A Pod that says it is for Windows is spared (v1.25). */
const notOnWindows =
  (check: (pod: PodLike) => Violation | undefined): Check['check'] =>
  (pod, minor) =>
    minor >= 25 && pod.spec?.os?.name === 'windows' ? undefined : check(pod);

/** A Pod with users of its own may be root among them (v1.35). */
const unlessOwnUsers =
  (check: (pod: PodLike) => Violation | undefined): Check['check'] =>
  (pod, minor) =>
    minor >= 35 && pod.spec?.hostUsers === false ? undefined : check(pod);

/** In the order of their names, which is that of messages (policy/registry.go). */
const baselineChecks: readonly Check[] = [
  { check: baseline.appArmorProfile },
  { check: baseline.capabilities, baselineOnlyFrom: 22 },
  { check: baseline.hostNamespaces },
  { check: baseline.hostPathVolumes, baselineOnlyFrom: 0 },
  { check: baseline.hostPorts },
  { check: baseline.hostProbesAndHostLifecycle, from: 34 },
  { check: baseline.privileged },
  { check: baseline.procMountAlways, to: 34 },
  { check: baseline.procMount, from: 35, baselineOnlyFrom: 35 },
  { check: baseline.seLinuxOptions([]), to: 30 },
  { check: baseline.seLinuxOptions(['container_engine_t']), from: 31 },
  { check: baseline.seccompAnnotations, to: 18 },
  { check: baseline.seccompProfile, from: 19, baselineOnlyFrom: 19 },
  { check: baseline.sysctls },
  { check: baseline.windowsHostProcess },
];

const restrictedChecks: readonly Check[] = [
  { check: notOnWindows(restricted.allowPrivilegeEscalation), from: 8 },
  { check: notOnWindows(restricted.capabilities), from: 22 },
  { check: baseline.procMountAlways, from: 35 },
  { check: restricted.restrictedVolumes },
  { check: unlessOwnUsers(restricted.runAsNonRoot) },
  { check: unlessOwnUsers(restricted.runAsUser), from: 23 },
  { check: notOnWindows(restricted.seccompProfileSet), from: 19 },
];

/** The newest release whose policy differs from the one before. */
const newest = 35;

/** What of a Pod a standard does not allow, in the order in which messages name it. */
export function violations({ level, version }: Standard, pod: PodLike): readonly Violation[] {
  if (level === 'privileged') return [];
  const minor = version === 'latest' ? newest : Math.min(Number(version.slice('v1.'.length)), newest);
  const inForce = ({ from = 0, to = Infinity }: Check): boolean => from <= minor && minor <= to;
  const checks =
    level === 'baseline'
      ? baselineChecks
      : [...baselineChecks.filter(({ baselineOnlyFrom = Infinity }) => minor < baselineOnlyFrom), ...restrictedChecks];
  return checks.filter(inForce).flatMap(({ check }) => check(pod, minor) ?? []);
}

/** `privileged (container "c" must not set securityContext.privileged=true), ...` */
export const inDetail = (found: readonly Violation[]): string =>
  found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');

/** The reasons alone, for many Pods at once. */
export const inShort = (found: readonly Violation[]): string => found.map(({ reason }) => reason).join(', ');
