import type { ApiClient, WatchEvent } from '../../api/client.ts';
import { jsonEqual } from '../../api/json.ts';
import type { Pod, Service } from '../../api/types.ts';
import { objectKey } from '../work-queue.ts';
import { isPodReady } from './pod-endpoint.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * What a sync costs the real controller, ms for each Pod of the Service: building the lists and writing them. Changes that come meanwhile share the next one,
 * so a thousand Pods that start at once are not a thousand writes of a thousand addresses.
 */
const syncTimePerPod = 1;

interface KnownPod {
  /** What of it can change its endpoints. */
  readonly print: string;
  readonly services: readonly string[];
}

/** A Service's selector as a list's labelSelector; undefined: it selects nothing. */
export function serviceSelector({ spec }: Service): string | undefined {
  const entries = Object.entries(spec?.selector ?? {});
  return entries.length === 0 ? undefined : entries.map(([key, value]) => `${key}=${value}`).join(',');
}

/**
 * Which Services select which Pods, and which Services a change concerns. It remembers Pods that some Service selects, so Pods of a namespace without
 * selecting Services cost a look-up. k8s.io/endpointslice/util/controller_utils.go.
 */
export class ServiceMemberships {
  readonly #selectors = new Map<string, Map<string, Labels>>();
  readonly #pods = new Map<string, KnownPod>();
  readonly #syncTimes = new Map<string, number>();

  /**
   * @param changed is called with the key of every Service whose endpoints may have changed, and after how long, ms, the controller gets round to it.
   */
  constructor(
    private readonly client: ApiClient,
    private readonly changed: (service: string, delay: number) => void,
  ) {}

  service({ type, object }: WatchEvent<Service>): void {
    const { namespace = '' } = object.metadata ?? {};
    const key = objectKey(object);
    const selector = object.spec?.selector;
    const text = type === 'DELETED' ? undefined : serviceSelector(object);
    const services = this.#selectors.get(namespace);
    if (text === undefined || selector === undefined) {
      if (services?.delete(key) === true && services.size === 0) this.#selectors.delete(namespace);
    } else if (!jsonEqual(services?.get(key), selector)) {
      if (services === undefined) this.#selectors.set(namespace, new Map([[key, selector]]));
      else services.set(key, selector);
      for (const pod of this.client.list('pods', { namespace, labelSelector: text })) this.#remember(pod);
    }
    this.changed(key, 0);
  }

  /** A sync of so many Pods has been done. */
  synced(service: string, pods: number): void {
    this.#syncTimes.set(service, pods * syncTimePerPod);
  }

  forget(service: string): void {
    this.#syncTimes.delete(service);
  }

  pod({ type, object }: WatchEvent<Pod>): void {
    const uid = object.metadata?.uid ?? '';
    const before = this.#pods.get(uid);
    if (before === undefined && !this.#selectors.has(object.metadata?.namespace ?? '')) return;
    if (type === 'DELETED') {
      this.#pods.delete(uid);
      this.#podChanged(union(before?.services, this.#selecting(object)));
      return;
    }
    const now = this.#remember(object);
    if (before?.print === now?.print && jsonEqual(before?.services, now?.services)) return;
    this.#podChanged(union(before?.services, now?.services));
  }

  #podChanged(services: ReadonlySet<string>): void {
    for (const key of services) this.changed(key, this.#syncTimes.get(key) ?? 0);
  }

  #remember(pod: Pod): KnownPod | undefined {
    const uid = pod.metadata?.uid ?? '';
    const services = this.#selecting(pod);
    if (services.length === 0) {
      this.#pods.delete(uid);
      return undefined;
    }
    const known = { print: print(pod), services };
    this.#pods.set(uid, known);
    return known;
  }

  #selecting({ metadata }: Pod): readonly string[] {
    const services = this.#selectors.get(metadata?.namespace ?? '');
    if (services === undefined) return [];
    const labels = metadata?.labels ?? {};
    const found: string[] = [];
    for (const [key, selector] of services)
      if (Object.entries(selector).every(([name, value]) => labels[name] === value)) found.push(key);
    return found;
  }
}

/** podEndpointsChanged, and the phase, which v1.36 leaves to the readiness that goes with it. */
function print(pod: Pod): string {
  const { metadata, spec, status } = pod;
  return JSON.stringify([
    metadata?.labels,
    metadata?.deletionTimestamp,
    spec?.hostname,
    spec?.subdomain,
    spec?.nodeName,
    status?.podIP,
    status?.phase,
    isPodReady(pod),
  ]);
}

function union(a: readonly string[] = [], b: readonly string[] = []): ReadonlySet<string> {
  return new Set([...a, ...b]);
}
