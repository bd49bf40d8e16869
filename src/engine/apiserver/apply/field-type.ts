import type { ReleaseRef } from '../../api/json.ts';
import type { Kind } from '../../api/kinds.ts';
import { isAtomicType, listMapKeys, type MergeRule, mergeRule } from '../../api/merge-keys.ts';
import { structNameOf, structShape, type TypeShape } from '../../api/schema.ts';

/** How server-side apply sees a value: what is owned piece by piece, and what only as a whole. */
export type FieldType =
  | { readonly kind: 'scalar' }
  /** Members of their own; `declared`: a struct's field, whose presence is not owned by itself. */
  | {
      readonly kind: 'map';
      member(name: string): FieldType;
      declares(name: string): boolean;
      /** Whether any name may be a member. */
      readonly open: boolean;
    }
  /** Replaced as a whole. */
  | { readonly kind: 'atomic' }
  | { readonly kind: 'set' }
  | { readonly kind: 'list'; readonly keys: readonly string[]; readonly item: FieldType };

const scalar: FieldType = { kind: 'scalar' };
const atomic: FieldType = { kind: 'atomic' };
const set: FieldType = { kind: 'set' };

/** Of values without a schema (custom resources): objects piece by piece, lists as a whole. */
export const deduced: FieldType = {
  kind: 'map',
  member: () => deduced,
  declares: () => false,
  open: true,
};

const types: Readonly<Record<ReleaseRef['name'], Map<string, FieldType>>> = { '1.20': new Map(), '1.36': new Map() };

function structType(name: string, release: ReleaseRef): FieldType {
  const known = types[release.name].get(name);
  if (known !== undefined) return known;
  const shape = structShape(name, release);
  const members = new Map<string, FieldType>();
  const type: FieldType = isAtomicType(name)
    ? atomic
    : {
        kind: 'map',
        open: false,
        declares: (field) => shape?.fields.has(field) === true,
        member(field) {
          let member = members.get(field);
          if (member === undefined) {
            const declared = shape?.fields.get(field);
            member = declared === undefined ? deduced : typeOf(declared.type, mergeRule(name, field), release);
            members.set(field, member);
          }
          return member;
        },
      };
  types[release.name].set(name, type);
  return type;
}

function typeOf(shape: TypeShape, rule: MergeRule | undefined, release: ReleaseRef): FieldType {
  switch (shape.kind) {
    case 'struct':
      return structType(shape.name, release);
    case 'map': {
      if (rule?.map === 'atomic') return atomic;
      const value = typeOf(shape.value, undefined, release);
      return { kind: 'map', open: true, declares: () => false, member: () => value };
    }
    case 'list': {
      if (rule?.list === 'set') return set;
      const keys = listMapKeys(rule);
      return keys === undefined ? atomic : { kind: 'list', keys, item: typeOf(shape.item, undefined, release) };
    }
    case 'any':
      return atomic;
    default:
      return scalar;
  }
}

/** The type of a kind's objects. */
export function fieldTypeOf(kind: Pick<Kind, 'group' | 'version' | 'kind'>, release: ReleaseRef): FieldType {
  const name = structNameOf(kind);
  return structShape(name, release) === undefined ? deduced : structType(name, release);
}
