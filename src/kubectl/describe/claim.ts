import type { ObjectMeta, PersistentVolumeClaim } from '../../engine/api/types.ts';
import { annotationLines, labelLines, since } from './format.ts';
import type { DescribeWriter } from './writer.ts';

const betaClass = 'volume.beta.kubernetes.io/storage-class';

/** The class of a claim or a volume; the beta annotation comes first (util/storage). */
export function storageClassOf(object: {
  readonly metadata?: ObjectMeta | undefined;
  readonly spec?: { readonly storageClassName?: string } | undefined;
}): string {
  return object.metadata?.annotations?.[betaClass] ?? object.spec?.storageClassName ?? '';
}

const modeNames: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

export function modesText(modes: readonly string[] | undefined): string {
  return modeNames
    .filter(([mode]) => (modes ?? []).includes(mode))
    .map(([, short]) => short)
    .join(',');
}

export function statusText(metadata: ObjectMeta | undefined, phase: string | undefined, now: number): string {
  return metadata?.deletionTimestamp === undefined
    ? (phase ?? '')
    : `Terminating (lasts ${since(metadata.deletionTimestamp, now)})`;
}

/**
 * The fields of a claim, or of the template of one (printPersistentVolumeClaim).
 * @param now of a whole claim; a template has no status to show.
 */
export function drawClaim(
  w: DescribeWriter,
  { metadata, spec, status }: Pick<PersistentVolumeClaim, 'metadata' | 'spec' | 'status'>,
  now?: number,
): void {
  w.field(0, 'StorageClass', storageClassOf({ metadata, spec }));
  if (now !== undefined) w.field(0, 'Status', statusText(metadata, status?.phase, now));
  w.field(0, 'Volume', spec?.volumeName ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  if (now !== undefined) w.field(0, 'Finalizers', `[${(metadata?.finalizers ?? []).join(' ')}]`);
  const bound = (spec?.volumeName ?? '') !== '';
  w.field(0, 'Capacity', bound ? (status?.capacity?.['storage'] ?? '0') : '');
  w.field(0, 'Access Modes', bound ? modesText(status?.accessModes) : '');
  if (spec?.volumeMode !== undefined) w.field(0, 'VolumeMode', spec.volumeMode);
  if (spec?.dataSource !== undefined && spec.dataSource !== null) {
    w.line(0, 'DataSource:');
    if (spec.dataSource.apiGroup !== undefined && spec.dataSource.apiGroup !== null)
      w.field(1, 'APIGroup', spec.dataSource.apiGroup);
    w.field(1, 'Kind', spec.dataSource.kind);
    w.field(1, 'Name', spec.dataSource.name);
  }
}
