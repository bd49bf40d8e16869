import { expect, test } from 'vitest';
import {
  controllerOf,
  controllerReference,
  deepFreeze,
  isConditionTrue,
  isControlledBy,
  valueAt,
  withCondition,
  withMetadata,
} from './meta.ts';

test('freezing stops at what is frozen', () => {
  const part = Object.freeze({ open: { a: 1 } });
  const object = deepFreeze({ part, list: [{ b: 2 }] });
  expect(Object.isFrozen(object.list[0])).toBe(true);
  expect(Object.isFrozen(part.open)).toBe(false);
});

test('a controller is the owner that controls', () => {
  const owner = { metadata: { name: 'rs', uid: '1' } };
  const pod = {
    metadata: { ownerReferences: [controllerReference(owner, 'apps/v1', 'ReplicaSet')] },
  };
  expect(controllerOf(pod)).toMatchObject({ kind: 'ReplicaSet', name: 'rs', controller: true });
  expect(isControlledBy(pod, owner)).toBe(true);
  expect(isControlledBy(pod, { metadata: { uid: '2' } })).toBe(false);
});

test('a condition is replaced where it stands, and comes last if it is new', () => {
  const ready = { type: 'Ready', status: 'False' };
  const conditions = withCondition([ready], { type: 'Initialized', status: 'True' });
  expect(conditions.map(({ type }) => type)).toEqual(['Ready', 'Initialized']);
  expect(isConditionTrue(withCondition(conditions, { type: 'Ready', status: 'True' }), 'Ready')).toBe(true);
});

test('metadata is changed without the rest', () => {
  const pod = { metadata: { name: 'a', labels: { x: '1' } }, spec: {} };
  const changed = withMetadata(pod, { labels: undefined });
  expect(changed.metadata).toEqual({ name: 'a' });
  expect(changed.spec).toBe(pod.spec);
});

test('a value is found by its path', () => {
  expect(valueAt({ a: { b: [1] } }, ['a', 'b'])).toEqual([1]);
  expect(valueAt({ a: 1 }, ['a', 'b'])).toBeUndefined();
});
