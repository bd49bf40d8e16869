import { apiVersionOf, type Kind } from '../../api/kinds.ts';
import { withMetadata } from '../../api/meta.ts';
import type { EndpointSlice, HorizontalPodAutoscaler } from '../../api/types.ts';
import type { StoredObject } from '../registry/strategy.ts';

/** Between the shape that the store keeps (the hub's) and that of another served version. Fields are renamed, never lost. */
interface Conversion {
  toServed(object: StoredObject): StoredObject;
  toHub(object: StoredObject): StoredObject;
}

/** By apiVersion and kind as served. Versions that are not here have the hub's shape. */
const conversions: Readonly<Record<string, Conversion>> = {
  'events.k8s.io/v1 Event': renaming({
    involvedObject: 'regarding',
    message: 'note',
    source: 'deprecatedSource',
    firstTimestamp: 'deprecatedFirstTimestamp',
    lastTimestamp: 'deprecatedLastTimestamp',
    count: 'deprecatedCount',
    reportingComponent: 'reportingController',
  }),
  'autoscaling/v1 HorizontalPodAutoscaler': { toServed: autoscalerToV1, toHub: autoscalerFromV1 },
  'discovery.k8s.io/v1beta1 EndpointSlice': { toServed: sliceToV1beta1, toHub: sliceFromV1beta1 },
};

/** The object as a kind of another version shows it. */
export function toServed(kind: Kind, object: StoredObject): StoredObject {
  const apiVersion = apiVersionOf(kind);
  if (object.apiVersion === apiVersion) return object;
  const converted = conversions[`${apiVersion} ${kind.kind}`]?.toServed(object) ?? object;
  return { ...converted, apiVersion };
}

/** The object in the shape in which the store keeps it. */
export function toHub(kind: Kind, object: StoredObject): StoredObject {
  const apiVersion = apiVersionOf(kind.hub);
  if (object.apiVersion === apiVersion) return object;
  const converted = conversions[`${apiVersionOf(kind)} ${kind.kind}`]?.toHub(object) ?? object;
  return { ...converted, apiVersion };
}

/** @param names hub name -> served name */
function renaming(names: Readonly<Record<string, string>>): Conversion {
  const back = Object.fromEntries(Object.entries(names).map(([hub, served]) => [served, hub]));
  const rename = (object: StoredObject, by: Readonly<Record<string, string>>): StoredObject =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [Object.hasOwn(by, key) ? by[key]! : key, value]),
    ) as StoredObject;
  return { toServed: (object) => rename(object, names), toHub: (object) => rename(object, back) };
}

type Metric = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['metrics']>[number];

const metricsAnnotation = 'autoscaling.alpha.kubernetes.io/metrics';
const conditionsAnnotation = 'autoscaling.alpha.kubernetes.io/conditions';
const currentAnnotation = 'autoscaling.alpha.kubernetes.io/current-metrics';
const behaviorAnnotation = 'autoscaling.alpha.kubernetes.io/behavior';
const annotations = [metricsAnnotation, conditionsAnnotation, currentAnnotation, behaviorAnnotation];

const isCpuUtilization = (metric: Metric): boolean =>
  metric.type === 'Resource' &&
  metric.resource?.name === 'cpu' &&
  metric.resource.target.averageUtilization !== undefined;

/** pkg/apis/autoscaling/v1/conversion.go: one CPU figure is a field, everything else an annotation. */
function autoscalerToV1(object: StoredObject): StoredObject {
  const { spec, status } = object as unknown as HorizontalPodAutoscaler;
  const { metrics = [], behavior, ...rest } = spec ?? { metrics: [] };
  const { currentMetrics, conditions = [], ...restStatus } = status ?? {};
  const current = (currentMetrics as typeof currentMetrics | null) ?? [];
  const cpu = metrics.find(isCpuUtilization)?.resource?.target.averageUtilization;
  const others = metrics.filter((metric) => !isCpuUtilization(metric));
  const used = current.find((metric) => metric.resource?.name === 'cpu')?.resource?.current.averageUtilization;
  const kept: Record<string, string> = {};
  if (others.length > 0) kept[metricsAnnotation] = JSON.stringify(others);
  if (current.length > 0) kept[currentAnnotation] = JSON.stringify(current);
  if (behavior !== undefined) kept[behaviorAnnotation] = JSON.stringify(behavior);
  if (conditions.length > 0) kept[conditionsAnnotation] = JSON.stringify(conditions);
  const changed =
    Object.keys(kept).length === 0
      ? object
      : withMetadata(object, { annotations: { ...object.metadata?.annotations, ...kept } });
  return {
    ...changed,
    spec: { ...rest, ...(cpu === undefined ? {} : { targetCPUUtilizationPercentage: cpu }) },
    status: {
      currentReplicas: 0,
      ...restStatus,
      ...(used === undefined ? {} : { currentCPUUtilizationPercentage: used }),
    },
  };
}

function autoscalerFromV1(object: StoredObject): StoredObject {
  const { targetCPUUtilizationPercentage: cpu, ...spec } = (object['spec'] ?? {}) as Record<string, unknown>;
  const { currentCPUUtilizationPercentage: _used, ...status } = (object['status'] ?? {}) as Record<string, unknown>;
  const given = object.metadata?.annotations ?? {};
  const cpuMetric = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpu } },
  };
  const metrics = [...list(given[metricsAnnotation]), ...(cpu === undefined ? [] : [cpuMetric])];
  const behavior = parsed(given[behaviorAnnotation]);
  const conditions = list(given[conditionsAnnotation]);
  const currentMetrics = list(given[currentAnnotation]);
  const left = Object.fromEntries(Object.entries(given).filter(([key]) => !annotations.includes(key)));
  return {
    ...withMetadata(object, { annotations: Object.keys(left).length === 0 ? undefined : left }),
    spec: {
      ...spec,
      ...(metrics.length === 0 ? {} : { metrics }),
      ...(behavior === undefined ? {} : { behavior }),
    },
    status: {
      ...status,
      ...(conditions.length === 0 ? {} : { conditions }),
      currentMetrics: currentMetrics.length === 0 ? null : currentMetrics,
    },
  };
}

/** An annotation is anybody's text: what does not parse is as good as not there. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function list(text: string | undefined): readonly unknown[] {
  const value = parsed(text);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

const hostnameKey = 'kubernetes.io/hostname';
const zoneKey = 'topology.kubernetes.io/zone';

/** pkg/apis/discovery/v1beta1/conversion.go: node and zone were entries of `topology`. */
function sliceToV1beta1(object: StoredObject): StoredObject {
  const endpoints = ((object as unknown as EndpointSlice).endpoints ?? []).map(
    ({ nodeName, zone, deprecatedTopology, hints: _hints, ...endpoint }) => {
      const topology = {
        ...deprecatedTopology,
        ...(nodeName === undefined ? {} : { [hostnameKey]: nodeName }),
        ...(zone === undefined ? {} : { [zoneKey]: zone }),
      };
      return Object.keys(topology).length === 0 ? endpoint : { ...endpoint, topology };
    },
  );
  return { ...object, endpoints };
}

function sliceFromV1beta1(object: StoredObject): StoredObject {
  const given = (object['endpoints'] ?? []) as readonly { readonly topology?: Readonly<Record<string, string>> }[];
  const endpoints = given.map(({ topology = {}, ...endpoint }) => {
    const { [hostnameKey]: nodeName, [zoneKey]: zone, ...deprecatedTopology } = topology;
    return {
      ...endpoint,
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(zone === undefined ? {} : { zone }),
      ...(Object.keys(deprecatedTopology).length === 0 ? {} : { deprecatedTopology }),
    };
  });
  return { ...object, endpoints };
}
