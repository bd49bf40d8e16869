import { forbiddenRequest } from '../../api/errors.ts';
import type { Pod } from '../../api/types.ts';
import type { AdmissionPlugin } from './plugin.ts';

/**
 * plugin/pkg/admission/runtimeclass, both releases. The cluster serves no RuntimeClasses, so none is ever found, and no Pod may have the
 * overhead that one would give it.
 */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  handles: (operation, kind, subresource) =>
    operation === 'CREATE' && kind.storage === '/pods' && subresource === undefined,
  admit({ kind, name, object }) {
    const wanted = (object as Pod).spec?.runtimeClassName;
    if (wanted === undefined) return object;
    throw forbiddenRequest(kind, name, `pod rejected: RuntimeClass "${wanted}" not found`);
  },
  validate({ kind, name, object }) {
    if ((object as Pod).spec?.overhead === undefined) return;
    const why = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';
    throw forbiddenRequest(kind, name, why);
  },
};
