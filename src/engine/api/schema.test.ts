import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { apiVersionOf, findByGvk, kindsOf } from './kinds.ts';
import { fieldAt, innermost, shapeOf, structShape } from './schema.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly type?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

const releases = [{ name: '1.20' }, { name: '1.36' }] as const;

function documentOf(release: '1.20' | '1.36'): Readonly<Record<string, Schema>> {
  const file = new URL(`../../generated/schema-${release}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { definitions: Record<string, Schema> }).definitions;
}

const core = 'io.k8s.api.core.v1';

describe('the document of v1.20', () => {
  const definitions = documentOf('1.20');
  const status = definitions[`${core}.PodStatus`]?.properties ?? {};

  test('describes the status of a Pod as kubectl explain of v1.20 shows it', () => {
    expect(status['conditions']?.description).toBe(
      'Current service state of pod. More info: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle#pod-conditions',
    );
    expect(status['containerStatuses']?.description).toBe(
      'The list has one entry per container in the manifest. Each entry is currently the output of `docker inspect`. More info: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle#pod-and-container-status',
    );
  });

  test('has nothing that came later', () => {
    expect(definitions[`${core}.Probe`]?.properties).not.toHaveProperty('grpc');
    expect(status).not.toHaveProperty('hostIPs');
    expect(definitions).not.toHaveProperty(['io.k8s.api.batch.v1.CronJob']);
  });
});

describe('the document of v1.36', () => {
  const definitions = documentOf('1.36');

  test('has what came with it', () => {
    expect(definitions[`${core}.Probe`]?.properties).toHaveProperty('grpc');
    expect(definitions[`${core}.Container`]?.properties).toHaveProperty('restartPolicy');
  });

  test('says what is required', () => {
    expect(definitions[`${core}.Container`]?.required).toEqual(['name']);
    expect(definitions[`${core}.ContainerPort`]?.required).toEqual(['containerPort']);
  });
});

describe.each(releases)('of v$name', (release) => {
  const definitions = Object.values(documentOf(release.name));
  const kinds = kindsOf(release).filter((kind) => kind.storage !== undefined);

  test.each(kinds.map((kind) => `${apiVersionOf(kind)} ${kind.kind}`))('%s has a schema and a shape', (name) => {
    const [apiVersion, kindName] = name.split(' ') as [string, string];
    const kind = findByGvk(release, apiVersion, kindName)!;
    const described = definitions.some((definition) =>
      definition['x-kubernetes-group-version-kind']?.some(
        (of) => of.kind === kindName && apiVersionOf(of) === apiVersion,
      ),
    );
    expect(described).toBe(true);
    expect(shapeOf(kind, release)?.fields.has('metadata')).toBe(true);
  });
});

test('a field is found by its path, through lists', () => {
  const pod = findByGvk({ name: '1.36' }, 'v1', 'Pod')!;
  const port = fieldAt(pod, ['spec', 'containers', 'ports', 'containerPort'], { name: '1.36' });
  expect(port).toMatchObject({ name: 'containerPort', required: true, type: { kind: 'int32' } });
  const containers = fieldAt(pod, ['spec', 'containers'], { name: '1.36' })!;
  expect(innermost(containers.type)).toEqual({ kind: 'struct', name: 'core.v1.Container' });
  expect(fieldAt(pod, ['spec', 'imagee'], { name: '1.36' })).toBeUndefined();
  expect(structShape('core.v1.Nothing', { name: '1.36' })).toBeUndefined();
});
