import type { Release } from '../releases/index.ts';
import type { StoredObject } from './registry/strategy.ts';

/** Whose fields a write's fields become. */
export interface Writer {
  /** metadata.managedFields[].manager */
  readonly manager: string;
  readonly operation: 'Update' | 'Apply';
}

/** Who owns which field of each stored object. */
export class Ownership {
  constructor(private readonly release: Release) {}

  record(
    _after: StoredObject,
    _before: StoredObject | undefined,
    _writer: Partial<Writer>,
    _subresource: string | undefined,
    _time: number,
    _apiVersion: string,
  ): void {
    void this.release;
  }

  /** The object with `metadata.managedFields`, as the API shows it. */
  withManagedFields(object: StoredObject): StoredObject {
    return object;
  }
}
