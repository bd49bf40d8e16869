import type { V1EndpointAddress } from '@kubernetes/client-node/dist/gen/models/V1EndpointAddress.js';
import type { CoreV1EndpointPort } from '@kubernetes/client-node/dist/gen/models/CoreV1EndpointPort.js';
import { required, type FieldError } from '../../field.ts';
import { isPortNumber } from '../../formats.ts';
import { jsonEqual, type ReleaseRef } from '../../json.ts';
import type { Endpoints, Wire } from '../../types.ts';
import { validateEndpointIp, validateIp } from '../ip.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { validateDns1123Label, validateDns1123Subdomain, validateQualifiedName } from '../names.ts';
import { invalidEach } from '../rules.ts';
import type { Validator } from '../validator.ts';
import { validateProtocol } from './service-ports.ts';

/* pkg/apis/core/validation/validation.go: Endpoints. */

function validateSubsets(endpoints: Endpoints, release: ReleaseRef): FieldError[] {
  return (endpoints.subsets ?? []).flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const at = `subsets[${i}]`;
    const errors: FieldError[] = [];
    if (addresses.length === 0 && notReadyAddresses.length === 0) {
      errors.push(required(at, 'must specify `addresses` or `notReadyAddresses`'));
    }
    for (const [name, list] of [
      ['addresses', addresses],
      ['notReadyAddresses', notReadyAddresses],
    ] as const) {
      list.forEach((address, j) => errors.push(...validateAddress(address, `${at}.${name}[${j}]`, release)));
    }
    ports.forEach((port, j) => errors.push(...validatePort(port, ports.length > 1, `${at}.ports[${j}]`, release)));
    return errors;
  });
}

function validateAddress(
  { ip = '', hostname = '', nodeName }: Wire<V1EndpointAddress>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  return [
    ...validateIp(ip, `${field}.ip`, release),
    ...(hostname === '' ? [] : validateDns1123Label(hostname, `${field}.hostname`, release)),
    ...(nodeName === undefined ? [] : validateDns1123Subdomain(nodeName, `${field}.nodeName`)),
    ...validateEndpointIp(ip, `${field}.ip`, release),
  ];
}

function validatePort(
  { name = '', port = 0, protocol, appProtocol }: Wire<CoreV1EndpointPort>,
  named: boolean,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  if (name !== '') errors.push(...validateDns1123Label(name, `${field}.name`, release));
  else if (named) errors.push(required(`${field}.name`));
  errors.push(...invalidEach(`${field}.port`, port, isPortNumber(port)));
  errors.push(...validateProtocol(protocol, `${field}.protocol`));
  if (appProtocol !== undefined) {
    errors.push(...validateQualifiedName(appProtocol, `${field}.appProtocol`, release));
  }
  return errors;
}

function validate(endpoints: Endpoints, old: Endpoints | undefined, release: ReleaseRef): FieldError[] {
  const tolerated = release.name !== '1.20' && old !== undefined && jsonEqual(old.subsets, endpoints.subsets);
  return [
    ...validateObjectMeta(endpoints, true, subdomainName, release),
    ...(tolerated ? [] : validateSubsets(endpoints, release)),
  ];
}

export const endpointsValidator: Validator<Endpoints> = {
  create: (endpoints, release) => validate(endpoints, undefined, release),
  update: (endpoints, old, release) => [
    ...validateObjectMetaUpdate(endpoints, old, release),
    ...validate(endpoints, old, release),
  ],
};
