import { describe, expect, it } from 'vitest';
import { isStatusError } from '../../../api/status.ts';
import type { KubeObject } from '../../../api/types.ts';
import type { Release } from '../../../releases/index.ts';
import { testServer } from '../../testing.ts';
import { inDetail, violations } from './checks.ts';
import { policyOf } from './policy.ts';
import type { PodLike } from './words.ts';

/** What a container must say to pass the level restricted. */
const good = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const c = (name: string, securityContext: object = good, more: object = {}): object => ({
  name,
  image: 'i:1',
  securityContext,
  ...more,
});
const said = (level: 'baseline' | 'restricted', version: string, spec: object, annotations = {}): string =>
  inDetail(violations({ level, version }, { metadata: { annotations }, spec } as unknown as PodLike));

/** Compared with what a real API server of v1.36 answered (and --allow-privileged). */
describe('the level restricted', () => {
  it.each<[string, object, string]>([
    ['what says all that it wants', { containers: [c('a')] }, ''],
    [
      'a plain Pod of two containers',
      { containers: [c('a', {}), c('b', {})] },
      'allowPrivilegeEscalation != false (containers "a", "b" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (containers "a", "b" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or containers "a", "b" must set securityContext.runAsNonRoot=true), seccompProfile (pod or containers "a", "b" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ],
    [
      'volumes of the machine and of the network',
      {
        containers: [c('a')],
        volumes: [
          { name: 'h', hostPath: { path: '/' } },
          { name: 'n', nfs: {} },
        ],
      },
      'restricted volume types (volumes "h", "n" use restricted volume types "hostPath", "nfs")',
    ],
    [
      'a capability too much',
      { containers: [c('a', { ...good, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'CHOWN'] } })] },
      'unrestricted capabilities (container "a" must not include "CHOWN" in securityContext.capabilities.add)',
    ],
    [
      'root, said twice',
      { securityContext: { runAsUser: 0 }, containers: [c('a', { ...good, runAsUser: 0 })] },
      'runAsUser=0 (pod and container "a" must not set runAsUser=0)',
    ],
    [
      'runAsNonRoot false',
      { securityContext: { runAsNonRoot: false }, containers: [c('a')] },
      'runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)',
    ],
    [
      'what the Pod says for all',
      { securityContext: { runAsNonRoot: true }, containers: [c('a', { ...good, runAsNonRoot: undefined })] },
      '',
    ],
    [
      'root among users of its own',
      { hostUsers: false, containers: [c('a', { ...good, runAsNonRoot: undefined })] },
      '',
    ],
  ])('%s', (_, spec, expected) => {
    expect(said('restricted', 'latest', spec)).toBe(expected);
  });
});

describe('the level baseline', () => {
  it.each<[string, object, string]>([
    ['a plain Pod', { containers: [c('a', {})] }, ''],
    [
      'privileged',
      { containers: [c('a', { privileged: true })] },
      'privileged (container "a" must not set securityContext.privileged=true)',
    ],
    [
      'namespaces of the machine',
      { hostNetwork: true, hostPID: true, hostIPC: true, containers: [] },
      'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)',
    ],
    ['hostPath', { volumes: [{ name: 'h', hostPath: {} }], containers: [] }, 'hostPath volumes (volume "h")'],
    [
      'host ports',
      {
        containers: [
          c('a', {}, { ports: [{ hostPort: 80 }, { hostPort: 8080 }] }),
          c('b', {}, { ports: [{ hostPort: 9 }] }),
        ],
      },
      'hostPort (containers "a", "b" use hostPorts 80, 8080, 9)',
    ],
    [
      'capabilities',
      { containers: [c('a', { capabilities: { add: ['SYS_TIME', 'NET_ADMIN', 'CHOWN'] } })] },
      'non-default capabilities (container "a" must not include "NET_ADMIN", "SYS_TIME" in securityContext.capabilities.add)',
    ],
    [
      'no seccomp and no AppArmor',
      {
        securityContext: { seccompProfile: { type: 'Unconfined' }, appArmorProfile: { type: 'Unconfined' } },
        containers: [c('a')],
      },
      'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined"), seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      'SELinux',
      { securityContext: { seLinuxOptions: { type: 'x_t', user: 'u' } }, containers: [] },
      'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "x_t"; user may not be set)',
    ],
    [
      'sysctls',
      { securityContext: { sysctls: [{ name: 'kernel.msgmax' }, { name: 'net.ipv4.tcp_rmem' }] }, containers: [] },
      'forbidden sysctls (kernel.msgmax)',
    ],
    [
      'probes and hooks of other hosts',
      {
        containers: [
          c(
            'a',
            {},
            { livenessProbe: { httpGet: { host: 'x' } }, lifecycle: { preStop: { tcpSocket: { host: 'y' } } } },
          ),
        ],
      },
      'probe or lifecycle host (container "a" uses probe or lifecycle hosts "x", "y")',
    ],
    [
      'procMount',
      { containers: [c('a', { procMount: 'Unmasked' })] },
      'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
    ],
    [
      'HostProcess',
      { securityContext: { windowsOptions: { hostProcess: true } }, containers: [] },
      'hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
    ],
  ])('%s', (_, spec, expected) => {
    expect(said('baseline', 'latest', spec)).toBe(expected);
  });

  it('as of an older release knows what was known then', () => {
    const sysctls = { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] }, containers: [] };
    expect(said('baseline', 'v1.31', sysctls)).toBe('forbidden sysctls (net.ipv4.tcp_rmem)');
    const probe = { containers: [c('a', {}, { livenessProbe: { httpGet: { host: 'x' } } })] };
    expect(said('baseline', 'v1.33', probe)).toBe('');
    const annotations = { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' };
    expect(said('baseline', 'v1.18', { containers: [] }, annotations)).toBe(
      'seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")',
    );
    expect(said('baseline', 'v1.19', { containers: [] }, annotations)).toBe('');
  });
});

/** TestPolicyToEvaluate of api/helpers_test.go. */
describe('the labels of a namespace', () => {
  const label = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(labels).map(([mode, value]) => [`pod-security.kubernetes.io/${mode}`, value]));
  it.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['none', {}, 'privileged:latest', 'privileged:latest'],
    ['enforce, which is warned of too', { enforce: 'baseline' }, 'baseline:latest', 'baseline:latest'],
    ['its version goes along', { enforce: 'baseline', 'enforce-version': 'v1.22' }, 'baseline:v1.22', 'baseline:v1.22'],
    ['a warning of its own', { enforce: 'baseline', warn: 'restricted' }, 'baseline:latest', 'restricted:latest'],
    ['a weaker warning', { enforce: 'restricted', warn: 'privileged' }, 'restricted:latest', 'privileged:latest'],
    [
      'a version of the warning',
      { enforce: 'restricted', 'warn-version': 'v1.25' },
      'restricted:latest',
      'restricted:v1.25',
    ],
  ])('%s', (_, labels, enforce, warn) => {
    const { policy, errors } = policyOf(label(labels));
    expect(errors).toEqual([]);
    expect(`${policy.enforce.level}:${policy.enforce.version}`).toBe(enforce);
    expect(`${policy.warn.level}:${policy.warn.version}`).toBe(warn);
  });
});

describe('PodSecurity', () => {
  function cluster(release: Release['name'], labels: Readonly<Record<string, string>>) {
    const { server } = testServer(release);
    const warnings: string[] = [];
    const options = { manager: 'test', warn: (text: string): void => void warnings.push(text) };
    const create = (storage: string, namespace: string, object: object): string => {
      try {
        server.create(server.kindOf(storage), namespace, object as KubeObject, options);
        return '';
      } catch (error) {
        if (isStatusError(error)) return error.message;
        throw error;
      }
    };
    const setLabels = (to: Readonly<Record<string, string>>): void =>
      void server.update(
        server.kindOf('/namespaces'),
        '',
        'safe',
        (now) => ({ ...now, metadata: { ...now!.metadata, labels: to } }),
        options,
      );
    const refusal = create('/namespaces', '', { metadata: { name: 'safe', labels } });
    create('/serviceaccounts', 'safe', { metadata: { name: 'default' } });
    return { create, setLabels, refusal, warnings };
  }
  const pod = (name: string, spec: object = {}): object => ({
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'i:1' }], ...spec },
  });
  const deployment = {
    metadata: { name: 'd' },
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: {
        metadata: { labels: { a: 'b' } },
        spec: { hostNetwork: true, containers: [{ name: 'c', image: 'i:1' }] },
      },
    },
  };
  const enforce = (level: string): Readonly<Record<string, string>> => ({
    'pod-security.kubernetes.io/enforce': level,
  });

  it('refuses Pods, and only warns of what would make them', () => {
    const { create, warnings } = cluster('1.36', enforce('baseline'));
    expect(create('/pods', 'safe', pod('p', { hostNetwork: true }))).toBe(
      'pods "p" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
    );
    expect(warnings).toEqual([]);
    expect(create('/pods', 'safe', pod('q'))).toBe('');
    expect(create('apps/deployments', 'safe', deployment)).toBe('');
    expect(warnings).toEqual(['would violate PodSecurity "baseline:latest": host namespaces (hostNetwork=true)']);
  });

  it('refuses labels that mean nothing', () => {
    expect(cluster('1.36', enforce('strict')).refusal).toBe(
      'Namespace "safe" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
    );
  });

  it('says which Pods that are there a new level would not have let in', () => {
    const { create, setLabels, warnings } = cluster('1.36', {});
    for (const name of ['p1', 'p2', 'p3']) create('/pods', 'safe', pod(name));
    create('/pods', 'safe', pod('h', { hostNetwork: true }));
    setLabels(enforce('restricted'));
    const four = 'allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile';
    expect(warnings).toEqual([
      'existing pods in namespace "safe" violate the new PodSecurity enforce level "restricted:latest"',
      `h: host namespaces, ${four}`,
      `p1 (and 2 other pods): ${four}`,
    ]);
    setLabels(enforce('baseline'));
    expect(warnings).toHaveLength(3);
  });

  it('does not exist in v1.20', () => {
    const { create, refusal, warnings } = cluster('1.20', enforce('strict'));
    expect(refusal).toBe('');
    expect(create('/pods', 'safe', pod('p', { hostNetwork: true }))).toBe('');
    expect(warnings).toEqual([]);
  });
});
