import { isDns1123Subdomain, isPortName, isPortNumber } from '../../../engine/api/formats.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { quote } from '../../go/quote.ts';
import type { Json } from '../../object.ts';
import { createServicePage } from '../../pages/create-service.ts';
import { createServiceClusteripPage } from '../../pages/create-service-clusterip.ts';
import { createServiceExternalnamePage } from '../../pages/create-service-externalname.ts';
import { createServiceLoadbalancerPage } from '../../pages/create-service-loadbalancer.ts';
import { createServiceNodeportPage } from '../../pages/create-service-nodeport.ts';
import { page, type PageTexts } from '../../pages/page.ts';
import type { KubectlRelease } from '../../releases.ts';
import { groupRun } from '../group.ts';
import { createSubcommand, type Creation } from './subcommand.ts';

type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';

/** kubectl/pkg/cmd/create/create_service.go. */
export function service(release: KubectlRelease): Command {
  return {
    ...page(release, createServicePage),
    subcommands: [
      creation('ClusterIP', createServiceClusteripPage),
      creation('NodePort', createServiceNodeportPage),
      creation('LoadBalancer', createServiceLoadbalancerPage),
      creation('ExternalName', createServiceExternalnamePage),
    ].map((one) => createSubcommand(release, one)),
    run: groupRun(2),
  };
}

function creation(type: ServiceType, texts: PageTexts): Creation {
  return {
    page: texts,
    ...(type === 'ExternalName' ? { required: ['external-name'] } : {}),
    generator: '',
    failure: `failed to create ${type} service:`,
    build: (invocation, name) => serviceOf(invocation, name, type),
  };
}

function serviceOf({ flags, release }: Invocation, name: string, type: ServiceType): Json {
  const pairs = flags.list('tcp');
  const clusterIP = flags.has('clusterip') ? flags.string('clusterip') : '';
  const externalName = flags.has('external-name') ? flags.string('external-name') : '';
  const nodePort = flags.has('node-port') ? flags.number('node-port') : 0;
  if (clusterIP !== 'None' && pairs.length === 0 && type !== 'ExternalName')
    throw new CommandError('at least one tcp port specifier must be provided');
  if (type === 'ExternalName' && isDns1123Subdomain(externalName).length > 0)
    throw new CommandError(`invalid service external name ${externalName}`);
  const labels = { app: name };
  const ports = pairs.map((pair) => ({
    name: pair.replaceAll(':', '-'),
    protocol: 'TCP',
    ...portPair(pair, release),
    ...(nodePort === 0 ? {} : { nodePort }),
  }));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: {
      type,
      selector: labels,
      ...(ports.length === 0 ? {} : { ports }),
      ...(externalName === '' ? {} : { externalName }),
      ...(clusterIP === '' ? {} : { clusterIP }),
    },
  };
}

/** `80`, `80:8080`, `80:http` (parsePorts). */
function portPair(text: string, release: KubectlRelease): Json {
  const [portText, targetText] = text.split(':');
  const port = parsePort(portText ?? '');
  if (targetText === undefined) return { port, targetPort: port };
  const isNumber = /^[+-]?\d+$/.test(targetText);
  const errors = isNumber ? isPortNumber(Number(targetText)) : isPortName(targetText, release);
  if (errors.length > 0) throw new CommandError(errors.join(','));
  return { port, targetPort: isNumber ? Number(targetText) : targetText };
}

/** k8s.io/utils/net ParsePort: 16 bits, 0 allowed. */
function parsePort(text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandError(`strconv.ParseUint: parsing ${quote(text)}: invalid syntax`);
  if (Number(text) > 65_535) throw new CommandError(`strconv.ParseUint: parsing ${quote(text)}: value out of range`);
  return Number(text);
}
