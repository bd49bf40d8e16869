import type { V1HTTPIngressPath } from '@kubernetes/client-node/dist/gen/models/V1HTTPIngressPath.js';
import type { V1IngressBackend } from '@kubernetes/client-node/dist/gen/models/V1IngressBackend.js';
import type { V1IngressSpec } from '@kubernetes/client-node/dist/gen/models/V1IngressSpec.js';
import { GoValue, invalid, notSupported, required, type FieldError } from '../../field.ts';
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isPortName,
  isPortNumber,
  isWildcardDns1123Subdomain,
} from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Ingress, Wire } from '../../types.ts';
import { ipFamilyOf, validateIp } from '../ip.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { validateDns1123Subdomain } from '../names.ts';
import { invalidEach } from '../rules.ts';
import type { Validator } from '../validator.ts';
import { validateTypedReference } from './reference.ts';

/* pkg/apis/networking/validation/validation.go: Ingresses. */

type Spec = Wire<V1IngressSpec>;

const classAnnotation = 'kubernetes.io/ingress.class';
const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badSuffixes = ['/..', '/.'];

/** Faults that an object had before and may keep. */
interface Leniency {
  readonly secretNames?: boolean;
  readonly wildcardRules?: boolean;
}

function validateSpec(spec: Spec, release: ReleaseRef, allow: Leniency): FieldError[] {
  const { defaultBackend, rules = [], tls = [], ingressClassName } = spec;
  const errors: FieldError[] = [];
  if (rules.length === 0 && defaultBackend === undefined) {
    const shown = new GoValue(spec.rules ?? null, '[]networking.IngressRule(nil)');
    errors.push(invalid('spec', shown, 'either `defaultBackend` or `rules` must be specified'));
  }
  if (defaultBackend !== undefined) errors.push(...validateBackend(defaultBackend, 'spec.defaultBackend', release));
  rules.forEach((rule, i) => {
    const at = `spec.rules[${i}]`;
    const { host = '' } = rule;
    const wildcard = host.includes('*');
    if (host !== '' && ipFamilyOf(host) !== undefined) {
      errors.push(invalid(`${at}.host`, host, 'must be a DNS name, not an IP address'));
    }
    if (host !== '') errors.push(...validateHost(host, `${at}.host`));
    if (!wildcard || allow.wildcardRules !== true) errors.push(...validateHttp(rule.http, `${at}.http`, release));
  });
  tls.forEach(({ hosts = [], secretName = '' }, i) => {
    const at = `spec.tls[${i}]`;
    hosts.forEach((host, j) => errors.push(...validateHost(host, `${at}.hosts[${j}]`)));
    if (allow.secretNames !== true) errors.push(...validateSecretName(secretName, `${at}.secretName`));
  });
  if (ingressClassName !== undefined) {
    errors.push(...validateDns1123Subdomain(ingressClassName, 'spec.ingressClassName'));
  }
  return errors;
}

function validateHost(host: string, field: string): FieldError[] {
  return invalidEach(field, host, host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host));
}

function validateSecretName(name: string, field: string): FieldError[] {
  return name === '' ? [] : validateDns1123Subdomain(name, field);
}

function validateHttp(
  http: NonNullable<Spec['rules']>[number]['http'],
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (http === undefined) return [];
  const paths = http.paths ?? [];
  if (paths.length === 0) return [required(`${field}.paths`)];
  return paths.flatMap((path, i) => validatePath(path, `${field}.paths[${i}]`, release));
}

function validatePath(
  { path = '', pathType, backend }: Wire<V1HTTPIngressPath>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if ((pathType as string | undefined) === undefined) {
    return [required(`${field}.pathType`, 'pathType must be specified')];
  }
  const errors: FieldError[] = [];
  const at = `${field}.path`;
  const absolute = (): void => {
    if (!path.startsWith('/')) errors.push(invalid(at, path, 'must be an absolute path'));
  };
  switch (pathType) {
    case 'Exact':
    case 'Prefix':
      absolute();
      for (const part of badSequences) {
        if (path.includes(part)) errors.push(invalid(at, path, `must not contain '${part}'`));
      }
      for (const end of badSuffixes) {
        if (path.endsWith(end)) errors.push(invalid(at, path, `cannot end with '${end}'`));
      }
      break;
    case 'ImplementationSpecific':
      if (path !== '') absolute();
      break;
    default:
      errors.push(notSupported(`${field}.pathType`, pathType, pathTypes));
  }
  return [...errors, ...validateBackend(backend ?? {}, `${field}.backend`, release)];
}

function validateBackend(
  { resource, service }: Wire<V1IngressBackend>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const wrong = (detail: string): FieldError => invalid(field, '', detail);
  if (resource !== undefined && service !== undefined) {
    return [wrong('cannot set both resource and service backends')];
  }
  if (resource !== undefined) return validateTypedReference(resource, `${field}.resource`);
  if (service === undefined) return [wrong('resource or service backend is required')];
  const { name = '', port } = service;
  const errors: FieldError[] = [];
  const at = `${field}.service`;
  if (name === '') errors.push(required(`${at}.name`));
  else {
    const messages = release.name === '1.20' ? isDns1035Label(name) : isDns1123Label(name, release);
    errors.push(...invalidEach(`${at}.name`, name, messages));
  }
  const [portName, number] = [port?.name ?? '', port?.number ?? 0];
  if (portName !== '' && number !== 0) errors.push(wrong('cannot set both port name & port number'));
  else if (portName !== '') {
    errors.push(...invalidEach(`${at}.port.name`, portName, isPortName(portName, release)));
  } else if (number !== 0) errors.push(...invalidEach(`${at}.port.number`, number, isPortNumber(number)));
  else errors.push(required(field, 'port name or number is required'));
  return errors;
}

const specOf = (ingress: Ingress): Spec => ingress.spec ?? {};

function leniencyOf(old: Ingress, release: ReleaseRef): Leniency {
  const { rules = [], tls = [] } = specOf(old);
  return {
    secretNames: tls.some(({ secretName = '' }) => validateSecretName(secretName, '').length > 0),
    wildcardRules: rules.some(
      ({ host = '', http }) => host.includes('*') && validateHttp(http, '', release).length > 0,
    ),
  };
}

function validateCreate(ingress: Ingress, release: ReleaseRef): FieldError[] {
  const errors = validateObjectMeta(ingress, true, subdomainName, release);
  errors.push(...validateSpec(specOf(ingress), release, {}));
  const annotation = ingress.metadata?.annotations?.[classAnnotation];
  const name = specOf(ingress).ingressClassName;
  if (annotation === undefined || name === undefined) return errors;
  const field = `annotations.${classAnnotation}`;
  if (release.name === '1.20') {
    errors.push(invalid(field, annotation, 'can not be set when the class field is also set'));
  } else if (annotation !== name) {
    errors.push(invalid(field, annotation, 'must match `ingressClassName` when both are specified'));
  }
  return errors;
}

function validateStatus(ingress: Ingress, old: Ingress, release: ReleaseRef): FieldError[] {
  const known = new Set(old.status?.loadBalancer?.ingress?.map(({ ip }) => ip));
  return (ingress.status?.loadBalancer?.ingress ?? []).flatMap(({ ip = '', hostname = '' }, i) => {
    const at = `status.loadBalancer.ingress[${i}]`;
    const errors: FieldError[] = [];
    if (ip !== '' && (release.name === '1.20' || !known.has(ip))) {
      errors.push(...validateIp(ip, `${at}.ip`, release, 'must be a valid IP address'));
    }
    if (hostname === '') return errors;
    errors.push(...validateDns1123Subdomain(hostname, `${at}.hostname`));
    if (ipFamilyOf(hostname) !== undefined) {
      errors.push(invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address'));
    }
    return errors;
  });
}

export const ingressValidator: Validator<Ingress> = {
  create: validateCreate,
  update(ingress, old, release, subresource) {
    const errors = validateObjectMetaUpdate(ingress, old, release);
    if (subresource === 'status') return [...errors, ...validateStatus(ingress, old, release)];
    return [
      ...errors,
      ...validateObjectMeta(ingress, true, subdomainName, release),
      ...validateSpec(specOf(ingress), release, leniencyOf(old, release)),
    ];
  },
};
