import { formatLabels } from '../../engine/api/selectors.ts';
import type { Service } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { isReportable } from '../errors.ts';
import type { Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { backendsOf, noBackends, type Backends } from './endpoints.ts';
import { eventsOf } from './events.ts';
import { annotationLines, labelLines } from './format.ts';
import type { DescribeWriter } from './writer.ts';

type Port = NonNullable<NonNullable<Service['spec']>['ports']>[number];

/** describeService of describe.go, both releases. */
export function* describeService(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, spec, status } = object as unknown as Service;
  const old = context.release.name === '1.20';
  const backends = yield* backendsOrNone(context, metadata?.namespace ?? '', metadata?.name ?? '');
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.field(0, 'Selector', formatLabels(spec?.selector));
  w.field(0, 'Type', spec?.type ?? '');
  if (spec?.ipFamilyPolicy !== undefined) w.field(0, 'IP Family Policy', spec.ipFamilyPolicy);
  w.field(0, 'IP Families', (spec?.ipFamilies ?? []).join(',') || '<none>');
  w.field(0, 'IP', spec?.clusterIP ?? '');
  w.field(0, 'IPs', (spec?.clusterIPs ?? []).join(',') || '<none>');
  if ((spec?.externalIPs ?? []).length > 0) w.field(0, 'External IPs', spec!.externalIPs!.join(','));
  if ((spec?.loadBalancerIP ?? '') !== '') w.field(0, old ? 'IP' : 'Desired LoadBalancer IP', spec!.loadBalancerIP!);
  if ((spec?.externalName ?? '') !== '') w.field(0, 'External Name', spec!.externalName!);
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) {
    w.field(
      0,
      'LoadBalancer Ingress',
      ingress
        .map(({ ip = '', ipMode, hostname = '' }) =>
          ip === '' ? hostname : ipMode === undefined || old ? ip : `${ip} (${ipMode})`,
        )
        .join(', '),
    );
  }
  for (const port of spec?.ports ?? []) drawPort(w, port, backends, old);
  w.field(0, 'Session Affinity', spec?.sessionAffinity ?? '');
  if ((spec?.externalTrafficPolicy ?? '') !== '') w.field(0, 'External Traffic Policy', spec!.externalTrafficPolicy!);
  if (!old && spec?.internalTrafficPolicy !== undefined)
    w.field(0, 'Internal Traffic Policy', spec.internalTrafficPolicy);
  if ((spec?.healthCheckNodePort ?? 0) !== 0) w.field(0, 'HealthCheck NodePort', spec!.healthCheckNodePort!);
  if ((spec?.loadBalancerSourceRanges ?? []).length > 0)
    w.field(0, 'LoadBalancer Source Ranges', spec!.loadBalancerSourceRanges!.join(','));
  if (!old && spec?.trafficDistribution !== undefined) w.field(0, 'Traffic Distribution', spec.trafficDistribution);
  yield* eventsOf(object, context, w);
}

function* backendsOrNone(context: DescribeContext, namespace: string, name: string): Task<Backends> {
  try {
    return (yield* backendsOf(context, namespace, name)) ?? noBackends;
  } catch (error) {
    if (!isReportable(error)) throw error;
    return noBackends;
  }
}

function drawPort(w: DescribeWriter, port: Port, backends: Backends, old: boolean): void {
  const name = port.name === undefined || port.name === '' ? '<unset>' : port.name;
  const protocol = port.protocol ?? '';
  w.field(0, 'Port', `${name}\t${port.port}/${protocol}`);
  w.field(0, 'TargetPort', `${String(port.targetPort ?? 0)}/${protocol}`);
  if (!old && port.appProtocol !== undefined) w.field(0, 'AppProtocol', port.appProtocol);
  if ((port.nodePort ?? 0) !== 0) w.field(0, 'NodePort', `${name}\t${port.nodePort!}/${protocol}`);
  w.field(0, 'Endpoints', backends.text(port.name ?? ''));
}
