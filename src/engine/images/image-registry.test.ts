import { expect, test } from 'vitest';
import { createFileTree } from '../runtime/kernel/index.ts';
import { releases } from '../releases/index.ts';
import { parseImageReference, type ImageReference } from './reference.ts';
import { builtInImages, createRegistry } from './registry.ts';

function reference(name: string): ImageReference {
  const { reference: parsed, error } = parseImageReference(name);
  if (error !== undefined) throw new Error(error);
  return parsed;
}

const registryOf = (release: '1.20' | '1.36') =>
  createRegistry((modified) => createFileTree(undefined, { now: () => modified }), releases[release].epoch);

function resolved(release: '1.20' | '1.36', name: string) {
  const found = registryOf(release).resolve(reference(name));
  return found.kind === 'image' ? found.image : found.kind;
}

test('every image that the issues name is there, in both releases', () => {
  const names = [
    'assassing/kubia',
    'luksa/kubia',
    'luksa/kubia-pet-peers',
    'nginx',
    'nginx:1.14.2',
    'httpd',
    'busybox',
    'busybox:1.28',
    'alpine',
    'redis',
    'mysql:5.6',
    'postgres',
    'polinux/stress',
    'registry.k8s.io/e2e-test-images/agnhost:2.40',
    'registry.k8s.io/echoserver:1.10',
    'hashicorp/http-echo',
    'gcr.io/google-samples/hello-app:1.0',
    'gcr.io/google-samples/hello-app:2.0',
    'gcr.io/google-samples/kubernetes-bootcamp:v1',
    'nginx:1.18',
    'busybox:1.33',
    'alpine:3.13',
    'ubuntu:18.04',
    'k8s.gcr.io/liveness',
    'curlimages/curl',
    'python',
    'perl',
    'debian',
    'ubuntu',
  ];
  for (const release of ['1.20', '1.36'] as const) {
    for (const name of [...names, releases[release].pauseImage]) {
      expect(resolved(release, name), name).toMatchObject({ id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    }
  }
});

test('a moving tag names the newest image that existed when the cluster begins', () => {
  expect(resolved('1.20', 'nginx')).toMatchObject({ env: { NGINX_VERSION: '1.21.3' } });
  expect(resolved('1.36', 'nginx')).toMatchObject({ env: { NGINX_VERSION: '1.29.5' } });
});

test('an image is found by its digest, and by no other', () => {
  const registry = registryOf('1.36');
  const found = registry.resolve(reference('nginx:1.28'));
  if (found.kind !== 'image') throw new Error(found.kind);
  expect(registry.resolve(reference(`nginx@${found.image.digest}`))).toEqual(found);
  expect(registry.resolve(reference(`nginx@sha256:${'0'.repeat(64)}`))).toEqual({ kind: 'no-tag' });
});

test.each([
  ['nginx:nope', 'no-tag'],
  ['nosuchuser/nosuchimage', 'no-repository'],
  ['registry.example.com/app', 'no-host'],
])('%s: %s', (name, kind) => {
  expect(resolved('1.36', name)).toBe(kind);
});

test('no two images of one age share a tag, and ids are unique', () => {
  const ids = new Set(
    registryOf('1.36')
      .images()
      .map((image) => image.id),
  );
  expect(ids.size).toBe(registryOf('1.36').images().length);
  for (const image of builtInImages) {
    expect(new Set(image.tags).size, `${image.repository} ${image.tags.join()}`).toBe(image.tags.length);
    expect(image.layers.every((layer) => layer.bytes > 0)).toBe(true);
  }
});

test('the files of an image are built once and shared', () => {
  const registry = registryOf('1.36');
  const found = registry.resolve(reference('nginx'));
  if (found.kind !== 'image') throw new Error(found.kind);
  const files = registry.files(found.image);
  expect(registry.files(found.image)).toBe(files);
  expect(files.stat('/usr/sbin/nginx')).toMatchObject({ type: 'file', mtime: found.image.created });
});
