import { required, type FieldError } from '../../field.ts';
import { isObject, type ReleaseRef } from '../../json.ts';
import type { ControllerRevision } from '../../types.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { nonNegative } from '../rules.ts';
import type { Validator } from '../validator.ts';

/* pkg/apis/apps/validation/validation.go: ControllerRevisions. */

function validateData(revision: ControllerRevision, release: ReleaseRef): FieldError[] {
  const data: unknown = revision.data;
  if (data === undefined || data === null) return [required('data', 'data is mandatory')];
  return isObject(data) || release.name === '1.20' ? [] : [required('data', 'data must be a valid JSON object')];
}

const common = (revision: ControllerRevision, release: ReleaseRef): FieldError[] =>
  validateObjectMeta(revision, true, subdomainName, release);

export const controllerRevisionValidator: Validator<ControllerRevision> = {
  create(revision, release) {
    const data = validateData(revision, release);
    const number = nonNegative(revision.revision, 'revision');
    return [...common(revision, release), ...(release.name === '1.20' ? [...data, ...number] : [...number, ...data])];
  },
  update: (revision, old, release) => [
    ...validateObjectMetaUpdate(revision, old, release),
    ...common(revision, release),
    ...nonNegative(revision.revision, 'revision'),
    ...immutableField(revision.data, old.data, 'data'),
  ],
};
