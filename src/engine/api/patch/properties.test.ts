import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject, jsonEqual, type JsonObject } from '../json.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch, createMergePatch, createThreeWayJsonMergePatch } from './merge-patch.ts';
import { patchTypeNamed } from './schema.ts';
import { applyStrategicMergePatch, PatchError } from './strategic.ts';
import { createThreeWayMergePatch, createTwoWayMergePatch } from './three-way.ts';

const key = fc.oneof(fc.constantFrom('a', 'b', 'c', '', '/', '~', '~1', '__proto__', 'constructor', '0'), fc.string());
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.string()),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));
const document = fc.array(fc.tuple(key, json), { maxLength: 5 }).map((entries) => Object.fromEntries(entries));

/** A member without members that are null, which a merge patch cannot say. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutNulls(member)]));
}
const plain = document.map((value) => withoutNulls(value) as JsonObject);

const pointer = (path: readonly string[]): string =>
  path.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The operations that make one value of another, as a program would write them. */
function operations(before: unknown, after: unknown, path: readonly string[] = []): object[] {
  if (jsonEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    const shared = Math.min(before.length, after.length);
    return [
      ...before
        .slice(shared)
        .map((_, i) => ({ op: 'remove', path: pointer([...path, String(before.length - 1 - i)]) })),
      ...Array.from({ length: shared }, (_, i) => operations(before[i], after[i], [...path, String(i)])).flat(),
      ...after.slice(shared).map((value: unknown) => ({ op: 'add', path: pointer([...path, '-']), value })),
    ];
  }
  if (isObject(before) && isObject(after)) {
    const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
    return [
      ...gone.map((name) => ({ op: 'remove', path: pointer([...path, name]) })),
      ...Object.keys(after).flatMap((name) =>
        Object.hasOwn(before, name)
          ? operations(before[name], after[name], [...path, name])
          : [{ op: 'add', path: pointer([...path, name]), value: after[name] }],
      ),
    ];
  }
  return [{ op: 'replace', path: pointer(path), value: after }];
}

/** Every path below a value, with what is there. */
function* placesIn(value: unknown, path: readonly string[] = []): Generator<readonly [readonly string[], unknown]> {
  if (path.length > 0) yield [path, value];
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* placesIn(item, [...path, String(i)]);
  else if (isObject(value))
    for (const [name, member] of Object.entries(value)) yield* placesIn(member, [...path, name]);
}

const frozen = (value: unknown): unknown => {
  for (const [, below] of placesIn({ value })) Object.freeze(below);
  return value;
};

describe('a JSON patch', () => {
  test('of the operations between two documents makes the second of the first, and changes neither', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        const patched = applyJsonPatch(frozen(before), frozen(operations(before, after)));
        expect(jsonEqual(patched, after)).toBe(true);
      }),
    );
  });

  test('that tests passes exactly where the value is equal', () => {
    fc.assert(
      fc.property(document, json, fc.nat(), (value, other, at) => {
        const places = [...placesIn(value)];
        fc.pre(places.length > 0);
        const [path, there] = places[at % places.length]!;
        const check = (expected: unknown): unknown =>
          applyJsonPatch(value, [{ op: 'test', path: pointer(path), value: expected }]);
        expect(check(there)).toBe(value);
        if (!jsonEqual(there, other)) expect(() => check(other)).toThrow(PatchError);
      }),
    );
  });

  test('that moves there and back, or copies and removes the copy, changes nothing', () => {
    fc.assert(
      fc.property(document, fc.nat(), (value, at) => {
        const members = Object.keys(value);
        fc.pre(members.length > 0 && !members.includes('elsewhere'));
        const from = pointer([members[at % members.length]!]);
        const there = { op: 'move', from, path: '/elsewhere' };
        const back = { op: 'move', from: '/elsewhere', path: from };
        expect(jsonEqual(applyJsonPatch(value, [there, back]), value)).toBe(true);
        const copied = [
          { ...there, op: 'copy' },
          { op: 'remove', path: '/elsewhere' },
        ];
        expect(jsonEqual(applyJsonPatch(value, copied), value)).toBe(true);
      }),
    );
  });

  test('of anything applies or is refused as a patch', () => {
    const operation = fc.record(
      {
        op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'dance'),
        path: fc.array(key).map(pointer),
        from: fc.array(key).map(pointer),
        value: json,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(document, fc.array(fc.oneof(operation, json), { maxLength: 5 }), (value, patch) => {
        try {
          applyJsonPatch(frozen(value), patch);
        } catch (error) {
          expect(error).toBeInstanceOf(PatchError);
        }
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
    );
  });
});

describe('a JSON merge patch', () => {
  test('between two objects makes the second of the first, and once is as good as twice', () => {
    fc.assert(
      fc.property(plain, plain, (before, after) => {
        const patch = createMergePatch(before, after);
        const once = applyMergePatch(frozen(before), frozen(patch));
        expect(jsonEqual(once, after)).toBe(true);
        expect(jsonEqual(applyMergePatch(once, patch), once)).toBe(true);
      }),
    );
  });

  test('of anything is idempotent', () => {
    fc.assert(
      fc.property(document, json, (target, patch) => {
        const once = applyMergePatch(target, patch);
        expect(jsonEqual(applyMergePatch(once, patch), once)).toBe(true);
      }),
    );
  });

  test('of three objects brings what was changed and leaves what others did', () => {
    const named = (prefix: string) =>
      fc.dictionary(fc.constantFrom(`${prefix}1`, `${prefix}2`, `${prefix}3`), fc.integer(), { noNullPrototype: true });
    fc.assert(
      fc.property(named('mine'), named('mine'), named('theirs'), (original, modified, theirs) => {
        const patch = createThreeWayJsonMergePatch(original, modified, { ...original, ...theirs });
        expect(applyMergePatch({ ...original, ...theirs }, patch)).toEqual({ ...modified, ...theirs });
      }),
    );
  });
});

const pod = patchTypeNamed('core.v1.Pod', { name: '1.36' });
const word = fc.constantFrom('a', 'b', 'c', 'd');
const labels = fc.dictionary(word, word, { noNullPrototype: true });
const container = fc.record(
  {
    name: word,
    image: word,
    args: fc.array(word, { maxLength: 3 }),
    env: fc.uniqueArray(fc.record({ name: word, value: word }), { selector: (one) => one.name }),
    ports: fc.uniqueArray(fc.record({ containerPort: fc.integer({ min: 1, max: 4 }), name: word }), {
      selector: (one) => one.containerPort,
    }),
  },
  { requiredKeys: ['name'] },
);
// Finalizers in order: Go sorts a list of scalars before it compares them, and then the order differs.
const pods = fc.record(
  {
    metadata: fc.record({ labels, finalizers: fc.subarray(['a', 'b', 'c', 'd']) }, { requiredKeys: [] }),
    spec: fc.record(
      { containers: fc.uniqueArray(container, { selector: (one) => one.name, minLength: 1 }), nodeSelector: labels },
      { requiredKeys: ['containers'] },
    ),
  },
  { requiredKeys: ['spec'] },
) as fc.Arbitrary<JsonObject>;

describe('a strategic merge patch', () => {
  test('between two Pods makes the second of the first, and once is as good as twice', () => {
    fc.assert(
      fc.property(pods, pods, (before, after) => {
        const patch = createTwoWayMergePatch(before, after, pod);
        const once = applyStrategicMergePatch(before, patch, pod);
        expect(once).toEqual(after);
        expect(applyStrategicMergePatch(once, patch, pod)).toEqual(after);
      }),
    );
  });

  test('without anything in it changes nothing, and that between equal Pods has nothing in it', () => {
    fc.assert(
      fc.property(pods, (value) => {
        expect(applyStrategicMergePatch(value, {}, pod)).toEqual(value);
        expect(createTwoWayMergePatch(value, value, pod)).toEqual({});
      }),
    );
  });

  test('of three Pods leaves what somebody else added', () => {
    fc.assert(
      fc.property(pods, pods, (original, modified) => {
        const theirs = { metadata: { annotations: { theirs: 'x' } }, spec: { nodeName: 'n' } };
        const current = applyStrategicMergePatch(original, theirs, pod);
        const patch = createThreeWayMergePatch(original, modified, current, pod);
        const result = applyStrategicMergePatch(current, patch, pod) as {
          metadata: { annotations?: object };
          spec: { nodeName: string; containers: readonly { name: string }[] };
        };
        // Who takes the whole of metadata away takes everybody's.
        if (modified['metadata'] !== undefined) expect(result.metadata.annotations).toEqual({ theirs: 'x' });
        expect(result.spec.nodeName).toBe('n');
        const names = (of: JsonObject): string[] =>
          (of['spec'] as { containers: { name: string }[] }).containers.map((one) => one.name).sort();
        expect(result.spec.containers.map((one) => one.name).sort()).toEqual(names(modified));
      }),
    );
  });
});
