import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { podRunningTimeout, podRunningTimeoutFlag } from '../flags/common.ts';
import { bool, text } from '../flags/flag.ts';
import { attachToPod } from '../pods/attach.ts';
import { attachablePod } from '../pods/first-pod.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import { chooseContainer } from './exec.ts';

/** kubectl/pkg/cmd/attach/attach.go. */
export function attach(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'attach',
    short: 'Attach to a running container',
    long: 'Attach to a process that is already running inside an existing container.',
    examples: old
      ? [
          '# Get output from running pod mypod, use the kubectl.kubernetes.io/default-container annotation',
          '# for selecting the container to be attached or the first container in the pod will be chosen',
          'kubectl attach mypod',
          '# Get output from ruby-container from pod mypod',
          'kubectl attach mypod -c ruby-container',
          "# Switch to raw terminal mode, sends stdin to 'bash' in ruby-container from pod mypod",
          "# and sends stdout/stderr from 'bash' back to the client",
          'kubectl attach mypod -c ruby-container -i -t',
          '# Get output from the first pod of a ReplicaSet named nginx',
          'kubectl attach rs/nginx',
        ]
      : [
          "# Get output from running pod mypod; use the 'kubectl.kubernetes.io/default-container' annotation",
          '# for selecting the container to be attached or the first container in the pod will be chosen',
          'kubectl attach mypod',
          '# Get output from ruby-container from pod mypod',
          'kubectl attach mypod -c ruby-container',
          "# Switch to raw terminal mode; sends stdin to 'bash' in ruby-container from pod mypod",
          "# and sends stdout/stderr from 'bash' back to the client",
          'kubectl attach mypod -c ruby-container -i -t',
          '# Get output from the first pod of a replica set named nginx',
          'kubectl attach rs/nginx',
        ],
    usage: 'attach (POD | TYPE/NAME) -c CONTAINER',
    flags: [
      podRunningTimeoutFlag('1m0s'),
      text(
        'container',
        old
          ? 'Container name. If omitted, the first container in the pod will be chosen'
          : 'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen',
        { shorthand: 'c' },
      ),
      bool('stdin', 'Pass stdin to the container', { shorthand: 'i' }),
      bool('tty', 'Stdin is a TTY', { shorthand: 't' }),
      ...(old ? [] : [bool('quiet', 'Only print output from the remote session', { shorthand: 'q' })]),
    ],
    complete: 'pods-or-types',
    run,
  };
}

function* run(invocation: Invocation): Task<number> {
  const { args, flags } = invocation;
  if (args.length === 0) throw new CommandError('at least 1 argument is required for attach');
  if (args.length > 2) {
    throw new CommandError(
      `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`,
    );
  }
  const timeout = podRunningTimeout(invocation);
  const result = yield* select(invocation, {
    names: args.length === 1 ? { type: 'pods', names: [args[0]!] } : { type: args[0]!, names: [args[1]!] },
  });
  const [info] = yield* result.infos();
  const pod = yield* attachablePod(invocation, info?.object ?? {}, timeout);
  const phase = pod.status?.phase ?? '';
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new CommandError(`cannot attach a container in a completed pod; current phase is ${phase}`);
  }
  let container: string;
  try {
    container = yield* chooseContainer(invocation, pod);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`cannot attach to the container: ${error.message}`);
  }
  return yield* attachToPod(invocation, pod, container, {
    stdin: flags.bool('stdin'),
    tty: flags.bool('tty'),
    quiet: flags.has('quiet') && flags.bool('quiet'),
  });
}
