import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, usageError } from '../errors.ts';
import { podRunningTimeout, podRunningTimeoutFlag } from '../flags/common.ts';
import { bool, strings, text } from '../flags/flag.ts';
import { quote } from '../go/quote.ts';
import { isListObject } from '../object.ts';
import { allContainerNames, defaultContainerAnnotation, findContainer, isMultiContainer } from '../pods/containers.ts';
import { attachablePod } from '../pods/first-pod.ts';
import type { Pod } from '../../engine/api/types.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import { runStreams } from './exec/streams.ts';

/** kubectl/pkg/cmd/exec/exec.go. */
export function exec(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'exec',
    short: 'Execute a command in a container',
    long: 'Execute a command in a container.',
    examples: [
      "# Get output from running the 'date' command from pod mypod, using the first container by default",
      'kubectl exec mypod -- date',
      "# Get output from running the 'date' command in ruby-container from pod mypod",
      'kubectl exec mypod -c ruby-container -- date',
      "# Switch to raw terminal mode; sends stdin to 'bash' in ruby-container from pod mypod",
      "# and sends stdout/stderr from 'bash' back to the client",
      'kubectl exec mypod -c ruby-container -i -t -- bash -il',
    ],
    usage: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
    flags: [
      podRunningTimeoutFlag('1m0s'),
      strings('filename', 'to use to exec into the resource', { shorthand: 'f' }),
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

const deprecation =
  'kubectl exec [POD] [COMMAND] is DEPRECATED and will be removed in a future version. Use kubectl exec [POD] -- [COMMAND] instead.\n';

function* run(invocation: Invocation): Task<number> {
  const { flags, args, argsBeforeDash, release } = invocation;
  const files = flags.list('filename');
  let target = args.length > 0 && argsBeforeDash !== 0 ? args[0]! : '';
  let command: readonly string[] = [];
  if (argsBeforeDash !== undefined) command = args.slice(argsBeforeDash);
  else if (args.length > 1 || (args.length > 0 && files.length > 0)) {
    if (release.execWithoutDash === 'refused') {
      throw usageError(
        invocation.commandPath,
        'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
      );
    }
    yield* invocation.err(deprecation);
    command = args.length > 1 ? args.slice(1) : args;
    if (args.length === 1) target = '';
  }
  const timeout = podRunningTimeout(invocation);
  if (target === '' && files.length === 0) throw new CommandError('pod, type/name or --filename must be specified');
  if (command.length === 0) throw new CommandError('you must specify at least one command for the container');

  const result = yield* select(invocation, {
    filenames: files,
    ...(target === '' ? {} : { names: { type: 'pods', names: [target] } }),
  });
  const objects = (yield* result.infos()).flatMap((info) => (info.object === undefined ? [] : [info.object]));
  const object = objects[0];
  if (objects.length !== 1 || object === undefined || isListObject(object)) {
    throw new CommandError('cannot exec into multiple objects at a time');
  }
  const pod = yield* attachablePod(invocation, object, timeout);
  const phase = pod.status?.phase ?? '';
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const container = yield* chooseContainer(invocation, pod);
  return yield* runStreams(invocation, {
    path: `/api/v1/namespaces/${encodeURIComponent(pod.metadata?.namespace ?? '')}/pods/${encodeURIComponent(pod.metadata?.name ?? '')}/exec`,
    query: { container, command },
    stdin: flags.bool('stdin'),
    tty: flags.bool('tty'),
    quiet: flags.has('quiet') && flags.bool('quiet'),
  });
}

/**
 * -c, the annotation, or the first container (podcmd.FindOrDefaultContainerByName; v1.20 has its own lines).
 * @param say where to write which one was chosen; a command that only uses exec points to no other command
 */
export function* chooseContainer(invocation: Invocation, pod: Pod, say?: (text: string) => Task<void>): Task<string> {
  const { flags, release } = invocation;
  const name = pod.metadata?.name ?? '';
  const asked = flags.string('container');
  const first = pod.spec?.containers[0]?.name ?? '';
  if (release.name === '1.20') {
    if (asked !== '') return asked;
    // attach says it of a single container too.
    if ((pod.spec?.containers.length ?? 0) > 1 || invocation.command.name === 'attach') {
      const line = `Defaulting container name to ${first}.\n`;
      if (say !== undefined) yield* say(line);
      else
        yield* invocation.err(
          `${line}Use 'kubectl describe pod/${name} -n ${invocation.namespace}' to see all of the containers in this pod.\n`,
        );
    }
    return first;
  }
  const chosen = asked !== '' ? asked : (pod.metadata?.annotations?.[defaultContainerAnnotation] ?? '');
  if (chosen !== '') {
    if (findContainer(pod, chosen) !== undefined) return chosen;
    throw new CommandError(`container ${chosen} is not valid for pod ${name} out of: ${allContainerNames(pod)}`);
  }
  const quiet = flags.has('quiet') && flags.bool('quiet');
  if (!quiet && isMultiContainer(pod))
    yield* (say ?? invocation.err)(`Defaulted container ${quote(first)} out of: ${allContainerNames(pod)}\n`);
  return first;
}
