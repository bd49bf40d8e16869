import type { CronJob } from '../../../engine/api/types.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { recordAt, textAt, type Json } from '../../object.ts';
import { createCronjobPage } from '../../pages/create-cronjob.ts';
import { createJobPage } from '../../pages/create-job.ts';
import { goTypeOf } from '../../pods/selector-of.ts';
import { select } from '../../resource-builder/builder.ts';
import type { Creation } from './subcommand.ts';

/** kubectl/pkg/cmd/create/create_job.go. */
export const job: Creation = {
  page: createJobPage,
  failure: 'failed to create job:',
  *build(invocation, name): Task<Json> {
    const { flags, args } = invocation;
    const [image, from] = [flags.string('image'), flags.string('from')];
    const command = args.slice(1);
    if ((image === '') === (from === '')) throw new CommandError('either --image or --from must be specified');
    if (command.length > 0 && from !== '') throw new CommandError('cannot specify --from and command');
    if (from !== '') return yield* jobFrom(invocation, name, from);
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: { template: { spec: podSpec(name, image, command, 'Never') } },
    };
  },
};

/** A Job as the CronJob would make one, by hand. */
function* jobFrom(invocation: Invocation, name: string, from: string): Task<Json> {
  const old = invocation.release.name === '1.20';
  const result = yield* select(invocation, { args: [from], flatten: true, latest: true });
  const infos = yield* result.infos();
  if (infos.length !== 1) throw new CommandError('from must be an existing cronjob');
  const object = infos[0]!.object ?? {};
  if (textAt(object, 'kind') !== 'CronJob') {
    if (!old) throw new CommandError(`unknown object type ${goTypeOf(object)}`);
    throw new CommandError(
      `from must be an existing cronjob: ${goTypeOf(object).slice(1)} is not suitable for converting to "batch/v1beta1" in scheme "k8s.io/kubectl/pkg/scheme/scheme.go:28"`,
    );
  }
  const cronJob = object as unknown as CronJob;
  const template = recordAt(object, 'spec', 'jobTemplate');
  const { labels } = recordAt(template, 'metadata');
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...recordAt(template, 'metadata', 'annotations') },
      ...(labels === undefined ? {} : { labels }),
      ownerReferences: [
        {
          apiVersion: old ? 'batch/v1beta1' : 'batch/v1',
          kind: 'CronJob',
          name: cronJob.metadata?.name ?? '',
          uid: cronJob.metadata?.uid ?? '',
          ...(old ? {} : { controller: true }),
        },
      ],
    },
    spec: recordAt(template, 'spec'),
  };
}

/** create_cronjob.go; v1.20 makes a batch/v1beta1. */
export const cronJob: Creation = {
  page: createCronjobPage,
  required: ['image', 'schedule'],
  failure: 'failed to create cronjob:',
  build({ flags, args, release }, name) {
    const spec = podSpec(name, flags.string('image'), args.slice(1), flags.string('restart') || 'OnFailure');
    return {
      apiVersion: release.name === '1.20' ? 'batch/v1beta1' : 'batch/v1',
      kind: 'CronJob',
      metadata: { name },
      spec: {
        schedule: flags.string('schedule'),
        jobTemplate: { metadata: { name }, spec: { template: { spec } } },
      },
    };
  },
};

function podSpec(name: string, image: string, command: readonly string[], restartPolicy: string): Json {
  return { containers: [{ name, image, ...(command.length === 0 ? {} : { command }) }], restartPolicy };
}
