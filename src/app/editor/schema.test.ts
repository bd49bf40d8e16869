import { describe, expect, test } from 'vitest';
import { manifestSchema } from './schema.ts';

const document = {
  definitions: {
    'io.k8s.api.core.v1.Pod': {
      type: 'object',
      properties: { metadata: {}, spec: {} },
      'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Pod' }],
    },
    'io.k8s.api.core.v1.PodList': {
      type: 'object',
      properties: { metadata: {}, items: {} },
      'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'PodList' }],
    },
    'io.k8s.api.apps.v1.Deployment': {
      type: 'object',
      properties: { metadata: {} },
      'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
    },
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: 'string', format: 'int-or-string' },
  },
};

describe('manifestSchema', () => {
  const schema = manifestSchema(document);

  test('apiVersion and kind choose the definition; lists are no manifests', () => {
    expect(schema['properties']).toEqual({
      apiVersion: { type: 'string', enum: ['apps/v1', 'v1'] },
      kind: { type: 'string', enum: ['Deployment', 'Pod'] },
    });
    expect(schema['allOf']).toContainEqual({
      if: { properties: { apiVersion: { const: 'v1' }, kind: { const: 'Pod' } }, required: ['apiVersion', 'kind'] },
      then: { $ref: '#/definitions/io.k8s.api.core.v1.Pod' },
    });
  });

  test('a field that the definition lacks is refused, a number for IntOrString is not', () => {
    expect(schema['definitions']).toMatchObject({
      'io.k8s.api.core.v1.Pod': { additionalProperties: false },
      'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['string', 'integer'] },
    });
  });
});
