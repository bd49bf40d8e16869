import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../api/types.ts';
import { Simulation } from '../sim/simulation.ts';
import { indexes } from './indexes.ts';
import { Store } from './store.ts';
import { type StoreEvent, WatchCache, type WatchScope } from './watch-cache.ts';

function setUp(): { store: Store; sim: Simulation; watches: WatchCache } {
  const store = new Store({ indexes });
  const sim = new Simulation(1, 0);
  return { store, sim, watches: new WatchCache(store, sim, indexes, 3) };
}

const pod = (name: string, node?: string, labels: Record<string, string> = {}): KubeObject =>
  ({ metadata: { name, namespace: 'default', labels }, spec: node === undefined ? {} : { nodeName: node } }) as Pod;

const record = (events: string[]): ((event: StoreEvent) => void) => {
  return ({ type, object, revision }) => events.push(`${type} ${object.metadata!.name!} ${revision}`);
};

describe('a watch', () => {
  test('hears of a write a few milliseconds later, in order, and not after it is stopped', () => {
    const { store, sim, watches } = setUp();
    const events: string[] = [];
    const watch = watches.watch({ resource: '/pods' }, { initial: [] }, record(events));
    store.put('/pods', 'default', 'a', pod('a'));
    store.put('/pods', 'default', 'b', pod('b'));
    expect(events).toEqual([]);
    sim.advanceTo(3);
    expect(events).toEqual(['ADDED a 1', 'ADDED b 2']);
    store.put('/pods', 'default', 'a', pod('a', 'n1'));
    watch.stop();
    sim.advanceTo(10);
    expect(events).toHaveLength(2);
  });

  test('costs one event of the simulation for all the writes of an instant', () => {
    const { store, sim, watches } = setUp();
    watches.watch({ resource: '/pods' }, { initial: [] }, () => {});
    watches.watch({ resource: '/pods', namespace: 'default' }, { initial: [] }, () => {});
    for (let i = 0; i < 100; i++) store.put('/pods', 'default', `p${i}`, pod(`p${i}`));
    expect(sim.step()).toBe(true);
    expect(sim.step()).toBe(false);
  });

  test('gets what is there first, even if something is written at the same instant', () => {
    const { store, sim, watches } = setUp();
    const events: string[] = [];
    watches.watch({ resource: '/pods' }, { initial: [] }, () => {});
    const old = store.put('/pods', 'default', 'old', pod('old'));
    watches.watch({ resource: '/pods' }, { initial: [old] }, record(events));
    store.put('/pods', 'default', 'new', pod('new'));
    sim.advanceTo(3);
    expect(events).toEqual(['ADDED old 1', 'ADDED new 2']);
  });

  test.each<[string, Omit<WatchScope, 'resource'>, string[]]>([
    ['by node', { field: { field: 'spec.nodeName', value: 'n1' } }, ['ADDED a 2', 'DELETED a 4']],
    ['by name', { namespace: 'default', name: 'b' }, ['ADDED b 3', 'DELETED b 5']],
    ['by another namespace', { namespace: 'other' }, []],
    ['by a test', { matches: (one) => one.metadata?.labels?.['x'] === 'y' }, ['ADDED a 4']],
  ])('%s sees an object come into and go out of its selection', (_what, scope, expected) => {
    const { store, sim, watches } = setUp();
    const events: string[] = [];
    watches.watch({ resource: '/pods', ...scope }, { initial: [] }, record(events));
    store.put('/pods', 'default', 'a', pod('a'));
    store.put('/pods', 'default', 'a', pod('a', 'n1'));
    store.put('/pods', 'default', 'b', pod('b'));
    store.put('/pods', 'default', 'a', pod('a', 'n2', { x: 'y' }));
    store.delete('/pods', 'default', 'b');
    sim.advanceTo(3);
    expect(events).toEqual(expected);
  });

  test('from a revision gets what it missed, and no more', () => {
    const { store, sim, watches } = setUp();
    const events: string[] = [];
    for (const name of ['a', 'b', 'c']) store.put('/pods', 'default', name, pod(name));
    watches.watch({ resource: '/pods' }, { revision: 1 }, record(events));
    store.put('/pods', 'default', 'd', pod('d'));
    sim.advanceTo(3);
    expect(events).toEqual(['ADDED b 2', 'ADDED c 3', 'ADDED d 4']);
  });

  test('that no longer selects an object is told of its last selected state', () => {
    const { store, sim, watches } = setUp();
    let last: KubeObject | undefined;
    watches.watch({ resource: '/pods', field: { field: 'spec.nodeName', value: 'n1' } }, { initial: [] }, (event) => {
      last = event.object;
    });
    store.put('/pods', 'default', 'a', pod('a', 'n1'));
    store.put('/pods', 'default', 'a', pod('a', 'n2'));
    sim.advanceTo(3);
    expect((last as Pod).spec?.nodeName).toBe('n1');
    expect(last?.metadata?.resourceVersion).toBe('2');
  });
});
