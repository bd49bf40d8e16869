import type { Pod } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { untilSeen } from '../client/until.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { bool, stringArray, text } from '../flags/flag.ts';
import { quote } from '../go/quote.ts';
import { isRecord, listAt, nameOf, recordAt, textAt, withField, type Json } from '../object.ts';
import { attachToPod } from '../pods/attach.ts';
import { asPod } from '../pods/first-pod.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import { interruptible } from '../signals.ts';
import { applyProfile, checkProfile } from './debug/profiles.ts';

/** kubectl/pkg/cmd/debug/debug.go. */
export function debug(release: KubectlRelease): Command | undefined {
  if (release.name === '1.20') return undefined;
  return {
    name: 'debug',
    short: 'Create debugging sessions for troubleshooting workloads and nodes',
    long: `Debug cluster resources using interactive debugging containers.

 'debug' provides automation for common debugging tasks for cluster objects identified by resource and name. Pods will be used by default if no resource is specified.

 The action taken by 'debug' varies depending on what resource is specified. Supported actions include:

  *  Workload: Create a copy of an existing pod with certain attributes changed, for example changing the image tag to a new version.
  *  Workload: Add an ephemeral container to an already running pod, for example to add debugging utilities without restarting the pod.
  *  Node: Create a new pod that runs in the node's host namespaces and can access the node's filesystem.`,
    examples: [
      '# Create an interactive debugging session in pod mypod and immediately attach to it.',
      'kubectl debug mypod -it --image=busybox',
      '# Create a copy of mypod adding a debug container and attach to it',
      'kubectl debug mypod -it --image=busybox --copy-to=my-debugger',
      '# Create an interactive debugging session on a node and immediately attach to it.',
      "# The container will run in the host namespaces and the host's filesystem will be mounted at /host",
      'kubectl debug node/mynode -it --image=busybox',
    ],
    usage: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
    flags: [
      bool(
        'arguments-only',
        'If specified, everything after -- will be passed to the new container as Args instead of Command.',
      ),
      bool(
        'attach',
        "If true, wait for the container to start running, and then attach as if 'kubectl attach ...' were called.  Default false, unless '-i/--stdin' is set, in which case the default is true.",
      ),
      text('container', 'Container name to use for debug container.', { shorthand: 'c' }),
      text('copy-to', 'Create a copy of the target Pod with this name.'),
      bool('replace', "When used with '--copy-to', delete the original Pod."),
      stringArray('env', 'Environment variables to set in the container.'),
      text('image', 'Container image to use for debug container.'),
      text(
        'image-pull-policy',
        'The image pull policy for the container. If left empty, this value will not be specified by the client and defaulted by the server.',
      ),
      bool('stdin', 'Keep stdin open on the container(s) in the pod, even if nothing is attached.', {
        shorthand: 'i',
      }),
      bool('quiet', 'If true, suppress informational messages.', { shorthand: 'q' }),
      bool('same-node', "When used with '--copy-to', schedule the copy of target Pod on the same node."),
      bool('share-processes', "When used with '--copy-to', enable process namespace sharing in the copy.", {
        on: true,
      }),
      text('target', 'When using an ephemeral container, target processes in this container name.'),
      bool('tty', 'Allocate a TTY for the debugging container.', { shorthand: 't' }),
      text(
        'profile',
        'Options are "general", "baseline", "restricted", "netadmin" or "sysadmin". Defaults to "general"',
        { value: 'general' },
      ),
    ],
    complete: 'pods-or-types',
    run,
  };
}

function* run(invocation: Invocation): Task<number> {
  const { flags, args, argsBeforeDash } = invocation;
  const targets = argsBeforeDash === undefined ? args : args.slice(0, argsBeforeDash);
  const command = argsBeforeDash === undefined ? [] : args.slice(argsBeforeDash);
  checkProfile(flags.string('profile'));
  yield* check(invocation, targets, command);
  const result = yield* select(invocation, { names: { type: 'pods', names: targets } });
  const attach = flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin');
  let status = 0;
  yield* result.visit(function* (info): Task<void> {
    const object = info.object ?? {};
    const kind = textAt(object, 'kind');
    const { group, version } = info.mapping;
    if (kind !== 'Pod' && kind !== 'Node') {
      const gvk = `${group}/${version}, Kind=${info.mapping.kind}`;
      throw new CommandError(`${quote(gvk)} not supported by debug`);
    }
    const made =
      kind === 'Node'
        ? yield* debugNode(invocation, object, command)
        : flags.string('copy-to') !== ''
          ? yield* debugCopy(invocation, object, command)
          : yield* debugEphemeral(invocation, object, command);
    if (!attach) return;
    const pod = yield* interruptible(invocation, waitForContainer(invocation, made));
    status = yield* attachToPod(invocation, pod, made.container, {
      stdin: flags.bool('stdin'),
      tty: flags.bool('tty'),
      quiet: flags.bool('quiet'),
    });
  });
  return status;
}

function* check(invocation: Invocation, targets: readonly string[], command: readonly string[]): Task<void> {
  const { flags } = invocation;
  const [image, container] = [flags.string('image'), flags.string('container')];
  if (flags.bool('attach') && image === '' && container === '') {
    throw new CommandError('you must specify --container or create a new container using --image in order to attach.');
  }
  if (flags.string('copy-to') !== '') {
    if (image === '' && command.length === 0) {
      throw new CommandError('you must specify --image, --set-image or command arguments.');
    }
    if (command.length > 0 && container === '' && image === '') {
      throw new CommandError('you must specify an existing container or a new image when specifying args.');
    }
  } else {
    if (flags.bool('replace')) throw new CommandError('--replace may only be used with --copy-to.');
    if (flags.bool('same-node')) throw new CommandError('--same-node may only be used with --copy-to.');
    if (image === '') throw new CommandError('you must specify --image when not using --copy-to.');
  }
  if (targets.length === 0) throw new CommandError('NAME or filename is required for debug');
  const policy = flags.string('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) {
    throw new CommandError(`invalid image pull policy: ${policy}`);
  }
  const target = flags.string('target');
  if (target !== '') {
    if (flags.string('copy-to') !== '') {
      throw new CommandError('--target is incompatible with --copy-to. Use --share-processes instead.');
    }
    if (!flags.bool('quiet')) {
      yield* invocation.out(
        `Targeting container ${quote(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
    }
  }
  if (flags.bool('tty') && !flags.bool('stdin')) {
    throw new CommandError('-i/--stdin is required for containers with -t/--tty=true');
  }
}

interface Made {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The debugger as the flags describe it. */
function debugger_(invocation: Invocation, name: string, command: readonly string[]): Json {
  const { flags } = invocation;
  const env = flags.list('env').map((pair) => {
    const equals = pair.indexOf('=');
    if (equals < 0) throw new CommandError(`${pair} must be formatted as key=value`);
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
  });
  const policy = flags.string('image-pull-policy');
  return {
    name,
    image: flags.string('image'),
    ...(command.length === 0 ? {} : { [flags.bool('arguments-only') ? 'args' : 'command']: command }),
    ...(env.length === 0 ? {} : { env }),
    ...(policy === '' ? {} : { imagePullPolicy: policy }),
    ...(flags.bool('stdin') ? { stdin: true } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
    terminationMessagePolicy: 'File',
  };
}

/** -c, or a name that no container has. */
function* debuggerName(invocation: Invocation): Task<string> {
  const { flags } = invocation;
  if (flags.string('container') !== '') return flags.string('container');
  const name = `debugger-${suffix(invocation)}`;
  if (!flags.bool('quiet')) yield* invocation.out(`Defaulting debug container name to ${name}.\n`);
  return name;
}

/** Five letters as apimachinery's rand.String chooses them. */
function suffix({ p }: Invocation): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  return Array.from({ length: 5 }, () => letters[Math.floor(p.random() * letters.length)]!).join('');
}

function podPath(namespace: string, name = '', subresource = ''): string {
  const object = name === '' ? '' : `/${encodeURIComponent(name)}`;
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods${object}${subresource}`;
}

function* debugEphemeral(invocation: Invocation, pod: Json, command: readonly string[]): Task<Made> {
  const { flags, client } = invocation;
  const name = yield* debuggerName(invocation);
  const target = flags.string('target');
  const { container } = applyProfile(flags.string('profile'), {
    style: 'ephemeral',
    container: {
      ...debugger_(invocation, name, command),
      ...(target === '' ? {} : { targetContainerName: target }),
    },
    spec: {},
  });
  const namespace = textAt(pod, 'metadata', 'namespace');
  yield* client.object('PATCH', podPath(namespace, nameOf(pod), '/ephemeralcontainers'), {
    headers: { 'content-type': 'application/strategic-merge-patch+json' },
    body: { spec: { ephemeralContainers: [container] } },
  });
  return { namespace, pod: nameOf(pod), container: name };
}

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];

function* debugCopy(invocation: Invocation, pod: Json, command: readonly string[]): Task<Made> {
  const { flags, client } = invocation;
  const namespace = textAt(pod, 'metadata', 'namespace');
  const asked = flags.string('container');
  const containers = listAt(pod, 'spec', 'containers').filter(isRecord);
  const existing = containers.find((one) => textAt(one, 'name') === asked);
  if (existing === undefined && flags.string('image') === '') {
    throw new CommandError('you must specify image when creating new container');
  }
  const name = existing === undefined ? yield* debuggerName(invocation) : asked;
  const own = debugger_(invocation, name, command);
  const { ephemeralContainers: _ephemeral, containers: _containers, ...rest } = recordAt(pod, 'spec');
  const spec = flags.bool('same-node') ? rest : withField(rest, ['nodeName'], undefined);
  const changed = applyProfile(flags.string('profile'), {
    style: 'copy',
    container: existing === undefined ? own : merged(existing, own),
    spec: flags.changed('share-processes') ? { ...spec, shareProcessNamespace: flags.bool('share-processes') } : spec,
  });
  const others = containers.map((one) => (one === existing ? changed.container : one));
  const all = (existing === undefined ? [...others, changed.container] : others).map((one) =>
    probes.reduce((made, probe) => withField(made, [probe], undefined), one),
  );
  if (flags.bool('replace')) yield* client.object('DELETE', podPath(namespace, nameOf(pod)));
  const { initContainers: _init, ...withoutInit } = changed.spec;
  const copy = flags.string('copy-to');
  yield* client.object('POST', podPath(namespace), {
    body: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: copy, namespace },
      spec: { ...withoutInit, containers: all },
    },
  });
  return { namespace, pod: copy, container: name };
}

/** What was asked for goes over what the container had. */
function merged(existing: Json, own: Json): Json {
  const { image, ...rest } = own;
  const base = 'command' in own ? withField(existing, ['args'], undefined) : existing;
  return { ...base, ...rest, ...(image === '' ? {} : { image }) };
}

function* debugNode(invocation: Invocation, node: Json, command: readonly string[]): Task<Made> {
  const { flags, client, namespace } = invocation;
  const container = flags.string('container') || 'debugger';
  const pod = `node-debugger-${nameOf(node)}-${suffix(invocation)}`;
  if (!flags.bool('quiet')) {
    yield* invocation.out(`Creating debugging pod ${pod} with container ${container} on node ${nameOf(node)}.\n`);
  }
  const made = applyProfile(flags.string('profile'), {
    style: 'node',
    container: debugger_(invocation, container, command),
    spec: { nodeName: nameOf(node), restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }] },
  });
  yield* client.object('POST', podPath(namespace), {
    body: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: pod, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
      spec: { ...made.spec, containers: [made.container] },
    },
  });
  return { namespace, pod, container };
}

/** Until the debugger runs or has ended (waitForContainer). */
function* waitForContainer({ client, err }: Invocation, made: Made): Task<Pod> {
  let found: Pod | undefined;
  const said = new Set<string>();
  yield* untilSeen(
    client,
    podPath(made.namespace),
    { fieldSelector: `metadata.name=${made.pod}` },
    function* ({ deleted, object }): Task<boolean> {
      if (deleted) throw new CommandError('pods "" not found');
      const pod = asPod(object);
      const status = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.ephemeralContainerStatuses ?? [])].find(
        (one) => one.name === made.container,
      );
      const message = status?.state?.waiting?.message ?? '';
      if (message !== '' && !said.has(message)) {
        said.add(message);
        yield* err(`Warning: container ${made.container}: ${message}\n`);
      }
      if (status?.state?.running === undefined && status?.state?.terminated === undefined) return false;
      found = pod;
      return true;
    },
  );
  if (found === undefined) throw new CommandError('timed out waiting for the condition');
  return found;
}
