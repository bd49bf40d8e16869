import { canonicalQuantity } from '../../api/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types.ts';
import { age, ageOf, column, doc, name, nameOf, type TablePrinter, wide } from './table.ts';

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';
const defaultAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

const modes: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** GetAccessModesAsString */
function accessModes(list: readonly string[] | undefined): string {
  return modes
    .filter(([mode]) => list?.includes(mode) === true)
    .map(([, short]) => short)
    .join(',');
}

export const persistentvolumes: TablePrinter<PersistentVolume> = {
  columns: (release) => [
    name,
    column('Capacity', 'string', doc('core.v1.PersistentVolumeSpec', 'capacity')),
    column('Access Modes', 'string', doc('core.v1.PersistentVolumeSpec', 'accessModes')),
    column('Reclaim Policy', 'string', doc('core.v1.PersistentVolumeSpec', 'persistentVolumeReclaimPolicy')),
    column('Status', 'string', doc('core.v1.PersistentVolumeStatus', 'phase')),
    column('Claim', 'string', doc('core.v1.PersistentVolumeSpec', 'claimRef')),
    column('StorageClass', 'string', 'StorageClass of the pv'),
    ...(release.name === '1.20' ? [] : [column('VolumeAttributesClass', 'string', 'VolumeAttributesClass of the pv')]),
    column('Reason', 'string', doc('core.v1.PersistentVolumeStatus', 'reason')),
    age,
    wide('VolumeMode', 'string', doc('core.v1.PersistentVolumeSpec', 'volumeMode')),
  ],
  cells(volume, context) {
    const { spec, status, metadata } = volume;
    const claim = spec?.claimRef;
    return [
      nameOf(volume),
      canonicalQuantity(spec?.capacity?.['storage'] ?? '0'),
      accessModes(spec?.accessModes),
      spec?.persistentVolumeReclaimPolicy ?? '',
      metadata?.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
      claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`,
      metadata?.annotations?.[classAnnotation] ?? spec?.storageClassName ?? '',
      ...(context.release.name === '1.20' ? [] : [spec?.volumeAttributesClassName ?? '<unset>']),
      status?.reason ?? '',
      ageOf(volume, context),
      spec?.volumeMode ?? '<unset>',
    ];
  },
};

export const persistentvolumeclaims: TablePrinter<PersistentVolumeClaim> = {
  columns: (release) => [
    name,
    column('Status', 'string', doc('core.v1.PersistentVolumeClaimStatus', 'phase')),
    column('Volume', 'string', doc('core.v1.PersistentVolumeClaimSpec', 'volumeName')),
    column('Capacity', 'string', doc('core.v1.PersistentVolumeClaimStatus', 'capacity')),
    column('Access Modes', 'string', doc('core.v1.PersistentVolumeClaimStatus', 'accessModes')),
    column('StorageClass', 'string', 'StorageClass of the pvc'),
    ...(release.name === '1.20' ? [] : [column('VolumeAttributesClass', 'string', 'VolumeAttributesClass of the pvc')]),
    age,
    wide('VolumeMode', 'string', doc('core.v1.PersistentVolumeClaimSpec', 'volumeMode')),
  ],
  cells(claim, context) {
    const { spec, status, metadata } = claim;
    const volume = spec?.volumeName ?? '';
    return [
      nameOf(claim),
      metadata?.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
      volume,
      volume === '' ? '' : canonicalQuantity(status?.capacity?.['storage'] ?? '0'),
      volume === '' ? '' : accessModes(status?.accessModes),
      metadata?.annotations?.[classAnnotation] ?? spec?.storageClassName ?? '',
      ...(context.release.name === '1.20' ? [] : [spec?.volumeAttributesClassName ?? '<unset>']),
      ageOf(claim, context),
      spec?.volumeMode ?? '<unset>',
    ];
  },
};

export const storageclasses: TablePrinter<StorageClass> = {
  columns: () => [
    name,
    column('Provisioner', 'string', doc('storage.v1.StorageClass', 'provisioner')),
    column('ReclaimPolicy', 'string', doc('storage.v1.StorageClass', 'reclaimPolicy')),
    column('VolumeBindingMode', 'string', doc('storage.v1.StorageClass', 'volumeBindingMode')),
    column('AllowVolumeExpansion', 'string', doc('storage.v1.StorageClass', 'allowVolumeExpansion')),
    age,
  ],
  cells(storage, context) {
    const isDefault = defaultAnnotations.some((key) => storage.metadata?.annotations?.[key] === 'true');
    return [
      nameOf(storage) + (isDefault ? ' (default)' : ''),
      storage.provisioner,
      storage.reclaimPolicy ?? 'Delete',
      storage.volumeBindingMode ?? 'Immediate',
      storage.allowVolumeExpansion ?? false,
      ageOf(storage, context),
    ];
  },
};
