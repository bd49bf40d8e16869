import { duplicate, forbidden, GoValue, notSupported, required, type FieldError } from '../../field.ts';
import { goQuote } from '../../go-syntax.ts';
import { isPortNumber } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import { validateDns1123Label, validateQualifiedName } from '../names.ts';
import { invalidEach, portNumberOrName } from '../rules.ts';
import type { ServiceSpec } from './service-spec.ts';

export const protocols = ['SCTP', 'TCP', 'UDP'];

export function validateProtocol(protocol: string | undefined, field: string): FieldError[] {
  if (protocol === undefined || protocol === '') return [required(field)];
  return protocols.includes(protocol) ? [] : [notSupported(field, protocol, protocols)];
}

export function validatePorts({ ports = [] }: ServiceSpec, release: ReleaseRef): FieldError[] {
  const names = new Set<string>();
  const errors: FieldError[] = [];
  ports.forEach(({ name = '', port, protocol, targetPort, appProtocol }, i) => {
    const at = `spec.ports[${i}]`;
    if (name !== '') {
      errors.push(...validateDns1123Label(name, `${at}.name`, release));
      if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
      names.add(name);
    } else if (ports.length > 1) errors.push(required(`${at}.name`));
    errors.push(...invalidEach(`${at}.port`, port ?? 0, isPortNumber(port ?? 0)));
    errors.push(...validateProtocol(protocol, `${at}.protocol`));
    errors.push(...portNumberOrName(targetPort ?? 0, `${at}.targetPort`, release));
    if (appProtocol !== undefined) {
      errors.push(...validateQualifiedName(appProtocol, `${at}.appProtocol`, release));
    }
  });
  return errors;
}

/** Which ports a Service must not have, and none twice. */
export function validateUniquePorts({ type, ports = [] }: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  ports.forEach(({ nodePort = 0 }, i) => {
    if (type !== 'ClusterIP' || nodePort === 0) return;
    errors.push(forbidden(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
  });
  const nodePorts = new Set<string>();
  ports.forEach(({ protocol, nodePort = 0 }, i) => {
    if (nodePort === 0) return;
    const key = `${nodePort}/${protocol}`;
    if (nodePorts.has(key)) errors.push(duplicate(`spec.ports[${i}].nodePort`, nodePort));
    nodePorts.add(key);
  });
  const seen = new Set<string>();
  ports.forEach(({ protocol = '', port = 0 }, i) => {
    const key = `${port}/${protocol}`;
    if (seen.has(key)) errors.push(duplicate(`spec.ports[${i}]`, portValue(protocol, port)));
    seen.add(key);
  });
  return errors;
}

/** The internal type with nothing but protocol and port. */
function portValue(protocol: string, port: number): GoValue {
  return new GoValue(
    { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 },
    `core.ServicePort{Name:"", Protocol:${goQuote(protocol)}, AppProtocol:(*string)(nil), Port:${port}, TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:""}, NodePort:0}`,
  );
}
