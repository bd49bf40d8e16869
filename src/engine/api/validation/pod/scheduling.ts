import type { V1PodSchedulingGate } from '@kubernetes/client-node/dist/gen/models/V1PodSchedulingGate.js';
import type { V1Toleration } from '@kubernetes/client-node/dist/gen/models/V1Toleration.js';
import type { V1TopologySpreadConstraint } from '@kubernetes/client-node/dist/gen/models/V1TopologySpreadConstraint.js';
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../field.ts';
import { isLabelValue } from '../../formats.ts';
import { jsonEqual, type ReleaseRef } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { validateLabelName, validateLabelSelector } from '../labels.ts';
import { validateQualifiedName } from '../names.ts';
import { oneOf, positive } from '../rules.ts';
import { validateLabelKeys } from './affinity.ts';

/* Tolerations, spread constraints, scheduling gates. */

type Toleration = Wire<V1Toleration>;

/** NoSchedule first: the order in which kube lists them. */
export const taintEffects: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTolerations(
  tolerations: readonly Toleration[] | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  tolerations?.forEach((toleration, i) => {
    const at = `${field}[${i}]`;
    const { key = '', operator = '', value = '', effect = '' } = toleration;
    if (key !== '') errors.push(...validateLabelName(key, `${at}.key`, release));
    else if (operator !== 'Exists') {
      errors.push(
        invalid(
          `${at}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    }
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    if (operator === 'Equal' || operator === '') {
      const wrong = isLabelValue(value, release);
      if (wrong.length > 0) errors.push(invalid(`${at}.operator`, value, wrong.join(';')));
    } else if (operator === 'Exists') {
      if (value !== '') {
        errors.push(
          invalid(
            `${at}.operator`,
            release.name === '1.20' ? toleration : value,
            "value must be empty when `operator` is 'Exists'",
          ),
        );
      }
    } else {
      // TaintTolerationComparisonOperators is off: v1.36 knows these two, and refuses them.
      const known = release.name !== '1.20' && (operator === 'Lt' || operator === 'Gt');
      const supported = known ? ['Equal', 'Exists', 'Lt', 'Gt'] : ['Equal', 'Exists'];
      errors.push(notSupported(`${at}.operator`, operator, supported));
    }
    if (effect !== '' && !taintEffects.includes(effect)) {
      errors.push(notSupported(`${at}.effect`, effect, taintEffects));
    }
  });
  return errors;
}

/** A Pod may gain tolerations; of those it has only the seconds change. */
export function validateOnlyAddedTolerations(
  tolerations: readonly Toleration[],
  old: readonly Toleration[],
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const strip = ({ tolerationSeconds: _seconds, ...rest }: Toleration): object => rest;
  for (const before of old) {
    if (!tolerations.some((toleration) => jsonEqual(strip(toleration), strip(before)))) {
      return [forbidden(field, 'existing toleration can not be modified except its tolerationSeconds')];
    }
  }
  return validateTolerations(tolerations, field, release);
}

type Constraint = Wire<V1TopologySpreadConstraint>;

export function validateTopologySpreadConstraints(
  constraints: readonly Constraint[] | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  constraints?.forEach((constraint, i) => {
    const at = `${field}[${i}]`;
    const { topologyKey, whenUnsatisfiable } = constraint;
    errors.push(...positive(constraint.maxSkew, `${at}.maxSkew`));
    if (topologyKey === '') errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    errors.push(...oneOf(`${at}.whenUnsatisfiable`, whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']));
    const again = constraints
      .slice(i + 1)
      .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable);
    if (again) {
      errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`));
    }
    if (release.name !== '1.20') errors.push(...validateNewer(constraint, at, release));
  });
  return errors;
}

/** What came after v1.20. */
function validateNewer(constraint: Constraint, at: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const { minDomains, whenUnsatisfiable } = constraint;
  if (minDomains !== undefined) {
    errors.push(...positive(minDomains, `${at}.minDomains`));
    if (whenUnsatisfiable !== 'DoNotSchedule') {
      errors.push(
        invalid(
          `${at}.minDomains`,
          minDomains,
          `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`,
        ),
      );
    }
  }
  for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
    const policy = constraint[name];
    if (policy !== undefined) errors.push(...oneOf(`${at}.${name}`, policy, ['Honor', 'Ignore']));
  }
  errors.push(...validateLabelKeys(at, constraint.matchLabelKeys ?? [], [], constraint.labelSelector, release));
  errors.push(...validateLabelSelector(constraint.labelSelector, `${at}.labelSelector`, release));
  return errors;
}

export function validateSchedulingGates(
  gates: readonly Wire<V1PodSchedulingGate>[] | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  gates?.forEach(({ name }, i) => {
    errors.push(...validateQualifiedName(name, `${field}[${i}]`, release));
    if (seen.has(name)) errors.push(duplicate(`${field}[${i}]`, name));
    seen.add(name);
  });
  return errors;
}
