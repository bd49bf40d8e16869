import type { ApiClient } from '../../api/client.ts';
import { controllerReference, withMetadata } from '../../api/meta.ts';
import { isStatusError } from '../../api/status.ts';
import type { Job, Pod } from '../../api/types.ts';
import type { EventRecorder } from '../controller.ts';
import { namespaceIsTerminating, PodControl, podFromTemplate } from '../pod-control.ts';
import { hasTrackingFinalizer, trackingFinalizer } from './pods.ts';

export type PodTemplate = NonNullable<Job['spec']>['template'];

/** pkg/controller/controller_utils.go SlowStartInitialBatchSize. */
const firstBatch = 1;

/** A merge patch of metadata that takes the finalizer away. */
export function withoutFinalizer(pod: Pod): { readonly finalizers: readonly string[] | null } {
  const left = (pod.metadata?.finalizers ?? []).filter((name) => name !== trackingFinalizer);
  return { finalizers: left.length === 0 ? null : left };
}

/** Makes, deletes and lets go the Pods of Jobs. */
export class JobPods {
  readonly #control: PodControl;

  constructor(
    private readonly client: ApiClient,
    events: EventRecorder,
    private readonly created: (pod: Pod) => void,
  ) {
    this.#control = new PodControl(client, events);
  }

  /** @param generateName where it is not the Job's name. Throws StatusError, after the Event that says why. */
  create(job: Job, template: PodTemplate, generateName?: string): void {
    const pod = podFromTemplate(template, job, controllerReference(job, 'batch/v1', 'Job'));
    this.created(this.#control.create(generateName === undefined ? pod : withMetadata(pod, { generateName }), job));
  }

  /** Deletes what is there of these Pods; returns those that are gone or going, and the first refusal. */
  deleteAll(job: Job, pods: readonly Pod[]): { readonly deleted: readonly Pod[]; readonly error: unknown } {
    const deleted: Pod[] = [];
    let error: unknown;
    for (const pod of pods) {
      try {
        this.#control.delete(pod.metadata?.name ?? '', job);
        deleted.push(pod);
      } catch (thrown) {
        if (isStatusError(thrown, 'NotFound')) deleted.push(pod);
        else error ??= thrown;
      }
    }
    return { deleted, error };
  }

  /** Lets a Pod go that the Job has counted. Whether the finalizer is gone. */
  removeFinalizer(pod: Pod): boolean {
    const { namespace, name = '' } = pod.metadata ?? {};
    if (!hasTrackingFinalizer(pod)) return true;
    try {
      this.client.patch('pods', namespace, name, { metadata: withoutFinalizer(pod) }, { type: 'merge' });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
    return true;
  }

  /**
   * Makes `count` Pods in batches of 1, 2, 4, ...: a refusal in one stops the next, so that a quota is not stormed.
   * @returns how many there are, and the first refusal.
   */
  createBatches(count: number, create: (index: number) => void): { readonly created: number; readonly error: unknown } {
    let error: unknown;
    let created = 0;
    let next = 0;
    for (let size = Math.min(count, firstBatch); next < count; size = Math.min(2 * size, count - next)) {
      for (const end = next + size; next < end; next++) {
        try {
          create(next);
          created++;
        } catch (thrown) {
          if (isStatusError(thrown) && namespaceIsTerminating(thrown)) created++;
          else error ??= thrown;
        }
      }
      if (error !== undefined) break;
    }
    return { created, error };
  }
}
