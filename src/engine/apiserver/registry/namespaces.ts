import { withMetadata } from '../../api/meta.ts';
import { formatTime } from '../../api/time.ts';
import type { Namespace } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import type { StoredObject, Strategy } from './strategy.ts';

const kubernetesFinalizer = 'kubernetes';
export const nameLabel = 'kubernetes.io/metadata.name';

/** pkg/registry/core/namespace/strategy.go. */
export const namespaces: Strategy = {
  returnDeletedObject: true,
  prepareForCreate(object, { release }) {
    const namespace = object as Namespace;
    const finalizers = namespace.spec?.finalizers ?? [];
    return withNameLabel(
      {
        ...object,
        spec: {
          ...namespace.spec,
          finalizers: finalizers.includes(kubernetesFinalizer) ? finalizers : [...finalizers, kubernetesFinalizer],
        },
        status: { phase: 'Active' },
      },
      release,
    );
  },
  prepareForUpdate(object, old, { release }) {
    return withNameLabel({ ...object, spec: { ...(old as Namespace).spec } }, release);
  },
  /** pkg/registry/core/namespace/storage/storage.go Delete: its contents go first. */
  beginDeletion(object, now) {
    const namespace = object as Namespace;
    if (namespace.metadata?.deletionTimestamp === undefined) {
      const marked = withMetadata(object, { deletionTimestamp: formatTime(now) });
      return { ...marked, status: { ...namespace.status, phase: 'Terminating' } };
    }
    return (namespace.spec?.finalizers?.length ?? 0) > 0 ? 'pending' : undefined;
  },
  hasPendingFinalizers(object) {
    return ((object as Namespace).spec?.finalizers?.length ?? 0) > 0;
  },
};

/** The label came with v1.21, and cannot be taken away. */
function withNameLabel(object: StoredObject, release: Release): StoredObject {
  const name = object.metadata?.name ?? '';
  if (release.name === '1.20' || name === '' || object.metadata?.labels?.[nameLabel] === name) return object;
  return withMetadata(object, { labels: { ...object.metadata?.labels, [nameLabel]: name } });
}
