import { describe, expect, test } from 'vitest';
import { Scenario, shell } from '../testing.ts';

describe('what is not simulated is refused in words, v1.36', () => {
  test('Use a User Namespace With a Pod: the node says that it has none, and so does the Pod', () => {
    const s = new Scenario('1.36');
    s.create('userns', 'sleep 3600', { hostUsers: false });
    s.run(30);
    expect(s.phase('userns')).toBe('Pending');
    expect(s.told('userns')).toContain(
      "FailedCreatePodSandBox: Failed to create pod sandbox: can't set `spec.hostUsers: false`, runtime does not support user namespaces",
    );
    const { runtimeHandlers } = s.client.get('nodes', undefined, 'node1').status as {
      readonly runtimeHandlers: readonly { readonly features: { readonly userNamespaces: boolean } }[];
    };
    expect(runtimeHandlers.map(({ features }) => features.userNamespaces)).toEqual([false, false]);
    // To share the node's users is what happens anyway.
    s.create('host', 'sleep 3600', { hostUsers: true });
    s.when(() => s.phase('host') === 'Running', 60);
  });

  test('Persistent Volumes, Raw Block Volume Support: the Pod waits and is told why', () => {
    const s = new Scenario('1.36');
    const main = shell('main', 'sleep 3600', { volumeDevices: [{ name: 'data', devicePath: '/dev/xvda' }] });
    s.client.create('persistentvolumes', undefined, {
      metadata: { name: 'block-pv' },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        volumeMode: 'Block',
        storageClassName: '',
        local: { path: '/dev/sdb' },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node1'] }] },
            ],
          },
        },
      },
    });
    s.client.create('persistentvolumeclaims', 'default', {
      metadata: { name: 'block-pvc', namespace: 'default' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        volumeMode: 'Block',
        storageClassName: '',
        resources: { requests: { storage: '1Gi' } },
      },
    });
    s.create('block', [main], { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'block-pvc' } }] });
    s.run(60);
    expect(s.phase('block')).toBe('Pending');
    expect(s.told('block')).toContain(
      'FailedMount: MapVolume.SetUpDevice failed for volume "data" : Podarium does not simulate raw block volumes',
    );
  });
});
