import type { DeleteOptions } from '../../api/client.ts';
import type { Kind } from '../../api/kinds.ts';
import type { JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import type { Allocation } from './allocation.ts';

/** An object whose kind the generic code does not know: any member may be there. */
export type StoredObject = KubeObject & JsonObject;

export interface StrategyContext {
  readonly kind: Kind;
  readonly release: Release;
  /** Unix milliseconds of the virtual clock. */
  readonly now: number;
}

/**
 * What one kind does otherwise than the generic registry, after pkg/registry/GROUP/RESOURCE/strategy.go. All pure: objects in,
 * objects out. What is not said here is as most kinds have it (see `strategyOf`).
 */
export interface Strategy {
  /** What conversion to the served version adds to every object: part of what a writer wrote. */
  convert?(object: StoredObject): StoredObject;
  /** Before anything else of a create or update: deals out what is scarce (addresses, ports). May throw StatusError. */
  allocate?(object: StoredObject, old: StoredObject | undefined, allocation: Allocation): StoredObject;
  /** Sets what clients may not (status, generation). Default: an empty status where there is a status subresource. */
  prepareForCreate?(object: StoredObject, context: StrategyContext): StoredObject;
  /** An update of the object itself. `object` has the old status already where there is a status subresource. */
  prepareForUpdate?(object: StoredObject, old: StoredObject, context: StrategyContext): StoredObject;
  /** An update through `status`. `object` has everything but status and metadata from the old object already. */
  prepareForStatusUpdate?(object: StoredObject, old: StoredObject, context: StrategyContext): StoredObject;
  /** The parts whose change raises `metadata.generation`; undefined: the kind has no generation. */
  generationOf?(object: StoredObject): readonly unknown[];
  /** From which release on the kind has a generation. */
  readonly generationSince?: '1.36';
  /** `PUT` of a name that is not there creates it. */
  readonly allowCreateOnUpdate?: true;
  /** An update must name the resourceVersion that it replaces. */
  readonly requiresResourceVersion?: true;
  /** What deletion without a propagationPolicy does to dependents. Default: they go in the background. */
  readonly garbageCollection?: 'orphan' | 'unsupported';
  /** DELETE answers the deleted object instead of a Status. */
  readonly returnDeletedObject?: true;
  /** Seconds that a deletion takes; undefined: the kind goes at once. */
  gracePeriod?(object: StoredObject, options: DeleteOptions): number;
  /** A first DELETE that works otherwise than the generic one; undefined: it goes on as usual. */
  beginDeletion?(object: StoredObject, now: number): StoredObject | 'pending' | undefined;
  /** Beside `metadata.finalizers`, what keeps a deleted object (a Namespace's spec.finalizers). */
  hasPendingFinalizers?(object: StoredObject): boolean;
  /** The Go zero value of `status`, as a new object shows it. Default {}. */
  readonly emptyStatus?: JsonObject | ((release: Release) => JsonObject);
}

export const specOnly = (object: StoredObject): readonly unknown[] => [object['spec']];
