import { decode } from '../api/decode.ts';
import type { JsonObject } from '../api/json.ts';
import { apiVersionOf, type Kind } from '../api/kinds.ts';
import { withMetadata } from '../api/meta.ts';
import { shapeOf } from '../api/schema.ts';
import type { Release } from '../releases/index.ts';
import { fieldElement, type FieldPath } from './apply/field-set.ts';
import { type FieldType, fieldTypeOf } from './apply/field-type.ts';
import { encodeManaged, type Managed, type ManagerIdentity, updateManaged } from './apply/managers.ts';
import type { StoredObject } from './registry/strategy.ts';

/** Whose fields a write's fields become. */
export interface Writer {
  /** metadata.managedFields[].manager */
  readonly manager: string;
  readonly operation: 'Update' | 'Apply';
}

/** One write that has not been worked into managedFields yet; a list, the latest first. */
interface Note {
  readonly kind: Kind;
  readonly before: StoredObject | undefined;
  readonly after: StoredObject;
  /** As the client wrote it, with defaults, before admission; undefined: nobody's write, the owners stay. */
  readonly written: StoredObject | undefined;
  readonly identity: ManagerIdentity | undefined;
  readonly time: number | undefined;
  readonly earlier: Note | undefined;
}

/** What is known of an object's owners: worked out up to a point, and the notes since. */
interface Owners {
  managed: Managed;
  notes: Note | undefined;
  count: number;
}

const status = [fieldElement('status')];
const spec = [fieldElement('spec')];

/**
 * Who owns which field of each stored object (metadata.managedFields). Working that out costs more than a write itself, and few
 * ever look: so a write only leaves a note, and the notes are worked in when a client asks, or when there are too many (they
 * hold on to old versions of the objects).
 */
export class Ownership {
  /** By uid. */
  readonly #owners = new Map<string, Owners>();
  readonly #shown = new WeakMap<StoredObject, StoredObject>();
  readonly #empty = new Map<Kind, JsonObject>();
  #notes = 0;

  constructor(
    private readonly release: Release,
    /** Notes kept of all objects together. */
    private readonly maxNotes: number,
  ) {}

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
    const uid = after.metadata?.uid ?? '';
    let owners = this.#owners.get(uid);
    if (owners === undefined) {
      if (manager === undefined) return;
      this.#owners.set(uid, (owners = { managed: [], notes: undefined, count: 0 }));
    }
    const identity = manager === undefined ? undefined : this.identity(kind, manager, 'Update', subresource);
    owners.notes = {
      kind,
      before,
      after,
      written: identity === undefined ? undefined : written,
      identity,
      time: identity?.subresource === 'scale' ? undefined : time,
      earlier: owners.notes,
    };
    owners.count++;
    if (++this.#notes > this.maxNotes) this.#workInOldest();
  }

  /** Sets the owners of an object: after an apply, which has worked them out. */
  set(object: StoredObject, managed: Managed): void {
    const uid = object.metadata?.uid ?? '';
    this.forget(object);
    this.#owners.set(uid, { managed, notes: undefined, count: 0 });
    this.#shown.delete(object);
  }

  /** The object is gone. */
  forget(object: StoredObject): void {
    const uid = object.metadata?.uid ?? '';
    this.#notes -= this.#owners.get(uid)?.count ?? 0;
    this.#owners.delete(uid);
  }

  /** The owners of an object; of one of its earlier versions as far back as the notes reach. */
  managedOf(object: StoredObject): Managed {
    const owners = this.#owners.get(object.metadata?.uid ?? '');
    if (owners === undefined) return [];
    let note = owners.notes;
    while (note !== undefined && note.after !== object) note = note.earlier;
    return note === undefined ? owners.managed : this.#workedIn(owners.managed, note);
  }

  /** The owners that an apply finds; what nobody is known to own is `before-first-apply`'s (skipnonapplied.go). */
  ownersBeforeApply(
    kind: Kind,
    object: StoredObject,
    type: FieldType,
    subresource: string | undefined,
    time: number,
  ): Managed {
    const managed = this.managedOf(object);
    if (managed.length > 0) return managed;
    const identity = this.identity(kind, 'before-first-apply', 'Update', subresource);
    return updateManaged([], this.emptyObject(kind), object, type, identity, time, this.ignored(kind, subresource));
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

  /** A tenth of the objects, those not written to for longest, let go of their notes. */
  #workInOldest(): void {
    const goal = this.maxNotes * 0.9;
    for (const [uid, owners] of this.#owners) {
      if (this.#notes <= goal) break;
      if (owners.count === 0) continue;
      const managed = owners.notes === undefined ? owners.managed : this.#workedIn(owners.managed, owners.notes);
      this.#notes -= owners.count;
      this.#owners.delete(uid);
      this.#owners.set(uid, { managed, notes: undefined, count: 0 });
    }
  }

  #workedIn(managed: Managed, latest: Note): Managed {
    const notes: Note[] = [];
    for (let note: Note | undefined = latest; note !== undefined; note = note.earlier) notes.push(note);
    let result = managed;
    for (const { kind, before, written, identity, time } of notes.reverse()) {
      if (identity === undefined || written === undefined) continue;
      const type = fieldTypeOf(kind.version === kind.hub.version ? kind : { ...kind, ...kind.hub }, this.release);
      const ignored = this.ignored(kind, identity.subresource === '' ? undefined : identity.subresource);
      result = updateManaged(result, before ?? this.emptyObject(kind), written, type, identity, time, ignored);
    }
    return result;
  }
}
