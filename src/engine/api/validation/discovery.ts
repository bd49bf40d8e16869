import type { V1Endpoint } from '@kubernetes/client-node/dist/gen/models/V1Endpoint.js';
import type { V1EndpointHints } from '@kubernetes/client-node/dist/gen/models/V1EndpointHints.js';
import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../field.ts';
import { isDns1123Label, isDns1123Subdomain, isLabelValue } from '../formats.ts';
import { jsonEqual, type ReleaseRef } from '../json.ts';
import type { EndpointSlice, Wire } from '../types.ts';
import { validateProtocol } from './core/service-ports.ts';
import { ipFamilyOf, validateEndpointIp, validateIp } from './ip.ts';
import { validateLabels } from './labels.ts';
import { immutableField, subdomainName, validateObjectMeta } from './metadata.ts';
import { validateDns1123Label, validateDns1123Subdomain, validateQualifiedName } from './names.ts';
import { invalidEach } from './rules.ts';
import type { Validator } from './validator.ts';

/* pkg/apis/discovery/validation/validation.go: EndpointSlices. */

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];
const maxTopologyLabels = 16;
const maxAddresses = 100;
const maxPorts = 20_000;
const maxEndpoints = 1000;
const maxHints = 8;

function validateAddress(address: string, type: string, at: string, list: string, release: ReleaseRef): FieldError[] {
  if (type === 'FQDN') return validateDomain(address, at, release);
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const isOfType = ipFamilyOf(address) === (type === 'IPv4' ? 4 : 6);
  if (release.name === '1.20') {
    const wrong = isOfType ? [] : [invalid(at, address, `must be a valid ${type} address`)];
    return [...wrong, ...validateEndpointIp(address, at, release)];
  }
  const wrong = validateIp(address, at, release);
  if (wrong.length > 0) return wrong;
  return [
    // Where it stands in the list is not said: so it is in the source.
    ...(isOfType ? [] : [invalid(list, address, `must be an ${type} address`)]),
    ...validateEndpointIp(address, at, release),
  ];
}

/** IsFullyQualifiedDomainName (k8s.io/apimachinery/pkg/util/validation) */
function validateDomain(text: string, field: string, release: ReleaseRef): FieldError[] {
  if (text === '') return [required(field)];
  const name = text.replace(/\.$/, '');
  const wrong = isDns1123Subdomain(name);
  if (wrong.length > 0) return [invalid(field, name, wrong.join(','))];
  const labels = name.split('.');
  if (labels.length < 2) {
    return [invalid(field, name, 'should be a domain with at least two segments separated by dots')];
  }
  for (const label of labels) {
    const messages = isDns1123Label(label, release);
    if (messages.length > 0) return [invalid(field, label, messages.join(','))];
  }
  return [];
}

function validateEndpoints(slice: EndpointSlice, release: ReleaseRef): FieldError[] {
  const endpoints = slice.endpoints ?? [];
  if (endpoints.length > maxEndpoints) return [tooMany('endpoints', endpoints.length, maxEndpoints, release)];
  return endpoints.flatMap((endpoint, i) => validateEndpoint(endpoint, slice.addressType, `endpoints[${i}]`, release));
}

function validateEndpoint(
  { addresses = [], nodeName, deprecatedTopology, hostname, hints }: Wire<V1Endpoint>,
  type: string,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const list = `${field}.addresses`;
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(required(list, 'must contain at least 1 address'));
  else if (addresses.length > maxAddresses) errors.push(tooMany(list, addresses.length, maxAddresses, release));
  addresses.forEach((address, i) => errors.push(...validateAddress(address, type, `${list}[${i}]`, list, release)));
  if (nodeName !== undefined) errors.push(...validateDns1123Subdomain(nodeName, `${field}.nodeName`));
  const topology = `${field}.${release.name === '1.20' ? 'topology' : 'deprecatedTopology'}`;
  const labels = Object.keys(deprecatedTopology ?? {}).length;
  if (labels > maxTopologyLabels) errors.push(tooMany(topology, labels, maxTopologyLabels, release));
  errors.push(...validateLabels(deprecatedTopology, topology, release));
  if (hostname !== undefined) errors.push(...validateDns1123Label(hostname, `${field}.hostname`, release));
  if (hints !== undefined) errors.push(...validateHints(hints, `${field}.hints`, release));
  return errors;
}

function validateHints(hints: Wire<V1EndpointHints>, field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, rule] of [
    ['forZones', isLabelValue],
    ['forNodes', isDns1123Subdomain],
  ] as const) {
    const list = hints[name] ?? [];
    if (list.length > maxHints) return [...errors, tooMany(`${field}.${name}`, list.length, maxHints, release)];
    list.forEach((hint, i) => {
      const at = `${field}.${name}[${i}].name`;
      if (list.findIndex((other) => other.name === hint.name) < i) errors.push(duplicate(at, hint.name));
      errors.push(...invalidEach(at, hint.name, rule(hint.name, release)));
    });
  }
  return errors;
}

function validatePorts({ ports = [] }: EndpointSlice, release: ReleaseRef): FieldError[] {
  if (ports.length > maxPorts) return [tooMany('ports', ports.length, maxPorts, release)];
  return ports.flatMap(({ name = '', protocol, appProtocol }, i) => {
    const at = `ports[${i}]`;
    const errors = name === '' ? [] : validateDns1123Label(name, `${at}.name`, release);
    if (ports.findIndex((other) => (other.name ?? '') === name) < i) errors.push(duplicate(`${at}.name`, name));
    errors.push(...validateProtocol(protocol, `${at}.protocol`));
    if (appProtocol !== undefined) {
      errors.push(...validateQualifiedName(appProtocol, `${at}.appProtocol`, release));
    }
    return errors;
  });
}

function validate(slice: EndpointSlice, old: EndpointSlice | undefined, release: ReleaseRef): FieldError[] {
  const { addressType = '' } = slice;
  const errors = validateObjectMeta(slice, true, subdomainName, release);
  if (addressType === '') errors.push(required('addressType'));
  else if (!addressTypes.includes(addressType)) {
    errors.push(notSupported('addressType', addressType, addressTypes));
  }
  const ports = validatePorts(slice, release);
  if (release.name === '1.20') return [...errors, ...validateEndpoints(slice, release), ...ports];
  const tolerated = old !== undefined && jsonEqual(old.endpoints, slice.endpoints);
  return [...errors, ...ports, ...(tolerated ? [] : validateEndpoints(slice, release))];
}

export const endpointSliceValidator: Validator<EndpointSlice> = {
  create: (slice, release) => validate(slice, undefined, release),
  update: (slice, old, release) => [
    ...validate(slice, old, release),
    ...immutableField(slice.addressType, old.addressType, 'addressType'),
  ],
};
