import { describe, expect, test } from 'vitest';
import { compileFieldSelector, formatFieldSelector, parseFieldSelector } from './field-selectors.ts';
import { findByPath } from './kinds.ts';
import type { KubeObject } from './types.ts';

const release = { name: '1.36' } as const;
const pods = findByPath(release, '', 'v1', 'pods')!;
const pod = {
  metadata: { name: 'a', namespace: 'default' },
  spec: { nodeName: 'worker-1', restartPolicy: 'Always' },
  status: { phase: 'Running' },
} as KubeObject;

describe('a field selector', () => {
  test.each([
    ['metadata.name=a', true],
    ['metadata.name!=a', false],
    ['spec.nodeName==worker-1,status.phase=Running', true],
    ['spec.nodeName=', false],
    ['', true],
  ])('%j', (text, expected) => {
    expect(compileFieldSelector(pods, parseFieldSelector(text), release)(pod)).toBe(expected);
  });

  test('that names a field which cannot be selected by is refused', () => {
    expect(() => compileFieldSelector(pods, parseFieldSelector('spec.image=a'), release)).toThrow(
      'field label not supported: spec.image',
    );
  });

  test('without an operator is refused', () => {
    expect(() => parseFieldSelector('metadata.name')).toThrow(
      "invalid selector: 'metadata.name'; can't understand 'metadata.name'",
    );
  });

  test('keeps escaped commas', () => {
    const terms = parseFieldSelector('metadata.name=a\\,b');
    expect(terms).toMatchObject([{ value: 'a,b' }]);
    expect(formatFieldSelector(terms)).toBe('metadata.name=a\\,b');
  });
});
