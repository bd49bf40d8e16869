import type { Pod } from '../../api/types.ts';
import type { AdmissionPlugin } from './plugin.ts';

const notReady = 'node.kubernetes.io/not-ready';
const unreachable = 'node.kubernetes.io/unreachable';

/** How long a Pod stays on a node that is not ready or does not answer: plugin/pkg/admission/defaulttolerationseconds. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  handles: (operation, kind, subresource) =>
    operation !== 'DELETE' && kind.storage === '/pods' && subresource === undefined,
  admit({ object }) {
    const spec = (object as Pod).spec;
    if (spec === undefined) return object;
    const tolerations = spec.tolerations ?? [];
    const tolerates = (key: string): boolean =>
      tolerations.some(
        (one) =>
          (one.key === key || (one.key ?? '') === '') && (one.effect === 'NoExecute' || (one.effect ?? '') === ''),
      );
    const added = [notReady, unreachable]
      .filter((key) => !tolerates(key))
      .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));
    return added.length === 0 ? object : { ...object, spec: { ...spec, tolerations: [...tolerations, ...added] } };
  },
};
