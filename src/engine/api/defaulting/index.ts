import { asArray, isObject, type JsonObject, type ReleaseRef } from '../json.ts';
import type { Kind } from '../kinds.ts';
import { structNameOf, structShape, type TypeShape } from '../schema.ts';
import type { KubeObject } from '../types.ts';
import { appsDefaults } from './apps.ts';
import { autoscalingDefaults } from './autoscaling.ts';
import { batchDefaults } from './batch.ts';
import { coreDefaults } from './core.ts';
import { extensionsDefaults } from './extensions.ts';
import { networkingDefaults } from './networking.ts';
import { podDefaults } from './pod.ts';
import type { DefaultRules } from './rule.ts';

/** By the name of the struct, wherever it stands: kube's SetDefaults_X. A group's file adds its line. */
const rules: DefaultRules = {
  ...podDefaults,
  ...coreDefaults,
  ...appsDefaults,
  ...batchDefaults,
  ...autoscalingDefaults,
  ...networkingDefaults,
  ...extensionsDefaults,
};

/**
 * The object (in its hub version) with kube's defaults (pkg/apis/GROUP/VERSION/defaults.go), and with what conversion to the
 * internal type and back adds. Pure: unchanged parts are shared with the input, and the same object comes back if nothing
 * was missing.
 */
export function applyDefaults<O extends KubeObject>(kind: Kind, object: O, release: ReleaseRef): O {
  const name = structNameOf({ ...kind.hub, kind: kind.kind });
  return walkStruct(name, object as unknown as JsonObject, release) as unknown as O;
}

function walkStruct(name: string, object: JsonObject, release: ReleaseRef): JsonObject {
  const rule = rules[name];
  let out = rule === undefined ? object : rule(object, release);
  for (const { field, type } of interestingFields(name, release)) {
    const value = out[field];
    if (value === undefined || value === null) continue;
    const next = walk(type, value, release);
    if (next === value) continue;
    out = { ...out, [field]: next };
  }
  return out;
}

function walk(type: TypeShape, value: unknown, release: ReleaseRef): unknown {
  switch (type.kind) {
    case 'struct':
      return isObject(value) ? walkStruct(type.name, value, release) : value;
    case 'list': {
      let changed = false;
      const items = asArray(value).map((item) => {
        const next = walk(type.item, item, release);
        if (next !== item) changed = true;
        return next;
      });
      return changed ? items : value;
    }
    default:
      return value;
  }
}

interface InterestingField {
  readonly field: string;
  readonly type: TypeShape;
}

const interesting: Readonly<Record<ReleaseRef['name'], Map<string, readonly InterestingField[]>>> = {
  '1.20': new Map(),
  '1.36': new Map(),
};

/** The fields below which some rule applies: the others need no walk. */
function interestingFields(name: string, release: ReleaseRef): readonly InterestingField[] {
  const cache = interesting[release.name];
  const known = cache.get(name);
  if (known !== undefined) return known;
  const found: InterestingField[] = [];
  for (const field of structShape(name, release)?.fields.values() ?? []) {
    const inner = innerStruct(field.type);
    if (inner !== undefined && reachesRule(inner, release, new Set())) {
      found.push({ field: field.name, type: field.type });
    }
  }
  cache.set(name, found);
  return found;
}

function innerStruct(type: TypeShape): string | undefined {
  if (type.kind === 'list') return innerStruct(type.item);
  return type.kind === 'struct' ? type.name : undefined;
}

function reachesRule(name: string, release: ReleaseRef, seen: Set<string>): boolean {
  if (rules[name] !== undefined) return true;
  if (seen.has(name)) return false;
  seen.add(name);
  for (const field of structShape(name, release)?.fields.values() ?? []) {
    const inner = innerStruct(field.type);
    if (inner !== undefined && reachesRule(inner, release, seen)) return true;
  }
  return false;
}
