import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../api/base64.ts';
import type { Secret } from '../api/types.ts';
import { ManifestScenario } from './testing/manifest-scenario.ts';

const tokens = (world: ManifestScenario, namespace: string): readonly Secret[] =>
  world.client.list('secrets', { namespace }).filter(({ type }) => type === 'kubernetes.io/service-account-token');

describe('ServiceAccount tokens', () => {
  it('v1.20: every account has a Secret, which Pods mount, and which comes again when it is deleted', () => {
    const world = new ManifestScenario('1.20', 1);
    const [secret] = tokens(world, 'default');
    expect(secret?.metadata?.name).toMatch(/^default-token-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(world.client.get('serviceaccounts', 'default', 'default').secrets).toEqual([
      { name: secret!.metadata!.name },
    ]);
    const claims = JSON.parse(decodeBase64(decodeBase64(secret!.data!['token']!).split('.')[1]!)) as object;
    expect(claims).toMatchObject({ iss: 'kubernetes/serviceaccount', sub: 'system:serviceaccount:default:default' });

    world.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'busybox:1.36',
            command: ['sh', '-c', 'ls /var/run/secrets/kubernetes.io/serviceaccount'],
          },
        ],
        restartPolicy: 'Never',
      },
    });
    world.run(30);
    expect(world.log('a')).toBe('ca.crt\nnamespace\ntoken\n');

    world.client.delete('secrets', 'default', secret!.metadata!.name!);
    world.run(5);
    const [next, ...more] = tokens(world, 'default');
    expect(more).toEqual([]);
    expect(world.client.get('serviceaccounts', 'default', 'default').secrets).toEqual([{ name: next!.metadata!.name }]);
  });

  it('v1.36: none by itself; one that is made for a token is filled in, and goes with its account', () => {
    const world = new ManifestScenario('1.36', 1);
    expect(tokens(world, 'default')).toEqual([]);
    world.apply(
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'build-robot' } },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'build-robot-secret', annotations: { 'kubernetes.io/service-account.name': 'build-robot' } },
        type: 'kubernetes.io/service-account-token',
      },
    );
    world.run(2);
    expect(Object.keys(tokens(world, 'default')[0]?.data ?? {}).sort()).toEqual(['ca.crt', 'namespace', 'token']);
    world.client.delete('serviceaccounts', 'default', 'build-robot');
    world.run(2);
    expect(tokens(world, 'default')).toEqual([]);
  });
});

it.each(['1.20', '1.36'] as const)(
  'v%s: every namespace has the certificate of the cluster, whatever happens to it',
  (release) => {
    const world = new ManifestScenario(release, 1);
    world.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    world.run(2);
    const data = (): unknown => world.client.get('configmaps', 'shop', 'kube-root-ca.crt').data;
    expect(data()).toMatchObject({ 'ca.crt': expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n/) as string });
    const before = data();
    world.client.patch('configmaps', 'shop', 'kube-root-ca.crt', { data: { 'ca.crt': 'mine', more: 'x' } });
    world.run(2);
    expect(data()).toEqual(before);
    world.client.delete('configmaps', 'shop', 'kube-root-ca.crt');
    world.run(2);
    expect(data()).toEqual(before);
  },
);
