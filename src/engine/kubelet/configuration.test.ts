import { describe, expect, test } from 'vitest';
import { Scenario, shell } from './testing.ts';

const both = ['1.20', '1.36'] as const;

describe.each(both)('what a container is given, v%s', (release) => {
  /** What the container printed. */
  function output(s: Scenario, pod: string, name = 'main'): string {
    const id = s.container(pod, name).containerID?.split('//')[1] ?? '';
    return (s.node().runtime.log(id)?.entries ?? []).map(({ text }) => text).join('');
  }

  test('variables, references between them, and the Pod’s own fields', () => {
    const s = new Scenario(release);
    const env = [
      { name: 'A', value: 'one' },
      { name: 'B', value: '$(A)-two $(MISSING) $$(A)' },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
    ];
    const main = shell('main', 'echo "$B|$NODE|$IP|$LIMIT"; sleep 3600', {
      env,
      resources: { limits: { memory: '64Mi' } },
    });
    s.create('p', [main]);
    s.run(20);
    expect(output(s, 'p')).toBe(`one-two $(MISSING) $(A)|node1|${s.pod('p').status?.podIP}|64\n`);
  });

  test('the API server’s Service', () => {
    const s = new Scenario(release);
    s.create('p', 'echo $KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT; sleep 3600');
    s.run(20);
    expect(output(s, 'p')).toBe('10.96.0.1:443\n');
  });

  test('a missing key is CreateContainerConfigError until it is there', () => {
    const s = new Scenario(release);
    s.client.create('configmaps', 'default', { metadata: { name: 'settings' }, data: { color: 'red' } });
    const env = [{ name: 'SIZE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'size' } } }];
    s.create('p', [shell('main', 'echo $SIZE; sleep 3600', { env })]);
    s.run(20);
    const message = "couldn't find key size in ConfigMap default/settings";
    expect(s.container('p').state?.waiting).toEqual({ reason: 'CreateContainerConfigError', message });
    expect(s.told('p')).toContain(`Failed: Error: ${message}`);
    expect(s.phase('p')).toBe('Pending');
    s.client.patch('configmaps', 'default', 'settings', { data: { size: 'big' } }, { type: 'merge' });
    s.run(20);
    expect(output(s, 'p')).toBe('big\n');
  });

  test('a missing ConfigMap is CreateContainerConfigError for envFrom, and FailedMount for a volume', () => {
    const s = new Scenario(release);
    s.create('env', [shell('main', 'sleep 3600', { envFrom: [{ configMapRef: { name: 'none' } }] })]);
    s.create(
      'vol',
      [shell('main', 'echo $(cat /c/key); sleep 3600', { volumeMounts: [{ name: 'c', mountPath: '/c' }] })],
      {
        volumes: [{ name: 'c', configMap: { name: 'none' } }],
      },
    );
    s.run(20);
    expect(s.container('env').state?.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message: 'configmap "none" not found',
    });
    expect(s.container('vol').state?.waiting).toEqual({ reason: 'ContainerCreating' });
    expect(s.told('vol')).toContain(
      'FailedMount: MountVolume.SetUp failed for volume "c" : configmap "none" not found',
    );
    s.client.create('configmaps', 'default', { metadata: { name: 'none' }, data: { key: 'value' } });
    s.run(150);
    expect(s.phase('env')).toBe('Running');
    expect(output(s, 'vol')).toBe('value\n');
  });

  test('a volume of a ConfigMap follows its changes within the sync period', () => {
    const s = new Scenario(release);
    s.client.create('configmaps', 'default', { metadata: { name: 'live' }, data: { key: 'old' } });
    const volumeMounts = [{ name: 'c', mountPath: '/c' }];
    s.create('p', [shell('main', 'sleep 90; echo $(cat /c/key); sleep 3600', { volumeMounts })], {
      volumes: [{ name: 'c', configMap: { name: 'live' } }],
    });
    s.run(10);
    s.client.patch('configmaps', 'default', 'live', { data: { key: 'new' } }, { type: 'merge' });
    s.run(110);
    expect(output(s, 'p')).toBe('new\n');
  });

  test('an emptyDir is shared by the containers and survives their restarts', () => {
    const s = new Scenario(release);
    const volumeMounts = [{ name: 'data', mountPath: '/data' }];
    s.create(
      'p',
      [
        shell('writer', 'echo hello >> /data/x; sleep 3', { volumeMounts }),
        shell('main', 'sleep 12; cat /data/x; sleep 3600', { volumeMounts }),
      ],
      { volumes: [{ name: 'data', emptyDir: {} }] },
    );
    s.run(25);
    expect(output(s, 'p')).toBe('hello\nhello\n');
  });

  test('a container that must not run as root is refused', () => {
    const s = new Scenario(release);
    s.create('p', [shell('main', 'sleep 1', { securityContext: { runAsNonRoot: true } })]);
    s.run(20);
    const uid = s.pod('p').metadata?.uid;
    expect(s.container('p').state?.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message: `container has runAsNonRoot and image will run as root (pod: "p_default(${uid})", container: main)`,
    });
  });

  test('its last words are its termination message', () => {
    const s = new Scenario(release);
    s.create('file', 'echo -n "disk full" > /dev/termination-log; exit 4', { restartPolicy: 'Never' });
    s.create('log', [
      shell('main', 'echo one; echo two; exit 4', { terminationMessagePolicy: 'FallbackToLogsOnError' }),
    ]);
    s.run(15);
    expect(s.container('file').state?.terminated?.message).toBe('disk full');
    expect(s.container('log').lastState?.terminated?.message).toBe('one\ntwo\n');
  });

  test('a program that is not there can’t be started', () => {
    const s = new Scenario(release);
    s.create('p', [{ name: 'main', image: 'busybox:1.36', command: ['nonsense'] }]);
    s.run(5);
    const status = s.container('p');
    const ended = status.state?.terminated ?? status.lastState?.terminated;
    expect(ended).toMatchObject({
      exitCode: release === '1.20' ? 127 : 128,
      reason: release === '1.20' ? 'ContainerCannotRun' : 'StartError',
    });
  });

  test('a postStart hook that fails has the container killed', () => {
    const s = new Scenario(release);
    const lifecycle = { postStart: { exec: { command: ['sh', '-c', 'echo no; exit 3'] } } };
    s.create('p', [shell('main', 'trap "exit 0" TERM; while true; do sleep 1; done', { lifecycle })]);
    s.run(8);
    expect(s.told('p').some((line) => line.startsWith('FailedPostStartHook'))).toBe(true);
    expect(s.told('p')).toContain('Killing: FailedPostStartHook');
    expect(s.container('p').ready).toBe(false);
  });

  test('activeDeadlineSeconds fail the Pod', () => {
    const s = new Scenario(release);
    s.create('p', 'trap "exit 0" TERM; while true; do sleep 1; done', { activeDeadlineSeconds: 15 });
    s.when(() => s.pod('p').status?.startTime !== undefined);
    s.mark();
    const at = s.when(() => s.phase('p') === 'Failed');
    expect(at).toBeGreaterThanOrEqual(14);
    expect(at).toBeLessThan(18);
    expect(s.pod('p').status).toMatchObject({ reason: 'DeadlineExceeded' });
  });
});
