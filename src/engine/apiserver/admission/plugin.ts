import type { Kind } from '../../api/kinds.ts';
import type { Release } from '../../releases/index.ts';
import type { Random } from '../../sim/random.ts';
import type { StoredObject } from '../registry/strategy.ts';
import type { Store } from '../store.ts';

/** One write, as an admission plugin sees it. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly kind: Kind;
  readonly subresource: string | undefined;
  /** '' for a cluster-scoped object. */
  readonly namespace: string;
  readonly name: string;
  /** As it would be stored. Of a deletion: what is stored. */
  readonly object: StoredObject;
  readonly old: StoredObject | undefined;
  /** Tells whoever asked, beside the answer; undefined where nobody listens. */
  readonly warn?: ((text: string) => void) | undefined;
}

export interface AdmissionContext {
  readonly store: Store;
  readonly release: Release;
  readonly random: Random;
  /** Unix milliseconds. */
  readonly now: number;
}

/** After k8s.io/apiserver/pkg/admission: `admit` may change the object, before validation; `validate` may only refuse, after it. */
export interface AdmissionPlugin {
  /** As in --enable-admission-plugins. */
  readonly name: string;
  /** Whether the plugin has anything to do with such writes: asked once for each sort of them. */
  handles(operation: AdmissionRequest['operation'], kind: Kind, subresource: string | undefined): boolean;
  /** @throws StatusError */
  admit?(request: AdmissionRequest, context: AdmissionContext): StoredObject;
  /** @throws StatusError */
  validate?(request: AdmissionRequest, context: AdmissionContext): void;
}
