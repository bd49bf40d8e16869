import { isStatusError } from '../../engine/api/status.ts';
import { parseTime } from '../../engine/api/time.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Query } from '../client/client.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, usageError } from '../errors.ts';
import { podRunningTimeout, podRunningTimeoutFlag, selectorFlag } from '../flags/common.ts';
import { bool, duration, integer, text } from '../flags/flag.ts';
import { quote } from '../go/quote.ts';
import { listAt } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import { interruptible } from '../signals.ts';
import { logSourcesOf } from './logs/sources.ts';
import { printLogs } from './logs/stream.ts';

const usageMessage =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

/** kubectl/pkg/cmd/logs/logs.go. */
export function logs(release: KubectlRelease): Command {
  return {
    name: 'logs',
    short: 'Print the logs for a container in a pod',
    long: 'Print the logs for a container in a pod or specified resource. If the pod has only one container, the container name is optional.',
    examples: [
      '# Return snapshot logs from pod nginx with only one container',
      'kubectl logs nginx',
      '# Return snapshot logs from pod nginx with multi containers',
      'kubectl logs nginx --all-containers=true',
      '# Return snapshot of previous terminated ruby container logs from pod web-1',
      'kubectl logs -p -c ruby web-1',
      '# Begin streaming the logs of the ruby container in pod web-1',
      'kubectl logs -f -c ruby web-1',
      '# Display only the most recent 20 lines of output in pod nginx',
      'kubectl logs --tail=20 nginx',
      '# Show all logs from pod nginx written in the last hour',
      'kubectl logs --since=1h nginx',
    ],
    usage: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
    flags: [
      ...(release.name === '1.20' ? [] : [bool('all-pods', 'Get logs from all pod(s). Sets prefix to true.')]),
      bool('all-containers', "Get all containers' logs in the pod(s)."),
      bool('follow', 'Specify if the logs should be streamed.', { shorthand: 'f' }),
      bool('timestamps', 'Include timestamps on each line in the log output'),
      integer('limit-bytes', 'Maximum bytes of logs to return. Defaults to no limit.', { bits: 64 }),
      bool('previous', 'If true, print the logs for the previous instance of the container in a pod if it exists.', {
        shorthand: 'p',
      }),
      integer(
        'tail',
        'Lines of recent log file to display. Defaults to -1 with no selector, showing all log lines otherwise 10, if a selector is provided.',
        {
          value: -1,
          bits: 64,
        },
      ),
      bool('ignore-errors', 'If watching / following pod logs, allow for any errors that occur to be non-fatal'),
      text(
        'since-time',
        'Only return logs after a specific date (RFC3339). Defaults to all logs. Only one of since-time / since may be used.',
      ),
      duration(
        'since',
        'Only return logs newer than a relative duration like 5s, 2m, or 3h. Defaults to all logs. Only one of since-time / since may be used.',
      ),
      text('container', 'Print the logs of this container', { shorthand: 'c' }),
      bool(
        'insecure-skip-tls-verify-backend',
        'Skip verifying the identity of the kubelet that logs are requested from.',
      ),
      podRunningTimeoutFlag('20s'),
      selectorFlag(release),
      integer(
        'max-log-requests',
        'Specify maximum number of concurrent logs to follow when using by a selector. Defaults to 5.',
        { value: 5 },
      ),
      bool('prefix', 'Prefix each log line with the log source (pod name and container name)'),
    ],
    complete: 'pods-or-types',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args, release } = invocation;
  const selector = flags.string('selector');
  if ((args.length === 0 && selector === '') || args.length > 2) throw usageError(invocation.commandPath, usageMessage);
  if (args.length === 1 && selector !== '')
    throw usageError(invocation.commandPath, 'only a selector (-l) or a POD name is allowed');
  const container = args.length === 2 ? args[1]! : flags.string('container');
  const timeout = podRunningTimeout(invocation);
  const query = logQuery(invocation, container);

  const result = yield* select(invocation, {
    singleResourceType: true,
    ...(selector === ''
      ? { names: { type: 'pods', names: args.slice(0, 1) } }
      : { args: ['pods'], labelSelector: selector }),
  });
  let object;
  try {
    [object] = (yield* result.infos()).map((info) => info.object);
  } catch (error) {
    if (release.name !== '1.20' && isStatusError(error, 'NotFound')) {
      throw new CommandError(
        `error from server (NotFound): ${error.message} in namespace ${quote(invocation.namespace)}`,
      );
    }
    throw error;
  }
  if (object === undefined) throw new CommandError('expected a resource');
  // v1.20 says nothing of it.
  if (selector !== '' && listAt(object, 'items').length === 0 && release.name !== '1.20') {
    yield* invocation.err(`No resources found in ${invocation.namespace} namespace.\n`);
  }
  if (flags.bool('all-containers') && container !== '') {
    throw new CommandError(`--all-containers=true should not be specified with container name ${container}`);
  }
  if (flags.changed('container') && args.length === 2)
    throw new CommandError('only one of -c or an inline [CONTAINER] arg is allowed');
  checkNumbers(invocation);

  const sources = yield* logSourcesOf(invocation, object, container, timeout);
  yield* interruptible(invocation, printLogs(invocation, sources, query, timeout));
}

function checkNumbers({ flags }: Invocation): void {
  if (flags.string('since-time') !== '' && flags.number('since') !== 0) {
    throw new CommandError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  }
  if (flags.number('limit-bytes') < 0) throw new CommandError('--limit-bytes must be greater than 0');
  if (flags.number('since') < 0) throw new CommandError('--since must be greater than 0');
  if (flags.number('tail') < -1) throw new CommandError('--tail must be greater than or equal to -1');
}

/** PodLogOptions as a query; the container is added for each source. */
function logQuery({ flags }: Invocation, container: string): Query {
  const sinceTime = flags.string('since-time');
  if (sinceTime !== '' && parseTime(sinceTime) === undefined) {
    throw new CommandError(
      `parsing time ${quote(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${quote(sinceTime)} as "2006"`,
    );
  }
  const tail =
    flags.number('tail') === -1 && flags.string('selector') !== '' && !flags.changed('tail')
      ? 10
      : flags.number('tail');
  return {
    ...(container === '' ? {} : { container }),
    ...(flags.bool('follow') ? { follow: 'true' } : {}),
    ...(flags.bool('previous') ? { previous: 'true' } : {}),
    ...(flags.bool('timestamps') ? { timestamps: 'true' } : {}),
    ...(flags.bool('insecure-skip-tls-verify-backend') ? { insecureSkipTLSVerifyBackend: 'true' } : {}),
    ...(sinceTime === '' ? {} : { sinceTime }),
    ...(flags.number('since') === 0 ? {} : { sinceSeconds: String(Math.round(flags.number('since') / 1000)) }),
    ...(flags.number('limit-bytes') === 0 ? {} : { limitBytes: String(flags.number('limit-bytes')) }),
    ...(tail === -1 ? {} : { tailLines: String(tail) }),
  };
}
