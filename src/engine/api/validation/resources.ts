import { forbidden, GoValue, invalid, notFound, notSupported, required, duplicate, type FieldError } from '../field.ts';
import { isQualifiedName } from '../formats.ts';
import type { ReleaseRef } from '../json.ts';
import {
  compareQuantities,
  formatQuantity,
  parseQuantity,
  quantityMilliValue,
  quantityValue,
  QuantityError,
} from '../quantity.ts';
import { validateDns1123Label } from './names.ts';
import { invalidEach, notNegative, quantityOf, sortedKeys } from './rules.ts';

/* Resource names and amounts: pkg/apis/core/validation/validation.go and pkg/apis/core/helper/helpers.go. */

export type ResourceList = Readonly<Record<string, string>>;

export interface ResourceRequirements {
  readonly limits?: ResourceList;
  readonly requests?: ResourceList;
  readonly claims?: readonly { readonly name: string; readonly request?: string }[];
}

const containerResources: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
/** What may count objects or cap them without a domain. */
const integerResources: ReadonlySet<string> = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);
const quotaResources: ReadonlySet<string> = new Set([
  ...containerResources,
  ...['requests', 'limits'].flatMap((prefix) => [...containerResources].map((name) => `${prefix}.${name}`)),
  'requests.storage',
  ...integerResources,
]);

/** IsStandardQuotaResourceName */
export const isQuotaResource = (name: string): boolean => quotaResources.has(name) || isQuotaHugePage(name);
export const isHugePage = (name: string): boolean => name.startsWith('hugepages-');
const isQuotaHugePage = (name: string): boolean => isHugePage(name) || name.startsWith('requests.hugepages-');
/** Kubernetes' own resources, in contrast to extended ones. */
export const isNativeResource = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
export const isOvercommitAllowed = (name: string): boolean => isNativeResource(name) && !isHugePage(name);

export function isExtendedResource(name: string, release: ReleaseRef): boolean {
  if (isNativeResource(name) || name.startsWith('requests.')) return false;
  return isQualifiedName(`requests.${name}`, release).length === 0;
}

export function isIntegerResource(name: string, release: ReleaseRef): boolean {
  return integerResources.has(name) || isExtendedResource(name, release);
}

export function validateResourceName(name: string, field: string, release: ReleaseRef): FieldError[] {
  const wrong = invalidEach(field, name, isQualifiedName(name, release));
  if (wrong.length > 0 || name.includes('/')) return wrong;
  return quotaResources.has(name) || name === 'storage' || isQuotaHugePage(name)
    ? []
    : [invalid(field, name, 'must be a standard resource type or fully qualified')];
}

export function validateContainerResourceName(name: string, field: string, release: ReleaseRef): FieldError[] {
  const errors = validateResourceName(name, field, release);
  if (!name.includes('/')) {
    if (!containerResources.has(name) && !isHugePage(name)) {
      errors.push(invalid(field, name, 'must be a standard resource for containers'));
    }
  } else if (!isNativeResource(name) && !isExtendedResource(name, release)) {
    errors.push(invalid(field, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

export function validatePodResourceName(name: string, field: string, release: ReleaseRef): FieldError[] {
  const errors = validateResourceName(name, field, release);
  if (errors.length > 0) return errors;
  return name === 'cpu' || name === 'memory' || isHugePage(name) ? [] : [notSupported(field, name, ['cpu', 'memory'])];
}

export function validateQuotaResourceName(name: string, field: string, release: ReleaseRef): FieldError[] {
  const errors = validateResourceName(name, field, release);
  if (!name.includes('/') && !quotaResources.has(name) && !isQuotaHugePage(name)) {
    errors.push(invalid(field, name, 'must be a standard resource for quota'));
  }
  return errors;
}

/** Not negative, and whole where a fraction makes no sense. */
export function validateResourceQuantity(
  name: string,
  value: string,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  const quantity = quantityOf(value);
  if (quantity.nanos < 0n) errors.push(invalid(field, formatQuantity(quantity), notNegative));
  if (isIntegerResource(name, release) && quantityMilliValue(quantity) % 1000 !== 0) {
    errors.push(invalid(field, new GoValue(value, value), 'must be an integer'));
  }
  return errors;
}

function hugePageError(name: string, value: string): string | undefined {
  const size = name.slice('hugepages-'.length);
  try {
    const page = quantityValue(parseQuantity(size));
    if (page > 0 && quantityValue(quantityOf(value)) % page === 0) return undefined;
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
  }
  return `${value} is not positive integer multiple of ${name}`;
}

/** ValidateContainerResourceRequirements */
export function validateResourceRequirements(
  requirements: ResourceRequirements | undefined,
  claimNames: readonly string[],
  field: string,
  release: ReleaseRef,
  nameRule: typeof validateContainerResourceName = validateContainerResourceName,
): FieldError[] {
  if (requirements === undefined) return [];
  const errors: FieldError[] = [];
  const { limits = {}, requests = {}, claims = [] } = requirements;
  const divisible = (name: string, value: string, at: string): void => {
    if (release.name === '1.20' || !isHugePage(name)) return;
    const wrong = hugePageError(name, value);
    if (wrong !== undefined) errors.push(invalid(at, value, wrong));
  };
  for (const name of sortedKeys(limits)) {
    const at = `${field}.limits[${name}]`;
    errors.push(...nameRule(name, at, release));
    errors.push(...validateResourceQuantity(name, limits[name]!, at, release));
    divisible(name, limits[name]!, at);
  }
  for (const name of sortedKeys(requests)) {
    const at = `${field}.requests[${name}]`;
    const request = requests[name]!;
    errors.push(...nameRule(name, at, release));
    errors.push(...validateResourceQuantity(name, request, at, release));
    errors.push(...requestAgainstLimit(name, request, limits[name], field, release));
    divisible(name, request, at);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePage) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(forbidden(field, 'HugePages require cpu or memory'));
  }
  errors.push(...validateClaims(claims, claimNames, `${field}.claims`, release));
  return errors;
}

function requestAgainstLimit(
  name: string,
  request: string,
  limit: string | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (limit === undefined) {
    return isOvercommitAllowed(name)
      ? []
      : [required(`${field}.limits`, 'Limit must be set for non overcommitable resources')];
  }
  const order = compareQuantities(quantityOf(request), quantityOf(limit));
  const of = release.name === '1.20' ? '' : ` of ${limit}`;
  if (order !== 0 && !isOvercommitAllowed(name)) {
    return [invalid(`${field}.requests`, request, `must be equal to ${name} limit${of}`)];
  }
  return order > 0 ? [invalid(`${field}.requests`, request, `must be less than or equal to ${name} limit${of}`)] : [];
}

function validateClaims(
  claims: NonNullable<ResourceRequirements['claims']>,
  podClaims: readonly string[],
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  claims.forEach(({ name, request = '' }, i) => {
    const at = `${field}[${i}]`;
    if (name === '') {
      errors.push(required(at));
      return;
    }
    if (seen.has(name)) errors.push(duplicate(at, name));
    else {
      if (request !== '') errors.push(...validateDns1123Label(request, `${at}.request`, release));
      const key = request === '' ? name : `${name}/${request}`;
      if (seen.has(key)) errors.push(duplicate(at, key));
      else if (request === '' && [...seen].some((other) => other.startsWith(`${name}/`))) {
        errors.push(duplicate(at, name));
      }
      seen.add(key);
    }
    if (podClaims.includes(name)) return;
    const known = podClaims.length === 0 ? ' which is empty' : `: ${[...podClaims].sort().join(', ')}`;
    errors.push({
      ...notFound(at, name),
      detail: `must be one of the names in pod.spec.resourceClaims${known}`,
    });
  });
  return errors;
}
