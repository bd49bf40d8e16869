import { describe, expect, test } from 'vitest';
import { refusal } from '../../testing.ts';

type Manifest = Readonly<Record<string, unknown>>;

const c = (more: object = {}): object => ({ name: 'c', image: 'i', ...more });
const tpl = (labels: object = { a: 'b' }, spec: object = {}): object => ({
  metadata: { labels },
  spec: { containers: [c()], ...spec },
});
const sel = { matchLabels: { a: 'b' } };
const o = (apiVersion: string, kind: string, spec?: object, more: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'a' },
  ...(spec === undefined ? {} : { spec }),
  ...more,
});
const cronJob = (spec: object, job: object = { template: tpl({}, { restartPolicy: 'Never' }) }): Manifest =>
  o('batch/v1', 'CronJob', { schedule: '* * * * *', jobTemplate: { spec: job }, ...spec });

/** What the API server of v1.36.0 answers, word by word. */
describe('a Job or CronJob', () => {
  test.each<[string, Manifest, string]>([
    [
      'ends: its Pods do not restart always',
      cronJob({}, { template: tpl({}) }),
      'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    [
      'makes its selector itself',
      cronJob({}, { selector: sel, manualSelector: true, template: tpl({}, { restartPolicy: 'Never' }) }),
      '[spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated, spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"]',
    ],
    [
      'has a short name, for its Jobs have longer ones',
      { ...cronJob({}), metadata: { name: 'a'.repeat(53) } },
      'metadata.name: Invalid value: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": must be no more than 52 characters',
    ],
    [
      'does not run at * * * *',
      cronJob({ schedule: '* * * *' }),
      'spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]',
    ],
    [
      'does not run at 60 * * * *',
      cronJob({ schedule: '60 * * * *' }),
      'spec.schedule: Invalid value: "60 * * * *": end of range (60) above maximum (59): 60',
    ],
    [
      'does not run at 5-3 * * * *',
      cronJob({ schedule: '5-3 * * * *' }),
      'spec.schedule: Invalid value: "5-3 * * * *": beginning of range (5) beyond end of range (3): 5-3',
    ],
    [
      'does not run at */0 * * * *',
      cronJob({ schedule: '*/0 * * * *' }),
      'spec.schedule: Invalid value: "*/0 * * * *": step of range should be a positive number: */0',
    ],
    [
      'does not run at * * 0 * *',
      cronJob({ schedule: '* * 0 * *' }),
      'spec.schedule: Invalid value: "* * 0 * *": beginning of range (0) below minimum (1): 0',
    ],
    [
      'does not run at 1-2-3 * * * *',
      cronJob({ schedule: '1-2-3 * * * *' }),
      'spec.schedule: Invalid value: "1-2-3 * * * *": too many hyphens: 1-2-3',
    ],
    [
      'does not run at 1/2/3 * * * *',
      cronJob({ schedule: '1/2/3 * * * *' }),
      'spec.schedule: Invalid value: "1/2/3 * * * *": too many slashes: 1/2/3',
    ],
    [
      'does not run at * * * foo *',
      cronJob({ schedule: '* * * foo *' }),
      'spec.schedule: Invalid value: "* * * foo *": failed to parse int from foo: strconv.Atoi: parsing "foo": invalid syntax',
    ],
    [
      'does not run at -1 * * * *',
      cronJob({ schedule: '-1 * * * *' }),
      'spec.schedule: Invalid value: "-1 * * * *": failed to parse int from : strconv.Atoi: parsing "": invalid syntax',
    ],
    [
      'does not run at @never',
      cronJob({ schedule: '@never' }),
      'spec.schedule: Invalid value: "@never": unrecognized descriptor: @never',
    ],
    [
      'does not run at @every x',
      cronJob({ schedule: '@every x' }),
      'spec.schedule: Invalid value: "@every x": failed to parse duration @every x: time: invalid duration "x"',
    ],
    [
      'does not run at @every 5',
      cronJob({ schedule: '@every 5' }),
      'spec.schedule: Invalid value: "@every 5": failed to parse duration @every 5: time: missing unit in duration "5"',
    ],
    [
      'names its time zone apart',
      cronJob({ schedule: 'TZ=UTC * * * * *' }),
      'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ],
    [
      'lives on earth',
      cronJob({ timeZone: 'Mars/Olympus', concurrencyPolicy: 'Maybe' }),
      '[spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus, spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"]',
    ],
    [
      'counts its indexes',
      cronJob({}, { completionMode: 'Indexed', maxFailedIndexes: 1, template: tpl({}, { restartPolicy: 'Never' }) }),
      '[spec.jobTemplate.spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified, spec.jobTemplate.spec.completions: Required value: when completion mode is Indexed]',
    ],
    [
      'has rules for failure',
      cronJob(
        {},
        {
          podFailurePolicy: {
            rules: [
              { action: 'Cry' },
              { action: 'Count', onExitCodes: { operator: 'In', values: [0, 5, 3, 3], containerName: 'x' } },
            ],
          },
          template: tpl({}, { restartPolicy: 'OnFailure' }),
        },
      ),
      '[spec.jobTemplate.spec.podFailurePolicy.rules[0].action: Unsupported value: "Cry": supported values: "Count", "FailIndex", "FailJob", "Ignore", spec.jobTemplate.spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required, spec.jobTemplate.spec.podFailurePolicy.rules[1].onExitCodes.containerName: Invalid value: "x": must be one of the container or initContainer names in the pod template, spec.jobTemplate.spec.podFailurePolicy.rules[1].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator, spec.jobTemplate.spec.podFailurePolicy.rules[1].onExitCodes.values[3]: Duplicate value: 3, spec.jobTemplate.spec.podFailurePolicy.rules[1].onExitCodes.values: Invalid value: [0,5,3,3]: must be ordered, spec.jobTemplate.spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified]',
    ],
    [
      'has rules for success',
      cronJob(
        {},
        {
          completionMode: 'Indexed',
          completions: 3,
          successPolicy: {
            rules: [
              {},
              { succeededIndexes: '0-9' },
              { succeededIndexes: '1,0' },
              { succeededIndexes: '0-1', succeededCount: 4 },
            ],
          },
          template: tpl({}, { restartPolicy: 'Never' }),
        },
      ),
      '[spec.jobTemplate.spec.successPolicy.rules[0]: Required value: at least one of succeededCount or succeededIndexes must be specified, spec.jobTemplate.spec.successPolicy.rules[1].succeededIndexes: Invalid value: "0-9": error parsing succeededIndexes: too large index: "9", spec.jobTemplate.spec.successPolicy.rules[2].succeededIndexes: Invalid value: "1,0": error parsing succeededIndexes: non-increasing order, previous: 1, current: 0, spec.jobTemplate.spec.successPolicy.rules[3].succeededCount: Invalid value: 4: must be less than or equal to 3 (the number of specified completions), spec.jobTemplate.spec.successPolicy.rules[3].succeededCount: Invalid value: 4: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)]',
    ],
  ])('%s', (_claim, manifest, message) => {
    expect(refusal(manifest)).toBe(message);
  });
});
