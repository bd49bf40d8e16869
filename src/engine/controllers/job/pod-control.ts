import type { ApiClient } from '../../api/client.ts';
import { controllerReference } from '../../api/meta.ts';
import { isStatusError, StatusError } from '../../api/status.ts';
import type { Job, Pod } from '../../api/types.ts';
import type { EventRecorder } from '../controller.ts';
import { hasTrackingFinalizer, trackingFinalizer } from './pods.ts';

export type PodTemplate = NonNullable<Job['spec']>['template'];

/** pkg/controller/controller_utils.go SlowStartInitialBatchSize. */
const firstBatch = 1;

export function isNamespaceTerminating(error: StatusError): boolean {
  return error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true;
}

/** A merge patch of metadata that takes the finalizer away. */
export function withoutFinalizer(pod: Pod): { readonly finalizers: readonly string[] | null } {
  const left = (pod.metadata?.finalizers ?? []).filter((name) => name !== trackingFinalizer);
  return { finalizers: left.length === 0 ? null : left };
}

/** RealPodControl (pkg/controller/controller_utils.go): makes and deletes the Pods of a Job and says so in Events about it. */
export class PodControl {
  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
    private readonly created: (pod: Pod) => void,
  ) {}

  /** @throws StatusError, after the Event that says why */
  create(job: Job, template: PodTemplate, generateName: string): void {
    const { labels, annotations, finalizers } = template.metadata ?? {};
    const pod: Pod = {
      metadata: {
        generateName,
        namespace: job.metadata?.namespace ?? '',
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined ? {} : { annotations }),
        ...(finalizers === undefined ? {} : { finalizers }),
        ownerReferences: [controllerReference(job, 'batch/v1', 'Job')],
      },
      ...(template.spec === undefined ? {} : { spec: template.spec }),
    };
    try {
      const made = this.client.create('pods', job.metadata?.namespace, pod);
      this.created(made);
      this.events.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${made.metadata?.name ?? ''}`);
    } catch (error) {
      if (error instanceof StatusError && !isNamespaceTerminating(error)) {
        this.events.event(job, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
      }
      throw error;
    }
  }

  /** @throws StatusError, after the Event that says why; NotFound without one */
  delete(job: Job, pod: Pod): void {
    const { namespace, name = '' } = pod.metadata ?? {};
    try {
      this.client.delete('pods', namespace, name);
    } catch (error) {
      if (error instanceof StatusError && error.reason !== 'NotFound') {
        this.events.event(job, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
      }
      throw error;
    }
    this.events.event(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  }

  /** Deletes what is there of these Pods; returns those that are gone or going, and the first refusal. */
  deleteAll(job: Job, pods: readonly Pod[]): { readonly deleted: readonly Pod[]; readonly error: unknown } {
    const deleted: Pod[] = [];
    let error: unknown;
    for (const pod of pods) {
      try {
        this.delete(job, pod);
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
          if (thrown instanceof StatusError && isNamespaceTerminating(thrown)) created++;
          else error ??= thrown;
        }
      }
      if (error !== undefined) break;
    }
    return { created, error };
  }
}
