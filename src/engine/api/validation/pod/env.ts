import type { V1EnvFromSource } from '@kubernetes/client-node/dist/gen/models/V1EnvFromSource.js';
import type { V1EnvVar } from '@kubernetes/client-node/dist/gen/models/V1EnvVar.js';
import type { V1ObjectFieldSelector } from '@kubernetes/client-node/dist/gen/models/V1ObjectFieldSelector.js';
import type { V1ResourceFieldSelector } from '@kubernetes/client-node/dist/gen/models/V1ResourceFieldSelector.js';
import { invalid, notSupported, required, type FieldError } from '../../field.ts';
import { isConfigMapKey, isDns1123Subdomain, isEnvVarName, isRelaxedEnvVarName } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import { formatQuantity } from '../../quantity.ts';
import type { Wire } from '../../types.ts';
import { validateDns1123Label, validateQualifiedName } from '../names.ts';
import { invalidEach, quantityOf } from '../rules.ts';
import { noBacksteps } from './paths.ts';

const envFieldPaths: Readonly<Record<ReleaseRef['name'], readonly string[]>> = {
  '1.20': [
    'metadata.name',
    'metadata.namespace',
    'metadata.uid',
    'spec.nodeName',
    'spec.serviceAccountName',
    'status.hostIP',
    'status.podIP',
    'status.podIPs',
  ],
  '1.36': [
    'metadata.name',
    'metadata.namespace',
    'metadata.uid',
    'spec.nodeName',
    'spec.serviceAccountName',
    'status.hostIP',
    'status.hostIPs',
    'status.podIP',
    'status.podIPs',
  ],
};

/** What a downward API volume may show. */
export const volumeFieldPaths: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

/** ConvertDownwardAPIFieldLabel: the field paths that v1 Pods have at all. */
const podFieldPaths: ReadonlySet<string> = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]);

const resourceFieldPaths: readonly string[] = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

const byteDivisors = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei';

export function validateEnv(
  variables: readonly Wire<V1EnvVar>[] | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  variables?.forEach((variable, i) => {
    const at = `${field}[${i}]`;
    if (variable.name === '') errors.push(required(`${at}.name`));
    else errors.push(...invalidEach(`${at}.name`, variable.name, envName(variable.name, release)));
    errors.push(...validateValueFrom(variable, `${at}.valueFrom`, release));
  });
  return errors;
}

function envName(name: string, release: ReleaseRef): string[] {
  return release.name === '1.20' ? isEnvVarName(name) : isRelaxedEnvVarName(name);
}

function validateValueFrom(variable: Wire<V1EnvVar>, field: string, release: ReleaseRef): FieldError[] {
  const from = variable.valueFrom;
  if (from === undefined) return [];
  const errors: FieldError[] = [];
  let sources = 0;
  if (from.fieldRef !== undefined) {
    sources++;
    errors.push(...validateFieldRef(from.fieldRef, envFieldPaths[release.name], `${field}.fieldRef`, release));
  }
  if (from.resourceFieldRef !== undefined) {
    sources++;
    errors.push(...validateResourceFieldRef(from.resourceFieldRef, `${field}.resourceFieldRef`, false, release));
  }
  for (const name of ['configMapKeyRef', 'secretKeyRef'] as const) {
    const reference = from[name];
    if (reference === undefined) continue;
    sources++;
    errors.push(
      ...invalidEach(`${field}.${name}.name`, reference.name ?? '', isDns1123Subdomain(reference.name ?? '')),
    );
    if (reference.key === '') errors.push(required(`${field}.${name}.key`));
    else errors.push(...invalidEach(`${field}.${name}.key`, reference.key, isConfigMapKey(reference.key)));
  }
  if (from.fileKeyRef !== undefined) {
    sources++;
    const { key, volumeName, path } = from.fileKeyRef;
    const at = `${field}.fileKeyRef`;
    if (key === '') errors.push(required(`${at}.key`));
    else errors.push(...invalidEach(`${at}.key`, key, isRelaxedEnvVarName(key)));
    if (volumeName === '') errors.push(required(`${at}.volumeName`));
    else errors.push(...validateDns1123Label(volumeName, `${at}.volumeName`, release));
    if (path === '') errors.push(required(`${at}.path`));
    else errors.push(...noBacksteps(path, `${at}.path`));
  }
  if (sources === 0) {
    const last =
      release.name === '1.20'
        ? '`configMapKeyRef` or `secretKeyRef`'
        : '`configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalid(field, '', `must specify one of: \`fieldRef\`, \`resourceFieldRef\`, ${last}`));
  } else if ((variable.value ?? '') !== '') {
    errors.push(invalid(field, '', 'may not be specified when `value` is not empty'));
  } else if (sources > 1) {
    errors.push(invalid(field, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

export function validateFieldRef(
  reference: Wire<V1ObjectFieldSelector>,
  supported: readonly string[],
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const { apiVersion = '', fieldPath } = reference;
  if (apiVersion === '') return [required(`${field}.apiVersion`)];
  if (fieldPath === '') return [required(`${field}.fieldPath`)];
  const refuse = (message: string): FieldError[] => [
    invalid(`${field}.fieldPath`, fieldPath, `error converting fieldPath: ${message}`),
  ];
  if (apiVersion !== 'v1') return refuse(`unsupported pod version: ${apiVersion}`);
  const subscripted = /^(.+?)\['(.*)'\]$/s.exec(fieldPath);
  if (subscripted !== null) {
    const [, path = '', subscript = ''] = subscripted;
    if (path === 'metadata.annotations') return validateQualifiedName(subscript.toLowerCase(), field, release);
    if (path === 'metadata.labels') return validateQualifiedName(subscript, field, release);
    return refuse(`field label does not support subscript: ${fieldPath}`);
  }
  const path = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  if (!podFieldPaths.has(path) || (release.name === '1.20' && path === 'status.hostIPs')) {
    return refuse(`field label not supported: ${fieldPath}`);
  }
  return supported.includes(path) ? [] : [notSupported(`${field}.fieldPath`, path, supported)];
}

/** @param volume a volume's file must say whose container. */
export function validateResourceFieldRef(
  reference: Wire<V1ResourceFieldSelector>,
  field: string,
  volume: boolean,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  const { resource, containerName = '' } = reference;
  const hugePages = release.name !== '1.20' && /^(requests|limits)\.hugepages-/.test(resource);
  if (volume && containerName === '') errors.push(required(`${field}.containerName`));
  else if (resource === '') errors.push(required(`${field}.resource`));
  else if (!resourceFieldPaths.includes(resource) && !hugePages) {
    errors.push(notSupported(`${field}.resource`, resource, resourceFieldPaths));
  }
  const divisor = formatQuantity(quantityOf(reference.divisor ?? '0'));
  if (divisor === '0') return errors;
  const refuse = (values: string, of: string): void => {
    errors.push(
      invalid(`${field}.divisor`, resource, `only divisor's values ${values} are supported with the ${of} resource`),
    );
  };
  const bytes = byteDivisors.split(', ').includes(divisor);
  if (/\.cpu$/.test(resource) && resourceFieldPaths.includes(resource)) {
    if (divisor !== '1m' && divisor !== '1') refuse('1m and 1', 'cpu');
  } else if (!bytes) {
    if (/^(limits|requests)\.memory$/.test(resource)) refuse(byteDivisors, 'memory');
    else if (/^(limits|requests)\.ephemeral-storage$/.test(resource)) refuse(byteDivisors, 'local ephemeral storage');
    else if (hugePages) refuse(byteDivisors, 'hugepages');
  }
  return errors;
}

export function validateEnvFrom(
  sources: readonly Wire<V1EnvFromSource>[] | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  sources?.forEach((source, i) => {
    const at = `${field}[${i}]`;
    const { prefix = '' } = source;
    if (prefix !== '') errors.push(...invalidEach(`${at}.prefix`, prefix, envName(prefix, release)));
    let count = 0;
    for (const name of ['configMapRef', 'secretRef'] as const) {
      const reference = source[name];
      if (reference === undefined) continue;
      count++;
      const named = reference.name ?? '';
      if (named === '') errors.push(required(`${at}.${name}.name`));
      else {
        const masked = named.length > 1 && named.endsWith('-') ? `${named.slice(0, -2)}a` : named;
        errors.push(...invalidEach(`${at}.${name}.name`, named, isDns1123Subdomain(masked)));
      }
    }
    if (count === 0) errors.push(invalid(field, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (count > 1) errors.push(invalid(field, '', 'may not have more than one field specified at a time'));
  });
  return errors;
}
