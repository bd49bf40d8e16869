import { parseValue } from '../../api/quantity.ts';
import type { PersistentVolumeClaim } from '../../api/types.ts';
import type { StartController } from '../controller.ts';

const requested = ({ spec }: PersistentVolumeClaim): number => parseValue(spec?.resources?.requests?.['storage']);

const event = {
  '1.20': {
    type: 'Warning',
    message:
      "Ignoring the PVC: didn't find a plugin capable of expanding the volume; waiting for an external controller to process this PVC.",
  },
  '1.36': { type: 'Normal', message: 'waiting for an external controller to expand this PVC' },
} as const;

/**
 * A bound claim that asks for more waits for whoever can expand its volume (pkg/controller/volume/expand/expand_controller.go). The
 * controller manager itself can for none of the volumes here, and neither can the local-path provisioner.
 */
export const persistentVolumeExpander: StartController = ({ informers, recorder, release }) => {
  const events = recorder('volume_expand');
  return informers.of('persistentvolumeclaims').listen(({ type, object, previous }) => {
    if (type !== 'MODIFIED' || previous === undefined || object.status?.phase !== 'Bound') return;
    if (requested(object) <= requested(previous)) return;
    if (requested(object) <= parseValue(object.status.capacity?.['storage'])) return;
    const { type: severity, message } = event[release.name];
    events.event(object, severity, 'ExternalExpanding', message);
  });
};
