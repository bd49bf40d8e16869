import { forbidden, invalid, notSupported, required, type FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Service } from '../../types.ts';
import { validateCidr, validateEndpointIp, validateIp } from '../ip.ts';
import { validateLabels } from '../labels.ts';
import { dns1035Name, labelName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { validateDns1123Subdomain, validateQualifiedName } from '../names.ts';
import type { Validator } from '../validator.ts';
import type { ServiceSpec } from './service-spec.ts';
import { isHeadless, validateAddresses, validateAddressUpdate } from './service-addresses.ts';
import { validatePorts, validateUniquePorts } from './service-ports.ts';
import { needsHealthCheck, validateTraffic } from './service-traffic.ts';

/* pkg/apis/core/validation/validation.go: Services. */

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const affinities = ['ClientIP', 'None'];
const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const topologyHints = 'service.kubernetes.io/topology-aware-hints';
const topologyMode = 'service.kubernetes.io/topology-mode';
/** A day. */
const maxAffinitySeconds = 86400;
const kubeletPort = 10250;

const specOf = (service: Service): ServiceSpec => service.spec ?? {};

/** validateService: what both new and changed Services must keep to. */
function validateService(service: Service, old: Service | undefined, release: ReleaseRef): FieldError[] {
  const spec = specOf(service);
  const newer = release.name !== '1.20';
  const type = spec.type ?? '';
  const annotations = service.metadata?.annotations ?? {};
  const errors: FieldError[] = [];
  const [hints, mode] = [annotations[topologyHints], annotations[topologyMode]];
  if (newer && hints !== undefined && mode !== undefined && hints !== mode) {
    const detail = `must match annotations[${topologyHints}] when both are specified`;
    errors.push(invalid(`metadata.annotations[${topologyMode}]`, mode, detail));
  }
  if ((spec.ports ?? []).length === 0 && !isHeadless(spec) && type !== 'ExternalName') {
    errors.push(required('spec.ports'));
  }
  errors.push(...validateType(spec, newer), ...validatePorts(spec, release));
  errors.push(...validateLabels(spec.selector, 'spec.selector', release));
  errors.push(...validateAffinity(spec), ...validateAddresses(spec, old && specOf(old), release));
  spec.externalIPs?.forEach((ip, i) => {
    const at = `spec.externalIPs[${i}]`;
    const known = old?.spec?.externalIPs?.includes(ip) === true;
    const wrong = newer && known ? [] : validateIp(ip, at, release);
    errors.push(...(wrong.length > 0 ? wrong : validateEndpointIp(ip, at, release)));
  });
  if (type === '') errors.push(required('spec.type'));
  else if (!types.includes(type)) errors.push(notSupported('spec.type', type, types));
  errors.push(...validateUniquePorts(spec));
  errors.push(...validateSourceRanges(service, old, release));
  errors.push(...validateLoadBalancer(spec, release), ...validateTraffic(spec, release));
  return errors;
}

function validateType(spec: ServiceSpec, newer: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const headless = (): void => {
    if (!isHeadless(spec)) return;
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  };
  switch (spec.type) {
    case 'LoadBalancer':
      if (!newer) {
        spec.ports?.forEach(({ port }, i) => {
          if (port !== kubeletPort) return;
          const detail = `may not expose port ${kubeletPort} externally since it is used by kubelet`;
          errors.push(invalid(`spec.ports[${i}]`, port, detail));
        });
      }
      headless();
      break;
    case 'NodePort':
      headless();
      break;
    case 'ExternalName': {
      const not = 'may not be set for ExternalName services';
      if ((spec.clusterIPs ?? []).length > 0) errors.push(forbidden('spec.clusterIPs', not));
      if ((spec.ipFamilies ?? []).length > 0) errors.push(forbidden('spec.ipFamilies', not));
      if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden('spec.ipFamilyPolicy', not));
      const name = (spec.externalName ?? '').replace(/\.$/, '');
      if (name === '') errors.push(required('spec.externalName'));
      else errors.push(...validateDns1123Subdomain(name, 'spec.externalName'));
    }
  }
  return errors;
}

function validateAffinity({ sessionAffinity: affinity = '', sessionAffinityConfig }: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (affinity === '') errors.push(required('spec.sessionAffinity'));
  else if (!affinities.includes(affinity)) {
    errors.push(notSupported('spec.sessionAffinity', affinity, affinities));
  }
  const field = 'spec.sessionAffinityConfig';
  if (affinity === 'None' && sessionAffinityConfig !== undefined) {
    errors.push(forbidden(field, 'must not be set when session affinity is None'));
  }
  if (affinity !== 'ClientIP') return errors;
  const needed = 'when session affinity type is ClientIP';
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (sessionAffinityConfig === undefined) errors.push(required(field, needed));
  else if (sessionAffinityConfig.clientIP === undefined) errors.push(required(`${field}.clientIP`, needed));
  else if (seconds === undefined) errors.push(required(`${field}.clientIP.timeoutSeconds`, needed));
  else if (seconds <= 0 || seconds > maxAffinitySeconds) {
    const detail = `must be greater than 0 and less than ${maxAffinitySeconds}`;
    errors.push(invalid(`${field}.clientIP.timeoutSeconds`, seconds, detail));
  }
  return errors;
}

function validateSourceRanges(service: Service, old: Service | undefined, release: ReleaseRef): FieldError[] {
  const spec = specOf(service);
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const annotation = service.metadata?.annotations?.[sourceRanges];
  if (ranges.length === 0 && annotation === undefined) return [];
  const inSpec = ranges.length > 0;
  // The capital letter is kube's.
  const field = inSpec ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${sourceRanges}]`;
  const errors: FieldError[] = [];
  if (spec.type !== 'LoadBalancer') {
    errors.push(forbidden(field, "may only be used when `type` is 'LoadBalancer'"));
  }
  const text = (annotation ?? '').trim();
  const given = (inSpec ? ranges : text === '' ? [] : text.split(',')).map((range) => range.trim());
  if (release.name === '1.20') {
    if (given.some((range) => validateCidr(range, field, release).length > 0)) {
      const detail = 'must be a list of IP ranges. For example, 10.240.0.0/24,10.250.0.0/24 ';
      errors.push(invalid(field, inSpec ? `[${ranges.join(' ')}]` : annotation, detail));
    }
    return errors;
  }
  if (inSpec) {
    const known = new Set(old?.spec?.loadBalancerSourceRanges?.map((range) => range.trim()));
    given.forEach((range, i) => {
      if (!known.has(range)) errors.push(...validateCidr(range, `${field}[${i}]`, release));
    });
  } else if (old?.metadata?.annotations?.[sourceRanges] !== annotation) {
    for (const range of given) errors.push(...validateCidr(range, field, release));
  }
  return errors;
}

function validateLoadBalancer(spec: ServiceSpec, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const balanced = spec.type === 'LoadBalancer';
  const only = "may only be used when `type` is 'LoadBalancer'";
  if (!balanced && spec.allocateLoadBalancerNodePorts !== undefined) {
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', only));
  }
  // The gate ServiceLBNodePortControl was off in v1.20.
  if (release.name === '1.20') return errors;
  if (balanced && spec.allocateLoadBalancerNodePorts === undefined) {
    errors.push(required('allocateLoadBalancerNodePorts'));
  }
  return [...errors, ...validateLoadBalancerClass(spec, release)];
}

function validateLoadBalancerClass(spec: ServiceSpec, release: ReleaseRef): FieldError[] {
  const name = spec.loadBalancerClass;
  const field = 'spec.loadBalancerClass';
  if (name === undefined) return [];
  return spec.type === 'LoadBalancer'
    ? validateQualifiedName(name, field, release)
    : [forbidden(field, "may only be used when `type` is 'LoadBalancer'")];
}

function validateUpdate(service: Service, old: Service, release: ReleaseRef): FieldError[] {
  const [spec, before] = [specOf(service), specOf(old)];
  const errors = validateObjectMetaUpdate(service, old, release);
  errors.push(...validateAddressUpdate(spec, before, release));
  if (release.name === '1.20') {
    // v1.20 validates the whole object again, its name too.
    return [
      ...errors,
      ...validateObjectMeta(service, true, dns1035Name, release),
      ...validateService(service, old, release),
    ];
  }
  const [now, then] = [spec.loadBalancerClass, before.loadBalancerClass];
  if (spec.type === 'LoadBalancer' && before.type === 'LoadBalancer' && now !== then) {
    errors.push(invalid('spec.loadBalancerClass', now ?? null, 'may not change once set'));
  }
  errors.push(...validateLoadBalancerClass(spec, release));
  const checked = needsHealthCheck(spec) && needsHealthCheck(before);
  if (checked && spec.healthCheckNodePort !== before.healthCheckNodePort) {
    errors.push(forbidden('spec.healthCheckNodePort', 'field is immutable'));
  }
  return [...errors, ...validateService(service, old, release)];
}

function validateStatus(service: Service, old: Service, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  const field = 'status.loadBalancer.ingress';
  const newer = release.name !== '1.20';
  if (newer && service.spec?.type !== 'LoadBalancer' && ingress.length > 0) {
    return [forbidden(field, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  const known = new Set(old.status?.loadBalancer?.ingress?.map(({ ip }) => ip));
  ingress.forEach(({ ip = '', ipMode, hostname = '' }, i) => {
    const at = `${field}[${i}]`;
    if (ip !== '' && !(newer && known.has(ip))) {
      errors.push(...validateIp(ip, `${at}.ip`, release, 'must be a valid IP address'));
    }
    if (newer) {
      if (ipMode === undefined) {
        if (ip !== '') errors.push(required(`${at}.ipMode`, 'must be specified when `ip` is set'));
      } else if (ip === '') errors.push(forbidden(`${at}.ipMode`, 'may not be specified when `ip` is not set'));
      else if (ipMode !== 'Proxy' && ipMode !== 'VIP') {
        errors.push(notSupported(`${at}.ipMode`, ipMode, ['Proxy', 'VIP']));
      }
    }
    if (hostname === '') return;
    errors.push(...validateDns1123Subdomain(hostname, `${at}.hostname`));
    if (validateEndpointIp(hostname, at, release)[0]?.detail !== 'must be a valid IP address') {
      errors.push(invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address'));
    }
  });
  return errors;
}

export const serviceValidator: Validator<Service> = {
  create: (service, release) => [
    ...validateObjectMeta(service, true, release.name === '1.20' ? dns1035Name : labelName, release),
    ...validateService(service, undefined, release),
  ],
  update: (service, old, release, subresource) =>
    subresource === 'status'
      ? [...validateObjectMetaUpdate(service, old, release), ...validateStatus(service, old, release)]
      : validateUpdate(service, old, release),
};
