import { invalid, type FieldError } from '../../field.ts';
import { nonNegative } from '../rules.ts';

type Counters<Name extends string> = { readonly [Key in Name]?: number | undefined };

export function validateCounters<Name extends string>(
  status: Counters<Name>,
  names: readonly Name[],
  field = 'status',
): FieldError[] {
  return names.flatMap((name) => nonNegative(status[name], `${field}.${name}`));
}

/** No count may exceed the replicas there are, nor the available ones the ready ones. */
export function validateProportions<Name extends string>(
  status: Counters<Name | 'replicas' | 'readyReplicas' | 'availableReplicas'>,
  names: readonly Name[],
  thanReady: string,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of names) {
    const count = status[name] ?? 0;
    if (count > (status.replicas ?? 0)) {
      errors.push(invalid(`status.${name}`, count, 'cannot be greater than status.replicas'));
    }
  }
  const available = status.availableReplicas ?? 0;
  if (available > (status.readyReplicas ?? 0)) errors.push(invalid('status.availableReplicas', available, thanReady));
  return errors;
}

export function collisionCountUpdate(
  status: { readonly collisionCount?: number } | undefined,
  old: { readonly collisionCount?: number } | undefined,
): FieldError[] {
  const before = old?.collisionCount;
  if (before === undefined) return [];
  const now = status?.collisionCount;
  return now === undefined || now < before ? [invalid('status.collisionCount', now ?? 0, 'cannot be decremented')] : [];
}
