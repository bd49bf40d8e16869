import { decode } from '../api/decode.ts';
import type { JsonObject } from '../api/json.ts';
import { apiVersionOf, type Kind } from '../api/kinds.ts';
import { withMetadata } from '../api/meta.ts';
import { shapeOf } from '../api/schema.ts';
import type { Release } from '../releases/index.ts';
import { fieldElement, type FieldPath } from './apply/field-set.ts';
import { fieldTypeOf } from './apply/field-type.ts';
import { encodeManaged, type Managed, type ManagerIdentity, updateManaged } from './apply/managers.ts';
import type { StoredObject } from './registry/strategy.ts';

/** Whose fields a write's fields become. */
export interface Writer {
  /** metadata.managedFields[].manager */
  readonly manager: string;
  readonly operation: 'Update' | 'Apply';
}

/** One write that has not been worked into managedFields yet. */
interface Note {
  readonly kind: Kind;
  readonly before: StoredObject | undefined;
  /** As the client wrote it, with defaults, before admission. */
  readonly written: StoredObject;
  readonly identity: ManagerIdentity;
  readonly time: number | undefined;
}

/** What is known of an object's owners: worked out, or still to be worked out of notes, the latest last. */
interface Record_ {
  readonly managed: Managed;
  readonly notes: readonly Note[];
}

/** Notes hold on to old versions: more than this many are worked in at once. */
const maxNotes = 24;

const status = [fieldElement('status')];
const spec = [fieldElement('spec')];

/**
 * Who owns which field of each stored object (metadata.managedFields). Working that out costs more than a write itself, and few
 * ever look: so a write only leaves a note, and the notes are worked in when a client asks.
 */
export class Ownership {
  readonly #records = new WeakMap<StoredObject, Record_>();
  readonly #shown = new WeakMap<StoredObject, StoredObject>();
  readonly #empty = new Map<Kind, JsonObject>();

  constructor(private readonly release: Release) {}

  /** Notes an update. Without a manager (the server's own bookkeeping) the owners stay as they are. */
  record(
    kind: Kind,
    after: StoredObject,
    before: StoredObject | undefined,
    written: StoredObject,
    manager: string | undefined,
    subresource: string | undefined,
    time: number,
  ): void {
    const old = before === undefined ? nobody : (this.#records.get(before) ?? nobody);
    if (manager === undefined) {
      if (old !== nobody) this.#records.set(after, old);
      return;
    }
    const identity = this.identity(kind, manager, 'Update', subresource);
    const noted = identity.subresource === 'scale' ? undefined : time;
    let { managed, notes } = old;
    if (notes.length >= maxNotes) {
      managed = this.#workIn(old);
      notes = [];
    }
    this.#records.set(after, { managed, notes: [...notes, { kind, before, written, identity, time: noted }] });
  }

  /** Sets the owners of an object: after an apply, which has worked them out. */
  set(object: StoredObject, managed: Managed): void {
    this.#records.set(object, { managed, notes: [] });
  }

  managedOf(object: StoredObject): Managed {
    const record = this.#records.get(object) ?? nobody;
    if (record.notes.length === 0) return record.managed;
    const managed = this.#workIn(record);
    this.#records.set(object, { managed, notes: [] });
    return managed;
  }

  /** The object with `metadata.managedFields`, as the API shows it. */
  withManagedFields(object: StoredObject): StoredObject {
    let shown = this.#shown.get(object);
    if (shown !== undefined) return shown;
    const managed = this.managedOf(object);
    shown =
      managed.length === 0 ? object : Object.freeze(withMetadata(object, { managedFields: encodeManaged(managed) }));
    this.#shown.set(object, shown);
    return shown;
  }

  identity(
    kind: Kind,
    manager: string,
    operation: 'Apply' | 'Update',
    subresource: string | undefined,
  ): ManagerIdentity {
    // v1.20 does not tell subresources apart.
    const through = this.release.name === '1.20' ? '' : (subresource ?? '');
    return { manager, operation, apiVersion: apiVersionOf(kind), subresource: through };
  }

  /** What a client may not own on this way to the object, because the strategy resets it. */
  ignored(kind: Kind, subresource: string | undefined): readonly FieldPath[] {
    if (this.release.name === '1.20') return [];
    if (subresource === 'status') return [spec];
    return kind.subresources.some((sub) => sub.name === 'status') ? [status] : [];
  }

  /** What a new object is compared with: the kind's zero value, as Go writes it. */
  emptyObject(kind: Kind): JsonObject {
    let empty = this.#empty.get(kind);
    if (empty === undefined) {
      const shaped = shapeOf(kind, this.release) !== undefined;
      empty = { metadata: {}, ...(shaped ? decode(kind, {}, this.release).object : {}) };
      this.#empty.set(kind, empty);
    }
    return empty;
  }

  #workIn({ managed, notes }: Record_): Managed {
    let result = managed;
    for (const { kind, before, written, identity, time } of notes) {
      const type = fieldTypeOf(kind.version === kind.hub.version ? kind : { ...kind, ...kind.hub }, this.release);
      const ignored = this.ignored(kind, identity.subresource === '' ? undefined : identity.subresource);
      result = updateManaged(result, before ?? this.emptyObject(kind), written, type, identity, time, ignored);
    }
    return result;
  }
}

const nobody: Record_ = { managed: [], notes: [] };
