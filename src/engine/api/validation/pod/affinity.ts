import type { V1Affinity } from '@kubernetes/client-node/dist/gen/models/V1Affinity.js';
import type { V1NodeSelector } from '@kubernetes/client-node/dist/gen/models/V1NodeSelector.js';
import type { V1NodeSelectorTerm } from '@kubernetes/client-node/dist/gen/models/V1NodeSelectorTerm.js';
import type { V1PodAffinityTerm } from '@kubernetes/client-node/dist/gen/models/V1PodAffinityTerm.js';
import { forbidden, invalid, required, type FieldError } from '../../field.ts';
import { isDns1123Label, isDns1123Subdomain, isLabelValue } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import type { LabelSelectorObject } from '../../selectors.ts';
import type { Wire } from '../../types.ts';
import { validateLabelName, validateLabelSelector } from '../labels.ts';
import { invalidEach } from '../rules.ts';

const during = 'DuringSchedulingIgnoredDuringExecution';
const weightRange = 'must be in the range 1-100';

export function validateAffinity(
  affinity: Wire<V1Affinity> | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (affinity === undefined) return [];
  const errors: FieldError[] = [];
  const node = affinity.nodeAffinity;
  if (node !== undefined) {
    const at = `${field}.nodeAffinity`;
    const needed = node.requiredDuringSchedulingIgnoredDuringExecution;
    if (needed !== undefined) {
      errors.push(...validateNodeSelector(needed, `${at}.required${during}`, release.name !== '1.20', release));
    }
    node.preferredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) => {
      const one = `${at}.preferred${during}[${i}]`;
      if (term.weight <= 0 || term.weight > 100) errors.push(invalid(`${one}.weight`, term.weight, weightRange));
      errors.push(...validateNodeSelectorTerm(term.preference, `${one}.preference`, false, release));
    });
  }
  for (const name of ['podAffinity', 'podAntiAffinity'] as const) {
    const pods = affinity[name];
    const at = `${field}.${name}`;
    pods?.requiredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) =>
      errors.push(...validatePodTerm(term, `${at}.required${during}[${i}]`, release)),
    );
    pods?.preferredDuringSchedulingIgnoredDuringExecution?.forEach((weighted, i) => {
      const one = `${at}.preferred${during}[${i}]`;
      if (weighted.weight <= 0 || weighted.weight > 100) {
        errors.push(invalid(`${one}.weight`, weighted.weight, weightRange));
      }
      errors.push(...validatePodTerm(weighted.podAffinityTerm, `${one}.podAffinityTerm`, release));
    });
  }
  return errors;
}

/** @param checkValues v1.36 looks at the values of required terms too. */
export function validateNodeSelector(
  selector: Wire<V1NodeSelector>,
  field: string,
  checkValues: boolean,
  release: ReleaseRef,
): FieldError[] {
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0) {
    return [required(`${field}.nodeSelectorTerms`, 'must have at least one node selector term')];
  }
  return terms.flatMap((term, i) =>
    validateNodeSelectorTerm(term, `${field}.nodeSelectorTerms[${i}]`, checkValues, release),
  );
}

function validateNodeSelectorTerm(
  term: Wire<V1NodeSelectorTerm>,
  field: string,
  checkValues: boolean,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  term.matchExpressions?.forEach(({ key, operator, values = [] }, i) => {
    const at = `${field}.matchExpressions[${i}]`;
    switch (operator) {
      case 'In':
      case 'NotIn':
        if (values.length === 0) {
          errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
        }
        break;
      case 'Exists':
      case 'DoesNotExist':
        if (values.length > 0) {
          errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
        break;
      case 'Gt':
      case 'Lt':
        if (values.length !== 1) {
          errors.push(required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
        }
        break;
      default:
        errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
    }
    errors.push(...validateLabelName(key, `${at}.key`, release));
    if (!checkValues) return;
    values.forEach((value, j) =>
      errors.push(...invalidEach(`${at}.values[${j}]`, value, isLabelValue(value, release))),
    );
  });
  term.matchFields?.forEach(({ key, operator, values = [] }, i) => {
    const at = `${field}.matchFields[${i}]`;
    if (operator !== 'In' && operator !== 'NotIn') {
      errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
    } else if (values.length !== 1) {
      errors.push(
        required(`${at}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
      );
    }
    if (key !== 'metadata.name') errors.push(invalid(`${at}.key`, key, 'not a valid field selector key'));
    else {
      values.forEach((value, j) => errors.push(...invalidEach(`${at}.values[${j}]`, value, isDns1123Subdomain(value))));
    }
  });
  return errors;
}

function validatePodTerm(term: Wire<V1PodAffinityTerm>, field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const old = release.name === '1.20';
  errors.push(
    ...validateLabelSelector(term.labelSelector, `${field}.${old ? 'matchExpressions' : 'labelSelector'}`, release),
  );
  errors.push(...validateLabelSelector(term.namespaceSelector, `${field}.namespaceSelector`, release));
  for (const name of term.namespaces ?? []) {
    errors.push(...invalidEach(`${field}.namespace`, name, isDns1123Label(name, release)));
  }
  errors.push(
    ...validateLabelKeys(field, term.matchLabelKeys ?? [], term.mismatchLabelKeys ?? [], term.labelSelector, release),
  );
  if (term.topologyKey === '') errors.push(required(`${field}.topologyKey`, 'can not be empty'));
  errors.push(...validateLabelName(term.topologyKey, `${field}.topologyKey`, release));
  return errors;
}

/** ValidateMatchLabelKeysAndMismatchLabelKeys */
export function validateLabelKeys(
  field: string,
  match: readonly string[],
  mismatch: readonly string[],
  selector: LabelSelectorObject | undefined,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  const list = (keys: readonly string[], at: string): void => {
    if (keys.length === 0) return;
    if (selector === undefined) {
      errors.push(forbidden(at, 'must not be specified when labelSelector is not set'));
      return;
    }
    keys.forEach((key, i) => errors.push(...validateLabelName(key, `${at}[${i}]`, release)));
  };
  list(match, `${field}.matchLabelKeys`);
  list(mismatch, `${field}.mismatchLabelKeys`);
  if (selector !== undefined) {
    const seen = new Set(Object.keys(selector.matchLabels ?? {}));
    for (const { key } of selector.matchExpressions ?? []) {
      const i = match.lastIndexOf(key);
      if (i >= 0 && seen.has(key)) {
        errors.push(invalid(`${field}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector'));
      }
      seen.add(key);
    }
  }
  match.forEach((key, i) => {
    if (mismatch.includes(key)) {
      errors.push(invalid(`${field}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
    }
  });
  return errors;
}
