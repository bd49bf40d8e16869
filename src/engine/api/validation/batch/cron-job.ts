import type { V1CronJobSpec } from '@kubernetes/client-node/dist/gen/models/V1CronJobSpec.js';
import type { V1JobTemplateSpec } from '@kubernetes/client-node/dist/gen/models/V1JobTemplateSpec.js';
import { invalid, notSupported, required, type FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import type { CronJob, Wire } from '../../types.ts';
import { selectorValue } from '../go-values.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { nonNegative } from '../rules.ts';
import type { Validator } from '../validator.ts';
import { parseSchedule, ScheduleError } from './cron-schedule.ts';
import { validateUnselectedJobSpec, type JobSpec } from './job-spec.ts';

/* pkg/apis/batch/validation/validation.go: CronJobs. */

type Spec = Wire<V1CronJobSpec>;

/** The controller appends eleven characters to the name of each Job. */
const maxName = 52;
const concurrencyPolicies = ['Allow', 'Forbid', 'Replace'];

function validateSpec(spec: Spec, old: Spec | undefined, release: ReleaseRef): FieldError[] {
  const errors = validateSchedule(spec, old?.schedule ?? '', release);
  errors.push(...nonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'));
  if (old === undefined || old.timeZone !== spec.timeZone) {
    errors.push(...validateTimeZone(spec.timeZone, 'spec.timeZone'));
  }
  const policy = spec.concurrencyPolicy ?? '';
  if (policy === '') errors.push(required('spec.concurrencyPolicy'));
  else if (!concurrencyPolicies.includes(policy)) {
    errors.push(notSupported('spec.concurrencyPolicy', policy, concurrencyPolicies));
  }
  errors.push(...validateJobTemplate(spec.jobTemplate, 'spec.jobTemplate', release));
  errors.push(...nonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'));
  errors.push(...nonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'));
  return errors;
}

function validateSchedule({ schedule = '', timeZone }: Spec, oldSchedule: string, release: ReleaseRef): FieldError[] {
  const field = 'spec.schedule';
  if (schedule === '') return [required(field)];
  const errors: FieldError[] = [];
  try {
    parseSchedule(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    errors.push(invalid(field, schedule, error.message));
  }
  if (release.name === '1.20' || !schedule.includes('TZ')) return errors;
  const tolerated = oldSchedule.includes('TZ');
  if (!tolerated) {
    errors.push(invalid(field, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  } else if (timeZone !== undefined) {
    errors.push(invalid(field, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
  }
  return errors;
}

function validateTimeZone(timeZone: string | undefined, field: string): FieldError[] {
  if (timeZone === undefined) return [];
  if (timeZone === '') return [invalid(field, timeZone, 'timeZone must be nil or non-empty string')];
  const unknown = invalid(field, timeZone, `unknown time zone ${timeZone}`);
  const malformed = timeZone
    .split('/')
    .some((part) => part === '.' || part === '..' || part.startsWith('-') || !/^[A-Za-z._0-9+-]{1,14}$/.test(part));
  if (malformed) return [unknown];
  const errors: FieldError[] = [];
  if (timeZone.toLowerCase() === 'local') {
    errors.push(
      invalid(field, timeZone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'),
    );
  }
  return isTimeZone(timeZone) ? errors : [...errors, unknown];
}

/** The names of the time zone database, which the platform carries. */
function isTimeZone(name: string): boolean {
  if (name === 'UTC' || name === 'Local') return true;
  // An offset is one to the platform, but no name.
  if (/^[+-]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function validateJobTemplate(
  template: Wire<V1JobTemplateSpec> | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const spec = template?.spec ?? ({} as JobSpec);
  const errors = validateUnselectedJobSpec(spec, `${field}.spec`, release);
  if (spec.selector !== undefined) {
    errors.push(invalid(`${field}.spec.selector`, selectorValue(spec.selector), '`selector` will be auto-generated'));
  }
  if (spec.manualSelector === true) {
    errors.push(notSupported(`${field}.spec.manualSelector`, true, ['nil', 'false']));
  }
  return errors;
}

const specOf = (cronJob: CronJob): Spec => cronJob.spec ?? ({} as Spec);

export const cronJobValidator: Validator<CronJob> = {
  create(cronJob, release) {
    const errors = validateObjectMeta(cronJob, true, subdomainName, release);
    errors.push(...validateSpec(specOf(cronJob), undefined, release));
    const name = cronJob.metadata?.name ?? '';
    if (name.length > maxName) errors.push(invalid('metadata.name', name, 'must be no more than 52 characters'));
    return errors;
  },
  update(cronJob, old, release, subresource) {
    const errors = validateObjectMetaUpdate(cronJob, old, release);
    return subresource === 'status' ? errors : [...errors, ...validateSpec(specOf(cronJob), specOf(old), release)];
  },
};
