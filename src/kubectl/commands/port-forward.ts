import type { Pod } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, usageError } from '../errors.ts';
import { podRunningTimeout, podRunningTimeoutFlag } from '../flags/common.ts';
import { strings } from '../flags/flag.ts';
import { attachablePod } from '../pods/first-pod.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import { textAt } from '../object.ts';
import { forwardPorts } from './port-forward/forward.ts';
import { parseAddresses, parsePorts, podPorts, servicePorts } from './port-forward/ports.ts';

/** kubectl/pkg/cmd/portforward/portforward.go. */
export function portForward(release: KubectlRelease): Command {
  return {
    name: 'port-forward',
    short: 'Forward one or more local ports to a pod',
    long:
      (release.name === '1.20'
        ? "Forward one or more local ports to a pod. This command requires the node to have 'socat' installed."
        : 'Forward one or more local ports to a pod.') +
      "\n\n Use resource type/name such as deployment/mydeployment to select a pod. Resource type defaults to 'pod' if omitted.\n\n If there are multiple pods matching the criteria, a pod will be selected automatically. The forwarding session ends when the selected pod terminates.",
    examples: [
      '# Listen on ports 5000 and 6000 locally, forwarding data to/from ports 5000 and 6000 in the pod',
      'kubectl port-forward pod/mypod 5000 6000',
      '# Listen on port 8888 locally, forwarding to 5000 in the pod',
      'kubectl port-forward pod/mypod 8888:5000',
      '# Listen on port 8888 on all addresses, forwarding to 5000 in the pod',
      'kubectl port-forward --address 0.0.0.0 pod/mypod 8888:5000',
      '# Listen on a random port locally, forwarding to 5000 in the pod',
      'kubectl port-forward pod/mypod :5000',
    ],
    usage: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
    flags: [
      podRunningTimeoutFlag('1m0s'),
      strings(
        'address',
        'Addresses to listen on (comma separated). Only accepts IP addresses or localhost as a value. When localhost is supplied, kubectl will try to bind on both 127.0.0.1 and ::1 and will fail if neither of these addresses are available to bind.',
        { value: '[localhost]' },
      ),
    ],
    complete: 'pods-or-types',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { args, flags, client, namespace } = invocation;
  if (args.length < 2)
    throw usageError(invocation.commandPath, 'TYPE/NAME and list of ports are required for port-forward');
  const timeout = podRunningTimeout(invocation);
  const result = yield* select(invocation, { names: { type: 'pods', names: args.slice(0, 1) }, continueOnError: true });
  const [object] = (yield* result.infos()).flatMap((info) => (info.object === undefined ? [] : [info.object]));
  if (object === undefined) throw new CommandError('expected a resource');
  const chosen = yield* attachablePod(invocation, object, timeout);
  const words = args.slice(1);
  const ports =
    textAt(object, 'kind') === 'Service'
      ? servicePorts(words, object, chosen)
      : podPorts(words, chosen, invocation.release);
  const name = chosen.metadata?.name ?? '';
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  const pod = (yield* client.object('GET', path)) as unknown as Pod;
  const phase = pod.status?.phase ?? '';
  if (phase !== 'Running')
    throw new CommandError(`unable to forward port because pod is not running. Current status=${phase}`);
  yield* forwardPorts(invocation, `${path}/portforward`, parseAddresses(flags.list('address')), parsePorts(ports));
}
