import { describe, expect, test } from 'vitest';
import {
  apiVersionOf,
  findByGvk,
  findByName,
  findByPath,
  kindsOf,
  parseApiVersion,
  qualifiedResource,
} from './kinds.ts';

const old = { name: '1.20' } as const;
const now = { name: '1.36' } as const;

describe('kinds are found', () => {
  test.each(['po', 'pod', 'pods'])('by name: %s', (name) => {
    expect(findByName(now, name)?.kind).toBe('Pod');
  });

  test('by path, and by apiVersion and kind', () => {
    expect(findByPath(now, 'apps', 'v1', 'deployments')?.kind).toBe('Deployment');
    expect(findByGvk(now, 'apps/v1', 'Deployment')?.resource).toBe('deployments');
    expect(findByGvk(now, 'apps/v1beta1', 'Deployment')).toBeUndefined();
  });

  test('in the versions that the release serves', () => {
    const versions = (release: typeof old | typeof now, resource: string): string[] =>
      kindsOf(release)
        .filter((kind) => kind.resource === resource)
        .map((kind) => apiVersionOf(kind));
    expect(versions(old, 'cronjobs')).toEqual(['batch/v1beta1']);
    expect(versions(now, 'cronjobs')).toEqual(['batch/v1']);
    expect(versions(old, 'poddisruptionbudgets')).toEqual(['policy/v1beta1']);
    expect(versions(now, 'horizontalpodautoscalers')).toEqual(['autoscaling/v2', 'autoscaling/v1']);
  });
});

test('objects of several versions are kept together', () => {
  expect(findByGvk(now, 'v1', 'Event')?.storage).toBe('/events');
  expect(findByGvk(now, 'events.k8s.io/v1', 'Event')?.storage).toBe('/events');
});

test('no two kinds of a version share a path or a kind', () => {
  for (const release of [old, now]) {
    const kinds = kindsOf(release);
    const paths = kinds.map((kind) => `${apiVersionOf(kind)}/${kind.resource}`);
    expect(new Set(paths).size).toBe(paths.length);
    expect(new Set(kinds.map((kind) => `${apiVersionOf(kind)}/${kind.kind}`)).size).toBe(kinds.length);
  }
});

test('the core group has no name', () => {
  expect(parseApiVersion('v1')).toEqual({ group: '', version: 'v1' });
  expect(parseApiVersion('apps/v1')).toEqual({ group: 'apps', version: 'v1' });
  expect(apiVersionOf({ group: '', version: 'v1' })).toBe('v1');
  expect(qualifiedResource({ group: 'apps', resource: 'deployments' })).toBe('deployments.apps');
});
