import type { V1LimitRangeItem } from '@kubernetes/client-node/dist/gen/models/V1LimitRangeItem.js';
import { duplicate, forbidden, GoValue, invalid, required, type FieldError } from '../../field.ts';
import { isQualifiedName } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import { compareQuantities, quantityMilliValue, quantityValue } from '../../quantity.ts';
import type { LimitRange, Wire } from '../../types.ts';
import { subdomainName, validateObjectMeta } from '../metadata.ts';
import { isOvercommitAllowed, validateContainerResourceName, validateResourceName } from '../resources.ts';
import { invalidEach, quantityOf, sortedKeys } from '../rules.ts';
import type { Validator } from '../validator.ts';

/* pkg/apis/core/validation/validation.go: LimitRanges. */

type Item = Wire<V1LimitRangeItem>;

const types: ReadonlySet<string> = new Set(['Container', 'PersistentVolumeClaim', 'Pod']);
/** Above it, ratios are computed with whole numbers. */
const maxMilliValue = 9223372036854775;

function validateType(type: string, field: string, release: ReleaseRef): FieldError[] {
  const errors = invalidEach(field, type, isQualifiedName(type, release));
  if (errors.length > 0 || type.includes('/') || types.has(type)) return errors;
  return [invalid(field, type, 'must be a standard limit type or fully qualified')];
}

function validateItem(item: Item, field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const rule = item.type === 'Pod' || item.type === 'Container' ? validateContainerResourceName : validateResourceName;
  const names = new Set<string>();
  const check = (list: 'max' | 'min' | '_default' | 'defaultRequest' | 'maxLimitRequestRatio'): void => {
    const wire = list === '_default' ? 'default' : list;
    for (const name of sortedKeys(amounts(item, wire))) {
      errors.push(...rule(name, `${field}.${wire}[${name}]`, release));
      names.add(name);
    }
  };
  check('max');
  check('min');
  if (item.type === 'Pod') {
    for (const list of ['default', 'defaultRequest']) {
      if (Object.keys(amounts(item, list)).length === 0) continue;
      errors.push(forbidden(`${field}.${list}`, "may not be specified when `type` is 'Pod'"));
    }
  } else {
    check('_default');
    check('defaultRequest');
  }
  const hasStorage = (list: string): boolean => Object.hasOwn(amounts(item, list), 'storage');
  if (item.type === 'PersistentVolumeClaim' && !hasStorage('min') && !hasStorage('max')) {
    const detail = 'either minimum or maximum storage value is required, but neither was provided';
    errors.push(required(`${field}.limits`, detail));
  }
  check('maxLimitRequestRatio');
  for (const name of [...names].sort()) errors.push(...validateResource(item, name, field));
  return errors;
}

/** The wire's field is `default`, which the client's class cannot be named after. */
function amounts(item: Item, list: string): Readonly<Record<string, string>> {
  return (item as unknown as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>)[list] ?? {};
}

function validateResource(item: Item, name: string, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const isPod = item.type === 'Pod';
  const of = (list: string): string | undefined => amounts(item, list)[name];
  const [min, max, ratio] = [of('min'), of('max'), of('maxLimitRequestRatio')];
  const limit = isPod ? undefined : of('default');
  const request = isPod ? undefined : of('defaultRequest');
  const exceeds = (a: string | undefined, b: string | undefined): boolean =>
    a !== undefined && b !== undefined && compareQuantities(quantityOf(a), quantityOf(b)) > 0;
  const wrong = (list: string, value: string | undefined, detail: string): void => {
    errors.push(invalid(`${field}.${list}[${name}]`, quantityValueOf(value ?? '0'), detail));
  };
  if (exceeds(min, max)) wrong('min', min, `min value ${min} is greater than max value ${max}`);
  if (exceeds(min, request)) {
    wrong('defaultRequest', request, `min value ${min} is greater than default request value ${request}`);
  }
  if (exceeds(request, max)) {
    wrong('defaultRequest', request, `default request value ${request} is greater than max value ${max}`);
  }
  if (exceeds(request, limit)) {
    wrong('defaultRequest', request, `default request value ${request} is greater than default limit value ${limit}`);
  }
  // The values shown by these two are the other ones: so it stands in the source.
  if (exceeds(min, limit)) wrong('default', min, `min value ${min} is greater than default value ${limit}`);
  if (exceeds(limit, max)) wrong('default', max, `default value ${limit} is greater than max value ${max}`);
  if (ratio !== undefined) {
    if (compareQuantities(quantityOf(ratio), quantityOf('1')) < 0) {
      wrong('maxLimitRequestRatio', ratio, `ratio ${ratio} is less than 1`);
    }
    const most = min === undefined || max === undefined ? undefined : ratioOf(ratio, min, max);
    if (most !== undefined && most.ratio > most.limit) {
      wrong('maxLimitRequestRatio', ratio, `ratio ${ratio} is greater than max/min = ${most.limit.toFixed(6)}`);
    }
  }
  if (!isOvercommitAllowed(name) && limit !== undefined && request !== undefined && limit !== request) {
    if (compareQuantities(quantityOf(limit), quantityOf(request)) !== 0) {
      wrong(
        'defaultRequest',
        request,
        `default value ${limit} must equal to defaultRequest value ${request} in ${name}`,
      );
    }
  }
  return errors;
}

function ratioOf(ratio: string, min: string, max: string): { ratio: number; limit: number } {
  const all = [ratio, min, max].map(quantityOf);
  if (all.every((quantity) => quantityValue(quantity) < maxMilliValue)) {
    const [milliRatio, milliMin, milliMax] = all.map(quantityMilliValue) as [number, number, number];
    return { ratio: milliRatio / 1000, limit: milliMax / milliMin };
  }
  const [whole, wholeMin, wholeMax] = all.map(quantityValue) as [number, number, number];
  return { ratio: whole, limit: wholeMax / wholeMin };
}

/** In JSON a text, in v1.20 the insides of resource.Quantity; its text stands for them here too. */
function quantityValueOf(value: string): GoValue {
  return new GoValue(value, `resource.Quantity{Format:"DecimalSI", s:"${value}"}`);
}

function validate(range: LimitRange, release: ReleaseRef): FieldError[] {
  const errors = validateObjectMeta(range, true, subdomainName, release);
  const seen = new Set<string>();
  range.spec?.limits?.forEach((item, i) => {
    const at = `spec.limits[${i}]`;
    errors.push(...validateType(item.type, `${at}.type`, release));
    if (seen.has(item.type)) errors.push(duplicate(`${at}.type`, item.type));
    seen.add(item.type);
    errors.push(...validateItem(item, at, release));
  });
  return errors;
}

export const limitRangeValidator: Validator<LimitRange> = {
  create: validate,
  update: (range, _old, release) => validate(range, release),
};
