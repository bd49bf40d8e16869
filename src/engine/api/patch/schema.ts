import type { ReleaseRef } from '../json.ts';
import type { Kind } from '../kinds.ts';
import { mergeRule } from '../merge-keys.ts';
import { innermost, structNameOf, structShape } from '../schema.ts';

/** How a strategic merge patch treats one field: Kubernetes' `patchStrategy` and `patchMergeKey` struct tags. */
export interface PatchField {
  /** Lists merge instead of being replaced. */
  readonly merge: boolean;
  /** The patch names the keys that stay ($retainKeys). */
  readonly retainKeys: boolean;
  /** The patch replaces the field as a whole. */
  readonly replace: boolean;
  /** What identifies an item of a merging list of objects. */
  readonly key: string | undefined;
  /** The type below the field; for a list or a map: of its items. */
  readonly type: PatchType;
}

/** The fields of a type, as far as merging needs to know them. */
export interface PatchType {
  field(name: string): PatchField | undefined;
}

/** A type of which nothing is known: its objects merge, its lists are replaced. */
export const untyped: PatchType = { field: () => undefined };

class StructPatchType implements PatchType {
  readonly #fields = new Map<string, PatchField | undefined>();

  constructor(
    private readonly name: string,
    private readonly release: ReleaseRef,
  ) {}

  field(name: string): PatchField | undefined {
    if (this.#fields.has(name)) return this.#fields.get(name);
    const shape = structShape(this.name, this.release)?.fields.get(name);
    let field: PatchField | undefined;
    if (shape !== undefined) {
      const rule = mergeRule(this.name, name);
      const strategies = rule?.strategy?.split(',') ?? [];
      const inner = innermost(shape.type);
      field = {
        merge: strategies.includes('merge'),
        retainKeys: strategies.includes('retainKeys'),
        replace: strategies.includes('replace'),
        key: rule?.mergeKey,
        type: inner.kind === 'struct' ? patchTypeNamed(inner.name, this.release) : untyped,
      };
    }
    this.#fields.set(name, field);
    return field;
  }
}

const types: Readonly<Record<ReleaseRef['name'], Map<string, PatchType>>> = { '1.20': new Map(), '1.36': new Map() };

/** The patch schema of `core.v1.PodSpec` and its like. */
export function patchTypeNamed(name: string, release: ReleaseRef): PatchType {
  let type = types[release.name].get(name);
  if (type === undefined) types[release.name].set(name, (type = new StructPatchType(name, release)));
  return type;
}

/** The patch schema of a kind; undefined for custom resources, which take no strategic merge patch. */
export function patchTypeOf(
  kind: Pick<Kind, 'group' | 'version' | 'kind'>,
  release: ReleaseRef,
): PatchType | undefined {
  const name = structNameOf(kind);
  return structShape(name, release) === undefined ? undefined : patchTypeNamed(name, release);
}
