import { forbiddenRequest } from '../../api/errors.ts';
import { classOfClaim } from '../../api/persistent-volumes.ts';
import { parseValue } from '../../api/quantity.ts';
import type { PersistentVolumeClaim, StorageClass } from '../../api/types.ts';
import type { AdmissionPlugin } from './plugin.ts';

/** Only a bound claim whose class allows it may grow: plugin/pkg/admission/storage/persistentvolume/resize, both releases. */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  handles: (operation, kind, subresource) =>
    operation === 'UPDATE' && kind.storage === '/persistentvolumeclaims' && subresource === undefined,
  validate({ kind, name, object, old }, { store }) {
    const [claim, before] = [object, old] as [PersistentVolumeClaim, PersistentVolumeClaim];
    const size = ({ spec }: PersistentVolumeClaim): number => parseValue(spec?.resources?.requests?.['storage']);
    if (size(claim) <= size(before)) return;
    if (before.status?.phase !== 'Bound') {
      throw forbiddenRequest(kind, name, 'Only bound persistent volume claims can be expanded');
    }
    const className = classOfClaim(claim);
    const storageClass =
      className === '' || className !== classOfClaim(before)
        ? undefined
        : (store.get('storage.k8s.io/storageclasses', className) as StorageClass | undefined);
    if (storageClass?.allowVolumeExpansion === true) return;
    throw forbiddenRequest(
      kind,
      name,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  },
};
