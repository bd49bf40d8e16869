import type { Container, Pod } from '../../api/types.ts';
import { add, type Amounts, amountsOf, max } from './resource-list.ts';

type What = 'requests' | 'limits';

/**
 * What a Pod asks for as a whole: the sum of its containers and sidecars, or what an init container needs beside the sidecars
 * started before it, if that is more. component-helpers/resource PodRequests and PodLimits.
 */
export function podResources(pod: Pod, what: What): Amounts {
  const spec = pod.spec;
  let running: Amounts = new Map();
  for (const container of spec?.containers ?? []) running = add(running, of(container, what));
  let sidecars: Amounts = new Map();
  let starting: Amounts = new Map();
  for (const container of spec?.initContainers ?? []) {
    const own = of(container, what);
    if (container.restartPolicy === 'Always') {
      running = add(running, own);
      sidecars = add(sidecars, own);
      starting = max(starting, sidecars);
    } else starting = max(starting, add(sidecars, own));
  }
  let total = max(running, starting);
  const podLevel = spec?.resources?.[what];
  if (podLevel !== undefined) total = new Map([...total, ...amountsOf(podLevel)]);
  const overhead = amountsOf(spec?.overhead);
  // Overhead is added to a limit only where there is one.
  return what === 'requests'
    ? add(total, overhead)
    : add(total, new Map([...overhead].filter(([name]) => total.has(name))));
}

const of = (container: Container, what: What): Amounts => amountsOf(container.resources?.[what]);
