import type { V1DownwardAPIVolumeFile } from '@kubernetes/client-node/dist/gen/models/V1DownwardAPIVolumeFile.js';
import type { V1KeyToPath } from '@kubernetes/client-node/dist/gen/models/V1KeyToPath.js';
import { invalid, required, type FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { validateFieldRef, validateResourceFieldRef, volumeFieldPaths } from './env.ts';
import { fileMode, localNonReservedPath } from './paths.ts';

/* Files that several kinds of volumes are made of. */

export function validateKeyToPath(item: Wire<V1KeyToPath>, field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (item.key === '') errors.push(required(`${field}.key`));
  if (item.path === '') errors.push(required(`${field}.path`));
  errors.push(...localNonReservedPath(item.path, `${field}.path`), ...fileMode(item.mode, `${field}.mode`));
  return errors;
}

export function validateDownwardFile(
  file: Wire<V1DownwardAPIVolumeFile>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  if (file.path === '') errors.push(required(`${field}.path`));
  errors.push(...localNonReservedPath(file.path, `${field}.path`));
  if (file.fieldRef !== undefined) {
    errors.push(...validateFieldRef(file.fieldRef, volumeFieldPaths, `${field}.fieldRef`, release));
    if (file.resourceFieldRef !== undefined) {
      errors.push(invalid(field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
    }
  } else if (file.resourceFieldRef !== undefined) {
    errors.push(...validateResourceFieldRef(file.resourceFieldRef, `${field}.resourceFieldRef`, true, release));
  } else errors.push(required(field, 'one of fieldRef and resourceFieldRef is required'));
  errors.push(...fileMode(file.mode, `${field}.mode`));
  return errors;
}
