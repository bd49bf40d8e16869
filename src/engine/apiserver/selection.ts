import type { Selection } from '../api/client.ts';
import { badRequest } from '../api/errors.ts';
import { compileFieldSelector, parseFieldSelector } from '../api/field-selectors.ts';
import type { Kind } from '../api/kinds.ts';
import { type LabelSelector, parseLabelSelector, SelectorError } from '../api/selectors.ts';
import type { KubeObject } from '../api/types.ts';
import type { Release } from '../releases/index.ts';
import { indexes } from './indexes.ts';
import { type Store, storeKey } from './store.ts';
import type { WatchScope } from './watch-cache.ts';

/** A selection of one kind, ready to run: the indexed part, and a test for the rest. */
export interface CompiledSelection extends WatchScope {
  readonly labels: LabelSelector | undefined;
}

/**
 * Compiles selectors for a kind.
 * @throws StatusError BadRequest, with the server's message, for a selector that does not parse or a field unknown to the kind.
 */
export function compileSelection(
  kind: Kind,
  selection: Selection,
  release: Release,
  selectableFields?: readonly string[],
): CompiledSelection {
  try {
    return compile(kind, selection, release, selectableFields);
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

function compile(
  kind: Kind,
  selection: Selection,
  release: Release,
  selectableFields: readonly string[] | undefined,
): CompiledSelection {
  const labels =
    selection.labelSelector === undefined || selection.labelSelector === ''
      ? undefined
      : parseLabelSelector(selection.labelSelector, release);
  const terms = parseFieldSelector(selection.fieldSelector ?? '');
  // Compiling all of them checks the field names of all of them.
  const fields = terms.length === 0 ? undefined : compileFieldSelector(kind, terms, release, selectableFields);

  let namespace = selection.namespace === '' ? undefined : selection.namespace;
  let name: string | undefined;
  let field: WatchScope['field'];
  for (const term of terms) {
    if (term.operator !== '=') continue;
    if (term.field === 'metadata.namespace' && kind.namespaced) namespace ??= term.value;
    else if (indexes[kind.storage ?? '']?.some((one) => one.field === term.field) === true) field ??= term;
  }
  const named = terms.find((term) => term.field === 'metadata.name' && term.operator === '=');
  if (named !== undefined && (namespace !== undefined || !kind.namespaced)) name = named.value;

  const matches =
    labels === undefined && fields === undefined
      ? undefined
      : (object: KubeObject): boolean =>
          (labels === undefined || labels.matches(object.metadata?.labels)) && (fields === undefined || fields(object));
  return { resource: kind.storage ?? '', namespace, name, field, matches, labels };
}

/** The objects that match now, in the order of their creation. */
export function select(store: Store, selection: CompiledSelection): KubeObject[] {
  const { resource, matches, namespace } = selection;
  const found: KubeObject[] = [];
  for (const object of candidates(store, selection)) {
    if (namespace !== undefined && object.metadata?.namespace !== namespace) continue;
    if (matches === undefined || matches(object)) found.push(object);
  }
  return resource === '' ? [] : found;
}

/** The objects that match now, in etcd's order. */
export function selectSorted(store: Store, selection: CompiledSelection): KubeObject[] {
  const { resource, matches, namespace, name, field } = selection;
  if (name !== undefined || field !== undefined) {
    return select(store, selection).sort((a, b) => (objectKey(a) < objectKey(b) ? -1 : 1));
  }
  const prefix = namespace === undefined ? '' : `${namespace}/`;
  const keys = store.sortedKeys(resource);
  const found: KubeObject[] = [];
  for (let i = prefix === '' ? 0 : firstAtLeast(keys, prefix); i < keys.length; i++) {
    const key = keys[i]!;
    if (!key.startsWith(prefix)) break;
    const object = store.get(resource, key)!;
    if (matches === undefined || matches(object)) found.push(object);
  }
  return found;
}

/** Where `text` stands, or would, in a sorted list. */
export function firstAtLeast(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function objectKey(object: KubeObject): string {
  return storeKey(object.metadata?.namespace, object.metadata?.name ?? '');
}

function candidates(store: Store, { resource, namespace, name, field }: CompiledSelection): Iterable<KubeObject> {
  if (name !== undefined) {
    const object = store.get(resource, storeKey(namespace, name));
    return object === undefined ? [] : [object];
  }
  if (field !== undefined) return store.byField(resource, field.field, field.value)?.values() ?? [];
  if (namespace !== undefined) return store.inNamespace(resource, namespace).values();
  return store.objects(resource).values();
}
