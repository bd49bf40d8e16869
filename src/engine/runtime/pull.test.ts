import { describe, expect, test } from 'vitest';
import { layer, type ImageDefinition } from '../images/image.ts';
import { startTask } from '../sim/task.ts';
import { testNode } from './testing.ts';

/** Images of whole megabytes on one shared layer. */
function definition(name: string, megabytes: number): ImageDefinition {
  return {
    repository: `docker.io/test/${name}`,
    tags: ['latest'],
    layers: [
      { name: 'shared', bytes: 10_000_000 },
      { name: `own ${name}`, bytes: megabytes * 1_000_000 },
    ],
    cmd: ['/x'],
    created: 0,
    files: () => {},
  };
}

const images = [definition('a', 90), definition('b', 40)];
const megabyte = 1_000_000;

function fixed() {
  return testNode('1.36', { bandwidth: 10 * megabyte, images });
}

/** How long a task takes, ms. */
function duration(node: ReturnType<typeof testNode>, image: string): number {
  const from = node.sim.now;
  node.run(node.runtime.pullImage(image));
  return node.sim.now - from;
}

test('a pull takes size / bandwidth, and a moment to ask the registry', () => {
  const took = duration(fixed(), 'test/a');
  expect(took).toBeGreaterThanOrEqual(10_350);
  expect(took).toBeLessThanOrEqual(10_752);
});

test('layers that are there are not fetched again', () => {
  const node = fixed();
  duration(node, 'test/a');
  expect(duration(node, 'test/b')).toBeLessThan(4760);
  expect(duration(node, 'test/b')).toBeLessThan(760);
});

test('two pulls share the bandwidth, and the layer they both want', () => {
  const node = fixed();
  let a: number | undefined;
  let b: number | undefined;
  startTask(node.sim, node.runtime.pullImage('test/a'), () => (a = node.sim.now));
  startTask(node.sim, node.runtime.pullImage('test/b'), () => (b = node.sim.now));
  node.sim.runUntil(() => a !== undefined && b !== undefined, 60_000);
  // 140 MB in all.
  expect(a).toBeGreaterThan(14_000);
  expect(a).toBeLessThan(14_800);
  expect(b).toBeLessThan(10_000);
});

test('bandwidth may change on the way, and the progress says when it will be done', () => {
  const node = fixed();
  let done: number | undefined;
  startTask(node.sim, node.runtime.pullImage('test/a'), () => (done = node.sim.unixNow));
  node.sim.runUntil(() => node.runtime.pulls().length > 0, 5000);
  const [before] = node.runtime.pulls();
  expect(before).toMatchObject({ image: 'test/a', totalBytes: 100 * megabyte });
  node.sim.advanceTo(node.sim.now + 5000);
  node.runtime.store.bandwidth = 1 * megabyte;
  const [after] = node.runtime.pulls();
  expect((after?.endsAt ?? 0) - (before?.endsAt ?? 0)).toBeCloseTo(45_000, -2);
  node.sim.runUntil(() => done !== undefined, 600_000);
  expect(done).toBeCloseTo(after?.endsAt ?? 0, -1);
  expect(node.runtime.pulls()).toEqual([]);
});

test('a pull that is given up stops downloading', () => {
  const node = fixed();
  const handle = startTask(node.sim, node.runtime.pullImage('test/a'));
  node.sim.runUntil(() => node.runtime.pulls().length > 0, 5000);
  handle.kill();
  expect(node.runtime.pulls()).toEqual([]);
  expect(node.sim.nextEventAt).toBeUndefined();
});

describe('what cannot be pulled', () => {
  test.each([
    [
      '1.20',
      'nosuch',
      "rpc error: code = Unknown desc = Error response from daemon: pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ],
    [
      '1.20',
      'nginx:nope',
      'rpc error: code = Unknown desc = Error response from daemon: manifest for nginx:nope not found: manifest unknown: manifest unknown',
    ],
    [
      '1.20',
      'registry.example.com/x',
      'rpc error: code = Unknown desc = Error response from daemon: Get "https://registry.example.com/v2/": dial tcp: lookup registry.example.com: no such host',
    ],
    [
      '1.36',
      'nosuch',
      'failed to pull and unpack image "docker.io/library/nosuch:latest": failed to resolve image: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ],
    [
      '1.36',
      'nginx:nope',
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:nope": failed to resolve image: docker.io/library/nginx:nope: not found',
    ],
    [
      '1.36',
      'Nginx',
      `couldn't parse image name "Nginx": invalid reference format: repository name (library/Nginx) must be lowercase`,
    ],
  ] as const)('%s %s', (release, image, message) => {
    const node = testNode(release);
    expect(() => node.run(node.runtime.pullImage(image))).toThrow(message);
    expect(node.runtime.images()).toHaveLength(1);
  });

  test('an image name that is none is refused before anything is asked', () => {
    const node = testNode('1.20');
    expect(() => node.runtime.imageStatus('Nginx')).toThrow(
      `couldn't parse image reference "Nginx": invalid reference format: repository name must be lowercase`,
    );
    expect(node.runtime.imageStatus('nginx')).toBeUndefined();
  });

  test('nothing, while the registry cannot be reached', () => {
    const node = testNode('1.36');
    node.runtime.store.registryReachable = false;
    expect(() => node.run(node.runtime.pullImage('nginx'))).toThrow(/registry-1\.docker\.io: i\/o timeout$/);
    expect(node.sim.now).toBe(15_000);
    node.runtime.store.registryReachable = true;
    expect(node.run(node.runtime.pullImage('nginx')).tags).toEqual(['docker.io/library/nginx:latest']);
  });
});

describe('an image on the node, as each runtime tells the kubelet of it', () => {
  test.each([
    ['1.20', 'nginx:latest', /^nginx@sha256:/, /^docker-pullable:\/\/nginx@sha256:[0-9a-f]{64}$/],
    [
      '1.36',
      'docker.io/library/nginx:latest',
      /^docker\.io\/library\/nginx@sha256:/,
      /^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/,
    ],
  ] as const)('%s', (release, tag, digest, imageId) => {
    const node = testNode(release);
    const container = node.start(node.sandbox('pod'), { image: 'nginx' });
    expect(node.runtime.imageStatus('nginx')).toMatchObject({ tags: [tag], digests: [expect.stringMatching(digest)] });
    expect(node.runtime.imageStatus('docker.io/library/nginx:latest')).toEqual(node.runtime.imageStatus('nginx'));
    expect(node.runtime.container(container)).toMatchObject({ imageRef: tag, imageId: expect.stringMatching(imageId) });
  });
});

test('removing an image frees its layers, but not those that another image uses', () => {
  const node = fixed();
  duration(node, 'test/a');
  duration(node, 'test/b');
  node.runtime.removeImage('test/a');
  expect(node.runtime.imageStatus('test/a')).toBeUndefined();
  expect(duration(node, 'test/a')).toBeGreaterThan(9000);
  expect(duration(node, 'test/a')).toBeLessThan(760);
});

test('layer() gives sizes that look like sizes', () => {
  expect(layer('x', 25).bytes).toBeGreaterThanOrEqual(25_000_000);
  expect(layer('x', 25)).toEqual(layer('x', 25));
});
