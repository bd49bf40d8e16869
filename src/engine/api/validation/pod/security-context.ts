import type { V1AppArmorProfile } from '@kubernetes/client-node/dist/gen/models/V1AppArmorProfile.js';
import type { V1PodSpec } from '@kubernetes/client-node/dist/gen/models/V1PodSpec.js';
import type { V1SeccompProfile } from '@kubernetes/client-node/dist/gen/models/V1SeccompProfile.js';
import type { V1SecurityContext } from '@kubernetes/client-node/dist/gen/models/V1SecurityContext.js';
import type { V1PodSecurityContext } from '@kubernetes/client-node/dist/gen/models/V1PodSecurityContext.js';
import { duplicate, invalid, notSupported, required, tooLong, type FieldError } from '../../field.ts';
import { byteLength, isUserId } from '../../formats.ts';
import { internalJson } from '../../internal-json.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { invalidEach, oneOf } from '../rules.ts';
import { localDescendingPath } from './paths.ts';

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function validateSeccomp(
  profile: Wire<V1SeccompProfile> | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (profile === undefined) return [];
  const errors: FieldError[] = [];
  const { type, localhostProfile } = profile;
  if (type === '') errors.push(required(`${field}.type`, 'type is required when seccompProfile is set'));
  else errors.push(...oneOf(`${field}.type`, type, profileTypes));
  if (type === 'Localhost') {
    if (localhostProfile === undefined) {
      errors.push(required(`${field}.localhostProfile`, 'must be set when seccomp type is Localhost'));
    } else errors.push(...localDescendingPath(localhostProfile, `${field}.localhostProfile`));
  } else if (localhostProfile !== undefined) {
    errors.push(
      invalid(
        `${field}.localhostProfile`,
        internalJson('SeccompProfile', profile, release),
        'can only be set when seccomp type is Localhost',
      ),
    );
  }
  return errors;
}

/** PATH_MAX - 1 */
const maxProfilePath = 4095;

function validateAppArmor(
  profile: Wire<V1AppArmorProfile> | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (profile === undefined) return [];
  const { type, localhostProfile } = profile;
  const at = `${field}.localhostProfile`;
  if (type === '') return [required(`${field}.type`, 'type is required when appArmorProfile is set')];
  if (!profileTypes.includes(type)) return [notSupported(`${field}.type`, type, profileTypes)];
  if (type !== 'Localhost') {
    return localhostProfile === undefined
      ? []
      : [invalid(at, localhostProfile, 'can only be set when AppArmor type is Localhost')];
  }
  const missing = required(at, 'must be set when AppArmor type is Localhost');
  if (localhostProfile === undefined) return [missing];
  const errors: FieldError[] = [];
  if (localhostProfile.trim() !== localhostProfile) {
    errors.push(invalid(at, localhostProfile, 'must not be padded with whitespace'));
  } else if (localhostProfile === '') errors.push(missing);
  if (byteLength(localhostProfile) > maxProfilePath) errors.push(tooLong(at, maxProfilePath, release));
  return errors;
}

export function validateSecurityContext(
  context: Wire<V1SecurityContext> | undefined,
  hostUsers: boolean,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (context === undefined) return [];
  const errors: FieldError[] = [];
  for (const name of ['runAsUser', 'runAsGroup'] as const) {
    const id = context[name];
    if (id !== undefined) errors.push(...invalidEach(`${field}.${name}`, id, isUserId(id)));
  }
  if (context.procMount !== undefined) {
    errors.push(...oneOf(`${field}.procMount`, context.procMount, ['Default', 'Unmasked']));
    if (release.name !== '1.20' && hostUsers && context.procMount === 'Unmasked') {
      errors.push(invalid(`${field}.procMount`, 'Unmasked', '`hostUsers` must be false to use `Unmasked`'));
    }
  }
  errors.push(...validateSeccomp(context.seccompProfile, `${field}.seccompProfile`, release));
  if (context.allowPrivilegeEscalation === false) {
    const refuse = (what: string): void => {
      errors.push(
        invalid(
          field,
          internalJson('SecurityContext', context, release),
          `cannot set \`allowPrivilegeEscalation\` to false and ${what}`,
        ),
      );
    };
    if (context.privileged === true) refuse('`privileged` to true');
    for (const capability of context.capabilities?.add ?? []) {
      if (capability === 'CAP_SYS_ADMIN') refuse('`capabilities.Add` CAP_SYS_ADMIN');
    }
  }
  errors.push(...validateAppArmor(context.appArmorProfile, `${field}.appArmorProfile`, release));
  return errors;
}

const sysctlPattern = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const oldSysctlPattern = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?\.)*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;

export function validatePodSecurityContext(
  context: Wire<V1PodSecurityContext> | undefined,
  spec: Wire<V1PodSpec>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (context === undefined) return [];
  const errors: FieldError[] = [];
  for (const name of ['fsGroup', 'runAsUser', 'runAsGroup'] as const) {
    const id = context[name];
    if (id !== undefined) errors.push(...invalidEach(`${field}.${name}`, id, isUserId(id)));
  }
  context.supplementalGroups?.forEach((group, i) =>
    errors.push(...invalidEach(`${field}.supplementalGroups[${i}]`, group, isUserId(group))),
  );
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    errors.push(
      invalid(`${field}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'),
    );
  }
  errors.push(...validateSysctls(context.sysctls, spec, `${field}.sysctls`, release));
  if (context.fsGroupChangePolicy !== undefined) {
    errors.push(...oneOf(`${field}.fsGroupChangePolicy`, context.fsGroupChangePolicy, ['Always', 'OnRootMismatch']));
  }
  errors.push(...validateSeccomp(context.seccompProfile, `${field}.seccompProfile`, release));
  errors.push(...validateAppArmor(context.appArmorProfile, `${field}.appArmorProfile`, release));
  if (context.supplementalGroupsPolicy !== undefined) {
    errors.push(...oneOf(`${field}.supplementalGroupsPolicy`, context.supplementalGroupsPolicy, ['Merge', 'Strict']));
  }
  if (context.seLinuxChangePolicy !== undefined) {
    errors.push(...oneOf(`${field}.seLinuxChangePolicy`, context.seLinuxChangePolicy, ['MountOption', 'Recursive']));
  }
  return errors;
}

function validateSysctls(
  sysctls: Wire<V1PodSecurityContext>['sysctls'],
  spec: Wire<V1PodSpec>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  const pattern = release.name === '1.20' ? oldSysctlPattern : sysctlPattern;
  sysctls?.forEach(({ name }, i) => {
    const at = `${field}[${i}].name`;
    if (name === '') errors.push(required(at));
    else if (name.length > 253 || !pattern.test(name)) {
      const shown =
        release.name === '1.20'
          ? '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?\\.)*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$'
          : '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
      errors.push(invalid(at, name, `must have at most 253 characters and match regex ${shown}`));
    } else if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    if (release.name === '1.20') return;
    const dotted = name.replaceAll('/', '.');
    if (spec.hostNetwork === true && dotted.startsWith('net.')) {
      errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    } else if (spec.hostIPC === true && /^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/.test(dotted)) {
      errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
    }
  });
  return errors;
}
