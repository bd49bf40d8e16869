import { formatLabels } from '../../api/selectors.ts';
import type { Service } from '../../api/types.ts';
import { age, ageOf, column, doc, name, nameOf, type TablePrinter, wide } from './table.ts';

/** printService, both releases. */
export const services: TablePrinter<Service> = {
  columns: () => [
    name,
    column('Type', 'string', doc('core.v1.ServiceSpec', 'type')),
    column('Cluster-IP', 'string', doc('core.v1.ServiceSpec', 'clusterIP')),
    column('External-IP', 'string', doc('core.v1.ServiceSpec', 'externalIPs')),
    column('Port(s)', 'string', doc('core.v1.ServiceSpec', 'ports')),
    age,
    wide('Selector', 'string', doc('core.v1.ServiceSpec', 'selector')),
  ],
  cells(service, context) {
    const { spec } = service;
    return [
      nameOf(service),
      spec?.type ?? '',
      spec?.clusterIPs?.[0] ?? '<none>',
      externalIp(service),
      ports(service) || '<none>',
      ageOf(service, context),
      formatLabels(spec?.selector),
    ];
  },
};

function externalIp({ spec, status }: Service): string {
  const own = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return own.join(',') || '<none>';
    case 'LoadBalancer':
      return [...loadBalancerAddresses(status?.loadBalancer?.ingress), ...own].join(',') || '<pending>';
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

/** loadBalancerStatusStringer */
export function loadBalancerAddresses(
  ingress: readonly { readonly ip?: string; readonly hostname?: string }[] | undefined,
): readonly string[] {
  return [...new Set((ingress ?? []).map((one) => one.ip || (one.hostname ?? '')).filter((one) => one !== ''))].sort();
}

function ports({ spec }: Service): string {
  return (spec?.ports ?? [])
    .map(({ port, nodePort = 0, protocol = '' }) => `${port}${nodePort > 0 ? `:${nodePort}` : ''}/${protocol}`)
    .join(',');
}
