import type { ApiClient } from '../../api/client.ts';
import { controllerReference } from '../../api/meta.ts';
import { isStatusError } from '../../api/status.ts';
import { parseTime } from '../../api/time.ts';
import type { CronJob, Job } from '../../api/types.ts';
import type { EventRecorder } from '../controller.ts';

type Active = NonNullable<NonNullable<CronJob['status']>['active']>;

/** A CronJob's status while a sync works on it. */
export interface CronJobDraft {
  active: Active;
  lastScheduleTime: string | undefined;
  lastSuccessfulTime: string | undefined;
}

export function draftOf({ status }: CronJob): CronJobDraft {
  return {
    active: status?.active ?? [],
    lastScheduleTime: status?.lastScheduleTime,
    lastSuccessfulTime: status?.lastSuccessfulTime,
  };
}

export function toStatus({
  active,
  lastScheduleTime,
  lastSuccessfulTime,
}: CronJobDraft): NonNullable<CronJob['status']> {
  return {
    ...(active.length === 0 ? {} : { active }),
    ...(lastScheduleTime === undefined ? {} : { lastScheduleTime }),
    ...(lastSuccessfulTime === undefined ? {} : { lastSuccessfulTime }),
  };
}

/** How the Job ended: `Complete`, `Failed`, or undefined while it goes on. */
export function endOf({ status }: Job): string | undefined {
  return status?.conditions?.find(
    ({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True',
  )?.type;
}

/** Started first, unstarted last, then by name. */
function byStart(a: Job, b: Job): number {
  const start = ({ status }: Job): number => parseTime(status?.startTime ?? '') ?? Number.POSITIVE_INFINITY;
  const [x, y] = [start(a), start(b)];
  if (x !== y) return x < y ? -1 : 1;
  return (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1;
}

/** What one sync does to the Jobs of a CronJob. */
export class CronJobJobs {
  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
    readonly cronJob: CronJob,
    readonly draft: CronJobDraft,
    /** Of the CronJob, as it stands in the owner references of its Jobs. */
    private readonly apiVersion: string,
  ) {}

  isActive(job: Job): boolean {
    return this.draft.active.some(({ uid }) => uid === job.metadata?.uid);
  }

  dropActive(uid: string | undefined): void {
    this.draft.active = this.draft.active.filter((one) => one.uid !== uid);
  }

  say(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.events.event(this.cronJob, type, reason, message);
  }

  /** Keeps as many ended Jobs of each kind as the history limits say. */
  cleanUp(jobs: readonly Job[]): boolean {
    const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = this.cronJob.spec ?? {};
    let changed = false;
    for (const [end, limit] of [
      ['Complete', successfulJobsHistoryLimit],
      ['Failed', failedJobsHistoryLimit],
    ] as const) {
      if (limit === undefined) continue;
      const ended = jobs.filter((job) => endOf(job) === end).sort(byStart);
      for (const job of ended.slice(0, Math.max(0, ended.length - limit))) changed = this.delete(job) || changed;
    }
    return changed;
  }

  delete(job: Job): boolean {
    const { namespace, name = '', uid } = job.metadata ?? {};
    try {
      this.client.delete('jobs', namespace, name, { propagationPolicy: 'Background' });
    } catch (error) {
      if (!isStatusError(error)) throw error;
      this.say('Warning', 'FailedDelete', `Deleted job: ${error.message}`);
      return false;
    }
    this.dropActive(uid);
    this.say('Normal', 'SuccessfulDelete', `Deleted job ${name}`);
    return true;
  }

  /** Stops what still runs, for concurrencyPolicy Replace; the refusal, if there is one. */
  replaceActive(): unknown {
    for (const { namespace, name = '' } of this.draft.active) {
      const job = this.client.find('jobs', namespace, name);
      if (job === undefined) {
        this.say('Warning', 'FailedGet', `Get job: jobs.batch "${name}" not found`);
        return name;
      }
      if (!this.delete(job)) return name;
    }
    return undefined;
  }

  /** The Job of one scheduled time. */
  template(name: string, annotations: Readonly<Record<string, string>>): Job {
    const { metadata, spec: template } = this.cronJob.spec!.jobTemplate;
    const own = { ...metadata?.annotations, ...annotations };
    return {
      metadata: {
        name,
        ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
        ...(Object.keys(own).length === 0 ? {} : { annotations: own }),
        ownerReferences: [controllerReference(this.cronJob, this.apiVersion, 'CronJob')],
      },
      ...(template === undefined ? {} : { spec: template }),
    };
  }

  /** Enters a Job among the active ones. */
  noteStarted(job: Job): void {
    const { namespace, name, uid, resourceVersion } = job.metadata ?? {};
    const reference = { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
    this.draft.active = [...this.draft.active, reference as Active[number]];
  }
}
