import type { Service } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { isRecord, listAt } from '../object.ts';
import { dump } from './cluster-info/dump.ts';
import type { KubectlRelease } from '../releases.ts';

/** kubectl/pkg/cmd/clusterinfo/clusterinfo.go. */
export function clusterInfo(release: KubectlRelease): Command {
  return {
    name: 'cluster-info',
    short: release.name === '1.20' ? 'Display cluster info' : 'Display cluster information',
    long: 'Display addresses of the control plane and services with label kubernetes.io/cluster-service=true.',
    examples: ['# Print the address of the control plane and cluster services', 'kubectl cluster-info'],
    usage: 'cluster-info [flags]',
    subcommands: [dump(release)],
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { client, flags } = invocation;
  const namespace = flags.string('namespace') || 'kube-system';
  const list = yield* client.object('GET', `/api/v1/namespaces/${encodeURIComponent(namespace)}/services`, {
    query: { labelSelector: 'kubernetes.io/cluster-service=true' },
  });
  yield* invocation.out(serviceLine(invocation, 'Kubernetes control plane', client.config.server.url));
  for (const service of listAt(list, 'items').filter(isRecord) as unknown as readonly Service[]) {
    const { name = '', labels = {} } = service.metadata ?? {};
    yield* invocation.out(
      serviceLine(invocation, labels['kubernetes.io/name'] || name, linkTo(service, client.config.server.url)),
    );
  }
  yield* invocation.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
}

function linkTo(service: Service, host: string): string {
  const ports = service.spec?.ports ?? [];
  const [ingress] = service.status?.loadBalancer?.ingress ?? [];
  if (ingress !== undefined)
    return ports.map((port) => `http://${ingress.ip || (ingress.hostname ?? '')}:${port.port} `).join('');
  const { name = '', namespace = '' } = service.metadata ?? {};
  const [port] = ports;
  let word = name;
  if (port !== undefined) {
    const scheme = port.name === 'https' || port.port === 443 ? 'https' : '';
    if (scheme !== '') word = `${scheme}:${name}:${port.name ?? ''}`;
    else if ((port.name ?? '') !== '') word = `${name}:${port.name!}`;
  }
  return `${host}/api/v1/namespaces/${namespace}/services/${word}/proxy`;
}

/** v1.20 colours the line whatever it writes to (go-colortext). */
function serviceLine({ release }: Invocation, name: string, link: string): string {
  if (release.name !== '1.20') return `${name} is running at ${link}\n`;
  return `\u001b[0;32m${name}\u001b[0m is running at \u001b[0;33m${link}\u001b[0m\n`;
}
