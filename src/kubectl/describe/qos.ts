import { parseQuantity } from '../../engine/api/quantity.ts';
import type { Container, Pod } from '../../engine/api/types.ts';

const counted = ['cpu', 'memory'];

/** The status's class, or the one that requests and limits lead to (kubectl/pkg/util/qos). */
export function qosClass(pod: Pod): string {
  const stated = pod.status?.qosClass;
  if (stated !== undefined && stated !== '') return stated;
  const containers: readonly Container[] = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  const amount = (container: Container, which: 'requests' | 'limits', name: string): bigint => {
    const text = container.resources?.[which]?.[name];
    return text === undefined ? 0n : parseQuantity(text).nanos;
  };
  const any = containers.some((one) =>
    counted.some((name) => amount(one, 'requests', name) > 0n || amount(one, 'limits', name) > 0n),
  );
  if (!any) return 'BestEffort';
  const guaranteed = containers.every((one) =>
    counted.every((name) => {
      const limit = amount(one, 'limits', name);
      const request = amount(one, 'requests', name);
      return limit > 0n && (request === 0n || request === limit);
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
