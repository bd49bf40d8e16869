import { forbiddenRequest } from '../../api/errors.ts';
import { milliQuantity, parseMilliValue, parseValue, quantityMilliValue, quantityValue } from '../../api/quantity.ts';
import type { Node, Pod } from '../../api/types.ts';
import { podResources } from '../quota/pod-resources.ts';
import type { AdmissionPlugin } from './plugin.ts';

const zero = milliQuantity(0);

/** A resize that the Pod's node could never grant is refused at once (v1.36): plugin/pkg/admission/podresize. */
export const podResize: AdmissionPlugin = {
  name: 'PodResizeValidator',
  handles: (operation, kind, subresource) =>
    operation === 'UPDATE' && kind.storage === '/pods' && subresource === 'resize',
  validate({ kind, name, object, old }, { store }) {
    const pod = object as Pod;
    const { nodeName = '' } = pod.spec ?? {};
    if (nodeName === '' || old?.metadata?.generation === pod.metadata?.generation) return;
    const node = store.get('/nodes', nodeName) as Node | undefined;
    if (node === undefined) throw forbiddenRequest(kind, name, `node "${nodeName}" not found`);
    const { allocatable } = node.status ?? {};
    const requests = podResources(pod, 'requests');
    const [cpu, memory] = [
      quantityMilliValue(requests.get('cpu') ?? zero),
      quantityValue(requests.get('memory') ?? zero),
    ];
    const [cores, bytes] = [parseMilliValue(allocatable?.['cpu']), parseValue(allocatable?.['memory'])];
    const lacks = [
      ...(cpu > cores ? [`cpu, requested: ${cpu}, allocatable: ${cores}`] : []),
      ...(memory > bytes ? [`memory, requested: ${memory}, allocatable: ${bytes}`] : []),
    ];
    if (lacks.length === 0) return;
    throw forbiddenRequest(kind, name, `node didn't have enough allocatable resources: ${lacks.join('; ')}`);
  },
};
