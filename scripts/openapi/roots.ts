import { kindsOf } from '../../src/engine/api/kinds.ts';

/** The Go package that OpenAPI names a group's types after. */
export function goPackageOf(group: string, version: string): string {
  if (group === 'apiextensions.k8s.io') return `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.${version}`;
  if (group === 'metrics.k8s.io') return `io.k8s.metrics.pkg.apis.metrics.${version}`;
  return `io.k8s.api.${group === '' ? 'core' : group.split('.')[0]!}.${version}`;
}

export interface Root {
  readonly definition: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** What requests and answers hold beside the kinds themselves. */
const besides: readonly Root[] = [
  ...['Status', 'DeleteOptions', 'WatchEvent', 'APIGroup', 'APIGroupList', 'APIResourceList', 'APIVersions'].map(
    (kind): Root => ({ definition: `${meta}.${kind}`, group: '', version: 'v1', kind }),
  ),
  { definition: 'io.k8s.api.core.v1.Binding', group: '', version: 'v1', kind: 'Binding' },
  { definition: 'io.k8s.api.autoscaling.v1.Scale', group: 'autoscaling', version: 'v1', kind: 'Scale' },
  {
    definition: 'io.k8s.api.authentication.v1.TokenRequest',
    group: 'authentication.k8s.io',
    version: 'v1',
    kind: 'TokenRequest',
  },
];

/** Every definition that the release's document must hold with all it refers to: core first, so that shared types are core's. */
export function rootsOf(release: '1.20' | '1.36'): Root[] {
  const roots: Root[] = [];
  for (const { group, version, kind, verbs } of kindsOf({ name: release })) {
    const definition = `${goPackageOf(group, version)}.${kind}`;
    roots.push({ definition, group, version, kind });
    if (verbs.includes('list')) roots.push({ definition: `${definition}List`, group, version, kind: `${kind}List` });
  }
  const eviction = release === '1.20' ? 'v1beta1' : 'v1';
  return [
    ...roots,
    ...besides,
    { definition: `io.k8s.api.policy.${eviction}.Eviction`, group: 'policy', version: eviction, kind: 'Eviction' },
  ];
}
