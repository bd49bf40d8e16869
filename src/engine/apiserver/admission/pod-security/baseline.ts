import type { Container } from '../../../api/types.ts';
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

/* The checks of level baseline: k8s.io/pod-security-admission/policy, a function for each of its files. */

type Check = (pod: PodLike) => Violation | undefined;

const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

export const appArmorProfile: Check = (pod) => {
  const bad = (type: string | undefined): boolean =>
    type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
  const typeOf = (container: Container): string | undefined => container.securityContext?.appArmorProfile?.type;
  const own = pod.spec?.securityContext?.appArmorProfile?.type;
  const containers = namesWhere(pod, (container) => bad(typeOf(container)));
  const annotations = Object.entries(pod.metadata?.annotations ?? {})
    .filter(([key, value]) => key.startsWith(appArmorPrefix) && !/^($|runtime\/default$|localhost\/)/.test(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  const values = sortedOnce([own, ...containersOf(pod).map(typeOf)].filter(bad) as string[]);
  const who = setters(bad(own), containers);
  const all = [who, annotations.length > 0 ? plural('annotation', 'annotations', annotations.length) : ''];
  if (all.join('') === '') return undefined;
  const forbidden = [...values, ...annotations];
  return {
    reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', forbidden.length),
    detail: `${all.filter((part) => part !== '').join(' and ')} must not set AppArmor profile type to ${quoted(forbidden)}`,
  };
};

const defaultCapabilities: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

export const capabilities: Check = (pod) => {
  const added = ({ securityContext }: Container): readonly string[] =>
    (securityContext?.capabilities?.add ?? []).filter((name) => !defaultCapabilities.has(name));
  const containers = namesWhere(pod, (container) => added(container).length > 0);
  if (containers.length === 0) return undefined;
  const names = sortedOnce(containersOf(pod).flatMap(added));
  return {
    reason: 'non-default capabilities',
    detail: `${containersNamed(containers)} must not include ${quoted(names)} in securityContext.capabilities.add`,
  };
};

export const hostNamespaces: Check = ({ spec }) => {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec?.[field] === true);
  if (used.length === 0) return undefined;
  return { reason: 'host namespaces', detail: used.map((field) => `${field}=true`).join(', ') };
};

export const hostPathVolumes: Check = ({ spec }) => {
  const names = (spec?.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)}` };
};

export const hostPorts: Check = (pod) => {
  const portsOf = ({ ports = [] }: Container): readonly string[] =>
    ports.flatMap(({ hostPort = 0 }) => (hostPort === 0 ? [] : [String(hostPort)]));
  const containers = namesWhere(pod, (container) => portsOf(container).length > 0);
  if (containers.length === 0) return undefined;
  const ports = sortedOnce(containersOf(pod).flatMap(portsOf));
  const use = plural('uses', 'use', containers.length);
  return {
    reason: 'hostPort',
    detail: `${containersNamed(containers)} ${use} ${plural('hostPort', 'hostPorts', ports.length)} ${ports.join(', ')}`,
  };
};

export const hostProbesAndHostLifecycle: Check = (pod) => {
  const hostsOf = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): readonly string[] =>
    [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap((handler) =>
      [handler?.httpGet?.host, handler?.tcpSocket?.host].filter((host) => host !== undefined && host !== ''),
    ) as string[];
  const containers = sortedOnce(namesWhere(pod, (container) => hostsOf(container).length > 0));
  if (containers.length === 0) return undefined;
  const hosts = sortedOnce(containersOf(pod).flatMap(hostsOf));
  const what = plural('probe or lifecycle host', 'probe or lifecycle hosts', hosts.length);
  return {
    reason: 'probe or lifecycle host',
    detail: `${containersNamed(containers)} ${plural('uses', 'use', containers.length)} ${what} ${quoted(hosts)}`,
  };
};

export const privileged: Check = (pod) => {
  const containers = namesWhere(pod, ({ securityContext }) => securityContext?.privileged === true);
  if (containers.length === 0) return undefined;
  return {
    reason: 'privileged',
    detail: `${containersNamed(containers)} must not set securityContext.privileged=true`,
  };
};

/** The same at both levels, but that baseline lets a Pod with users of its own do as it likes (v1.35). */
export const procMountAlways: Check = (pod) => {
  const typeOf = ({ securityContext }: Container): string => securityContext?.procMount ?? 'Default';
  const containers = namesWhere(pod, (container) => typeOf(container) !== 'Default');
  if (containers.length === 0) return undefined;
  const types = sortedOnce(containersOf(pod).map(typeOf)).filter((type) => type !== 'Default');
  return {
    reason: 'procMount',
    detail: `${containersNamed(containers)} must not set securityContext.procMount to ${quoted(types)}`,
  };
};

export const procMount: Check = (pod) => (pod.spec?.hostUsers === false ? undefined : procMountAlways(pod));

const seLinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

export const seLinuxOptions =
  (moreTypes: readonly string[]): Check =>
  (pod) => {
    type Options = NonNullable<NonNullable<Container['securityContext']>['seLinuxOptions']>;
    const allowed = [...seLinuxTypes, ...moreTypes];
    const bad = (options: Options | undefined): boolean =>
      options !== undefined &&
      (!allowed.includes(options.type ?? '') || (options.user ?? '') !== '' || (options.role ?? '') !== '');
    const own = pod.spec?.securityContext?.seLinuxOptions;
    const who = setters(
      bad(own),
      namesWhere(pod, ({ securityContext }) => bad(securityContext?.seLinuxOptions)),
    );
    if (who === '') return undefined;
    const all = [own, ...containersOf(pod).map(({ securityContext }) => securityContext?.seLinuxOptions)].filter(bad);
    const types = sortedOnce(all.map((options) => options?.type ?? '')).filter((type) => !allowed.includes(type));
    const data = [
      ...(types.length > 0 ? [`${plural('type', 'types', types.length)} ${quoted(types)}`] : []),
      ...(all.some((options) => (options?.user ?? '') !== '') ? ['user may not be set'] : []),
      ...(all.some((options) => (options?.role ?? '') !== '') ? ['role may not be set'] : []),
    ];
    return {
      reason: 'seLinuxOptions',
      detail: `${who} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`,
    };
  };

export const validSeccomp = (type: string): boolean => type === 'Localhost' || type === 'RuntimeDefault';

/** Who sets a seccomp profile that neither level allows. */
export const seccompProfile: Check = (pod) => {
  const bad = (type: string | undefined): boolean => type !== undefined && !validSeccomp(type);
  const typeOf = ({ securityContext }: Container): string | undefined => securityContext?.seccompProfile?.type;
  const own = pod.spec?.securityContext?.seccompProfile?.type;
  const who = setters(
    bad(own),
    namesWhere(pod, (container) => bad(typeOf(container))),
  );
  if (who === '') return undefined;
  const types = sortedOnce([own, ...containersOf(pod).map(typeOf)].filter(bad) as string[]);
  return {
    reason: 'seccompProfile',
    detail: `${who} must not set securityContext.seccompProfile.type to ${quoted(types)}`,
  };
};

/** Before v1.19 annotations said it. */
export const seccompAnnotations: Check = (pod) => {
  const keys = [
    'seccomp.security.alpha.kubernetes.io/pod',
    ...containersOf(pod).map(({ name }) => `container.seccomp.security.alpha.kubernetes.io/${name}`),
  ];
  const forbidden = keys.flatMap((key) => {
    const value = pod.metadata?.annotations?.[key];
    return value === undefined || /^(runtime\/default$|docker\/default$|localhost\/)/.test(value)
      ? []
      : [`${key}=${JSON.stringify(value)}`];
  });
  if (forbidden.length === 0) return undefined;
  const what = plural('annotation', 'annotations', forbidden.length);
  return { reason: 'seccompProfile', detail: `forbidden ${what} ${sortedOnce(forbidden).join(', ')}` };
};

/** Allowed sysctls, and the minor release of the policy from which on. */
const safeSysctls: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
]);

export const sysctls = ({ spec }: PodLike, minor: number): Violation | undefined => {
  const bad = (spec?.securityContext?.sysctls ?? [])
    .map(({ name }) => name)
    .filter((name) => (safeSysctls.get(name) ?? Infinity) > minor);
  return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') };
};

export const windowsHostProcess: Check = (pod) => {
  const who = setters(
    pod.spec?.securityContext?.windowsOptions?.hostProcess === true,
    namesWhere(pod, ({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true),
  );
  if (who === '') return undefined;
  return { reason: 'hostProcess', detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` };
};
