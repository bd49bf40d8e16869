import { invalid, type FieldError } from '../../field.ts';

/* Rules for paths inside containers and volumes. */

export function noBacksteps(path: string, field: string): FieldError[] {
  return path.split('/').includes('..') ? [invalid(field, path, "must not contain '..'")] : [];
}

/** Relative, and staying below where it starts. */
export function localDescendingPath(path: string, field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (path.startsWith('/')) errors.push(invalid(field, path, 'must be a relative path'));
  errors.push(...noBacksteps(path, field));
  return errors;
}

/** The same, without names that begin with `..`, which volumes keep for themselves. */
export function localNonReservedPath(path: string, field: string): FieldError[] {
  const errors = localDescendingPath(path, field);
  if (path.startsWith('..') && !path.startsWith('../')) errors.push(invalid(field, path, "must not start with '..'"));
  return errors;
}

export function fileMode(mode: number | undefined, field: string): FieldError[] {
  return mode !== undefined && (mode > 0o777 || mode < 0)
    ? [invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
    : [];
}
