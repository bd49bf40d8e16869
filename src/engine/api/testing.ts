import { decode } from './decode.ts';
import { applyDefaults } from './defaulting/index.ts';
import { invalidObject } from './errors.ts';
import type { ReleaseRef } from './json.ts';
import { findByGvk, type Kind } from './kinds.ts';
import type { KubeObject } from './types.ts';
import { validateCreate, validateUpdate } from './validation/index.ts';

type Manifest = Readonly<Record<string, unknown>>;

export function kindOf(manifest: Manifest, release: ReleaseRef['name'] = '1.36'): Kind {
  const { apiVersion, kind } = manifest;
  const found = findByGvk({ name: release }, String(apiVersion), String(kind));
  if (found === undefined) throw new Error(`${String(apiVersion)} ${String(kind)} is not served`);
  return found;
}

/** The manifest as the API server holds it before it validates it: decoded, in namespace `default`, defaulted. */
export function accepted(manifest: Manifest, release: ReleaseRef['name'] = '1.36'): KubeObject {
  const kind = kindOf(manifest, release);
  const object = decode(kind, manifest, { name: release }).object as KubeObject;
  const metadata = { ...object.metadata, ...(kind.namespaced ? { namespace: 'default' } : {}) };
  return applyDefaults(kind, { ...object, metadata }, { name: release });
}

/** What the API server answers to the manifest, without the title `Pod "a" is invalid: `; undefined if it takes it. */
export function refusal(manifest: Manifest, release: ReleaseRef['name'] = '1.36'): string | undefined {
  const object = accepted(manifest, release);
  return message(
    kindOf(manifest, release),
    object,
    validateCreate(kindOf(manifest, release), object, { name: release }),
    release,
  );
}

/** What it answers to a change of the first manifest into the second. */
export function updateRefusal(
  before: Manifest,
  after: Manifest,
  release: ReleaseRef['name'] = '1.36',
  subresource?: string,
): string | undefined {
  const kind = kindOf(before, release);
  const stored = (manifest: Manifest): KubeObject => {
    const object = accepted(manifest, release);
    return { ...object, metadata: { uid: 'u', resourceVersion: '7', ...object.metadata } };
  };
  const object = stored(after);
  return message(kind, object, validateUpdate(kind, object, stored(before), { name: release }, subresource), release);
}

function message(
  kind: Kind,
  object: KubeObject,
  errors: ReturnType<typeof validateCreate>,
  release: ReleaseRef['name'],
): string | undefined {
  if (errors.length === 0) return undefined;
  const text = invalidObject(kind, object.metadata?.name ?? '', errors, { name: release }).message;
  return text.slice(text.indexOf(' is invalid: ') + ' is invalid: '.length);
}
