import { jsonEqual } from '../../api/json.ts';
import { withMetadata } from '../../api/meta.ts';
import type { Release } from '../../releases/index.ts';
import { hasStatus } from './index.ts';
import type { StoredObject, Strategy, StrategyContext } from './strategy.ts';

/** What every kind goes through before validation, with what its strategy has to say: status, generation. */

export function prepareForCreate(strategy: Strategy, object: StoredObject, context: StrategyContext): StoredObject {
  const prepared = strategy.prepareForCreate?.(object, context) ?? withEmptyStatus(strategy, object, context);
  return hasGeneration(strategy, context.release) ? withMetadata(prepared, { generation: 1 }) : prepared;
}

function withEmptyStatus(
  { emptyStatus }: Strategy,
  object: StoredObject,
  { kind, release }: StrategyContext,
): StoredObject {
  if (!hasStatus(kind)) return object;
  return { ...object, status: typeof emptyStatus === 'function' ? emptyStatus(release) : (emptyStatus ?? {}) };
}

/** @param subresource `status` and `finalize` change their part only; others are ways to change the object itself. */
export function prepareForUpdate(
  strategy: Strategy,
  given: StoredObject,
  old: StoredObject,
  subresource: string | undefined,
  context: StrategyContext,
): StoredObject {
  if (subresource === 'status') {
    const object = { ...old, metadata: given.metadata, status: given['status'] } as StoredObject;
    return strategy.prepareForStatusUpdate?.(object, old, context) ?? object;
  }
  if (subresource === 'finalize') return { ...old, metadata: given.metadata, spec: given['spec'] } as StoredObject;
  const kept = hasStatus(context.kind) ? withStatusOf(given, old) : given;
  const object = strategy.prepareForUpdate?.(kept, old, context) ?? kept;
  if (!hasGeneration(strategy, context.release)) return object;
  const [after, before] = [strategy.generationOf?.(object) ?? [], strategy.generationOf?.(old) ?? []];
  if (after.every((part, i) => jsonEqual(part, before[i]))) return object;
  return withMetadata(object, { generation: (old.metadata?.generation ?? 0) + 1 });
}

function withStatusOf(object: StoredObject, old: StoredObject): StoredObject {
  if (object['status'] === old['status']) return object;
  const { status: _status, ...rest } = object;
  return (old['status'] === undefined ? rest : { ...rest, status: old['status'] }) as StoredObject;
}

function hasGeneration(strategy: Strategy, release: Release): boolean {
  if (strategy.generationOf === undefined) return false;
  return strategy.generationSince === undefined || release.name !== '1.20';
}
