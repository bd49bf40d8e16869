import type { V1Container } from '@kubernetes/client-node/dist/gen/models/V1Container.js';
import type { V1EphemeralContainer } from '@kubernetes/client-node/dist/gen/models/V1EphemeralContainer.js';
import type { V1PodSpec } from '@kubernetes/client-node/dist/gen/models/V1PodSpec.js';
import {
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooMany,
  type FieldError,
} from '../../field.ts';
import { isPortName, isPortNumber } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { validateDns1123Label } from '../names.ts';
import { validateResourceRequirements } from '../resources.ts';
import { invalidEach, oneOf } from '../rules.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateVolumeDevices, validateVolumeMounts } from './mounts.ts';
import { validateLifecycle, validateProbe, type ProbeRole } from './probes.ts';
import { validateSecurityContext } from './security-context.ts';
import type { Volume } from './volumes.ts';

export type Container = Wire<V1Container>;
export type EphemeralContainer = Wire<V1EphemeralContainer>;

/** What the rules for containers need to know of their Pod. */
export interface PodContext {
  readonly spec: Wire<V1PodSpec>;
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly claimNames: readonly string[];
  readonly hostUsers: boolean;
  readonly release: ReleaseRef;
}

const probeRoles: readonly ProbeRole[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];

export function validateContainers(pod: PodContext, field: string): FieldError[] {
  const containers = pod.spec.containers ?? [];
  if (containers.length === 0) return [required(field)];
  if (pod.release.name === '1.20') return validateContainers120(containers, pod, field, false);
  const errors: FieldError[] = [];
  const names = new Set<string>();
  containers.forEach((container, i) => {
    const at = `${field}[${i}]`;
    errors.push(...validateCommon(container, pod, at));
    errors.push(...uniqueName(container.name, names, at));
    errors.push(...lifecycleAndProbes(container, pod, at));
    errors.push(...validateRestartPolicy(container, at, pod.release));
  });
  errors.push(...hostPortConflicts(containers, field));
  return errors;
}

export function validateInitContainers(pod: PodContext, field: string): FieldError[] {
  const containers = pod.spec.initContainers ?? [];
  if (pod.release.name === '1.20') return validateInitContainers120(containers, pod, field);
  const errors: FieldError[] = [];
  const names = new Set(pod.spec.containers?.map((container) => container.name));
  containers.forEach((container, i) => {
    const at = `${field}[${i}]`;
    errors.push(...validateCommon(container, pod, at));
    errors.push(...validateRestartPolicy(container, at, pod.release));
    errors.push(...uniqueName(container.name, names, at));
    errors.push(...hostPortConflicts([container], field));
    const sidecar = container.restartPolicy === 'Always';
    if (sidecar) errors.push(...lifecycleAndProbes(container, pod, at));
    else {
      for (const name of ['lifecycle', ...probeRoles] as const) {
        if (container[name] === undefined) continue;
        errors.push(forbidden(`${at}.${name}`, 'may not be set for init containers without restartPolicy=Always'));
      }
      container.resizePolicy?.forEach((policy, j) => {
        if (policy.restartPolicy !== 'RestartContainer') return;
        errors.push(
          invalid(
            `${at}.resizePolicy[${j}].restartPolicy`,
            policy.restartPolicy,
            "must not be set to 'RestartContainer' for non-sidecar initContainers",
          ),
        );
      });
    }
  });
  return errors;
}

function uniqueName(name: string, names: Set<string>, at: string): FieldError[] {
  if (names.has(name)) return [duplicate(`${at}.name`, name)];
  names.add(name);
  return [];
}

function lifecycleAndProbes(container: Container, pod: PodContext, at: string): FieldError[] {
  const { release } = pod;
  const grace = pod.spec.terminationGracePeriodSeconds;
  return [
    ...validateLifecycle(container.lifecycle, grace, pod.spec.os?.name, `${at}.lifecycle`, release),
    ...probeRoles.flatMap((role) => validateProbe(role, container[role], grace, at, release)),
  ];
}

function validateCommon(container: Container | EphemeralContainer, pod: PodContext, at: string): FieldError[] {
  const { release } = pod;
  const errors: FieldError[] = [];
  if (container.name === '') errors.push(required(`${at}.name`));
  else errors.push(...validateDns1123Label(container.name, `${at}.name`, release));
  if ((container.image ?? '') === '') errors.push(required(`${at}.image`));
  const policy = container.terminationMessagePolicy ?? '';
  const policies = ['File', 'FallbackToLogsOnError'];
  if (policy === '') errors.push(required(`${at}.terminationMessagePolicy`));
  else if (!policies.includes(policy)) errors.push(notSupported(`${at}.terminationMessagePolicy`, policy, policies));
  errors.push(...validateBody(container, pod, at));
  const seen = new Set<string>();
  container.resizePolicy?.forEach(({ resourceName, restartPolicy }, i) => {
    const list = `${at}.resizePolicy`;
    if (seen.has(resourceName)) errors.push(duplicate(`${list}[${i}]`, resourceName));
    seen.add(resourceName);
    errors.push(...oneOf(list, resourceName, ['cpu', 'memory'], 'required'));
    errors.push(...oneOf(list, restartPolicy, ['NotRequired', 'RestartContainer'], 'required'));
    if (pod.spec.restartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      errors.push(invalid(list, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
    }
  });
  errors.push(...validateSecurityContext(container.securityContext, pod.hostUsers, `${at}.securityContext`, release));
  return errors;
}

/** Ports, environment, mounts, pull policy, resources: in both releases in this order. */
function validateBody(container: Container | EphemeralContainer, pod: PodContext, at: string): FieldError[] {
  const { release } = pod;
  return [
    ...validatePorts(container.ports, `${at}.ports`, release),
    ...validateEnv(container.env, `${at}.env`, release),
    ...validateEnvFrom(container.envFrom, `${at}.envFrom`, release),
    ...validateVolumeMounts(container, pod.volumes, `${at}.volumeMounts`),
    ...validateVolumeDevices(container, pod.volumes, `${at}.volumeDevices`),
    ...oneOf(`${at}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], 'required'),
    ...validateResourceRequirements(container.resources, pod.claimNames, `${at}.resources`, release),
  ];
}

function validatePorts(ports: Container['ports'], field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  ports?.forEach((port, i) => {
    const at = `${field}[${i}]`;
    const { name = '' } = port;
    if (name !== '') {
      const wrong = isPortName(name, release);
      if (wrong.length > 0) errors.push(...invalidEach(`${at}.name`, name, wrong));
      else errors.push(...uniqueName(name, names, at));
    }
    if (port.containerPort === 0) errors.push(required(`${at}.containerPort`));
    else errors.push(...invalidEach(`${at}.containerPort`, port.containerPort, isPortNumber(port.containerPort)));
    if ((port.hostPort ?? 0) !== 0) {
      errors.push(...invalidEach(`${at}.hostPort`, port.hostPort, isPortNumber(port.hostPort!)));
    }
    errors.push(...oneOf(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP'], 'required'));
  });
  return errors;
}

/** One host port can be had once in a Pod: `TCP//8080`. */
function hostPortConflicts(containers: readonly Container[], field: string): FieldError[] {
  const errors: FieldError[] = [];
  const taken = new Set<string>();
  containers.forEach((container, i) =>
    container.ports?.forEach((port, j) => {
      if ((port.hostPort ?? 0) === 0) return;
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort!}`;
      if (taken.has(key)) errors.push(duplicate(`${field}[${i}].ports[${j}].hostPort`, key));
      taken.add(key);
    }),
  );
  return errors;
}

/** validateContainerRestartPolicy (ContainerRestartRules and RestartAllContainers are on in v1.36). */
function validateRestartPolicy(container: Container, field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const { restartPolicy, restartPolicyRules: rules = [] } = container;
  if (restartPolicy === undefined) {
    if (rules.length === 0) return errors;
    errors.push(required(`${field}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  } else errors.push(...oneOf(`${field}.restartPolicy`, restartPolicy, ['Always', 'Never', 'OnFailure']));
  if (rules.length > 20) errors.push(tooMany(`${field}.restartPolicyRules`, rules.length, 20, release));
  rules.forEach((rule, i) => {
    const at = `${field}.restartPolicyRules[${i}]`;
    errors.push(...oneOf(`${at}.action`, rule.action, ['Restart', 'RestartAllContainers']));
    if (rule.exitCodes === undefined) {
      errors.push(required(`${at}.exitCodes`, 'must be specified'));
      return;
    }
    errors.push(...oneOf(`${at}.exitCodes.operator`, rule.exitCodes.operator, ['In', 'NotIn']));
    const values = rule.exitCodes.values ?? [];
    if (values.length > 255) errors.push(tooMany(`${at}.exitCodes.values`, values.length, 255, release));
  });
  return errors;
}

/** validateContainers of v1.20, which asks in another order. */
function validateContainers120(
  containers: readonly Container[],
  pod: PodContext,
  field: string,
  init: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const { release } = pod;
  containers.forEach((container, i) => {
    const at = `${field}[${i}]`;
    if (container.name === '') errors.push(required(`${at}.name`));
    else errors.push(...validateDns1123Label(container.name, `${at}.name`, release));
    errors.push(...uniqueName(container.name, names, at));
    if ((container.image ?? '') === '') errors.push(required(`${at}.image`));
    errors.push(...validateLifecycle(container.lifecycle, undefined, undefined, `${at}.lifecycle`, release));
    errors.push(...validateProbe('livenessProbe', container.livenessProbe, undefined, at, release));
    errors.push(...validateProbe('startupProbe', container.startupProbe, undefined, at, release));
    const policy = container.terminationMessagePolicy ?? '';
    const expected = "must be 'File' or 'FallbackToLogsOnError'";
    if (policy === '') errors.push(required(`${at}.terminationMessagePolicy`, expected));
    else if (policy !== 'File' && policy !== 'FallbackToLogsOnError') {
      errors.push(invalid(`${at}.terminationMessagePolicy`, policy, expected));
    }
    errors.push(...validateProbe('readinessProbe', container.readinessProbe, undefined, at, release));
    errors.push(...validateBody(container, pod, at));
    errors.push(...validateSecurityContext(container.securityContext, true, `${at}.securityContext`, release));
  });
  if (init) for (const container of containers) errors.push(...hostPortConflicts([container], field));
  else errors.push(...hostPortConflicts(containers, field));
  return errors;
}

function validateInitContainers120(containers: readonly Container[], pod: PodContext, field: string): FieldError[] {
  const errors = containers.length === 0 ? [] : validateContainers120(containers, pod, field, true);
  const names = new Set(pod.spec.containers?.map((container) => container.name));
  containers.forEach((container, i) => {
    const at = `${field}[${i}]`;
    errors.push(...uniqueName(container.name, names, at));
    for (const name of ['lifecycle', ...probeRoles] as const) {
      if (container[name] !== undefined) {
        errors.push(invalid(`${at}.${name}`, container[name], 'must not be set for init containers'));
      }
    }
  });
  return errors;
}

/** What a debugging container may have (allowedEphemeralContainerFields). */
const notForEphemeral = [
  'ports',
  'resources',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
] as const;

export function validateEphemeralContainers(pod: PodContext, field: string): FieldError[] {
  const containers = pod.spec.ephemeralContainers ?? [];
  if (containers.length === 0) return [];
  const errors: FieldError[] = [];
  const others = new Set(
    [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])].map((container) => container.name),
  );
  const names = new Set(others);
  const cannot = 'cannot be set for an Ephemeral Container';
  containers.forEach((container, i) => {
    const at = `${field}[${i}]`;
    errors.push(...validateCommon(container, pod, at), ...imagePadding(container, at));
    errors.push(...uniqueName(container.name, names, at));
    const target = container.targetContainerName ?? '';
    if (target !== '' && !others.has(target)) errors.push(notFound(`${at}.targetContainerName`, target));
    for (const name of notForEphemeral) {
      const value = container[name];
      if (value === undefined) continue;
      if (typeof value === 'object' && name === 'resources' && Object.keys(value).length === 0) continue;
      errors.push(forbidden(`${at}.${name}`, cannot));
    }
    container.volumeMounts?.forEach((mount, j) => {
      for (const name of ['subPath', 'subPathExpr'] as const) {
        if ((mount[name] ?? '') !== '') errors.push(forbidden(`${at}.volumeMounts[${j}].${name}`, cannot));
      }
    });
  });
  return errors;
}

/** Only Pods mind: a controller may fill in a template's image. */
export function imagePadding(container: Container | EphemeralContainer, at: string): FieldError[] {
  const { image = '' } = container;
  return image.trim() === image ? [] : [invalid(`${at}.image`, image, 'must not have leading or trailing whitespace')];
}
