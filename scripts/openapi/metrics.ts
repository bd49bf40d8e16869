import type { Declaration, Property, TypeExpression } from './schema.ts';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const metrics = 'io.k8s.metrics.pkg.apis.metrics.v1beta1';
const named = (name: string): TypeExpression => ({ kind: 'name', name });

const apiVersion: Property = {
  type: named('string'),
  required: false,
  description:
    'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
};
const kind: Property = {
  type: named('string'),
  required: false,
  description:
    'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
};
const field = (type: TypeExpression, required: boolean, description = ''): Property => ({
  type,
  required,
  description,
});

const timestamp = field(
  named(`${meta}.Time`),
  true,
  'The following fields define time interval from which metrics were collected from the interval [Timestamp-Window, Timestamp].',
);
const window = field(named(`${meta}.Duration`), true);
const usage = field(
  { kind: 'map', value: named('io.k8s.apimachinery.pkg.api.resource.Quantity') },
  true,
  'The memory usage is the memory working set.',
);

function list(item: string): [string, Declaration] {
  return [
    `${metrics}.${item}List`,
    {
      description: `${item}List is a list of ${item}.`,
      properties: new Map<string, Property>([
        ['apiVersion', apiVersion],
        ['kind', kind],
        ['metadata', field(named(`${meta}.ListMeta`), true)],
        ['items', field({ kind: 'array', item: named(`${metrics}.${item}`) }, true)],
      ]),
    },
  ];
}

/** k8s.io/metrics, which the sources of the other kinds leave out. */
export const metricsDeclarations: readonly [string, Declaration][] = [
  [`${meta}.Duration`, { description: 'Duration is a wrapper around time.Duration.', properties: new Map() }],
  [
    `${metrics}.NodeMetrics`,
    {
      description: 'NodeMetrics sets resource usage metrics of a node.',
      properties: new Map<string, Property>([
        ['apiVersion', apiVersion],
        ['kind', kind],
        ['metadata', field(named(`${meta}.ObjectMeta`), false)],
        ['timestamp', timestamp],
        ['window', window],
        ['usage', usage],
      ]),
    },
  ],
  [
    `${metrics}.PodMetrics`,
    {
      description: 'PodMetrics sets resource usage metrics of a pod.',
      properties: new Map<string, Property>([
        ['apiVersion', apiVersion],
        ['kind', kind],
        ['metadata', field(named(`${meta}.ObjectMeta`), false)],
        ['timestamp', timestamp],
        ['window', window],
        [
          'containers',
          field(
            { kind: 'array', item: named(`${metrics}.ContainerMetrics`) },
            true,
            'Metrics for all containers are collected within the same time window.',
          ),
        ],
      ]),
    },
  ],
  [
    `${metrics}.ContainerMetrics`,
    {
      description: 'ContainerMetrics sets resource usage metrics of a container.',
      properties: new Map<string, Property>([
        ['name', field(named('string'), true, 'Container name corresponding to the one from pod.spec.containers.')],
        ['usage', usage],
      ]),
    },
  ],
  list('NodeMetrics'),
  list('PodMetrics'),
];
