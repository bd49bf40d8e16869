import type { Node } from '../../api/types.ts';
import type { AdmissionPlugin } from './plugin.ts';

const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** A new node takes no Pods before it is ready: plugin/pkg/admission/nodetaint. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  handles: (operation, kind) => operation === 'CREATE' && kind.storage === '/nodes',
  admit({ object }) {
    const spec = (object as Node).spec ?? {};
    const taints = spec.taints ?? [];
    if (taints.some((one) => one.key === taint.key && one.effect === taint.effect)) return object;
    return { ...object, spec: { ...spec, taints: [...taints, taint] } };
  },
};
