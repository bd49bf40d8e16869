import { isEnvVarName } from '../../../engine/api/formats.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { parseLabels } from '../../generate/labels.ts';
import { parseResourceList } from '../../generate/resource-list.ts';
import { atoi } from '../../go/atoi.ts';
import type { Json } from '../../object.ts';
import { parsePairs } from '../../pairs.ts';

/** The Pod that `kubectl run` makes (kubectl/pkg/generate/versioned/run.go, BasicPod). */
export function basicPod(invocation: Invocation): Json {
  const { flags, args } = invocation;
  const name = args[0]!;
  const words = args.slice(1);
  const env = flags.list('env').map(envVar);
  const annotations = parsePairs(flags.list('annotations'), 'annotations');
  const labels = flags.string('labels') === '' ? { run: name } : parseLabels(flags.string('labels'));
  const stdin = flags.bool('stdin');
  const resources = {
    ...resourceList(invocation, 'limits'),
    ...resourceList(invocation, 'requests'),
  };
  const container = {
    name,
    image: flags.string('image'),
    resources,
    ...(stdin ? { stdin } : {}),
    ...(stdin && !flags.bool('leave-stdin-open') ? { stdinOnce: true } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
    ...(flags.bool('privileged') ? { securityContext: { privileged: true } } : {}),
    ...(words.length === 0 ? {} : { [flags.bool('command') ? 'command' : 'args']: words }),
    ...(env.length === 0 ? {} : { env }),
    ...(flags.string('image-pull-policy') === '' ? {} : { imagePullPolicy: flags.string('image-pull-policy') }),
    ...ports(invocation),
  };
  const serviceAccountName = flags.has('serviceaccount') ? flags.string('serviceaccount') : '';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: {
      ...(serviceAccountName === '' ? {} : { serviceAccountName }),
      containers: [container],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: flags.string('restart') || 'Always',
    },
  };
}

function envVar(text: string): Json {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0));
  if (name === '' || isEnvVarName(name).length > 0) throw new CommandError(`invalid env: ${text}`);
  const value = text.slice(equals + 1);
  return value === '' ? { name } : { name, value };
}

/** v1.20's --limits and --requests. */
function resourceList({ flags }: Invocation, flag: 'limits' | 'requests'): Json {
  const list = flags.has(flag) ? parseResourceList(flags.string(flag)) : undefined;
  return list === undefined ? {} : { [flag]: list };
}

function ports({ flags }: Invocation): Json {
  const text = flags.string('port');
  const containerPort = text === '' ? -1 : atoi(text);
  const hostPort = flags.has('hostport') ? flags.number('hostport') : -1;
  if (hostPort > 0 && containerPort < 0) throw new CommandError('--hostport requires --port to be specified');
  if (text === '') return {};
  return { ports: [{ containerPort, ...(hostPort > 0 ? { hostPort } : {}) }] };
}
