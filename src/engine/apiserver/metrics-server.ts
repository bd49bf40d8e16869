import { notFound } from '../api/errors.ts';
import { compileFieldSelector, parseFieldSelector } from '../api/field-selectors.ts';
import { formatGoDuration } from '../api/duration.ts';
import { apiVersionOf, type Kind } from '../api/kinds.ts';
import type { NodeMetrics, PodMetrics, ResourceMetrics, ResourceUsage } from '../api/metrics.ts';
import { addQuantities, canonicalQuantity, formatQuantity, parseQuantity, wholeQuantity } from '../api/quantity.ts';
import { LabelSelector, parseLabelSelector } from '../api/selectors.ts';
import { formatTime } from '../api/time.ts';
import type { KubeObject, Node, Pod } from '../api/types.ts';
import type { ContainerUsage, KubeletUsage } from './kubelets.ts';
import type { ApiServer } from './server.ts';

/** --metric-resolution, and how long a container must have run at the last scrape to have been measured twice. */
const resolution = 15_000;
const freshest = 10_000;
/** What the runtime averages over. */
const window = formatGoDuration(10_000);

const apiVersion = 'metrics.k8s.io/v1beta1';

export interface MetricsQuery {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  /** Whether the client wants a Table. */
  readonly asTable: boolean;
}

/**
 * metrics-server: says what nodes and Pods use, by the kubelets' word (kubernetes-sigs/metrics-server pkg/api, pkg/storage). A container has no
 * metrics before the second scrape; the amounts are those of the last seconds, not of the last scrape.
 */
export class MetricsServer implements ResourceMetrics {
  constructor(private readonly server: ApiServer) {}

  podMetrics(namespace: string, selector: LabelSelector): readonly PodMetrics[] {
    const kind = this.server.kindOf('/pods');
    const usage = this.#containers();
    const pods = this.server.select(kind, namespace === '' ? {} : { namespace }) as readonly Pod[];
    return pods.filter((pod) => selector.matches(pod.metadata?.labels)).flatMap((pod) => this.#ofPod(pod, usage) ?? []);
  }

  nodeMetrics(): readonly NodeMetrics[] {
    const nodes = this.server.select(this.server.kindOf('/nodes'), {}) as readonly Node[];
    return nodes.flatMap((node) => {
      const { name = '', labels } = node.metadata ?? {};
      const usage = this.#ask(name);
      if (usage === undefined) return [];
      return [{ kind: 'NodeMetrics', apiVersion, ...this.#sample({ name }, labels), usage: amounts(usage) } as const];
    });
  }

  /** Answers a GET of the API group; undefined where the path is none of it. */
  answer(kind: Kind, namespace: string, name: string, query: MetricsQuery): unknown {
    const isNode = kind.kind === 'NodeMetrics';
    const all: readonly (NodeMetrics | PodMetrics)[] = isNode
      ? this.nodeMetrics()
      : this.podMetrics(namespace, LabelSelector.everything);
    if (name !== '') {
      const found = all.find(({ metadata }) => metadata.name === name);
      if (found !== undefined) return query.asTable ? table([found]) : found;
      throw notFound(
        { group: kind.group, resource: isNode ? 'nodemetrics' : 'podmetrics' },
        isNode ? name : `${namespace}/${name}`,
      );
    }
    const labels = parseLabelSelector(query.labelSelector, this.server.release);
    const terms = parseFieldSelector(query.fieldSelector);
    const original = this.server.kindOf(isNode ? '/nodes' : '/pods');
    const fields = compileFieldSelector(original, terms, this.server.release);
    const items = all
      .filter((item) => labels.matches(item.metadata.labels) && fields(this.#original(original, item)))
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    return query.asTable
      ? table(items)
      : { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata: {}, items };
  }

  #original(kind: Kind, { metadata }: KubeObject): KubeObject {
    return this.server.find(kind, metadata?.namespace ?? '', metadata?.name ?? '') ?? {};
  }

  #ask(node: string): KubeletUsage | undefined {
    const kubelet = this.server.kubelets.get(node);
    return kubelet?.reachable === true ? kubelet.usage?.() : undefined;
  }

  #containers(): ReadonlyMap<string, readonly ContainerUsage[]> {
    const byPod = new Map<string, ContainerUsage[]>();
    for (const name of this.server.kubelets.keys()) {
      for (const container of this.#ask(name)?.containers ?? []) {
        const list = byPod.get(container.podUid);
        if (list === undefined) byPod.set(container.podUid, [container]);
        else list.push(container);
      }
    }
    return byPod;
  }

  /** Nothing is said of a Pod while one of its containers has not been measured. */
  #ofPod(pod: Pod, usage: ReadonlyMap<string, readonly ContainerUsage[]>): PodMetrics | undefined {
    const { name = '', namespace = '', labels, uid = '' } = pod.metadata ?? {};
    const containers = usage.get(uid) ?? [];
    if (containers.length === 0 || !containers.every(({ since }) => this.#isMeasured(since))) return undefined;
    return {
      kind: 'PodMetrics',
      apiVersion,
      ...this.#sample({ name, namespace }, labels),
      containers: containers.map((one) => ({ name: one.name, usage: amounts(one) })),
    };
  }

  #isMeasured(since: number): boolean {
    const { unixNow, epoch } = this.server.sim;
    const lastScrape = unixNow - ((unixNow - epoch) % resolution);
    return lastScrape - since >= freshest;
  }

  #sample(
    metadata: { readonly name: string; readonly namespace?: string },
    labels: Readonly<Record<string, string>> | undefined,
  ): Pick<NodeMetrics, 'metadata' | 'timestamp' | 'window'> {
    const timestamp = formatTime(this.server.sim.unixNow);
    return {
      metadata: { ...metadata, creationTimestamp: timestamp, ...(labels === undefined ? {} : { labels }) },
      timestamp,
      window,
    };
  }
}

const keyOf = ({ metadata }: KubeObject): string => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;

function amounts({ cpu, memory }: { readonly cpu: number; readonly memory: number }): ResourceUsage {
  return { cpu: canonicalQuantity(`${cpu}n`), memory: formatQuantity(wholeQuantity(memory, 'BinarySI')) };
}

const columns = [
  { name: 'Name', type: 'string', format: 'name', description: 'Name of the object', priority: 0 },
  { name: 'cpu', type: 'string', format: 'quantity', description: '', priority: 0 },
  { name: 'memory', type: 'string', format: 'quantity', description: '', priority: 0 },
  { name: 'Window', type: 'string', format: 'duration', description: '', priority: 0 },
];

/** pkg/api/table.go: a Pod's containers together. */
function table(items: readonly (NodeMetrics | PodMetrics)[]): unknown {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: columns,
    rows: items.map((item) => {
      const parts = item.kind === 'NodeMetrics' ? [item.usage] : item.containers.map(({ usage }) => usage);
      const total = (resource: keyof ResourceUsage): string =>
        formatQuantity(parts.map((part) => parseQuantity(part[resource])).reduce(addQuantities));
      const object = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: item.metadata };
      return { cells: [item.metadata.name, total('cpu'), total('memory'), item.window], object };
    }),
  };
}
