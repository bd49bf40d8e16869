import type { V1Container } from '@kubernetes/client-node/dist/gen/models/V1Container.js';
import type { V1PodSpec } from '@kubernetes/client-node/dist/gen/models/V1PodSpec.js';
import type { Wire } from '../../types.ts';

type Container = Wire<V1Container>;

/** ContainerShouldRestart (pkg/api/v1/pod): rules first, then the container's policy, then the Pod's. */
export function shouldRestart(container: Container, spec: Wire<V1PodSpec>, exitCode: number): boolean {
  for (const rule of container.restartPolicyRules ?? []) {
    const codes = rule.exitCodes;
    if (codes === undefined) continue;
    const listed = (codes.values ?? []).includes(exitCode);
    if (listed === (codes.operator === 'In')) return true;
  }
  const init = spec.initContainers?.includes(container) === true;
  const policy =
    container.restartPolicy ??
    (init && spec.restartPolicy === 'Always' ? 'OnFailure' : (spec.restartPolicy ?? 'Always'));
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** Whether some rule may restart the whole Pod. */
export function couldRestart(spec: Wire<V1PodSpec>): boolean {
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].some((container) =>
    container.restartPolicyRules?.some((rule) => rule.action === 'RestartAllContainers'),
  );
}
