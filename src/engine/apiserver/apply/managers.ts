import type { StatusCause } from '../../api/status.ts';
import { applyConflict } from '../../api/errors.ts';
import type { JsonObject } from '../../api/json.ts';
import { formatTime } from '../../api/time.ts';
import { compare, type Comparison, fieldSetOf } from './compare.ts';
import { fieldElement, type FieldPath, FieldSet, formatPath } from './field-set.ts';
import type { FieldType } from './field-type.ts';
import { mergeApplied, prune } from './merge.ts';

/** One entry of metadata.managedFields. */
export interface ManagedEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  /** Unix milliseconds; undefined for what came through `scale`, which notes none. */
  readonly time: number | undefined;
  readonly fields: FieldSet;
}

export type Managed = readonly ManagedEntry[];

/** Who writes, through what. */
export type ManagerIdentity = Omit<ManagedEntry, 'time' | 'fields'>;

const path = (...names: readonly string[]): FieldPath => names.map(fieldElement);

/** Fields that belong to the server: managedfields/internal/stripmeta.go. */
const stripped: readonly FieldPath[] = [
  path('apiVersion'),
  path('kind'),
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => path('metadata', name)),
];

/** More than this many entries of updates are lumped together: managedfields/internal/capmanagers.go. */
const maxUpdateManagers = 10;
const ancient = 'ancient-changes';

const same = (entry: ManagedEntry, identity: ManagerIdentity): boolean =>
  entry.manager === identity.manager &&
  entry.operation === identity.operation &&
  entry.apiVersion === identity.apiVersion &&
  entry.subresource === identity.subresource;

/** Without what the strategy resets on this path (`status` of the main resource), and the server's own. */
function owned(set: FieldSet, ignored: readonly FieldPath[]): FieldSet {
  const cut = set.without(stripped).without(ignored);
  // `metadata` itself is no member to own once nothing below it is.
  const metadata = cut.child(fieldElement('metadata'));
  return metadata.self && metadata.children.size === 0 ? cut.without([path('metadata')]) : cut;
}

/** Takes from everybody what somebody else changed or removed. */
function release(
  managed: Managed,
  difference: Comparison,
  ignored: readonly FieldPath[],
  except?: ManagerIdentity,
): Managed {
  const changed = difference.modified.union(difference.added).without(ignored);
  const removed = difference.removed.without(ignored);
  return managed
    .map((entry) =>
      except !== undefined && same(entry, except)
        ? entry
        : { ...entry, fields: entry.fields.difference(changed).difference(removed) },
    )
    .filter((entry) => !entry.fields.isEmpty);
}

/**
 * Ownership after an update (create, PUT, any patch but apply): what it changed or added is the writer's, and no longer
 * anybody else's. managedfields/internal/managedfieldsupdater.go.
 */
export function updateManaged(
  managed: Managed,
  before: unknown,
  after: unknown,
  type: FieldType,
  identity: ManagerIdentity,
  time: number | undefined,
  ignored: readonly FieldPath[],
): Managed {
  const difference = compare(before, after, type);
  const taken = owned(difference.added.union(difference.modified), ignored);
  const rest = release(managed, difference, ignored);
  if (taken.isEmpty) return rest;
  const mine = rest.find((entry) => same(entry, identity));
  const entry = { ...identity, time, fields: mine === undefined ? taken : mine.fields.union(taken) };
  return cap([...rest.filter((one) => one !== mine), entry]);
}

export interface Applied {
  readonly object: JsonObject;
  readonly managed: Managed;
}

/**
 * Server-side apply: the configuration merged into the live object, what it no longer says removed, and its fields the
 * applier's. structured-merge-diff merge/update.go Apply.
 * @throws StatusError Conflict, unless `force`
 */
export function applyConfiguration(
  managed: Managed,
  live: JsonObject,
  configuration: JsonObject,
  type: FieldType,
  identity: ManagerIdentity,
  time: number,
  ignored: readonly FieldPath[],
  force: boolean,
  /** Others' fields that may be taken from them without force. */
  given: FieldSet = FieldSet.empty,
): Applied {
  const last = managed.find((entry) => same(entry, identity))?.fields ?? FieldSet.empty;
  const fields = owned(fieldSetOf(configuration, type), ignored);
  const entry: ManagedEntry = { ...identity, time, fields };
  const others = managed.filter((one) => !same(one, identity));
  const everyone = [...others, entry].reduce((set, one) => set.union(one.fields), FieldSet.empty);
  const merged = mergeApplied(live, configuration, type) as JsonObject;
  const object = prune(merged, last, everyone, type);
  const difference = compare(live, object, type);
  if (!force) refuseConflicts(others, difference, ignored, given);
  const kept = release(others, difference, ignored);
  const unchanged = difference.added.isEmpty && difference.modified.isEmpty && difference.removed.isEmpty;
  const before = managed.find((one) => same(one, identity));
  // Where nothing changes the time stays as it was, and is missing where there was none.
  const mine: ManagedEntry = unchanged ? { ...entry, time: before?.time } : entry;
  return { object, managed: fields.isEmpty ? kept : [...kept, mine] };
}

/** @throws StatusError with one cause for each field of each owner: managedfields/internal/conflict.go */
function refuseConflicts(
  others: Managed,
  difference: Comparison,
  ignored: readonly FieldPath[],
  given: FieldSet,
): void {
  const changed = difference.modified.union(difference.added).without(ignored).difference(given);
  const conflicts = others
    .map((entry) => ({ entry, paths: [...entry.fields.intersection(changed).paths()] }))
    .filter(({ paths }) => paths.length > 0)
    .sort((a, b) => (describe(a.entry) < describe(b.entry) ? -1 : 1));
  const count = conflicts.reduce((sum, { paths }) => sum + paths.length, 0);
  if (count === 0) return;
  const causes = conflicts.flatMap(({ entry, paths }) =>
    paths.map((one): StatusCause => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${describe(entry)}`,
      field: formatPath(one),
    })),
  );
  const message =
    count === 1
      ? `Apply failed with 1 conflict: conflict with ${describe(conflicts[0]!.entry)}: ${formatPath(conflicts[0]!.paths[0]!)}`
      : `Apply failed with ${count} conflicts: ${conflicts
          .map(
            ({ entry, paths }) =>
              `conflicts with ${describe(entry)}:\n${paths.map((one) => `- ${formatPath(one)}`).join('\n')}`,
          )
          .join('\n')}`;
  throw applyConflict(causes, message);
}

function describe({ manager, operation, apiVersion, subresource }: ManagedEntry): string {
  const name = JSON.stringify(manager) + (subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`);
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}

/** The oldest updates become one entry of `ancient-changes`. */
function cap(managed: Managed): Managed {
  const updates = managed.filter((entry) => entry.operation === 'Update');
  if (updates.length <= maxUpdateManagers) return managed;
  const byAge = [...updates].sort((a, b) => (a.time ?? 0) - (b.time ?? 0) || (a.manager < b.manager ? -1 : 1));
  const old = byAge.slice(0, updates.length - maxUpdateManagers + 1);
  const lump: ManagedEntry = {
    ...old.at(-1)!,
    manager: ancient,
    subresource: '',
    fields: old.reduce((set, entry) => set.union(entry.fields), FieldSet.empty),
  };
  return [...managed.filter((entry) => !old.includes(entry)), lump];
}

/** metadata.managedFields, in kube's order: Apply first, then by time and name. */
export function encodeManaged(managed: Managed): readonly JsonObject[] {
  return [...managed].sort(byOrder).map(({ manager, operation, apiVersion, time, fields, subresource }) => ({
    manager,
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time: formatTime(time) }),
    fieldsType: 'FieldsV1',
    fieldsV1: fields.toFieldsV1(),
    ...(subresource === '' ? {} : { subresource }),
  }));
}

function byOrder(a: ManagedEntry, b: ManagedEntry): number {
  const order = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    order(a.operation, b.operation) ||
    Math.floor((a.time ?? 0) / 1000) - Math.floor((b.time ?? 0) / 1000) ||
    order(a.manager, b.manager) ||
    order(a.apiVersion, b.apiVersion) ||
    order(a.subresource, b.subresource)
  );
}
