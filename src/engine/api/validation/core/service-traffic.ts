import { invalid, notSupported, required, type FieldError } from '../../field.ts';
import { isPortNumber } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import { invalidEach } from '../rules.ts';
import type { ServiceSpec } from './service-spec.ts';

/* Where a Service's traffic may go: traffic policies, health checks and distribution. */

const policies = ['Cluster', 'Local'];
const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

function isExternallyAccessible({ type, externalIPs = [] }: ServiceSpec): boolean {
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && externalIPs.length > 0);
}

export function needsHealthCheck({ type, externalTrafficPolicy }: ServiceSpec): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}

export function validateTraffic(spec: ServiceSpec, release: ReleaseRef): FieldError[] {
  if (release.name === '1.20') return validateTraffic120(spec);
  const { type, externalTrafficPolicy: external = '', internalTrafficPolicy: internal, trafficDistribution } = spec;
  const errors: FieldError[] = [];
  const field = 'spec.externalTrafficPolicy';
  if (!isExternallyAccessible(spec)) {
    if (external !== '') errors.push(invalid(field, external, 'may only be set for externally-accessible services'));
  } else if (external === '') errors.push(required(field));
  else if (!policies.includes(external)) errors.push(notSupported(field, external, policies));
  errors.push(...validateHealthCheckPort(spec));
  if (internal === undefined) {
    if (type === 'NodePort' || type === 'LoadBalancer' || type === 'ClusterIP') {
      errors.push(required('spec.internalTrafficPolicy'));
    }
  } else if (!policies.includes(internal)) {
    errors.push(notSupported('spec.internalTrafficPolicy', internal, policies));
  }
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution)) {
    errors.push(notSupported('spec.trafficDistribution', trafficDistribution, distributions));
  }
  return errors;
}

function validateHealthCheckPort(spec: ServiceSpec): FieldError[] {
  const { healthCheckNodePort: port = 0 } = spec;
  const field = 'spec.healthCheckNodePort';
  if (needsHealthCheck(spec)) return port === 0 ? [required(field)] : invalidEach(field, port, isPortNumber(port));
  return port === 0
    ? []
    : [invalid(field, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")];
}

function validateTraffic120(spec: ServiceSpec): FieldError[] {
  const { externalTrafficPolicy: external = '', healthCheckNodePort: port = 0 } = spec;
  const errors: FieldError[] = [];
  if (external !== '' && !policies.includes(external)) {
    const detail = 'ExternalTrafficPolicy must be empty, Cluster or Local';
    errors.push(invalid('spec.externalTrafficPolicy', external, detail));
  }
  if (port < 0) {
    errors.push(invalid('spec.healthCheckNodePort', port, 'HealthCheckNodePort must be not less than 0'));
  }
  return errors;
}
