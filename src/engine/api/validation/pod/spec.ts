import type { V1PodDNSConfig } from '@kubernetes/client-node/dist/gen/models/V1PodDNSConfig.js';
import type { V1PodSpec } from '@kubernetes/client-node/dist/gen/models/V1PodSpec.js';
import {
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooLong,
  GoValue,
  type FieldError,
} from '../../field.ts';
import { inclusiveRangeError, isDns1123Subdomain, isDns1123SubdomainWithUnderscore } from '../../formats.ts';
import { goStringSlice } from '../../go-syntax.ts';
import { internalJson } from '../../internal-json.ts';
import type { ReleaseRef } from '../../json.ts';
import { compareQuantities, formatQuantity } from '../../quantity.ts';
import type { Wire } from '../../types.ts';
import { validateIp } from '../ip.ts';
import { validateLabels } from '../labels.ts';
import { validateDns1123Label, validateDns1123Subdomain, validateQualifiedName } from '../names.ts';
import { validatePodResourceName, validateResourceRequirements } from '../resources.ts';
import { invalidEach, quantityOf, sortedKeys } from '../rules.ts';
import { validateAffinity } from './affinity.ts';
import {
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
  type Container,
  type PodContext,
} from './containers.ts';
import { aggregateRequests } from './aggregate.ts';
import { validateSchedulingGates, validateTolerations, validateTopologySpreadConstraints } from './scheduling.ts';
import { validatePodSecurityContext } from './security-context.ts';
import { validateVolumes } from './volumes.ts';
import { validateOs } from './os.ts';

export type PodSpec = Wire<V1PodSpec>;

const maxInt32 = 2147483647;
const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

/**
 * ValidatePodSpec.
 * @param podName of a Pod itself; '' for a template.
 */
export function validatePodSpec(
  spec: PodSpec,
  podName: string,
  isPod: boolean,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  const newer = release.name !== '1.20';
  if (newer && spec.terminationGracePeriodSeconds === undefined) {
    errors.push(required(`${field}.terminationGracePeriodSeconds`));
  }
  const { errors: volumeErrors, valid } = validateVolumes(spec.volumes, podName, `${field}.volumes`, release);
  errors.push(...volumeErrors);
  errors.push(...validateClaims(spec.resourceClaims, `${field}.resourceClaims`, release));
  const pod: PodContext = {
    spec,
    volumes: valid,
    claimNames: (spec.resourceClaims ?? []).map((claim) => claim.name).filter((name) => name !== ''),
    hostUsers: spec.hostUsers !== false,
    release,
  };
  errors.push(...validateContainers(pod, `${field}.containers`));
  errors.push(...validateInitContainers(pod, `${field}.initContainers`));
  errors.push(...validateEphemeralContainers(pod, `${field}.ephemeralContainers`));
  errors.push(...validatePodResources(pod, field));
  if (newer) errors.push(...validateHostNetworkPorts(spec, isPod, field));
  errors.push(...enumeration(`${field}.restartPolicy`, spec.restartPolicy, restartPolicies));
  errors.push(...enumeration(`${field}.dnsPolicy`, spec.dnsPolicy, dnsPolicies));
  errors.push(...validateLabels(spec.nodeSelector, `${field}.nodeSelector`, release));
  if (!newer) errors.push(...validateHostNetworkPorts120(spec, field));
  errors.push(...validatePodSecurityContext(spec.securityContext, spec, `${field}.securityContext`, release));
  errors.push(...validateAffinity(spec.affinity, `${field}.affinity`, release));
  errors.push(...validateDnsConfig(spec, `${field}.dnsConfig`, release));
  spec.readinessGates?.forEach((gate, i) =>
    errors.push(...validateQualifiedName(gate.conditionType, `${field}.readinessGates[${i}].conditionType`, release)),
  );
  errors.push(...validateSchedulingGates(spec.schedulingGates, `${field}.schedulingGates`, release));
  errors.push(
    ...validateTopologySpreadConstraints(spec.topologySpreadConstraints, `${field}.topologySpreadConstraints`, release),
  );
  errors.push(...validateHostUsers(spec, field), ...validateHostnameOverride(spec, field, release));
  errors.push(...validateNamesAndNumbers(spec, field, release));
  if (spec.overhead !== undefined) {
    errors.push(...validateResourceRequirements({ limits: spec.overhead }, [], `${field}.overhead`, release));
  }
  errors.push(...validateOs(spec, field), ...validateFileKeyVolumes(spec, field));
  return errors;
}

function validateNamesAndNumbers(spec: PodSpec, field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const subdomain = (name: 'serviceAccountName' | 'nodeName' | 'priorityClassName' | 'runtimeClassName'): void => {
    const value = spec[name] ?? '';
    if (value !== '' || (name === 'runtimeClassName' && spec[name] !== undefined)) {
      errors.push(...validateDns1123Subdomain(value, `${field}.${name}`));
    }
  };
  subdomain('serviceAccountName');
  subdomain('nodeName');
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > maxInt32)) {
    errors.push(invalid(`${field}.activeDeadlineSeconds`, deadline, inclusiveRangeError(1, maxInt32)));
  }
  for (const name of ['hostname', 'subdomain'] as const) {
    const value = spec[name] ?? '';
    if (value !== '') errors.push(...validateDns1123Label(value, `${field}.${name}`, release));
  }
  errors.push(...validateTolerations(spec.tolerations, `${field}.tolerations`, release));
  spec.hostAliases?.forEach((alias, i) => {
    const at = release.name === '1.20' ? `${field}.hostAliases` : `${field}.hostAliases[${i}]`;
    errors.push(...validateIp(alias.ip ?? '', `${at}.ip`, release, 'must be valid IP address'));
    alias.hostnames?.forEach((hostname, j) =>
      errors.push(
        ...validateDns1123Subdomain(hostname, release.name === '1.20' ? `${at}.hostnames` : `${at}.hostnames[${j}]`),
      ),
    );
  });
  subdomain('priorityClassName');
  subdomain('runtimeClassName');
  if (spec.preemptionPolicy !== undefined) {
    errors.push(...enumeration(`${field}.preemptionPolicy`, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never']));
  }
  return errors;
}

/** Lists that kube does not sort. */
function enumeration(field: string, value: string | undefined, supported: readonly string[]): FieldError[] {
  if ((value ?? '') === '') return [required(field)];
  return supported.includes(value!) ? [] : [notSupported(field, value, supported)];
}

function validateClaims(claims: PodSpec['resourceClaims'], field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  claims?.forEach((claim, i) => {
    const at = `${field}[${i}]`;
    if (claim.name === '') errors.push(required(`${at}.name`));
    else if (names.has(claim.name)) errors.push(duplicate(`${at}.name`, claim.name));
    else {
      errors.push(...validateDns1123Label(claim.name, `${at}.name`, release));
      names.add(claim.name);
    }
    const internal = internalJson('PodResourceClaim', claim, release);
    const [byName, byTemplate] = [claim.resourceClaimName, claim.resourceClaimTemplateName];
    if (byName !== undefined && byTemplate !== undefined) {
      errors.push(
        invalid(at, internal, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'),
      );
    }
    if (byName === undefined && byTemplate === undefined) {
      errors.push(invalid(at, internal, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    }
    if (byName !== undefined) errors.push(...validateDns1123Subdomain(byName, `${at}.resourceClaimName`));
    if (byTemplate !== undefined)
      errors.push(...validateDns1123Subdomain(byTemplate, `${at}.resourceClaimTemplateName`));
  });
  return errors;
}

/** Pod-level resources (v1.36). */
function validatePodResources(pod: PodContext, field: string): FieldError[] {
  const { spec, release } = pod;
  const { resources } = spec;
  if (resources === undefined) return [];
  const at = `${field}.resources`;
  if (spec.os?.name === 'windows') return [forbidden(at, 'may not be set for a windows pod')];
  const errors: FieldError[] = [];
  if (resources.claims !== undefined) {
    errors.push(forbidden(`${at}.claims`, 'claims may not be set for Resources at pod-level'));
  }
  errors.push(...validateResourceRequirements(resources, pod.claimNames, at, release, validatePodResourceName));
  const total = aggregateRequests(spec);
  for (const name of sortedKeys(total)) {
    const given = resources.requests?.[name];
    if (given === undefined || compareQuantities(total[name]!, quantityOf(given)) <= 0) continue;
    errors.push(
      invalid(
        `${at}.requests[${name}]`,
        given,
        `must be greater than or equal to aggregate container requests of ${formatQuantity(total[name]!)}`,
      ),
    );
  }
  spec.containers?.forEach((container, i) => {
    const limits = container.resources?.limits;
    for (const name of sortedKeys(limits)) {
      const podLimit = resources.limits?.[name];
      if (podLimit === undefined || compareQuantities(quantityOf(limits![name]!), quantityOf(podLimit)) <= 0) continue;
      errors.push(
        invalid(
          `${at}.containers[${i}][${name}].limits`,
          limits![name],
          `must be less than or equal to pod limits of ${podLimit}`,
        ),
      );
    }
  });
  return errors;
}

function validateHostNetworkPorts(spec: PodSpec, isPod: boolean, field: string): FieldError[] {
  if (spec.hostNetwork !== true) return [];
  return eachPort(spec, ({ hostPort = 0, containerPort }, i, j) =>
    (isPod || hostPort !== 0) && hostPort !== containerPort
      ? [
          invalid(
            `${field}.containers[${i}].ports[${j}].hostPort`,
            hostPort,
            'must match `containerPort` when `hostNetwork` is true',
          ),
        ]
      : [],
  );
}

function validateHostNetworkPorts120(spec: PodSpec, field: string): FieldError[] {
  if (spec.hostNetwork !== true) return [];
  return eachPort(spec, ({ hostPort = 0, containerPort }, i, j) =>
    hostPort === containerPort
      ? []
      : [
          invalid(
            `${field}.containers[${i}].ports[${j}].containerPort`,
            containerPort,
            'must match `hostPort` when `hostNetwork` is true',
          ),
        ],
  );
}

function eachPort(
  spec: PodSpec,
  rule: (port: NonNullable<Container['ports']>[number], i: number, j: number) => FieldError[],
): FieldError[] {
  return (spec.containers ?? []).flatMap((container, i) =>
    (container.ports ?? []).flatMap((port, j) => rule(port, i, j)),
  );
}

function validateDnsConfig(spec: PodSpec, field: string, release: ReleaseRef): FieldError[] {
  const config: Wire<V1PodDNSConfig> | undefined = spec.dnsConfig;
  const nameservers = config?.nameservers ?? [];
  if (spec.dnsPolicy === 'None') {
    if (config === undefined) return [required(field, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (nameservers.length === 0) {
      return [required(`${field}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
    }
  }
  if (config === undefined) return [];
  const errors: FieldError[] = [];
  const old = release.name === '1.20';
  const [maxPaths, maxLength] = old ? [6, 256] : [32, 2048];
  const list = (items: readonly string[]): GoValue => new GoValue(items, goStringSlice(items));
  if (nameservers.length > 3) {
    errors.push(invalid(`${field}.nameservers`, list(nameservers), 'must not have more than 3 nameservers'));
  }
  nameservers.forEach((server, i) =>
    errors.push(...validateIp(server, `${field}.nameservers[${i}]`, release, 'must be valid IP address')),
  );
  const searches = config.searches ?? [];
  if (searches.length > maxPaths) {
    errors.push(invalid(`${field}.searches`, list(searches), `must not have more than ${maxPaths} search paths`));
  }
  if (searches.join(' ').length > maxLength) {
    errors.push(
      invalid(
        `${field}.searches`,
        list(searches),
        `must not have more than ${maxLength} characters (including spaces) in the search list`,
      ),
    );
  }
  searches.forEach((search, i) => {
    if (!old && search === '.') return;
    const name = search.replace(/\.$/, '');
    const wrong = old ? isDns1123Subdomain(name) : isDns1123SubdomainWithUnderscore(name);
    errors.push(...invalidEach(`${field}.searches[${i}]`, name, wrong));
  });
  config.options?.forEach((option, i) => {
    if ((option.name ?? '') === '') errors.push(required(`${field}.options[${i}]`, 'must not be empty'));
  });
  return errors;
}

function validateHostUsers(spec: PodSpec, field: string): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const errors: FieldError[] = [];
  const when = 'when `hostUsers` is false';
  if (spec.hostNetwork === true) errors.push(forbidden(`${field}.hostNetwork`, when));
  if (spec.hostPID === true) errors.push(forbidden(`${field}.HostPID`, when));
  if (spec.hostIPC === true) errors.push(forbidden(`${field}.HostIPC`, when));
  return errors;
}

function validateHostnameOverride(spec: PodSpec, field: string, release: ReleaseRef): FieldError[] {
  const name = spec.hostnameOverride;
  if (name === undefined) return [];
  const errors: FieldError[] = [];
  const at = `${field}.hostnameOverride`;
  if (spec.setHostnameAsFQDN === true) {
    errors.push(forbidden(at, 'may not be specified when setHostnameAsFQDN is true'));
  }
  if (spec.hostNetwork === true) errors.push(forbidden(at, 'may not be specified when hostNetwork is true'));
  if (name.length > 64) errors.push(tooLong(at, 64, release));
  errors.push(...validateDns1123Subdomain(name, at));
  return errors;
}

function validateFileKeyVolumes(spec: PodSpec, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const visit = (list: 'initContainers' | 'containers' | 'ephemeralContainers'): void => {
    spec[list]?.forEach((container, i) =>
      container.env?.forEach((variable, j) => {
        const reference = variable.valueFrom?.fileKeyRef;
        if (reference === undefined) return;
        const at = `${field}.${list}[${i}].env[${j}].valueFrom.fileKeyRef.volumeName`;
        const volume = spec.volumes?.find((candidate) => candidate.name === reference.volumeName);
        if (volume === undefined) errors.push(notFound(at, reference.volumeName));
        else if (volume.emptyDir === undefined) {
          errors.push(invalid(at, reference.volumeName, 'referenced volume must be of type emptyDir'));
        }
      }),
    );
  };
  visit('initContainers');
  visit('containers');
  visit('ephemeralContainers');
  return errors;
}
