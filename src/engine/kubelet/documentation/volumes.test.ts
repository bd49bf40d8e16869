import { describe, expect, test } from 'vitest';
import { Scenario, shell } from '../testing.ts';

/* Examples of kubernetes.io/docs about what Pods are given in volumes; each test bears the title of its page. */

const both = ['1.20', '1.36'] as const;

describe.each(both)('v%s', (release) => {
  test('Configure a Pod to Use a ConfigMap: keys become files behind ..data, and follow the ConfigMap', () => {
    const s = new Scenario(release);
    s.client.create('configmaps', 'default', {
      metadata: { name: 'special-config' },
      data: { SPECIAL_LEVEL: 'very', SPECIAL_TYPE: 'charm' },
    });
    const volumeMounts = [{ name: 'config', mountPath: '/etc/config' }];
    s.create('dapi-test-pod', [shell('main', 'ls /etc/config/; sleep 3600', { volumeMounts })], {
      volumes: [{ name: 'config', configMap: { name: 'special-config' } }],
    });
    s.run(10);
    expect(s.output('dapi-test-pod')).toBe('SPECIAL_LEVEL\nSPECIAL_TYPE\n');
    expect(s.exec('dapi-test-pod', 'readlink /etc/config/SPECIAL_LEVEL')).toBe('..data/SPECIAL_LEVEL\n');
    const before = s.exec('dapi-test-pod', 'readlink /etc/config/..data');
    expect(before).toMatch(/^\.\.20\d\d_\d\d_\d\d_\d\d_\d\d_\d\d\.\d+\n$/);
    expect(s.exec('dapi-test-pod', 'echo x > /etc/config/new')).toContain('Read-only file system');

    const change = { data: { SPECIAL_LEVEL: 'extremely', SPECIAL_TYPE: null } };
    s.client.patch('configmaps', 'default', 'special-config', change, { type: 'merge' });
    s.run(65);
    expect(s.exec('dapi-test-pod', 'cat /etc/config/SPECIAL_LEVEL')).toBe('extremely');
    expect(s.exec('dapi-test-pod', 'ls /etc/config/')).toBe('SPECIAL_LEVEL\n');
    expect(s.exec('dapi-test-pod', 'readlink /etc/config/..data')).not.toBe(before);
  });

  test('Configure a Pod to Use a ConfigMap: items choose paths and modes; what is optional may be missing', () => {
    const s = new Scenario(release);
    s.client.create('configmaps', 'default', { metadata: { name: 'special-config' }, data: { LEVEL: 'very' } });
    const volumeMounts = [
      { name: 'config', mountPath: '/etc/config' },
      { name: 'none', mountPath: '/etc/none' },
    ];
    s.create('p', [shell('main', 'sleep 3600', { volumeMounts })], {
      volumes: [
        {
          name: 'config',
          configMap: { name: 'special-config', items: [{ key: 'LEVEL', path: 'a/keys', mode: 0o400 }] },
        },
        { name: 'none', configMap: { name: 'no-config', optional: true } },
      ],
    });
    s.run(10);
    expect(s.exec('p', 'cat /etc/config/a/keys; stat -c %a /etc/config/a/keys; ls /etc/none')).toBe('very400\n');
  });

  test('ConfigMaps: a file mounted by subPath does not receive updates', () => {
    const s = new Scenario(release);
    s.client.create('configmaps', 'default', { metadata: { name: 'cm' }, data: { key: 'old' } });
    const volumeMounts = [{ name: 'config', mountPath: '/etc/key', subPath: 'key' }];
    s.create('p', [shell('main', 'sleep 3600', { volumeMounts })], {
      volumes: [{ name: 'config', configMap: { name: 'cm' } }],
    });
    s.run(10);
    s.client.patch('configmaps', 'default', 'cm', { data: { key: 'new' } }, { type: 'merge' });
    s.run(130);
    expect(s.exec('p', 'cat /etc/key')).toBe('old');
  });

  test('Distribute Credentials Securely Using Secrets: files have their default mode and decoded text', () => {
    const s = new Scenario(release);
    s.client.create('secrets', 'default', {
      metadata: { name: 'test-secret' },
      data: { username: 'bXktYXBw', password: 'Mzk1MjgkdmRnN0pi' },
    });
    const volumeMounts = [{ name: 'secret-volume', mountPath: '/etc/secret-volume', readOnly: true }];
    s.create('secret-test-pod', [shell('main', 'sleep 3600', { volumeMounts })], {
      volumes: [{ name: 'secret-volume', secret: { secretName: 'test-secret', defaultMode: 0o400 } }],
    });
    s.run(10);
    expect(s.exec('secret-test-pod', 'cd /etc/secret-volume; echo $(cat username):$(cat password)')).toBe(
      'my-app:39528$vdg7Jb\n',
    );
    expect(s.exec('secret-test-pod', 'stat -L -c %a /etc/secret-volume/password')).toBe('400\n');
  });

  test('Expose Pod Information to Containers Through Files: labels follow the Pod', () => {
    const s = new Scenario(release);
    s.client.create('pods', 'default', {
      metadata: { name: 'info', namespace: 'default', labels: { zone: 'us-est-coast', rack: 'rack-22' } },
      spec: {
        containers: [shell('main', 'sleep 3600', { volumeMounts: [{ name: 'podinfo', mountPath: '/etc/podinfo' }] })],
        volumes: [
          { name: 'podinfo', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
        ],
      },
    });
    s.run(10);
    expect(s.exec('info', 'cat /etc/podinfo/labels')).toBe('rack="rack-22"\nzone="us-est-coast"');
    s.client.patch('pods', 'default', 'info', { metadata: { labels: { rack: 'rack-23' } } }, { type: 'merge' });
    s.run(2);
    expect(s.exec('info', 'cat /etc/podinfo/labels')).toBe('rack="rack-23"\nzone="us-est-coast"');
  });

  test('Configure a Pod to Use a Projected Volume for Storage: several sources in one directory', () => {
    const s = new Scenario(release);
    s.client.create('secrets', 'default', { metadata: { name: 'user' }, data: { 'username.txt': 'YWRtaW4=' } });
    s.client.create('secrets', 'default', { metadata: { name: 'pass' }, data: { 'password.txt': 'MWYyZDFlMmU2N2Rm' } });
    const volumeMounts = [{ name: 'all-in-one', mountPath: '/projected-volume', readOnly: true }];
    s.create('test-projected-volume', [shell('main', 'sleep 86400', { volumeMounts })], {
      volumes: [
        {
          name: 'all-in-one',
          projected: {
            sources: [
              { secret: { name: 'user' } },
              { secret: { name: 'pass' } },
              {
                downwardAPI: {
                  items: [{ path: 'cpu_limit', resourceFieldRef: { containerName: 'main', resource: 'limits.cpu' } }],
                },
              },
            ],
          },
        },
      ],
    });
    s.run(10);
    expect(s.exec('test-projected-volume', 'cd /projected-volume; ls; cat username.txt password.txt cpu_limit')).toBe(
      'cpu_limit\npassword.txt\nusername.txt\nadmin1f2d1e2e67df2',
    );
  });

  test('Configure a Pod to Use a Volume for Storage: what was written is there after the container’s restart', () => {
    const s = new Scenario(release);
    s.create(
      'redis',
      [{ name: 'redis', image: 'redis', volumeMounts: [{ name: 'redis-storage', mountPath: '/data/redis' }] }],
      { volumes: [{ name: 'redis-storage', emptyDir: {} }] },
    );
    s.when(() => s.pod('redis').status?.phase === 'Running');
    s.exec('redis', 'echo Hello > /data/redis/test-file; kill 1', 'redis');
    s.when(() => s.container('redis', 'redis').restartCount === 1 && s.container('redis', 'redis').ready);
    expect(s.exec('redis', 'cat /data/redis/test-file', 'redis')).toBe('Hello\n');
  });

  test('Volumes, emptyDir: with the medium Memory it is a tmpfs', () => {
    const s = new Scenario(release);
    const volumeMounts = [{ name: 'cache-volume', mountPath: '/cache' }];
    s.create('test-pd', [shell('main', 'grep /cache /proc/mounts; sleep 3600', { volumeMounts })], {
      volumes: [{ name: 'cache-volume', emptyDir: { medium: 'Memory', sizeLimit: '500Mi' } }],
    });
    s.run(10);
    expect(s.output('test-pd')).toMatch(/^tmpfs \/cache tmpfs rw/);
  });

  test('Volumes, subPathExpr: each Pod has a directory of its own', () => {
    const s = new Scenario(release);
    const env = [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }];
    const volumeMounts = [{ name: 'workdir1', mountPath: '/logs', subPathExpr: '$(POD_NAME)' }];
    s.create('pod1', [shell('main', 'echo hello > /logs/hello.txt; sleep 3600', { env, volumeMounts })], {
      volumes: [{ name: 'workdir1', hostPath: { path: '/var/log/pods' } }],
    });
    s.run(10);
    expect(s.node().machine.disk.readFile('/var/log/pods/pod1/hello.txt')).toBe('hello\n');
  });

  test.each([
    ['Directory', '/no/such', '/no/such is not a directory'],
    ['File', '/etc', '/etc is not a file'],
    ['Socket', '/etc/passwd', '/etc/passwd is not a socket file'],
  ])('Volumes, hostPath: type %s is checked', (type, path, text) => {
    const s = new Scenario(release);
    const volumeMounts = [{ name: 'host', mountPath: '/host' }];
    s.create('p', [shell('main', 'sleep 3600', { volumeMounts })], {
      volumes: [{ name: 'host', hostPath: { path, type } }],
    });
    s.run(130);
    expect(s.told('p')).toContain(
      `FailedMount: MountVolume.SetUp failed for volume "host" : hostPath type check failed: ${text}`,
    );
    const patience =
      release === '1.20'
        ? 'unattached volumes=[host]: timed out waiting for the condition'
        : 'unattached volumes=[], failed to process volumes=[]: context deadline exceeded';
    expect(s.told('p').some((line) => line.endsWith(`unmounted volumes=[host], ${patience}`))).toBe(true);
    expect(s.container('p').state?.waiting?.reason).toBe('ContainerCreating');
  });

  test('Configure a Pod to Use a PersistentVolume for Storage: the claim leads to the node’s directory', () => {
    const s = new Scenario(release);
    s.node().machine.disk.writeFile('/mnt/data/index.html', 'Hello from Kubernetes storage\n');
    s.client.create('persistentvolumeclaims', 'default', {
      metadata: { name: 'task-pv-claim' },
      spec: {
        storageClassName: 'manual',
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '3Gi' } },
      },
    });
    const claim = { persistentVolumeClaim: { claimName: 'task-pv-claim' } };
    s.create(
      'task-pv-pod',
      [{ name: 'web', image: 'nginx', volumeMounts: [{ name: 'storage', mountPath: '/usr/share/nginx/html' }] }],
      { nodeName: 'node1', volumes: [{ name: 'storage', ...claim }] },
    );
    s.run(15);
    expect(s.told('task-pv-pod').at(-1)).toMatch(
      /^FailedMount: Unable to attach or mount volumes: unmounted volumes=\[storage\].*error processing PVC default\/task-pv-claim: PVC is not bound$/,
    );
    const { uid } = s.client.get('persistentvolumeclaims', 'default', 'task-pv-claim').metadata!;
    s.client.create('persistentvolumes', undefined, {
      metadata: { name: 'task-pv-volume' },
      spec: {
        storageClassName: 'manual',
        capacity: { storage: '10Gi' },
        accessModes: ['ReadWriteOnce'],
        hostPath: { path: '/mnt/data' },
        claimRef: { namespace: 'default', name: 'task-pv-claim', uid: uid! },
      },
    });
    s.client.patch('persistentvolumeclaims', 'default', 'task-pv-claim', { spec: { volumeName: 'task-pv-volume' } });
    s.client.patch(
      'persistentvolumeclaims',
      'default',
      'task-pv-claim',
      { status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '10Gi' } } },
      { subresource: 'status' },
    );
    s.when(() => s.phase('task-pv-pod') === 'Running');
    expect(s.exec('task-pv-pod', 'curl -s http://localhost/', 'web')).toBe('Hello from Kubernetes storage\n');
  });
});

test('Use an Image Volume With a Pod: its files are there, read-only (v1.36)', () => {
  const s = new Scenario('1.36');
  s.create(
    'image-volume',
    [
      shell('main', 'sleep 3600', {
        volumeMounts: [
          { name: 'volume', mountPath: '/volume' },
          { name: 'volume', mountPath: '/html', subPath: 'usr/share/nginx/html' },
        ],
      }),
    ],
    { volumes: [{ name: 'volume', image: { reference: 'nginx:1.27', pullPolicy: 'IfNotPresent' } }] },
  );
  s.when(() => s.phase('image-volume') === 'Running');
  expect(s.told('image-volume').filter((line) => line.startsWith('Pulling'))).toEqual([
    'Pulling: Pulling image "nginx:1.27"',
    'Pulling: Pulling image "busybox:1.36"',
  ]);
  expect(s.exec('image-volume', 'ls /volume/etc/nginx/nginx.conf; ls /html')).toBe(
    '/volume/etc/nginx/nginx.conf\n50x.html\nindex.html\n',
  );
  expect(s.exec('image-volume', 'touch /volume/x')).toContain('Read-only file system');
});

test('Use an Image Volume With a Pod: an image that is not there keeps the container waiting (v1.36)', () => {
  const s = new Scenario('1.36');
  s.create('p', [shell('main', 'sleep 3600', { volumeMounts: [{ name: 'v', mountPath: '/v' }] })], {
    volumes: [{ name: 'v', image: { reference: 'registry.k8s.io/no-such:1' } }],
  });
  s.run(20);
  expect(s.phase('p')).toBe('Pending');
  expect(['ErrImagePull', 'ImagePullBackOff']).toContain(s.container('p').state?.waiting?.reason);
});
