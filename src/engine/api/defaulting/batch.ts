import { asObject } from '../json.ts';
import { fill, filling, isUnset, type DefaultRule, type DefaultRules } from './rule.ts';

/* pkg/apis/batch/v1/defaults.go; v1.20: also v1beta1. */

const maxInt32 = 2147483647;

/** Only for Jobs themselves, not for the template of a CronJob. */
const job: DefaultRule = (object, release) => {
  const spec = asObject(object['spec']);
  const newer = release.name !== '1.20';
  const next = fill(spec, {
    completions: isUnset(spec['completions']) && isUnset(spec['parallelism']) ? 1 : undefined,
    parallelism: 1,
    backoffLimit: newer && spec['backoffLimitPerIndex'] !== undefined ? maxInt32 : 6,
    completionMode: newer ? 'NonIndexed' : undefined,
    suspend: newer ? false : undefined,
    podReplacementPolicy: !newer
      ? undefined
      : spec['podFailurePolicy'] === undefined
        ? 'TerminatingOrFailed'
        : 'Failed',
    manualSelector: newer ? false : undefined,
  });
  const labels = asObject(asObject(asObject(spec['template'])['metadata'])['labels']);
  const metadata = asObject(object['metadata']);
  const out = next === spec ? object : { ...object, spec: next };
  if (Object.keys(labels).length === 0 || Object.keys(asObject(metadata['labels'])).length > 0) return out;
  return { ...out, metadata: { ...metadata, labels } };
};

export const batchDefaults: DefaultRules = {
  'batch.v1.Job': job,
  'batch.v1.CronJobSpec': filling({
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  }),
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': filling({ status: 'True' }),
};
