import { controllerReference } from '../../api/meta.ts';
import { selectorOfObject } from '../../api/selectors.ts';
import { isStatusError } from '../../api/status.ts';
import type { Job, Pod } from '../../api/types.ts';
import type { JobController } from './context.ts';
import { withoutFinalizer } from './pod-control.ts';

/**
 * The Pods that a Job should manage: its own, and orphans that its selector takes; one that the selector leaves is let go
 * (pkg/controller/controller_ref_manager.go, ClaimPods).
 * @param finalizers what an adopted Pod is given.
 */
export function claimPods(
  { client, owned }: Pick<JobController, 'client' | 'owned'>,
  job: Job,
  finalizers: readonly string[],
): readonly Pod[] {
  const selector = selectorOfObject(job.spec?.selector);
  const deleting = job.metadata?.deletionTimestamp !== undefined;
  const change = (pod: Pod, metadata: object): Pod | undefined => {
    const { namespace, name = '', uid } = pod.metadata ?? {};
    try {
      return client.patch('pods', namespace, name, { metadata: { uid, ...metadata } }, { type: 'merge' });
    } catch (error) {
      if (isStatusError(error, 'NotFound') || isStatusError(error, 'Conflict')) return undefined;
      throw error;
    }
  };

  const mine = owned.of(job).filter((pod) => {
    if (selector.matches(pod.metadata?.labels)) return true;
    if (!deleting) {
      const left = pod.metadata?.ownerReferences?.filter(({ uid }) => uid !== job.metadata?.uid) ?? [];
      change(pod, { ownerReferences: left.length === 0 ? null : left, ...withoutFinalizer(pod) });
    }
    return false;
  });
  if (deleting) return mine;
  const adopted = owned.orphans(job.metadata?.namespace ?? '').flatMap((pod) => {
    if (pod.metadata?.deletionTimestamp !== undefined || !selector.matches(pod.metadata?.labels)) return [];
    const ownerReferences = [...(pod.metadata?.ownerReferences ?? []), controllerReference(job, 'batch/v1', 'Job')];
    const held = [...(pod.metadata?.finalizers ?? []), ...finalizers];
    const taken = change(pod, { ownerReferences, ...(held.length === 0 ? {} : { finalizers: held }) });
    if (taken === undefined) return [];
    owned.observe(taken);
    return [taken];
  });
  return [...mine, ...adopted];
}
