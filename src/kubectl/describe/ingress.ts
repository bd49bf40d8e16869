import type { Ingress, Service } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { isReportable } from '../errors.ts';
import { field, recordAt, textAt, type Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { backendsOf, noBackends } from './endpoints.ts';
import { eventsOf } from './events.ts';
import { annotationLines, labelLines } from './format.ts';
import type { DescribeWriter } from './writer.ts';

type Backend = NonNullable<NonNullable<Ingress['spec']>['defaultBackend']>;

/** describeIngress of describe.go, both releases. */
export function* describeIngress(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, spec, status } = object as unknown as Ingress;
  const namespace = metadata?.namespace ?? '';
  const old = context.release.name === '1.20';
  w.field(0, 'Name', metadata?.name ?? '');
  if (!old) labelLines(w, 'Labels', metadata?.labels);
  w.field(0, 'Namespace', namespace);
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip = '', hostname = '' }) => ip || hostname);
  w.field(0, 'Address', [...new Set(addresses.filter((one) => one !== ''))].sort().join(','));
  if (!old) w.field(0, 'Ingress Class', spec?.ingressClassName ?? '<none>');
  const fallback = yield* defaultBackend(spec?.defaultBackend, namespace, context);
  w.field(0, 'Default backend', fallback);
  if ((spec?.tls ?? []).length > 0) {
    w.line(0, 'TLS:');
    for (const { secretName = '', hosts = [] } of spec!.tls!)
      w.line(1, secretName === '' ? `SNI routes ${hosts.join(',')}` : `${secretName} terminates ${hosts.join(',')}`);
  }
  w.line(0, 'Rules:\n  Host\tPath\tBackends');
  w.line(1, '----\t----\t--------');
  const rules = (spec?.rules ?? []).filter((rule) => rule.http !== undefined);
  for (const rule of rules) {
    w.line(1, `${rule.host === undefined || rule.host === '' ? '*' : rule.host}\t`);
    for (const path of rule.http?.paths ?? [])
      w.line(2, `\t${path.path ?? ''} \t${yield* backendText(path.backend, namespace, context)}`);
  }
  if (rules.length === 0) w.line(1, `*\t*\t${fallback}`);
  annotationLines(w, 'Annotations', metadata?.annotations);
  yield* eventsOf(object, context, w);
}

/** v1.20 looks for the `default-http-backend` Service of kube-system instead of none. */
function* defaultBackend(backend: Backend | undefined, namespace: string, context: DescribeContext): Task<string> {
  if (backend !== undefined) return yield* backendText(backend, namespace, context);
  if (context.release.name !== '1.20') return '<default>';
  const old: Backend = { service: { name: 'default-http-backend', port: { number: 80 } } };
  return yield* backendText(old, 'kube-system', context);
}

/** `web:80 (10.244.1.2:8080)` */
function* backendText(backend: Backend, namespace: string, context: DescribeContext): Task<string> {
  const { service, resource } = backend;
  if (service === undefined) {
    return resource === undefined
      ? ''
      : `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`;
  }
  const { number = 0, name = '' } = service.port ?? {};
  const label = `${service.name}:${number === 0 ? name : number}`;
  try {
    const backends = yield* backendsOf(context, namespace, service.name);
    // v1.20 reports the missing Endpoints as any other error.
    if (backends === undefined) return `${label} (<error: endpoints "${service.name}" not found>)`;
    const found = (yield* context.client.object(
      'GET',
      `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${encodeURIComponent(service.name)}`,
    )) as unknown as Service;
    const port = (found.spec?.ports ?? []).find((one) =>
      number === 0 ? name !== '' && one.name === name : one.port === number,
    );
    return `${label} (${(backends ?? noBackends).text(port?.name ?? '')})`;
  } catch (error) {
    if (!isReportable(error)) throw error;
    return `${label} (<error: ${error.message}>)`;
  }
}

/** describeIngressClass. */
export function* describeIngressClass(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const metadata = object['metadata'] as Ingress['metadata'];
  w.field(0, 'Name', metadata?.name ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.field(0, 'Controller', textAt(object, 'spec', 'controller'));
  if (field(object, 'spec', 'parameters') !== undefined) {
    const parameters = recordAt(object, 'spec', 'parameters');
    w.line(0, 'Parameters:');
    if (parameters['apiGroup'] !== undefined) w.field(1, 'APIGroup', String(parameters['apiGroup']));
    w.field(1, 'Kind', textAt(parameters, 'kind'));
    w.field(1, 'Name', textAt(parameters, 'name'));
  }
  yield* eventsOf(object, context, w);
}
