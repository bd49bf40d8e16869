import type { V1PodSpec } from '@kubernetes/client-node/dist/gen/models/V1PodSpec.js';
import { forbidden, notSupported, required, type FieldError } from '../../field.ts';
import type { Wire } from '../../types.ts';

type PodSpec = Wire<V1PodSpec>;

const notOnWindows = 'cannot be set for a windows pod';
const notOnLinux = 'windows options cannot be set for a linux pod';

/** Field of spec (or, with a dot, of its securityContext) in the order of validateWindows. */
const podFields = [
  '.appArmorProfile',
  '.seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  '.seccompProfile',
  '.fsGroup',
  '.fsGroupChangePolicy',
  '.sysctls',
  'shareProcessNamespace',
  '.runAsUser',
  '.runAsGroup',
  '.supplementalGroups',
  '.supplementalGroupsPolicy',
  '.seLinuxChangePolicy',
] as const;

const containerFields = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;

/** validateOS, validateLinux, validateWindows: what spec.os rules out. */
export function validateOs(spec: PodSpec, field: string): FieldError[] {
  if (spec.os === undefined) return [];
  const { name } = spec.os;
  if (name === '') return [required(`${field}.os`)];
  if (name !== 'linux' && name !== 'windows') return [notSupported(`${field}.os`, name, ['linux', 'windows'])];
  const errors: FieldError[] = [];
  const context = (spec.securityContext ?? {}) as Readonly<Record<string, unknown>>;
  if (name === 'linux') {
    if (context['windowsOptions'] !== undefined) {
      errors.push(forbidden(`${field}.securityContext.windowsOptions`, notOnLinux));
    }
  } else {
    for (const entry of podFields) {
      const own = entry.startsWith('.');
      const value = own ? context[entry.slice(1)] : (spec as Readonly<Record<string, unknown>>)[entry];
      if (value === undefined || value === false) continue;
      errors.push(forbidden(`${field}.${own ? `securityContext${entry}` : entry}`, notOnWindows));
    }
  }
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    spec[list]?.forEach((container, i) => {
      const at = `${field}.${list}[${i}].securityContext`;
      const own = (container.securityContext ?? {}) as Readonly<Record<string, unknown>>;
      if (name === 'linux') {
        if (own['windowsOptions'] !== undefined) errors.push(forbidden(`${at}.windowsOptions`, notOnLinux));
        return;
      }
      for (const entry of containerFields) {
        if (own[entry] !== undefined) errors.push(forbidden(`${at}.${entry}`, notOnWindows));
      }
    });
  }
  return errors;
}
