import { parseImageReference } from '../../engine/api/images.ts';
import { isStatusError } from '../../engine/api/status.ts';
import type { Task } from '../../engine/sim/task.ts';
import { kindWord, resourcePath } from '../client/rest-mapper.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isReportable, usageError } from '../errors.ts';
import { dryRunOf, podRunningTimeout, withDryRun, type DryRun } from '../flags/common.ts';
import { integer, text, type Flag } from '../flags/flag.ts';
import { createGenerated, mappingOf } from '../generate/create.ts';
import { withOverrides } from '../generate/overrides.ts';
import { quote } from '../go/quote.ts';
import { nameOf, namespaceOf, type Json } from '../object.ts';
import { page } from '../pages/page.ts';
import { runPage } from '../pages/run.ts';
import { asPod } from '../pods/first-pod.ts';
import { objectPrinter } from '../printers/output.ts';
import { recorded, recordFlag } from '../record.ts';
import type { KubectlRelease } from '../releases.ts';
import { cascadingStrategy } from './delete/cascade.ts';
import { serviceForPod } from './expose/service.ts';
import { attachToCreated } from './run/attach.ts';
import { basicPod } from './run/pod.ts';

/** kubectl/pkg/cmd/run/run.go. */
export function run(release: KubectlRelease): Command {
  return {
    ...page(release, runPage, {
      required: ['image'],
      hidden: release.name === '1.20' ? oldFlags : [recordFlag(release)],
    }),
    run: runPod,
  };
}

/** What v1.20 still takes, says that it has no effect, and hides. */
const oldFlags: readonly Flag[] = [
  text('generator', '', { deprecated: 'has no effect and will be removed in the future.' }),
  integer('replicas', '', { value: 1, shorthand: 'r', deprecated: 'has no effect and will be removed in the future.' }),
  text('service-generator', '', { value: 'service/v2', deprecated: 'and will be removed in the future.' }),
  text('service-overrides', '', { deprecated: 'and will be removed in the future.' }),
  text('schedule', '', { deprecated: 'has no effect and will be removed in the future.' }),
];

function* runPod(invocation: Invocation): Task<number | void> {
  const { flags } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const attach = flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin');
  const print = objectPrinter(invocation, withDryRun('created', dryRun), true);
  const propagationPolicy = cascadingStrategy(invocation).policy;
  const timeout = check(invocation, attach, dryRun);

  const object = withOverrides(invocation, basicPod(invocation));
  const pod = yield* createGenerated(invocation, recorded(invocation, object), { dryRun });
  const made = [pod];
  let failure: Error | undefined;
  if (flags.bool('expose')) {
    try {
      const service = yield* createGenerated(invocation, recorded(invocation, serviceForPod(invocation)), { dryRun });
      made.push(service);
      yield* invocation.out(print(service));
      if (flags.string('output') === 'yaml') yield* invocation.out('---\n');
    } catch (error) {
      if (!isReportable(error)) throw error;
      failure = error;
    }
  }
  if (attach) {
    try {
      return yield* attachToCreated(invocation, asPod(pod), timeout);
    } finally {
      if (flags.bool('rm')) yield* remove(invocation, made, propagationPolicy);
    }
  }
  yield* invocation.out(print(pod));
  if (failure !== undefined) throw failure;
}

/** The mistakes that are found before anything is made, in the order of RunOptions.Run. Returns --pod-running-timeout. */
function check(invocation: Invocation, attach: boolean, dryRun: DryRun): number {
  const { flags, args, argsBeforeDash, commandPath } = invocation;
  if (args.length === 0 || argsBeforeDash === 0) throw usageError(commandPath, 'NAME is required for run');
  const timeout = podRunningTimeout(invocation);
  const image = flags.string('image');
  if (image === '') throw new CommandError('--image is required');
  if (parseImageReference(image) === undefined)
    throw new CommandError(`Invalid image name ${quote(image)}: invalid reference format`);
  if (flags.bool('tty') && !flags.bool('stdin'))
    throw usageError(commandPath, '-i/--stdin is required for containers with -t/--tty=true');
  if (flags.bool('expose') && flags.string('port') === '')
    throw usageError(commandPath, '--port must be set when exposing a service');
  const restart = flags.string('restart');
  if (!['', 'Always', 'OnFailure', 'Never'].includes(restart))
    throw usageError(commandPath, `invalid restart policy: ${restart}`);
  if (!attach && flags.bool('rm')) throw usageError(commandPath, '--rm should only be used for attached containers');
  if (attach && dryRun !== 'none') {
    throw usageError(
      commandPath,
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  }
  const pull = flags.string('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(pull))
    throw usageError(commandPath, `invalid image pull policy: ${pull}`);
  return timeout;
}

/** --rm: deletes what was made, without waiting for its end (removeCreatedObjects). */
function* remove(invocation: Invocation, made: readonly Json[], propagationPolicy: string): Task<void> {
  const { flags, release } = invocation;
  for (const object of made) {
    const mapping = yield* mappingOf(invocation, object);
    const [name, namespace] = [nameOf(object), namespaceOf(object)];
    try {
      yield* invocation.client.object('DELETE', resourcePath(mapping, namespace, name), {
        body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy },
      });
    } catch (error) {
      if (!isReportable(error)) throw error;
      // Somebody else was faster.
      if (isStatusError(error, 'NotFound')) continue;
      return;
    }
    if (flags.bool('quiet')) continue;
    const where = release.deletedFromNamespace ? ` from ${namespace} namespace` : '';
    yield* invocation.out(`${kindWord(mapping)} "${name}" deleted${where}\n`);
  }
}
