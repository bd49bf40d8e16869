import { describe, expect, test } from 'vitest';
import { Scenario, shell } from './testing.ts';

const both = ['1.20', '1.36'] as const;

describe.each(both)('init containers, v%s', (release) => {
  test('run one after the other before the others start', () => {
    const s = new Scenario(release);
    s.create('p', 'sleep 3600', { initContainers: [shell('one', 'sleep 5'), shell('two', 'sleep 5')] });
    s.when(() => s.find('p')?.status?.initContainerStatuses?.[0]?.state?.running !== undefined);
    expect(s.phase('p')).toBe('Pending');
    expect(s.container('p', 'two').state).toEqual({ waiting: { reason: 'PodInitializing' } });
    expect(s.container('p').state).toEqual({ waiting: { reason: 'PodInitializing' } });
    expect(s.condition('p', 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [one two]',
    });
    s.mark();
    const ready = s.when(() => s.container('p').ready);
    expect(ready).toBeGreaterThanOrEqual(10);
    expect(ready).toBeLessThan(14);
    expect(s.container('p', 'one')).toMatchObject({ ready: true, state: { terminated: { reason: 'Completed' } } });
    expect(s.condition('p', 'Initialized')?.status).toBe('True');
    const started = s.events('p').filter(({ reason }) => reason === 'Started');
    expect(started.map(({ involvedObject }) => involvedObject.fieldPath)).toEqual([
      'spec.initContainers{one}',
      'spec.initContainers{two}',
      'spec.containers{main}',
    ]);
  });

  test('one that fails is restarted with back-off, the Pod stays Pending', () => {
    const s = new Scenario(release);
    s.create('p', 'sleep 3600', { initContainers: [shell('one', 'exit 7')] });
    s.run(25);
    expect(s.phase('p')).toBe('Pending');
    expect(s.container('p', 'one').restartCount).toBe(2);
    expect(s.container('p', 'one').state?.waiting?.reason).toBe('CrashLoopBackOff');
    expect(s.container('p').state?.waiting?.reason).toBe('PodInitializing');
  });

  test('one that fails under Never fails the Pod', () => {
    const s = new Scenario(release);
    s.create('p', 'sleep 3600', { restartPolicy: 'Never', initContainers: [shell('one', 'exit 7')] });
    s.run(25);
    expect(s.phase('p')).toBe('Failed');
    expect(s.container('p', 'one').state?.terminated).toMatchObject({ exitCode: 7, reason: 'Error' });
    expect(s.container('p').state?.waiting?.reason).toBe('PodInitializing');
  });
});

describe('sidecars, v1.36', () => {
  const restartPolicy = 'Always';

  test('start before the main containers and keep running beside them', () => {
    const s = new Scenario('1.36');
    s.create('p', 'sleep 3600', {
      initContainers: [shell('side', 'sleep 3600', { restartPolicy }), shell('once', 'sleep 3')],
    });
    s.run(30);
    expect(s.phase('p')).toBe('Running');
    expect(s.container('p', 'side')).toMatchObject({ ready: true, started: true });
    expect(s.container('p', 'side').state?.running).toBeDefined();
    expect(s.condition('p', 'Ready')?.status).toBe('True');
  });

  test('do not keep a Pod alive whose main containers are done', () => {
    const s = new Scenario('1.36');
    s.create('p', 'sleep 5', {
      restartPolicy: 'Never',
      initContainers: [shell('side', 'trap "exit 0" TERM; while true; do sleep 1; done', { restartPolicy })],
    });
    s.run(60);
    expect(s.phase('p')).toBe('Succeeded');
    expect(s.container('p', 'side').state?.terminated).toBeDefined();
  });

  test('are restarted when they crash, also under Never', () => {
    const s = new Scenario('1.36');
    s.create('p', 'sleep 3600', {
      restartPolicy: 'Never',
      initContainers: [shell('side', 'sleep 5; exit 1', { restartPolicy })],
    });
    s.run(15);
    expect(s.container('p', 'side').restartCount).toBeGreaterThanOrEqual(1);
    expect(s.phase('p')).toBe('Running');
  });

  test('a rule may have the whole Pod begin anew, init containers and all', () => {
    const s = new Scenario('1.36');
    const restartPolicyRules = [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [88] } }];
    const volumeMounts = [{ name: 'data', mountPath: '/data' }];
    s.create(
      'p',
      [
        shell('main', 'sleep 3600'),
        shell('watcher', 'sleep 5; if [ -e /data/done ]; then sleep 3600; fi; touch /data/done; exit 88', {
          restartPolicy: 'Never',
          restartPolicyRules,
          volumeMounts,
        }),
      ],
      {
        initContainers: [shell('setup', 'echo again')],
        volumes: [{ name: 'data', emptyDir: {} }],
      },
    );
    s.when(() => s.phase('p') === 'Running');
    const sandboxes = s.node().runtime.podSandboxes().length;
    const ip = s.pod('p').status?.podIP;
    s.when(() => s.container('p', 'watcher').restartCount === 1, 30);
    s.run(5);
    expect(s.container('p', 'setup').restartCount).toBe(1);
    expect(s.container('p', 'main')).toMatchObject({ restartCount: 1, ready: true });
    expect(s.pod('p').status).toMatchObject({ phase: 'Running', podIP: ip });
    expect(s.node().runtime.podSandboxes()).toHaveLength(sandboxes);
    expect(s.condition('p', 'AllContainersRestarting')?.status).toBe('False');
    const told = s.seen.filter(({ pod }) =>
      pod.status?.conditions?.some(({ type, status }) => type === 'AllContainersRestarting' && status === 'True'),
    );
    expect(told.length).toBeGreaterThan(0);
  });

  test('a container may be restarted by its own rule in a Pod that never restarts', () => {
    const s = new Scenario('1.36');
    const rules = [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }];
    const script = 'if [ -e /data/once ]; then exit 0; fi; touch /data/once; exit 42';
    const volumeMounts = [{ name: 'data', mountPath: '/data' }];
    s.create('p', [shell('main', script, { restartPolicy: 'Never', restartPolicyRules: rules, volumeMounts })], {
      restartPolicy: 'Never',
      volumes: [{ name: 'data', emptyDir: {} }],
    });
    s.run(30);
    expect(s.container('p').restartCount).toBe(1);
    expect(s.phase('p')).toBe('Succeeded');
  });
});
