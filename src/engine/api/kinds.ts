import type { ReleaseRef } from './json.ts';

/** A path below an object, e.g. `pods/log`, as discovery lists it. */
export interface Subresource {
  readonly name: string;
  /** The kind it takes or answers; `group` and `version` where they differ from the parent's. */
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

/** One resource of one group and version, as the API serves it. */
export interface Kind {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The plural, as it stands in paths. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
  /**
   * Under what the store keeps its objects, `group/resource` (`/pods`, `apps/deployments`). Several kinds share one where
   * the API serves several versions (or `events` of two groups). Undefined: answered, never stored (reviews, metrics).
   */
  readonly storage: string | undefined;
  /** The group and version whose wire shape the store keeps; see conversion.ts. */
  readonly hub: { readonly group: string; readonly version: string };
}

export interface ApiGroup {
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly string[];
}

interface KindRow {
  readonly kind: string;
  readonly resource: string;
  readonly short?: readonly string[];
  readonly categories?: readonly string[];
  readonly cluster?: true;
  readonly verbs?: readonly string[];
  readonly sub?: readonly Subresource[];
  readonly virtual?: true;
  /** Served in these versions of the group, where that is not all the release serves of it. */
  readonly versions?: Readonly<Partial<Record<ReleaseRef['name'], readonly string[]>>>;
  /** Kept as another group's kind. */
  readonly storage?: string;
  readonly hub?: { readonly group: string; readonly version: string };
}

interface GroupRow {
  readonly group: string;
  readonly versions: Readonly<Record<ReleaseRef['name'], readonly string[]>>;
  /** The version whose shape the store keeps. */
  readonly hub: string;
  readonly kinds: readonly KindRow[];
}

const all = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const withoutCollection = all.filter((verb) => verb !== 'deletecollection');
const readOnly = ['get', 'list'];

const update = ['get', 'patch', 'update'];
const connect = ['create', 'delete', 'get', 'patch', 'update'];
const status = (kind: string): Subresource => ({ name: 'status', kind, verbs: update });
const scale: Subresource = { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: update };

/** Groups in the order of `/apis` (kube-aggregator's group priorities); their kinds in the order of discovery. */
const table: readonly GroupRow[] = [
  {
    group: '',
    versions: { '1.20': ['v1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [
      { kind: 'ConfigMap', resource: 'configmaps', short: ['cm'] },
      { kind: 'Endpoints', resource: 'endpoints', short: ['ep'] },
      { kind: 'Event', resource: 'events', short: ['ev'] },
      { kind: 'LimitRange', resource: 'limitranges', short: ['limits'] },
      {
        kind: 'Namespace',
        resource: 'namespaces',
        short: ['ns'],
        cluster: true,
        verbs: withoutCollection,
        sub: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }, status('Namespace')],
      },
      {
        kind: 'Node',
        resource: 'nodes',
        short: ['no'],
        cluster: true,
        sub: [{ name: 'proxy', kind: 'NodeProxyOptions', verbs: connect }, status('Node')],
      },
      {
        kind: 'PersistentVolumeClaim',
        resource: 'persistentvolumeclaims',
        short: ['pvc'],
        sub: [status('PersistentVolumeClaim')],
      },
      {
        kind: 'PersistentVolume',
        resource: 'persistentvolumes',
        short: ['pv'],
        cluster: true,
        sub: [status('PersistentVolume')],
      },
      {
        kind: 'Pod',
        resource: 'pods',
        short: ['po'],
        categories: ['all'],
        sub: [
          { name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
          { name: 'binding', kind: 'Binding', verbs: ['create'] },
          { name: 'ephemeralcontainers', kind: 'Pod', verbs: update },
          { name: 'eviction', group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
          { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
          { name: 'log', kind: 'Pod', verbs: ['get'] },
          { name: 'portforward', kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
          { name: 'proxy', kind: 'PodProxyOptions', verbs: connect },
          { name: 'resize', kind: 'Pod', verbs: update },
          status('Pod'),
        ],
      },
      { kind: 'PodTemplate', resource: 'podtemplates' },
      {
        kind: 'ReplicationController',
        resource: 'replicationcontrollers',
        short: ['rc'],
        categories: ['all'],
        sub: [scale, status('ReplicationController')],
      },
      { kind: 'ResourceQuota', resource: 'resourcequotas', short: ['quota'], sub: [status('ResourceQuota')] },
      { kind: 'Secret', resource: 'secrets' },
      {
        kind: 'ServiceAccount',
        resource: 'serviceaccounts',
        short: ['sa'],
        sub: [
          {
            name: 'token',
            group: 'authentication.k8s.io',
            version: 'v1',
            kind: 'TokenRequest',
            verbs: ['create'],
          },
        ],
      },
      {
        kind: 'Service',
        resource: 'services',
        short: ['svc'],
        categories: ['all'],
        sub: [{ name: 'proxy', kind: 'ServiceProxyOptions', verbs: connect }, status('Service')],
      },
    ],
  },
  {
    group: 'apps',
    versions: { '1.20': ['v1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [
      { kind: 'ControllerRevision', resource: 'controllerrevisions' },
      {
        kind: 'DaemonSet',
        resource: 'daemonsets',
        short: ['ds'],
        categories: ['all'],
        sub: [status('DaemonSet')],
      },
      {
        kind: 'Deployment',
        resource: 'deployments',
        short: ['deploy'],
        categories: ['all'],
        sub: [scale, status('Deployment')],
      },
      {
        kind: 'ReplicaSet',
        resource: 'replicasets',
        short: ['rs'],
        categories: ['all'],
        sub: [scale, status('ReplicaSet')],
      },
      {
        kind: 'StatefulSet',
        resource: 'statefulsets',
        short: ['sts'],
        categories: ['all'],
        sub: [scale, status('StatefulSet')],
      },
    ],
  },
  {
    group: 'events.k8s.io',
    versions: { '1.20': ['v1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [
      {
        kind: 'Event',
        resource: 'events',
        short: ['ev'],
        storage: '/events',
        hub: { group: '', version: 'v1' },
      },
    ],
  },
  {
    group: 'authentication.k8s.io',
    versions: { '1.20': ['v1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [
      {
        kind: 'SelfSubjectReview',
        resource: 'selfsubjectreviews',
        cluster: true,
        verbs: ['create'],
        virtual: true,
        versions: { '1.20': [] },
      },
    ],
  },
  {
    group: 'authorization.k8s.io',
    versions: { '1.20': ['v1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [
      {
        kind: 'SelfSubjectAccessReview',
        resource: 'selfsubjectaccessreviews',
        cluster: true,
        verbs: ['create'],
        virtual: true,
      },
      {
        kind: 'SelfSubjectRulesReview',
        resource: 'selfsubjectrulesreviews',
        cluster: true,
        verbs: ['create'],
        virtual: true,
      },
    ],
  },
  {
    group: 'autoscaling',
    versions: { '1.20': ['v1', 'v2beta2'], '1.36': ['v2', 'v1'] },
    hub: 'v2',
    kinds: [
      {
        kind: 'HorizontalPodAutoscaler',
        resource: 'horizontalpodautoscalers',
        short: ['hpa'],
        categories: ['all'],
        sub: [status('HorizontalPodAutoscaler')],
      },
    ],
  },
  {
    group: 'batch',
    versions: { '1.20': ['v1', 'v1beta1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [
      {
        kind: 'CronJob',
        resource: 'cronjobs',
        short: ['cj'],
        categories: ['all'],
        sub: [status('CronJob')],
        versions: { '1.20': ['v1beta1'] },
      },
      {
        kind: 'Job',
        resource: 'jobs',
        categories: ['all'],
        sub: [status('Job')],
        versions: { '1.20': ['v1'] },
      },
    ],
  },
  {
    group: 'networking.k8s.io',
    versions: { '1.20': ['v1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [
      { kind: 'IngressClass', resource: 'ingressclasses', cluster: true },
      { kind: 'Ingress', resource: 'ingresses', short: ['ing'], sub: [status('Ingress')] },
      { kind: 'NetworkPolicy', resource: 'networkpolicies', short: ['netpol'] },
    ],
  },
  {
    group: 'policy',
    versions: { '1.20': ['v1beta1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [
      {
        kind: 'PodDisruptionBudget',
        resource: 'poddisruptionbudgets',
        short: ['pdb'],
        sub: [status('PodDisruptionBudget')],
      },
    ],
  },
  {
    group: 'storage.k8s.io',
    versions: { '1.20': ['v1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [{ kind: 'StorageClass', resource: 'storageclasses', short: ['sc'], cluster: true }],
  },
  {
    group: 'apiextensions.k8s.io',
    versions: { '1.20': ['v1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [
      {
        kind: 'CustomResourceDefinition',
        resource: 'customresourcedefinitions',
        short: ['crd', 'crds'],
        categories: ['api-extensions'],
        cluster: true,
        sub: [status('CustomResourceDefinition')],
      },
    ],
  },
  {
    group: 'scheduling.k8s.io',
    versions: { '1.20': ['v1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [{ kind: 'PriorityClass', resource: 'priorityclasses', short: ['pc'], cluster: true }],
  },
  {
    group: 'coordination.k8s.io',
    versions: { '1.20': ['v1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [{ kind: 'Lease', resource: 'leases' }],
  },
  {
    group: 'discovery.k8s.io',
    versions: { '1.20': ['v1beta1'], '1.36': ['v1'] },
    hub: 'v1',
    kinds: [{ kind: 'EndpointSlice', resource: 'endpointslices' }],
  },
  {
    group: 'metrics.k8s.io',
    versions: { '1.20': ['v1beta1'], '1.36': ['v1beta1'] },
    hub: 'v1beta1',
    kinds: [
      { kind: 'NodeMetrics', resource: 'nodes', cluster: true, verbs: readOnly, virtual: true },
      { kind: 'PodMetrics', resource: 'pods', verbs: readOnly, virtual: true },
    ],
  },
];

/** What a release has otherwise than the table says. */
const subresourceOf: Readonly<Record<ReleaseRef['name'], (kind: string, sub: Subresource) => Subresource | undefined>> =
  {
    '1.36': (_kind, sub) => sub,
    '1.20': (kind, sub) => {
      // resize came with v1.27; ephemeralcontainers is behind an alpha gate that v1.20 leaves off.
      if (kind === 'Pod' && (sub.name === 'resize' || sub.name === 'ephemeralcontainers')) return undefined;
      return sub.name === 'eviction' ? { ...sub, version: 'v1beta1' } : sub;
    },
  };

interface Registry {
  readonly kinds: readonly Kind[];
  readonly groups: readonly ApiGroup[];
  readonly byPath: ReadonlyMap<string, Kind>;
  readonly byKind: ReadonlyMap<string, Kind>;
}

function build(release: ReleaseRef['name']): Registry {
  const kinds: Kind[] = [];
  const groups: ApiGroup[] = [];
  for (const row of table) {
    const versions = row.versions[release];
    const served = new Set<string>();
    for (const version of versions) {
      for (const entry of row.kinds) {
        if (!(entry.versions?.[release] ?? versions).includes(version)) continue;
        served.add(version);
        kinds.push(makeKind(row, entry, version, release));
      }
    }
    if (row.group !== '' && served.size > 0) {
      groups.push({ name: row.group, versions: versions.filter((version) => served.has(version)) });
    }
  }
  return {
    kinds,
    groups,
    byPath: new Map(kinds.map((kind) => [`${kind.group}/${kind.version}/${kind.resource}`, kind])),
    byKind: new Map(kinds.map((kind) => [`${kind.group}/${kind.version}/${kind.kind}`, kind])),
  };
}

function makeKind(row: GroupRow, entry: KindRow, version: string, release: ReleaseRef['name']): Kind {
  const subresources: Subresource[] = [];
  for (const sub of entry.sub ?? []) {
    const served = subresourceOf[release](entry.kind, sub);
    if (served !== undefined) subresources.push(served);
  }
  return Object.freeze<Kind>({
    group: row.group,
    version,
    kind: entry.kind,
    resource: entry.resource,
    singular: entry.kind.toLowerCase(),
    shortNames: entry.short ?? [],
    categories: entry.categories ?? [],
    namespaced: entry.cluster !== true,
    verbs: entry.verbs ?? all,
    subresources,
    storage: entry.virtual === true ? undefined : (entry.storage ?? `${row.group}/${entry.resource}`),
    hub: entry.hub ?? { group: row.group, version: row.hub },
  });
}

const registries: Readonly<Record<ReleaseRef['name'], Registry>> = { '1.20': build('1.20'), '1.36': build('1.36') };

/** Every kind that the release serves, group by group in discovery's order, the preferred version of each first. */
export function kindsOf(release: ReleaseRef): readonly Kind[] {
  return registries[release.name].kinds;
}

/** The named groups in the order of `/apis`, without the core group. */
export function groupsOf(release: ReleaseRef): readonly ApiGroup[] {
  return registries[release.name].groups;
}

/** The kind behind `/apis/GROUP/VERSION/RESOURCE` (group '' for `/api/v1`). */
export function findByPath(release: ReleaseRef, group: string, version: string, resource: string): Kind | undefined {
  return registries[release.name].byPath.get(`${group}/${version}/${resource}`);
}

/** The kind that an object names by `apiVersion` (`v1`, `apps/v1`) and `kind`. */
export function findByGvk(release: ReleaseRef, apiVersion: string, kind: string): Kind | undefined {
  const { group, version } = parseApiVersion(apiVersion);
  return registries[release.name].byKind.get(`${group}/${version}/${kind}`);
}

/** The kind that the store keeps under `storage` in the version it keeps it in, or in the preferred one if that is not served. */
export function findByStorage(release: ReleaseRef, storage: string): Kind | undefined {
  return kindsOf(release).find((kind) => kind.storage === storage && `${kind.group}/${kind.resource}` === storage);
}

/**
 * What a person may write: plural, singular, short name or kind, in any case, with an optional `.group` or
 * `.version.group` behind it. Core kinds win, then the order of discovery.
 */
export function findByName(
  release: ReleaseRef,
  name: string,
  kinds: readonly Kind[] = kindsOf(release),
): Kind | undefined {
  const wanted = name.toLowerCase();
  const [head = '', ...rest] = wanted.split('.');
  const matches = (kind: Kind, text: string): boolean =>
    kind.resource === text || kind.singular === text || kind.shortNames.includes(text);
  const exact = kinds.find((kind) => matches(kind, wanted));
  if (exact !== undefined || rest.length === 0) return exact;
  const suffix = rest.join('.');
  return kinds.find(
    (kind) => matches(kind, head) && (kind.group === suffix || `${kind.version}.${kind.group}` === suffix),
  );
}

/** `apps/v1` -> group and version; `v1` is the core group's. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(kind: { readonly group: string; readonly version: string }): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** `deployments.apps`, or `pods` for the core group: how Status messages name a resource. */
export function qualifiedResource(kind: { readonly group: string; readonly resource: string }): string {
  return kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`;
}
