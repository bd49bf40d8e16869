import type { V1IPBlock } from '@kubernetes/client-node/dist/gen/models/V1IPBlock.js';
import type { V1NetworkPolicyPeer } from '@kubernetes/client-node/dist/gen/models/V1NetworkPolicyPeer.js';
import type { V1NetworkPolicyPort } from '@kubernetes/client-node/dist/gen/models/V1NetworkPolicyPort.js';
import type { V1NetworkPolicySpec } from '@kubernetes/client-node/dist/gen/models/V1NetworkPolicySpec.js';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../field.ts';
import { isPortName, isPortNumber } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import type { NetworkPolicy, Wire } from '../../types.ts';
import { stringListValue } from '../go-values.ts';
import { isStrictSubset, validateCidr } from '../ip.ts';
import { validateLabelSelector } from '../labels.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { invalidEach } from '../rules.ts';
import type { Validator } from '../validator.ts';

/* pkg/apis/networking/validation/validation.go: NetworkPolicies. */

type Spec = Wire<V1NetworkPolicySpec>;

const protocols = ['TCP', 'UDP', 'SCTP'];
const policyTypes = ['Ingress', 'Egress'];

/** @param known ranges of the object before, which stay as they were even if they would be refused now */
function validateSpec(spec: Spec, release: ReleaseRef, known: ReadonlySet<string>): FieldError[] {
  const errors = validateLabelSelector(spec.podSelector, 'spec.podSelector', release);
  const rule = (
    at: string,
    ports: readonly Wire<V1NetworkPolicyPort>[] | undefined,
    peers: readonly Wire<V1NetworkPolicyPeer>[] | undefined,
    direction: string,
  ): void => {
    ports?.forEach((port, i) => errors.push(...validatePort(port, `${at}.ports[${i}]`, release)));
    peers?.forEach((peer, i) => errors.push(...validatePeer(peer, `${at}.${direction}[${i}]`, release, known)));
  };
  spec.ingress?.forEach((ingress, i) => rule(`spec.ingress[${i}]`, ingress.ports, from(ingress), 'from'));
  spec.egress?.forEach((egress, i) => rule(`spec.egress[${i}]`, egress.ports, egress.to, 'to'));
  const types = spec.policyTypes ?? [];
  if (types.length > policyTypes.length) {
    const shown = stringListValue(types, 'networking.PolicyType');
    return [...errors, invalid('spec.policyTypes', shown, 'may not specify more than two policyTypes')];
  }
  types.forEach((type, i) => {
    if (!policyTypes.includes(type)) errors.push(notSupported(`spec.policyTypes[${i}]`, type, policyTypes));
  });
  return errors;
}

/** The wire's field is `from`, which the client's class cannot be named after. */
function from(rule: object): readonly Wire<V1NetworkPolicyPeer>[] | undefined {
  return (rule as { readonly from?: readonly Wire<V1NetworkPolicyPeer>[] }).from;
}

function validatePort(
  { protocol, port, endPort }: Wire<V1NetworkPolicyPort>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  if (protocol !== undefined && !protocols.includes(protocol)) {
    errors.push(notSupported(`${field}.protocol`, protocol, protocols));
  }
  const number: unknown = port;
  const end = (detail: string, value: unknown = endPort): void => {
    errors.push(invalid(`${field}.endPort`, value, detail));
  };
  if (number === undefined) {
    if (endPort !== undefined) end('may not be specified when `port` is not specified');
  } else if (typeof number === 'number') {
    errors.push(...invalidEach(`${field}.port`, number, isPortNumber(number)));
    if (endPort === undefined) return errors;
    if (endPort < number) end('must be greater than or equal to `port`', number);
    errors.push(...invalidEach(`${field}.endPort`, endPort, isPortNumber(endPort)));
  } else {
    if (endPort !== undefined) end('may not be specified when `port` is non-numeric');
    errors.push(...invalidEach(`${field}.port`, number, isPortName(String(number), release)));
  }
  return errors;
}

function validatePeer(
  { podSelector, namespaceSelector, ipBlock }: Wire<V1NetworkPolicyPeer>,
  field: string,
  release: ReleaseRef,
  known: ReadonlySet<string>,
): FieldError[] {
  const errors = validateLabelSelector(podSelector, `${field}.podSelector`, release);
  errors.push(...validateLabelSelector(namespaceSelector, `${field}.namespaceSelector`, release));
  if (ipBlock !== undefined) errors.push(...validateBlock(ipBlock, `${field}.ipBlock`, release, known));
  const peers = [podSelector, namespaceSelector, ipBlock].filter((peer) => peer !== undefined).length;
  if (peers === 0) errors.push(required(field, 'must specify a peer'));
  else if (peers > 1 && ipBlock !== undefined) {
    errors.push(forbidden(field, 'may not specify both ipBlock and another peer'));
  }
  return errors;
}

function validateBlock(
  { cidr = '', except = [] }: Wire<V1IPBlock>,
  field: string,
  release: ReleaseRef,
  known: ReadonlySet<string>,
): FieldError[] {
  if (cidr === '') return [required(`${field}.cidr`)];
  const old = release.name === '1.20';
  const check = (range: string, at: string): FieldError[] =>
    !old && known.has(range) ? [] : validateCidr(range, at, release, 'not a valid CIDR');
  const errors = check(cidr, `${field}.cidr`);
  if (errors.length > 0 && old) return errors;
  for (const [i, range] of except.entries()) {
    const at = `${field}.except[${i}]`;
    const wrong = check(range, at);
    errors.push(...wrong);
    if (wrong.length > 0 && old) return errors;
    if (isStrictSubset(range, cidr) === false) {
      errors.push(invalid(at, range, 'must be a strict subset of `cidr`'));
    }
  }
  return errors;
}

function rangesOf({ ingress = [], egress = [] }: Spec): ReadonlySet<string> {
  const peers = [...ingress.flatMap((rule) => from(rule) ?? []), ...egress.flatMap((rule) => rule.to ?? [])];
  return new Set(
    peers.flatMap(({ ipBlock }) => (ipBlock === undefined ? [] : [ipBlock.cidr, ...(ipBlock.except ?? [])])),
  );
}

const specOf = (policy: NetworkPolicy): Spec => policy.spec ?? ({} as Spec);

export const networkPolicyValidator: Validator<NetworkPolicy> = {
  create: (policy, release) => [
    ...validateObjectMeta(policy, true, subdomainName, release),
    ...validateSpec(specOf(policy), release, new Set()),
  ],
  update: (policy, old, release) => [
    ...validateObjectMetaUpdate(policy, old, release),
    ...validateSpec(specOf(policy), release, rangesOf(specOf(old))),
  ],
};
