import type { ApiClient, Watch, WatchEvent } from '../api/client.ts';
import type { EndpointSlice, Service } from '../api/types.ts';
import { contains, parseCidr } from '../network/addresses.ts';
import type { KernelFabric, ProxyRequest, ServiceProxy } from '../network/index.ts';
import type { Release } from '../releases/index.ts';
import type { Random } from '../sim/random.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import { RecentClients } from './affinity.ts';
import { categorize, endpointsOf, type Endpoint } from './endpoints.ts';
import {
  addressKeys,
  admitsLoadBalancerTraffic,
  externalVerdict,
  internalVerdict,
  lookupKey,
  target,
  type Origin,
  type Rule,
  type Verdict,
  type Way,
} from './rules.ts';
import { servicePorts } from './service-port.ts';

export interface ProxyOptions {
  readonly sim: Simulation;
  /** Over the node's own way to the API server. */
  readonly client: ApiClient;
  readonly fabric: KernelFabric;
  readonly release: Release;
  readonly node: string;
  /** --cluster-cidr */
  readonly podNetwork: string;
  /** Whether an address is one of the node's own. */
  readonly owns: (address: string) => boolean;
}

export interface KubeProxy {
  start(): void;
  /** The machine loses power: rules and what they remember are gone. */
  stop(): void;
}

/** iptables.minSyncPeriod: rules are written at most this often. */
const minSyncPeriod = 1000;
const serviceNameLabel = 'kubernetes.io/service-name';
const zoneLabel = 'topology.kubernetes.io/zone';

/**
 * kube-proxy of one node in iptables mode: watches Services and EndpointSlices and rewrites what is sent to a Service. An endpoint is picked at random with
 * equal probability (`-m statistic --mode random`), not in turn.
 */
export function createProxy(options: ProxyOptions): KubeProxy {
  const { fabric, node } = options;
  let running: RunningProxy | undefined;
  return {
    start() {
      running ??= new RunningProxy(options);
      fabric.setServiceProxy(node, running.proxy);
    },
    stop() {
      running?.stop();
      running = undefined;
      fabric.setServiceProxy(node, undefined);
    },
  };
}

class RunningProxy {
  readonly #services = new Map<string, Service>();
  readonly #slices = new Map<string, Map<string, EndpointSlice>>();
  readonly #rules = new Map<string, { readonly rule: Rule; readonly way: Way }>();
  readonly #installed = new Map<string, readonly Rule[]>();
  readonly #recent = new RecentClients();
  readonly #random: Random;
  readonly #podNetwork;
  readonly #watches: readonly Watch[];
  #dirty = new Set<string>();
  #zone = '';
  #lastSync = -Infinity;
  #timer: Timer | undefined;

  constructor(private readonly options: ProxyOptions) {
    const { client, sim, node } = options;
    this.#random = sim.random.fork(`kube-proxy/${node}`);
    this.#podNetwork = parseCidr(options.podNetwork);
    this.#watches = [
      client.watch('services', {}, (event) => this.#serviceChanged(event)),
      client.watch('endpointslices', {}, (event) => this.#sliceChanged(event)),
      client.watch('nodes', { fieldSelector: `metadata.name=${node}` }, ({ object }) => {
        const zone = object.metadata?.labels?.[zoneLabel] ?? '';
        if (zone === this.#zone) return;
        this.#zone = zone;
        for (const key of this.#services.keys()) this.#mark(key);
      }),
    ];
  }

  stop(): void {
    for (const watch of this.#watches) watch.stop();
    this.#timer?.cancel();
  }

  readonly proxy: ServiceProxy = (request) => {
    const { destination, source } = request;
    const found =
      this.#rules.get(lookupKey(request)) ??
      (this.options.owns(destination.address)
        ? this.#rules.get(lookupKey({ ...request, destination: { address: '', port: destination.port } }))
        : undefined);
    if (found === undefined) return undefined;
    const { rule, way } = found;
    const verdict = this.#verdict(rule, way, request);
    if (typeof verdict === 'string') return verdict;
    return target(this.#pick(rule, verdict.to, source), verdict, source);
  };

  #verdict(rule: Rule, way: Way, { source, fromMachine }: ProxyRequest): Verdict {
    const origin: Origin = { isPod: !fromMachine && contains(this.#podNetwork, source), isNode: fromMachine, source };
    if (way === 'internal') return internalVerdict(rule, origin);
    if (way === 'load-balancer' && rule.endpoints.any && !admitsLoadBalancerTraffic(rule.port, source)) return 'drop';
    return externalVerdict(rule, origin);
  }

  #pick({ service, port }: Rule, endpoints: readonly Endpoint[], source: string): Endpoint {
    const { affinityTimeout } = port;
    const { now } = this.options.sim;
    const chain = ({ address, port: number }: Endpoint): string => `${service} ${address}:${number}`;
    const served =
      affinityTimeout === undefined
        ? undefined
        : endpoints.find((endpoint) => this.#recent.knows(chain(endpoint), source, now, affinityTimeout));
    const picked = served ?? endpoints[this.#random.integer(0, endpoints.length - 1)]!;
    if (affinityTimeout !== undefined) this.#recent.note(chain(picked), source, now);
    return picked;
  }

  #serviceChanged({ type, object }: WatchEvent<Service>): void {
    const key = `${object.metadata?.namespace ?? ''}/${object.metadata?.name ?? ''}`;
    if (type === 'DELETED') this.#services.delete(key);
    else this.#services.set(key, object);
    this.#mark(key);
  }

  #sliceChanged({ type, object }: WatchEvent<EndpointSlice>): void {
    const { namespace = '', name = '', labels } = object.metadata ?? {};
    const service = labels?.[serviceNameLabel];
    if (service === undefined) return;
    const key = `${namespace}/${service}`;
    const slices = this.#slices.get(key) ?? new Map<string, EndpointSlice>();
    if (type === 'DELETED') slices.delete(name);
    else slices.set(name, object);
    if (slices.size === 0) this.#slices.delete(key);
    else this.#slices.set(key, slices);
    if (this.#services.has(key)) this.#mark(key);
  }

  #mark(service: string): void {
    this.#dirty.add(service);
    const { sim } = this.options;
    this.#timer ??= sim.at(Math.max(sim.now, this.#lastSync + minSyncPeriod), () => {
      this.#timer = undefined;
      this.#lastSync = sim.now;
      this.#sync();
    });
  }

  /** Writes the rules of the Services that changed. */
  #sync(): void {
    const dirty = this.#dirty;
    this.#dirty = new Set();
    for (const key of dirty) {
      const before = this.#installed.get(key) ?? [];
      for (const rule of before)
        for (const [address] of addressKeys(rule))
          if (this.#rules.get(address)?.rule === rule) this.#rules.delete(address);
      const rules = this.#rulesOf(key);
      for (const rule of rules) for (const [address, way] of addressKeys(rule)) this.#rules.set(address, { rule, way });
      if (rules.length === 0) this.#installed.delete(key);
      else this.#installed.set(key, rules);
      this.#forgetGone(before, rules);
    }
  }

  #rulesOf(key: string): readonly Rule[] {
    const service = this.#services.get(key);
    if (service === undefined) return [];
    const { node, release } = this.options;
    const slices = [...(this.#slices.get(key)?.entries() ?? [])]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, slice]) => slice);
    const topology = { node, zone: this.#zone, terminatingFallback: release.endpoints.terminatingCondition };
    return servicePorts(service).map((port) => ({
      service: `${key}:${port.portName}`,
      port,
      endpoints: categorize(endpointsOf(slices, port.portName, node), port, topology),
    }));
  }

  /** Endpoints that no rule leads to any more: their lists of clients, and the UDP flows that conntrack would still send there. */
  #forgetGone(before: readonly Rule[], after: readonly Rule[]): void {
    const gone = reachable(before);
    for (const key of reachable(after).keys()) gone.delete(key);
    if (gone.size === 0) return;
    for (const chain of gone.keys()) this.#recent.forget(chain);
    const stale = new Set(
      [...gone.values()].filter(({ udp }) => udp).map(({ endpoint: { address, port } }) => `${address}:${port}`),
    );
    if (stale.size === 0) return;
    this.options.fabric.forgetFlows(({ passage: { destination, rewrittenAt } }) => {
      return rewrittenAt === this.options.node && stale.has(`${destination.address}:${destination.port}`);
    });
  }
}

function reachable(rules: readonly Rule[]): Map<string, { readonly endpoint: Endpoint; readonly udp: boolean }> {
  const found = new Map<string, { readonly endpoint: Endpoint; readonly udp: boolean }>();
  for (const { service, port, endpoints } of rules)
    for (const endpoint of [...endpoints.cluster, ...endpoints.local])
      found.set(`${service} ${endpoint.address}:${endpoint.port}`, { endpoint, udp: port.protocol === 'UDP' });
  return found;
}
