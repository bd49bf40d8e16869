import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/types.ts';
import { CompactedError, Store, storeKey } from './store.ts';

const object = (name: string, data: Record<string, unknown> = {}): KubeObject =>
  ({ metadata: { name, namespace: 'default' }, ...data }) as KubeObject;

const nodeIndex = {
  '/pods': [{ field: 'spec.nodeName', valueOf: (one: KubeObject) => String((one as { node?: string }).node ?? '') }],
};

describe('a store', () => {
  test('counts one revision for every write, of whatever resource, and stamps it on the object', () => {
    const store = new Store();
    expect(store.put('/pods', 'default', 'a', object('a')).metadata?.resourceVersion).toBe('1');
    expect(store.put('/nodes', '', 'n', object('n')).metadata?.resourceVersion).toBe('2');
    expect(store.delete('/pods', 'default', 'a')?.metadata?.resourceVersion).toBe('3');
    expect(store.revision).toBe(3);
  });

  test('freezes what it keeps and shares what did not change', () => {
    const store = new Store();
    const spec = { containers: [{ name: 'a' }] };
    const first = store.put('/pods', 'default', 'a', object('a', { spec })) as KubeObject & { spec: unknown };
    const second = store.put('/pods', 'default', 'a', { ...first }) as KubeObject & { spec: unknown };
    expect(second.spec).toBe(first.spec);
    expect(Object.isFrozen(spec.containers[0])).toBe(true);
  });

  test('keeps its indexes through changes of the indexed field and deletions', () => {
    const store = new Store({ indexes: nodeIndex });
    store.put('/pods', 'default', 'a', object('a'));
    store.put('/pods', 'default', 'a', object('a', { node: 'n1' }));
    store.put('/pods', 'default', 'b', object('b', { node: 'n1' }));
    const on = (node: string): string[] => [...store.byField('/pods', 'spec.nodeName', node)!.keys()];
    expect(on('n1')).toEqual(['default/a', 'default/b']);
    expect(on('')).toEqual([]);
    store.delete('/pods', 'default', 'a');
    expect(on('n1')).toEqual(['default/b']);
  });

  test('reads the past as it was', () => {
    const store = new Store();
    store.put('/pods', 'default', 'b', object('b'));
    store.put('/pods', 'default', 'a', object('a', { status: 1 }));
    store.put('/pods', 'default', 'a', object('a', { status: 2 }));
    store.delete('/pods', 'default', 'b');
    const names = (revision: number): string[] =>
      store
        .at('/pods', revision)
        .map((one) => `${one.metadata!.name!}${String((one as { status?: number }).status ?? '')}`);
    expect([0, 1, 2, 3, 4].map(names)).toEqual([[], ['b'], ['a1', 'b'], ['a2', 'b'], ['a2']]);
  });

  test('forgets what is compacted and says so', () => {
    const store = new Store({ historyLimit: 8 });
    for (let i = 0; i < 30; i++) store.put('/pods', 'default', 'a', object('a', { i }));
    expect(store.oldestRevision).toBeGreaterThan(0);
    const oldest = store.oldestRevision;
    expect(store.changesAfter(oldest)[0]?.revision).toBe(oldest + 1);
    expect(() => store.changesAfter(oldest - 1)).toThrow(new CompactedError(oldest - 1, oldest).message);
    expect(() => store.at('/pods', 1)).toThrow(`too old resource version: 1 (${oldest})`);
  });

  test('knows which revision was the latest at a time', () => {
    let now = 0;
    const store = new Store({ now: () => now });
    for (now of [0, 10, 10, 25]) store.put('/pods', 'default', 'a', object('a', { now }));
    expect([-1, 0, 9, 10, 24, 25, 99].map((time) => store.revisionAt(time))).toEqual([0, 1, 1, 3, 3, 4, 4]);
  });

  test('lists keys in the order of etcd', () => {
    const store = new Store();
    for (const name of ['b', 'a-1', 'a', 'a.b']) store.put('/pods', 'default', name, object(name));
    expect(store.sortedKeys('/pods')).toEqual(['default/a', 'default/a-1', 'default/a.b', 'default/b']);
    expect(storeKey('', 'n')).toBe('n');
  });
});
