import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch, createMergePatch, createThreeWayJsonMergePatch } from './merge-patch.ts';
import { patchTypeNamed } from './schema.ts';
import { applyStrategicMergePatch } from './strategic.ts';
import { createThreeWayMergePatch, createTwoWayMergePatch } from './three-way.ts';

const pod = patchTypeNamed('core.v1.Pod', { name: '1.36' });
const containers = (...list: object[]): JsonObject => ({ spec: { containers: list } });

describe('a strategic merge patch', () => {
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['changes what it names', { a: 1, b: 2 }, { a: 3 }, { a: 3, b: 2 }],
    ['deletes by null', { a: 1, b: 2 }, { a: null }, { b: 2 }],
    [
      'merges containers by name',
      containers({ name: 'a', image: 'x' }, { name: 'b' }),
      containers({ name: 'a', image: 'y' }),
      containers({ name: 'a', image: 'y' }, { name: 'b' }),
    ],
    [
      'puts a new container before those that it does not name',
      containers({ name: 'a' }),
      containers({ name: 'b' }),
      containers({ name: 'b' }, { name: 'a' }),
    ],
    [
      'deletes an item',
      containers({ name: 'a' }, { name: 'b' }),
      containers({ $patch: 'delete', name: 'a' }),
      containers({ name: 'b' }),
    ],
    [
      'replaces a list',
      containers({ name: 'a' }, { name: 'b' }),
      containers({ $patch: 'replace' }, { name: 'c' }),
      containers({ name: 'c' }),
    ],
    [
      'replaces an object',
      { metadata: { labels: { a: 'b' } } },
      { metadata: { labels: { $patch: 'replace', c: 'd' } } },
      { metadata: { labels: { c: 'd' } } },
    ],
    [
      'replaces lists without a merge key',
      containers({ name: 'a', args: ['1', '2'] }),
      containers({ name: 'a', args: ['3'] }),
      containers({ name: 'a', args: ['3'] }),
    ],
    [
      'adds to a set',
      { metadata: { finalizers: ['a'] } },
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['a', 'b'] } },
    ],
    [
      'takes from a set',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } },
      { metadata: { finalizers: ['b'] } },
    ],
    [
      'orders a list',
      containers({ name: 'a' }, { name: 'b' }),
      { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } },
      containers({ name: 'b' }, { name: 'a' }),
    ],
    [
      'keeps only the keys of a volume that it retains',
      { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
      { spec: { volumes: [{ $retainKeys: ['name', 'hostPath'], name: 'v', hostPath: { path: '/' } }] } },
      { spec: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } },
    ],
    [
      'leaves directives out of what is new',
      {},
      { spec: { volumes: [{ $retainKeys: ['name'], name: 'v' }] } },
      { spec: { volumes: [{ name: 'v' }] } },
    ],
    [
      'drops nulls of what is new',
      {},
      { metadata: { labels: { a: null, b: 'c' } } },
      { metadata: { labels: { b: 'c' } } },
    ],
  ])('%s', (_what, original, patch, expected) => {
    expect(applyStrategicMergePatch(original, patch, pod)).toEqual(expected);
  });

  test('that changes nothing gives back the very object, and shares what it does not touch', () => {
    const original = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'x' }] } };
    const same = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'x' }] } };
    expect(applyStrategicMergePatch(original, same, pod)).toBe(original);
    const changed = applyStrategicMergePatch(original, { metadata: { labels: { a: 'c' } } }, pod);
    expect(changed['spec']).toBe(original.spec);
  });

  test.each<[string, JsonObject, string]>([
    [
      'an item without its key',
      containers({ image: 'x' }),
      'map: map[image:x] does not contain declared merge key: name',
    ],
    ['an unknown directive', { metadata: { $patch: 'shred' } }, 'unknown patch type: shred in map: map[$patch:shred]'],
    [
      'items out of the order it asks for',
      {
        spec: {
          '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }],
          containers: [{ name: 'b' }, { name: 'a' }],
        },
      },
      "The order in patch list:\n[map[name:b] map[name:a]]\n doesn't match $setElementOrder list:\n[map[name:a] map[name:b]]\n",
    ],
  ])('with %s is refused', (_what, patch, message) => {
    const original = { metadata: {}, spec: { containers: [{ name: 'a' }] } };
    expect(() => applyStrategicMergePatch(original, patch, pod)).toThrow(message);
  });

  test('treats __proto__ as a key like any other', () => {
    const patch = JSON.parse('{"metadata":{"labels":{"__proto__":{"polluted":true}}}}') as JsonObject;
    const result = applyStrategicMergePatch({ metadata: { labels: {} } }, patch, pod);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(JSON.stringify(result)).toBe('{"metadata":{"labels":{"__proto__":{"polluted":true}}}}');
  });
});

/** Outputs of k8s.io/apimachinery v0.36 for the same inputs. */
describe('a three-way patch is the one that kubectl apply sends', () => {
  test.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    [
      'deletions come from the last applied configuration only',
      { metadata: { labels: { a: '1' } } },
      { metadata: { labels: {} } },
      { metadata: { labels: { a: '1', other: '2' } } },
      { metadata: { labels: { a: null } } },
    ],
    [
      'a changed item of a list names its key and the order',
      containers({ name: 'a', image: 'x' }),
      containers({ name: 'a', image: 'y' }),
      containers({ name: 'a', image: 'x', imagePullPolicy: 'Always' }),
      { spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ image: 'y', name: 'a' }] } },
    ],
    [
      'a removed item is deleted by its key',
      containers({ name: 'a' }, { name: 'b' }),
      containers({ name: 'a' }),
      containers({ name: 'a' }, { name: 'b' }),
      { spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ $patch: 'delete', name: 'b' }] } },
    ],
    [
      'a volume says which keys it keeps',
      { spec: { volumes: [{ name: 'v', hostPath: { path: 'y' } }] } },
      { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
      { spec: { volumes: [{ name: 'v', hostPath: { path: 'y' } }] } },
      {
        spec: {
          '$setElementOrder/volumes': [{ name: 'v' }],
          volumes: [{ $retainKeys: ['emptyDir', 'name'], emptyDir: {}, hostPath: null, name: 'v' }],
        },
      },
    ],
    [
      'nothing to do is an empty patch',
      containers({ name: 'a' }),
      containers({ name: 'a' }),
      containers({ name: 'a', image: 'd' }),
      {},
    ],
  ])('%s', (_what, original, modified, current, patch) => {
    expect(createThreeWayMergePatch(original, modified, current, pod)).toEqual(patch);
  });
});

const label = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y'), { noNullPrototype: true });
const subset = <T>(...items: T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray(items);
const podArbitrary = fc
  .record({
    labels: label,
    names: subset('c1', 'c2', 'c3'),
    images: fc.array(fc.constantFrom('x', 'y'), { minLength: 3, maxLength: 3 }),
    env: subset('E1', 'E2', 'E3'),
    finalizers: fc.subarray(['f1', 'f2']),
  })
  .map(({ labels, names, images, env, finalizers }) => ({
    metadata: { labels, ...(finalizers.length === 0 ? {} : { finalizers }) },
    spec: {
      containers: names.map((name, i) => ({
        name,
        image: images[i]!,
        ...(env.length === 0 ? {} : { env: env.map((one) => ({ name: one, value: images[i]! })) }),
      })),
    },
  }));

describe('patches undo their own making', () => {
  test('a two-way patch makes the modified object of the original', () => {
    fc.assert(
      fc.property(podArbitrary, podArbitrary, (original, modified) => {
        fc.pre(modified.spec.containers.length > 0);
        const patch = createTwoWayMergePatch(original, modified, pod);
        expect(applyStrategicMergePatch(original, patch, pod)).toEqual(modified);
      }),
    );
  });

  test('a merge patch makes the modified value of the original', () => {
    const value = fc.dictionary(
      fc.string(),
      fc.jsonValue().filter((one) => JSON.stringify(one).indexOf('null') < 0),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(value, value, (original, modified) => {
        const wire = (one: unknown): JsonObject => JSON.parse(JSON.stringify(one)) as JsonObject;
        const [before, after] = [wire(original), wire(modified)];
        expect(wire(applyMergePatch(before, createMergePatch(before, after)))).toEqual(after);
      }),
    );
  });
});

describe('a JSON merge patch', () => {
  test.each<[JsonObject, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('of %j with %j is %j (RFC 7386)', (target, patch, expected) => {
    expect(applyMergePatch(target, patch)).toEqual(expected);
  });

  test('of three objects deletes what was dropped and sets what differs', () => {
    expect(createThreeWayJsonMergePatch({ a: 1, b: 1 }, { b: 2, c: { d: 1 } }, { a: 1, b: 1, x: 1 })).toEqual({
      a: null,
      b: 2,
      c: { d: 1 },
    });
  });
});

describe('a JSON patch', () => {
  test.each<[JsonObject, object[], unknown]>([
    [{ a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    [{ a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
    [{ a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
    [{ a: 1, b: 2 }, [{ op: 'remove', path: '/a' }], { b: 2 }],
    [{ 'a/b~c': 1 }, [{ op: 'replace', path: '/a~1b~0c', value: 2 }], { 'a/b~c': 2 }],
    [{ a: 1 }, [{ op: 'move', from: '/a', path: '/b' }], { b: 1 }],
    [{ a: { x: 1 } }, [{ op: 'copy', from: '/a', path: '/b' }], { a: { x: 1 }, b: { x: 1 } }],
    [{ a: 1 }, [{ op: 'test', path: '/a', value: 1 }], { a: 1 }],
    // As the library does it, against the RFC.
    [{ a: 1 }, [{ op: 'replace', path: '/b', value: 2 }], { a: 1, b: 2 }],
    [{ a: 1 }, [{ op: 'replace', path: '', value: { b: 2 } }], { b: 2 }],
  ])('%j by %j is %j', (document, patch, expected) => {
    expect(applyJsonPatch(document, patch)).toEqual(expected);
  });

  test.each<[JsonObject, object[], string]>([
    [{ a: 1 }, [{ op: 'test', path: '/a', value: 2 }], 'testing value /a failed'],
    [
      { a: 1 },
      [{ op: 'remove', path: '/b' }],
      'remove operation does not apply: doc is missing path: "/b": missing value',
    ],
    [
      { a: 1 },
      [{ op: 'replace', path: '/b/c', value: 1 }],
      'replace operation does not apply: doc is missing path: /b/c',
    ],
    [{ a: 1 }, [{ op: 'replace', path: '', value: 1 }], 'replace operation does not apply: doc is missing path: '],
    [{ a: [] }, [{ op: 'remove', path: '/a/0' }], 'Unable to access invalid index: 0'],
    [{}, [{ op: 'dance', path: '/a' }], 'Unexpected kind: dance'],
  ])('%j by %j is refused', (document, patch, message) => {
    expect(() => applyJsonPatch(document, patch)).toThrow(message);
  });

  test('does not change the document it is given', () => {
    const document = Object.freeze({ a: Object.freeze([1]) });
    expect(applyJsonPatch(document, [{ op: 'add', path: '/a/-', value: 2 }])).toEqual({ a: [1, 2] });
    expect(document).toEqual({ a: [1] });
  });
});
