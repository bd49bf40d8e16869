import type { ApiClient, Watch } from '../api/client.ts';
import type { EndpointSlice, Service } from '../api/types.ts';

/** One ready address of a Service. */
export interface Backend {
  readonly address: string;
  /** Of Pods that have a name of their own: hostname and subdomain. */
  readonly hostname: string | undefined;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
}

/** What the kubernetes plugin of CoreDNS keeps of the cluster: Services, endpoints and namespaces, found by name and by address. */
export class ClusterZone {
  readonly #services = new Map<string, Service>();
  readonly #slices = new Map<string, Map<string, EndpointSlice>>();
  readonly #namespaces = new Set<string>();
  readonly #byClusterIP = new Map<string, string>();
  /** Address -> the Services that it is an endpoint of, each as often as slices say so. */
  readonly #byEndpoint = new Map<string, Map<string, number>>();
  readonly #watches: readonly Watch[];

  constructor(client: ApiClient) {
    this.#watches = [
      client.watch('namespaces', {}, ({ type, object }) => {
        const name = object.metadata?.name ?? '';
        if (type === 'DELETED') this.#namespaces.delete(name);
        else this.#namespaces.add(name);
      }),
      client.watch('services', {}, ({ type, object }) => this.#serviceChanged(type === 'DELETED', object)),
      client.watch('endpointslices', {}, ({ type, object }) => this.#sliceChanged(type === 'DELETED', object)),
    ];
  }

  stop(): void {
    for (const watch of this.#watches) watch.stop();
  }

  hasNamespace(name: string): boolean {
    return this.#namespaces.has(name);
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#services.get(`${namespace}/${name}`);
  }

  serviceAt(clusterIP: string): Service | undefined {
    const key = this.#byClusterIP.get(clusterIP);
    return key === undefined ? undefined : this.#services.get(key);
  }

  /** The Services that an address is a ready endpoint of. */
  servicesOf(address: string): readonly Service[] {
    const keys = [...(this.#byEndpoint.get(address)?.keys() ?? [])];
    return keys.flatMap((key) => this.#services.get(key) ?? []);
  }

  /** The ready addresses of a Service, in the order of its slices. */
  backends(service: Service): readonly Backend[] {
    const slices = this.#slices.get(keyOf(service)) ?? new Map<string, EndpointSlice>();
    const found = new Map<string, Backend>();
    for (const slice of slices.values()) {
      const ports = (slice.ports ?? []).flatMap(({ name = '', port, protocol = 'TCP' }) =>
        port === undefined ? [] : [{ name, port, protocol }],
      );
      for (const { addresses, hostname, conditions } of slice.endpoints ?? []) {
        if (conditions?.ready === false) continue;
        for (const address of addresses) {
          const before = found.get(address);
          found.set(address, { address, hostname, ports: [...(before?.ports ?? []), ...ports] });
        }
      }
    }
    return [...found.values()];
  }

  #serviceChanged(gone: boolean, service: Service): void {
    const key = keyOf(service);
    const before = this.#services.get(key)?.spec?.clusterIP;
    if (before !== undefined && this.#byClusterIP.get(before) === key) this.#byClusterIP.delete(before);
    if (gone) {
      this.#services.delete(key);
      return;
    }
    this.#services.set(key, service);
    const { clusterIP } = service.spec ?? {};
    if (clusterIP !== undefined && clusterIP !== '' && clusterIP !== 'None') this.#byClusterIP.set(clusterIP, key);
  }

  #sliceChanged(gone: boolean, slice: EndpointSlice): void {
    const { namespace = '', name = '', labels } = slice.metadata ?? {};
    const service = labels?.['kubernetes.io/service-name'];
    if (service === undefined || slice.addressType !== 'IPv4') return;
    const key = `${namespace}/${service}`;
    const slices = this.#slices.get(key) ?? new Map<string, EndpointSlice>();
    const before = slices.get(name);
    if (before !== undefined) this.#count(key, before, -1);
    if (gone) slices.delete(name);
    else {
      slices.set(name, slice);
      this.#count(key, slice, 1);
    }
    if (slices.size === 0) this.#slices.delete(key);
    else this.#slices.set(key, slices);
  }

  #count(key: string, slice: EndpointSlice, by: number): void {
    for (const { addresses, conditions } of slice.endpoints ?? []) {
      if (conditions?.ready === false) continue;
      for (const address of addresses) {
        const services = this.#byEndpoint.get(address) ?? new Map<string, number>();
        const count = (services.get(key) ?? 0) + by;
        if (count > 0) services.set(key, count);
        else services.delete(key);
        if (services.size === 0) this.#byEndpoint.delete(address);
        else this.#byEndpoint.set(address, services);
      }
    }
  }
}

function keyOf({ metadata }: Service): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}
