import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { parseLabels } from '../../generate/labels.ts';
import { atoi } from '../../go/atoi.ts';
import type { Json } from '../../object.ts';
import type { ExposedPort } from './introspect.ts';

/** What a Service is made from: the flags of expose, filled up from the exposed object. */
export interface ServiceParams {
  readonly name: string;
  readonly selector: string;
  readonly labels: string;
  /** `80`, or `80,443`. */
  readonly ports: string;
  readonly protocol: string;
  /** What the exposed object itself declares. */
  readonly declared: readonly ExposedPort[];
  readonly targetPort?: string;
  readonly externalIP?: string;
  readonly loadBalancerIP?: string;
  readonly type?: string;
  readonly sessionAffinity?: string;
  readonly clusterIP?: string;
}

/** The Service of expose (expose.go createService; v1.20: generate/versioned/service.go). */
export function serviceOf(params: ServiceParams, release: Invocation['release']): Json {
  if (params.selector === '')
    throw new CommandError(
      release.name === '1.20' ? "'selector' is a required parameter" : 'selector must be specified',
    );
  const selector = parseLabels(params.selector);
  const labels = params.labels === '' ? undefined : parseLabels(params.labels);
  const ports = servicePorts(params, release).map((one) => ({
    ...one,
    targetPort: (params.targetPort ?? '') === '' ? one['port'] : intOrString(params.targetPort!),
  }));
  const affinity = params.sessionAffinity ?? '';
  if (!['', 'None', 'ClientIP'].includes(affinity)) throw new CommandError(`unknown session affinity: ${affinity}`);
  const given = (name: string, value: string | undefined): Json => ((value ?? '') === '' ? {} : { [name]: value });
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: params.name, ...(labels === undefined ? {} : { labels }) },
    spec: {
      selector,
      ...(ports.length === 0 ? {} : { ports }),
      ...((params.externalIP ?? '') === '' ? {} : { externalIPs: [params.externalIP] }),
      ...given('type', params.type),
      ...given('loadBalancerIP', params.type === 'LoadBalancer' ? params.loadBalancerIP : ''),
      ...given('sessionAffinity', affinity),
      ...given('clusterIP', params.clusterIP),
    },
  };
}

function servicePorts(params: ServiceParams, release: Invocation['release']): readonly Json[] {
  if (params.ports === '') return [];
  const texts = params.ports.split(',');
  return texts.flatMap((text, i) => {
    const port = atoi(text);
    const name = texts.length > 1 ? { name: `port-${i + 1}` } : {};
    const declared = params.declared.filter((one) => one.port === text).map((one) => one.protocol);
    if (params.protocol !== '' || declared.length === 0) return [{ ...name, port, protocol: params.protocol || 'TCP' }];
    // v1.20 knows one protocol for a port, the last that was declared.
    if (declared.length === 1 || release.name === '1.20') return [{ ...name, port, protocol: declared.at(-1)! }];
    return declared.map((protocol) => ({ name: `port-${i + 1}-${protocol.toLowerCase()}`, port, protocol }));
  });
}

function intOrString(text: string): number | string {
  return /^[+-]?\d+$/.test(text) ? Number(text) : text;
}

/** The Service that `kubectl run --expose` makes beside the Pod. */
export function serviceForPod({ flags, args, release }: Invocation): Json {
  const name = args[0]!;
  const labels = flags.string('labels');
  return serviceOf(
    { name, selector: labels || `run=${name}`, labels, ports: flags.string('port'), protocol: '', declared: [] },
    release,
  );
}
