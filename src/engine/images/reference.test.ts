import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { familiarRepository, parseImageReference } from './reference.ts';

describe('image names are completed as Docker does it', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx', 'latest', undefined],
    ['nginx:1.21', 'docker.io/library/nginx', '1.21', undefined],
    ['luksa/kubia', 'docker.io/luksa/kubia', 'latest', undefined],
    ['docker.io/nginx', 'docker.io/library/nginx', 'latest', undefined],
    ['index.docker.io/library/nginx', 'docker.io/library/nginx', 'latest', undefined],
    ['localhost/app', 'localhost/app', 'latest', undefined],
    ['localhost:5000/app:v1', 'localhost:5000/app', 'v1', undefined],
    ['registry.k8s.io/pause:3.10.2', 'registry.k8s.io/pause', '3.10.2', undefined],
    ['gcr.io/google-samples/hello-app:1.0', 'gcr.io/google-samples/hello-app', '1.0', undefined],
    [`busybox@sha256:${'a'.repeat(64)}`, 'docker.io/library/busybox', undefined, `sha256:${'a'.repeat(64)}`],
    [`busybox:1@sha256:${'a'.repeat(64)}`, 'docker.io/library/busybox', '1', `sha256:${'a'.repeat(64)}`],
    ['a__b/c.d-e', 'docker.io/a__b/c.d-e', 'latest', undefined],
  ])('%s', (image, repository, tag, digest) => {
    expect(parseImageReference(image).reference).toMatchObject({ repository, tag, digest });
  });
});

describe('what is no image name is told in the words of the release', () => {
  test.each([
    ['', '1.36', `couldn't parse image name "": invalid reference format`],
    [
      'Nginx',
      '1.36',
      `couldn't parse image name "Nginx": invalid reference format: repository name (library/Nginx) must be lowercase`,
    ],
    [
      'Nginx',
      '1.20',
      `couldn't parse image reference "Nginx": invalid reference format: repository name must be lowercase`,
    ],
    ['nginx:', '1.36', `couldn't parse image name "nginx:": invalid reference format`],
    ['nginx:a b', '1.36', `couldn't parse image name "nginx:a b": invalid reference format`],
    ['-nginx', '1.20', `couldn't parse image reference "-nginx": invalid reference format`],
    ['a//b', '1.36', `couldn't parse image name "a//b": invalid reference format`],
    [
      'c'.repeat(64),
      '1.36',
      `couldn't parse image name "${'c'.repeat(64)}": invalid repository name (${'c'.repeat(64)}), cannot specify 64-byte hexadecimal strings`,
    ],
    ['busybox@sha256:abc', '1.36', `couldn't parse image name "busybox@sha256:abc": invalid reference format`],
    [
      `busybox@md5:${'a'.repeat(32)}`,
      '1.36',
      `couldn't parse image name "busybox@md5:${'a'.repeat(32)}": unsupported digest algorithm`,
    ],
  ] as const)('%s in %s', (image, release, error) => {
    expect(parseImageReference(image, release).error).toBe(error);
  });
});

test('any text is either a reference or an error, and quickly', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      const { reference, error } = parseImageReference(text);
      expect(reference === undefined).toBe(error !== undefined);
    }),
  );
  expect(parseImageReference('a-'.repeat(5000)).error).toContain('invalid reference format');
});

test.each([
  ['docker.io/library/nginx', 'nginx'],
  ['docker.io/luksa/kubia', 'luksa/kubia'],
  ['registry.k8s.io/pause', 'registry.k8s.io/pause'],
])('the familiar name of %s is %s', (repository, familiar) => {
  expect(familiarRepository(repository)).toBe(familiar);
});
