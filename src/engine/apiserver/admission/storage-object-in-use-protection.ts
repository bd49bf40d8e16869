import { withMetadata } from '../../api/meta.ts';
import type { AdmissionPlugin } from './plugin.ts';

const finalizers: Readonly<Record<string, string>> = {
  '/persistentvolumeclaims': 'kubernetes.io/pvc-protection',
  '/persistentvolumes': 'kubernetes.io/pv-protection',
};

/** plugin/pkg/admission/storage/storageobjectinuseprotection: volumes and claims are not to go while they are in use. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  handles: (operation, kind) => operation === 'CREATE' && finalizers[kind.storage ?? ''] !== undefined,
  admit({ object, kind }) {
    const finalizer = finalizers[kind.storage ?? '']!;
    const given = object.metadata?.finalizers ?? [];
    return given.includes(finalizer) ? object : withMetadata(object, { finalizers: [...given, finalizer] });
  },
};
