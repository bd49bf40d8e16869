import { combine, CommandError } from '../errors.ts';
import { isRecord } from '../object.ts';

/** Whether a document says what it is, before anything else is asked of it (validation.getObjectKind). */
export function checkObjectKind(document: unknown): Error | undefined {
  if (!isRecord(document)) return new CommandError('invalid object to validate');
  const errors: Error[] = [];
  for (const name of ['apiVersion', 'kind']) {
    const value = document[name];
    if (value === undefined || value === null) errors.push(new CommandError(`${name} not set`));
    else if (typeof value !== 'string') errors.push(new CommandError(`${name} isn't string type`));
    else if (name === 'apiVersion' && value.split('/').length > 2) {
      errors.push(new CommandError(`unexpected GroupVersion string: ${value}`));
    }
  }
  return combine(errors);
}
