import { formatLabelSelectorObject, type LabelSelectorObject } from '../../api/selectors.ts';
import type { Endpoints, EndpointSlice, Ingress, KubeObject, NetworkPolicy } from '../../api/types.ts';
import { loadBalancerAddresses } from './services.ts';
import { age, ageOf, column, doc, listWithMore, name, nameOf, type TablePrinter } from './table.ts';

const most = 3;

const join = (ip: string, port: number): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

export const endpoints: TablePrinter<Endpoints> = {
  columns: () => [name, column('Endpoints', 'string', doc('core.v1.Endpoints', 'subsets')), age],
  cells(object, context) {
    const all = (object.subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
      ports.length === 0
        ? addresses.map(({ ip }) => ip)
        : ports.flatMap(({ port }) => addresses.map(({ ip }) => join(ip, port))),
    );
    const text = (object.subsets ?? []).length === 0 ? '<none>' : listWithMore(all.slice(0, most), all.length);
    return [nameOf(object), text, ageOf(object, context)];
  },
};

export const endpointslices: TablePrinter<EndpointSlice> = {
  columns: (release) => {
    const type = release.name === '1.20' ? 'discovery.v1beta1.EndpointSlice' : 'discovery.v1.EndpointSlice';
    return [
      name,
      column('AddressType', 'string', doc(type, 'addressType')),
      column('Ports', 'string', doc(type, 'ports')),
      column('Endpoints', 'string', doc(type, 'endpoints')),
      age,
    ];
  },
  cells(slice, context) {
    const ports = (slice.ports ?? []).map(({ port, name: portName }) =>
      port === undefined ? (portName ?? '*') : String(port),
    );
    const addresses = (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses);
    const list = (items: readonly string[]): string =>
      items.length === 0 ? '<unset>' : listWithMore(items.slice(0, most), items.length);
    return [nameOf(slice), slice.addressType, list(ports), list(addresses), ageOf(slice, context)];
  },
};

export const ingresses: TablePrinter<Ingress> = {
  columns: () => [
    name,
    column('Class', 'string', 'The name of the IngressClass resource that should be used for additional configuration'),
    column('Hosts', 'string', 'Hosts that incoming requests are matched against before the ingress rule'),
    column('Address', 'string', 'Address is a list containing ingress points for the load-balancer'),
    column('Ports', 'string', 'Ports of TLS configurations that open'),
    age,
  ],
  cells(ingress, context) {
    const { spec, status } = ingress;
    return [
      nameOf(ingress),
      spec?.ingressClassName ?? '<none>',
      hosts(spec?.rules ?? []),
      loadBalancerAddresses(status?.loadBalancer?.ingress).join(','),
      (spec?.tls ?? []).length > 0 ? '80, 443' : '80',
      ageOf(ingress, context),
    ];
  },
};

/** formatHosts: the rest is counted in rules, not in hosts. */
function hosts(rules: readonly { readonly host?: string }[]): string {
  const list: string[] = [];
  let more = false;
  for (const { host = '' } of rules) {
    if (list.length === most) more = true;
    if (!more && host !== '') list.push(host);
  }
  if (list.length === 0) return '*';
  return more ? `${list.join(',')} + ${rules.length - most} more...` : list.join(',');
}

interface IngressClass extends KubeObject {
  readonly spec?: {
    readonly controller?: string;
    readonly parameters?: { readonly kind: string; readonly apiGroup?: string; readonly name: string };
  };
}

export const ingressclasses: TablePrinter<IngressClass> = {
  columns: () => [
    name,
    column('Controller', 'string', 'Controller that is responsible for handling this class'),
    column('Parameters', 'string', 'A reference to a resource with additional parameters'),
    age,
  ],
  cells(ingress, context) {
    const { parameters } = ingress.spec ?? {};
    const isDefault =
      context.release.name !== '1.20' &&
      ingress.metadata?.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true';
    const group = parameters?.apiGroup === undefined ? '' : `.${parameters.apiGroup}`;
    return [
      nameOf(ingress) + (isDefault ? ' (default)' : ''),
      ingress.spec?.controller ?? '',
      parameters === undefined ? '<none>' : `${parameters.kind}${group}/${parameters.name}`,
      ageOf(ingress, context),
    ];
  },
};

export const networkpolicies: TablePrinter<NetworkPolicy> = {
  columns: () => [name, column('Pod-Selector', 'string', doc('networking.v1.NetworkPolicySpec', 'podSelector')), age],
  cells: (policy, context) => [
    nameOf(policy),
    formatLabelSelectorObject((policy.spec?.podSelector ?? {}) as LabelSelectorObject),
    ageOf(policy, context),
  ],
};
