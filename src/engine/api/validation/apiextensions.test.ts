import { describe, expect, it } from 'vitest';
import { releases } from '../../releases/index.ts';
import { findByStorage } from '../kinds.ts';
import type { KubeObject } from '../types.ts';
import { validateCreate, validateUpdate } from './index.ts';

const kind = findByStorage(releases['1.36'], 'apiextensions.k8s.io/customresourcedefinitions')!;

const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } };
const names = { plural: 'books', singular: 'book', kind: 'Book', listKind: 'BookList' };
const good = { group: 'example.org', names, scope: 'Namespaced', versions: [version] };

function definition(spec: object, name = 'books.example.org', stored: readonly string[] = ['v1']): KubeObject {
  return {
    metadata: { name, resourceVersion: '1' },
    spec: { ...good, ...spec },
    status: { storedVersions: stored },
  } as KubeObject;
}

const said = (object: KubeObject, old?: KubeObject): string[] =>
  (old === undefined
    ? validateCreate(kind, object, releases['1.36'])
    : validateUpdate(kind, object, old, releases['1.36'])
  ).map(({ field, detail }) => `${field}: ${detail.slice(0, 60)}`);

/* What a kube-apiserver v1.36 says of the same definitions. */
describe('a CustomResourceDefinition', () => {
  it('may be as the documentation shows one', () => {
    expect(said(definition({}))).toEqual([]);
  });

  it.each<[string, KubeObject, readonly string[]]>([
    [
      'of another name',
      definition({}, 'books.example.com'),
      ['metadata.name: must be spec.names.plural+"."+spec.group'],
    ],
    [
      'of a short group',
      definition({ group: 'org' }, 'books.org'),
      ['spec.group: should be a domain with at least one dot'],
    ],
    ['without a scope', definition({ scope: '' }), ['spec.scope: ']],
    ['of an unknown scope', definition({ scope: 'Nope' }), ['spec.scope: supported values: "Cluster", "Namespaced"']],
    [
      'without a schema',
      definition({ versions: [{ name: 'v1', served: true, storage: true }] }),
      ['spec.versions[0].schema.openAPIV3Schema: '],
    ],
    [
      'that stores none of its versions',
      definition({ versions: [{ ...version, storage: false }] }, undefined, []),
      [
        'spec.versions: must have exactly one version marked as storage version',
        'status.storedVersions: must have at least one stored version',
      ],
    ],
    [
      'with a version twice',
      definition({ versions: [version, { ...version, storage: false }] }),
      ['spec.versions: must contain unique version names'],
    ],
    [
      'whose list is of the same kind',
      definition({ names: { ...names, listKind: 'Book' } }),
      ['spec.names.listKind: kind and listKind may not be the same'],
    ],
    [
      'with wild short names',
      definition({ names: { ...names, shortNames: ['B B'] } }),
      ['spec.names.shortNames[0]: a DNS-1035 label must consist of lower case alphanumeric cha'],
    ],
  ])('%s is refused', (_, object, errors) => {
    expect(said(object)).toEqual(errors);
  });

  it('keeps its group and plural, and once it is established its scope and kind', () => {
    const established = {
      ...definition({}),
      status: { storedVersions: ['v1'], conditions: [{ type: 'Established', status: 'True' }] },
    } as KubeObject;
    const changed = definition({ scope: 'Cluster', names: { ...names, kind: 'Tome', listKind: 'TomeList' } });
    expect(said(changed, definition({}))).toEqual([]);
    expect(said(changed, established)).toEqual([
      'spec.scope: field is immutable',
      'spec.names.kind: field is immutable',
    ]);
  });

  it('keeps every version that objects may be stored in', () => {
    const next = definition({ versions: [{ ...version, name: 'v2' }] }, undefined, ['v1', 'v2']);
    expect(said(next, definition({}))).toEqual([
      'status.storedVersions[0]: missing from spec.versions; v1 was previously a storage vers',
    ]);
  });
});
