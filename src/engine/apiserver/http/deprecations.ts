import { apiVersionOf, type Kind } from '../../api/kinds.ts';
import type { Release } from '../../releases/index.ts';

/** Kinds whose use the server warns of: the APILifecycle methods of k8s.io/api (zz_generated.prerelease-lifecycle.go). */
const deprecated: Readonly<Record<Release['name'], Readonly<Record<string, string>>>> = {
  '1.20': {},
  '1.36': {
    'v1 Endpoints': 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  },
};

export function deprecationOf(kind: Kind, release: Release): string | undefined {
  return deprecated[release.name][`${apiVersionOf(kind)} ${kind.kind}`];
}
