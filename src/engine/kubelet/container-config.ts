import { parseMilliValue, parseValue } from '../api/quantity.ts';
import type { Container, Pod } from '../api/types.ts';
import type { ContainerConfig, ContainerResources, Mount, PodSandboxConfig } from '../runtime/cri.ts';
import type { KubeletContext } from './context.ts';
import { podDns, podDomain } from './dns.ts';
import { expandVariables } from './env.ts';

/** A hostname has at most 63 characters (pkg/kubelet/util, truncatePodHostnameIfNeeded). */
export function podHostname(pod: Pod): string {
  const name = pod.spec?.hostnameOverride ?? pod.spec?.hostname ?? pod.metadata?.name ?? '';
  return name.length > 63 ? name.slice(0, 63).replace(/[-.]+$/, '') : name;
}

export function sandboxConfig({ dns, machine }: KubeletContext, pod: Pod, attempt: number): PodSandboxConfig {
  const spec = pod.spec!;
  const namespace = pod.metadata?.namespace ?? '';
  const domain = podDomain(pod, dns);
  const hostname = spec.hostNetwork === true ? machine.name : podHostname(pod);
  return {
    name: pod.metadata?.name ?? '',
    namespace,
    uid: pod.metadata?.uid ?? '',
    attempt,
    // setHostnameAsFQDN: the kernel's hostname is the full name (pkg/kubelet/util, GetNodenameForKernel).
    hostname: spec.setHostnameAsFQDN === true && domain !== undefined ? `${hostname}.${domain}` : hostname,
    ...(domain === undefined ? {} : { fullName: `${hostname}.${domain}` }),
    labels: pod.metadata?.labels ?? {},
    hostNetwork: spec.hostNetwork === true,
    hostPID: spec.hostPID === true,
    hostIPC: spec.hostIPC === true,
    shareProcessNamespace: spec.shareProcessNamespace === true,
    dns: podDns(pod, dns),
    hostAliases: (spec.hostAliases ?? []).map(({ ip, hostnames }) => ({ ip, hostnames: hostnames ?? [] })),
    portMappings: spec.containers.flatMap((container) =>
      (container.ports ?? []).flatMap(({ hostPort, containerPort, protocol }) =>
        hostPort === undefined || hostPort === 0 || spec.hostNetwork === true
          ? []
          : [{ hostPort, containerPort, protocol: protocol ?? 'TCP' }],
      ),
    ),
    sysctls: Object.fromEntries((spec.securityContext?.sysctls ?? []).map(({ name, value }) => [name, value])),
  };
}

export function containerResources(container: Container): ContainerResources {
  const { limits, requests } = container.resources ?? {};
  return {
    cpuLimit: limits?.['cpu'] === undefined ? undefined : parseMilliValue(limits['cpu']),
    cpuRequest: requests?.['cpu'] === undefined ? undefined : parseMilliValue(requests['cpu']),
    memoryLimit: limits?.['memory'] === undefined ? undefined : parseValue(limits['memory']),
  };
}

/** What every container of the Pod is a member of (kuberuntime_sandbox.go, generatePodSandboxLinuxConfig). */
function podGroups({ spec }: Pod): readonly number[] {
  const { supplementalGroups = [], fsGroup } = spec?.securityContext ?? {};
  return [...(fsGroup === undefined ? [] : [fsGroup]), ...supplementalGroups];
}

export function containerConfig(
  pod: Pod,
  container: Container,
  attempt: number,
  env: readonly { readonly name: string; readonly value: string }[],
  mounts: readonly Mount[],
  targetContainerId?: string,
): ContainerConfig {
  const known = new Map(env.map(({ name, value }) => [name, value]));
  const expand = (words: readonly string[] | undefined): readonly string[] | undefined =>
    words === undefined || words.length === 0 ? undefined : words.map((word) => expandVariables(word, known));
  const security = { ...pod.spec?.securityContext, ...container.securityContext };
  return {
    name: container.name,
    attempt,
    image: container.image ?? '',
    command: expand(container.command),
    args: expand(container.args),
    workingDir: container.workingDir,
    env,
    mounts,
    labels: pod.metadata?.labels ?? {},
    resources: containerResources(container),
    runAsUser: security.runAsUser,
    runAsGroup: security.runAsGroup,
    supplementalGroups: podGroups(pod),
    readOnlyRootFilesystem: container.securityContext?.readOnlyRootFilesystem === true,
    privileged: container.securityContext?.privileged === true,
    stdin: container.stdin === true,
    tty: container.tty === true,
    stdinOnce: container.stdinOnce === true,
    targetContainerId,
  };
}
