import type { V1Taint } from '@kubernetes/client-node/dist/gen/models/V1Taint.js';
import { duplicate, forbidden, GoValue, invalid, notSupported, required, type FieldError } from '../../field.ts';
import { byteLength, isLabelValue } from '../../formats.ts';
import { goQuote } from '../../go-syntax.ts';
import { jsonEqual, type ReleaseRef } from '../../json.ts';
import type { Node, Wire } from '../../types.ts';
import { stringListValue } from '../go-values.ts';
import { isDualStack, validateCidr } from '../ip.ts';
import { validateLabelName } from '../labels.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { taintEffects } from '../pod/scheduling.ts';
import { validateResourceQuantity } from '../resources.ts';
import { positive, sortedKeys } from '../rules.ts';
import type { Validator } from '../validator.ts';

/* pkg/apis/core/validation/validation.go: Nodes. */

type Taint = Wire<V1Taint>;

/** Taints are looked for below `metadata`, as the messages say. */
export function validateTaints(taints: readonly Taint[], field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  taints.forEach(({ key, value = '', effect, timeAdded }, i) => {
    const at = `${field}[${i}]`;
    errors.push(...validateLabelName(key, `${at}.key`, release));
    const wrong = isLabelValue(value, release);
    if (wrong.length > 0) errors.push(invalid(`${at}.value`, value, wrong.join(';')));
    if ((effect ?? '') === '') errors.push(required(`${at}.effect`));
    else if (!taintEffects.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, taintEffects));
    const pair = `${effect}/${key}`;
    if (seen.has(pair)) {
      const go = `core.Taint{Key:${goQuote(key)}, Value:${goQuote(value)}, Effect:${goQuote(effect)}, TimeAdded:(*v1.Time)(nil)}`;
      const shown = new GoValue({ Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null }, go);
      errors.push({ ...duplicate(at, shown), detail: 'taints must be unique by key and effect pair' });
    }
    seen.add(pair);
  });
  return errors;
}

function validateAmounts(node: Node, release: ReleaseRef): FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((name) =>
    sortedKeys(node.status?.[name]).flatMap((resource) =>
      validateResourceQuantity(resource, node.status![name]![resource]!, `status.${name}.${resource}`, release),
    ),
  );
}

function validatePodCidrs({ podCIDRs = [] }: NonNullable<Node['spec']>, release: ReleaseRef): FieldError[] {
  const field = 'spec.podCIDRs';
  const newer = release.name !== '1.20';
  const shown = stringListValue(podCIDRs);
  const errors: FieldError[] = [];
  podCIDRs.forEach((cidr, i) => {
    const wrong = validateCidr(cidr, `${field}[${i}]`, release, 'must be valid CIDR');
    errors.push(...(newer ? wrong : wrong.map((error) => ({ ...error, badValue: shown }))));
  });
  if (podCIDRs.length < 2) return errors;
  const both = isDualStack(podCIDRs.map((cidr) => cidr.split('/')[0]!));
  if (!both || podCIDRs.length > 2) {
    errors.push(invalid(field, shown, 'may specify no more than one CIDR for each IP family'));
  }
  if (newer) return errors;
  podCIDRs.forEach((cidr, i) => {
    if (podCIDRs.indexOf(cidr) < i) errors.push(duplicate(`${field}[${i}]`, cidr));
  });
  return errors;
}

const featureName = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/;
const maxFeatureName = 253;

function validateDeclaredFeatures(features: readonly string[], field: string): FieldError[] {
  const errors: FieldError[] = [];
  features.forEach((name, i) => {
    if (byteLength(name) > maxFeatureName) {
      const detail = `invalid feature name ${goQuote(name)}: must be no more than ${maxFeatureName} characters`;
      errors.push(invalid(`${field}[${i}]`, name, detail));
    } else if (!featureName.test(name)) {
      const detail = `invalid feature name ${goQuote(name)}: must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes`;
      errors.push(invalid(`${field}[${i}]`, name, detail));
    }
    const next = features[i + 1];
    if (next === name) errors.push(duplicate(`${field}[${i + 1}]`, next));
    else if (next !== undefined && name > next) {
      errors.push(invalid(`${field}[${i + 1}]`, next, 'list must be sorted alphabetically'));
    }
  });
  return errors;
}

function validateCreate(node: Node, release: ReleaseRef): FieldError[] {
  const errors = validateObjectMeta(node, false, subdomainName, release);
  errors.push(...validateTaints(node.spec?.taints ?? [], 'metadata.taints', release));
  errors.push(...validateAmounts(node, release));
  const swap = node.status?.nodeInfo?.swap?.capacity;
  if (swap !== undefined) errors.push(...positive(swap, 'metadata.nodeSwapStatus.capacity'));
  errors.push(...validateDeclaredFeatures(node.status?.declaredFeatures ?? [], 'status.declaredFeatures'));
  errors.push(...validatePodCidrs(node.spec ?? {}, release));
  return errors;
}

function validateUpdate(node: Node, old: Node, release: ReleaseRef): FieldError[] {
  const [spec, before] = [node.spec ?? {}, old.spec ?? {}];
  const errors = validateObjectMetaUpdate(node, old, release);
  errors.push(...validateAmounts(node, release));
  errors.push(...validateDeclaredFeatures(node.status?.declaredFeatures ?? [], 'status.declaredFeatures'));
  const seen = new Set<string>();
  node.status?.addresses?.forEach(({ type, address }, i) => {
    const key = `${type}/${address}`;
    if (seen.has(key)) {
      const go = `core.NodeAddress{Type:${goQuote(type)}, Address:${goQuote(address)}}`;
      errors.push(duplicate(`status.addresses[${i}]`, new GoValue({ Type: type, Address: address }, go)));
    }
    seen.add(key);
  });
  const fixed = (name: string, what: string): FieldError =>
    forbidden(`spec.${name}`, `node updates may not change ${what} except from "" to valid`);
  const [cidrs, oldCidrs] = [spec.podCIDRs ?? [], before.podCIDRs ?? []];
  if (oldCidrs.length > 0) {
    if (cidrs.length !== oldCidrs.length) errors.push(fixed('podCIDRs', 'podCIDR'));
    else oldCidrs.forEach((cidr, i) => cidr !== cidrs[i] && errors.push(fixed('podCIDRs', 'podCIDR')));
  }
  if ((before.providerID ?? '') !== '' && before.providerID !== spec.providerID) {
    errors.push(fixed('providerID', 'providerID'));
  }
  errors.push(...validateTaints(spec.taints ?? [], 'metadata.taints', release));
  if (!jsonEqual(spec.externalID, before.externalID)) {
    errors.push(forbidden('spec.externalID', 'may not be updated'));
  }
  return errors;
}

export const nodeValidator: Validator<Node> = {
  create: validateCreate,
  update: (node, old, release, subresource) => [
    ...(subresource === undefined ? validateCreate(node, release) : []),
    ...validateUpdate(node, old, release),
  ],
};
