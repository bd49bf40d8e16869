import { describe, expect, test } from 'vitest';
import { Scenario, shell } from './testing.ts';

const both = ['1.20', '1.36'] as const;

describe.each(both)('a Pod starts, v%s', (release) => {
  test('Events come in order, the sandbox has its address before the image is there', () => {
    const s = new Scenario(release);
    s.create('web', [{ name: 'web', image: 'nginx:1.27' }]);
    s.when(() => s.told('web').some((line) => line.startsWith('Pulling')));
    expect(
      s
        .node()
        .runtime.podSandboxes()
        .find(({ config }) => config.name === 'web')?.ip,
    ).toMatch(/^10\.244\.1\./);
    expect(s.phase('web')).toBe('Pending');
    expect(s.container('web', 'web').state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    s.run(30);
    const told = s.told('web');
    expect(told.map((line) => line.split(':')[0])).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']);
    expect(told[2]).toMatch(
      release === '1.20'
        ? /^Pulled: Successfully pulled image "nginx:1.27" in \d+(\.\d+)?m?s$/
        : /^Pulled: Successfully pulled image "nginx:1.27" in [\d.]+m?s \([\d.]+m?s including waiting\)\. Image size: \d+ bytes\.$/,
    );
    expect(told.slice(3)).toEqual(
      release === '1.20'
        ? ['Created: Created container web', 'Started: Started container web']
        : ['Created: Container created', 'Started: Container started'],
    );
    expect(s.phase('web')).toBe('Running');
    expect(s.container('web', 'web')).toMatchObject({ ready: true, started: true, restartCount: 0 });
    expect(s.events('web')[1]?.involvedObject.fieldPath).toBe('spec.containers{web}');
  });

  test('its conditions are those of the release', () => {
    const s = new Scenario(release);
    s.create('web', [{ name: 'web', image: 'nginx:1.27' }]);
    s.run(30);
    const conditions = s.pod('web').status?.conditions ?? [];
    expect(conditions.map(({ type, status }) => `${type}=${status}`)).toEqual([
      ...(release === '1.20' ? [] : ['PodReadyToStartContainers=True']),
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
    const generations = conditions.map(({ observedGeneration }) => observedGeneration);
    expect(new Set(generations)).toEqual(new Set([release === '1.20' ? undefined : 1]));
    expect(s.pod('web').status?.observedGeneration).toBe(release === '1.20' ? undefined : 1);
  });

  test('container statuses are sorted by name, whatever the order in the spec', () => {
    const s = new Scenario(release);
    s.create('two', [shell('zebra', 'sleep 1000'), shell('ant', 'sleep 1000')]);
    s.run(30);
    expect(s.pod('two').status?.containerStatuses?.map(({ name }) => name)).toEqual(['ant', 'zebra']);
  });

  test('an image that is there is not pulled again', () => {
    const s = new Scenario(release);
    s.create('a', 'sleep 1000');
    s.run(20);
    s.create('b', 'sleep 1000');
    s.run(20);
    const suffix = release === '1.20' ? '' : ' and can be accessed by the pod';
    expect(s.told('b')[1]).toBe(`Pulled: Container image "busybox:1.36" already present on machine${suffix}`);
  });

  test('few statuses are written for an ordinary start', () => {
    const s = new Scenario(release);
    s.create('web', [{ name: 'web', image: 'nginx:1.27' }]);
    s.run(60);
    // created, bound, then the kubelet's: creating, sandbox ready, running
    expect(s.seen.length).toBeLessThanOrEqual(6);
  });
});

describe.each(both)('a container crashes, v%s', (release) => {
  test('the first restart comes at once, then after 10, 20, 40, 80, 160, 300 and 300 s', () => {
    const s = new Scenario(release);
    s.create('crash', 'exit 3');
    const pauses: number[] = [];
    for (let count = 1; count <= 8; count++) {
      s.when(() => s.find('crash')?.status?.containerStatuses?.[0]?.restartCount === count);
      const [before, after] = s
        .node()
        .runtime.containers()
        .filter(({ config }) => config.attempt === count - 1 || config.attempt === count)
        .filter(({ config }) => config.name === 'main')
        .sort((x, y) => x.config.attempt - y.config.attempt);
      pauses.push((after!.startedAt! - before!.finishedAt!) / 1000);
    }
    // The runtime's list is read once a second, so the first restart comes within one.
    expect(pauses.map(Math.floor)).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
  });

  test('meanwhile it waits with CrashLoopBackOff and the Pod is Running', () => {
    const s = new Scenario(release);
    s.create('crash', 'exit 3');
    s.when(() => s.find('crash')?.status?.containerStatuses?.[0]?.state?.waiting?.reason === 'CrashLoopBackOff');
    const uid = s.pod('crash').metadata?.uid;
    expect(s.phase('crash')).toBe('Running');
    expect(s.container('crash')).toMatchObject({
      ready: false,
      restartCount: 1,
      state: { waiting: { message: `back-off 10s restarting failed container=main pod=crash_default(${uid})` } },
      lastState: { terminated: { exitCode: 3, reason: 'Error' } },
    });
    expect(s.told('crash').at(-1)).toBe(
      release === '1.20'
        ? 'BackOff: Back-off restarting failed container'
        : `BackOff: Back-off restarting failed container main in pod crash_default(${uid})`,
    );
    expect(s.condition('crash', 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [main]',
    });
  });

  test('ten minutes of running forgive the crashes before', () => {
    const s = new Scenario(release);
    // Three quick crashes, then one long run.
    const script = 'n=$(cat /data/n); echo $((n+1)) > /data/n; if [ "$n" = 3 ]; then sleep 620; fi; exit 1';
    const volumeMounts = [{ name: 'data', mountPath: '/data' }];
    s.create('flaky', [shell('main', script, { volumeMounts })], {
      initContainers: [shell('seed', 'echo 0 > /data/n', { volumeMounts })],
      volumes: [{ name: 'data', emptyDir: {} }],
    });
    const restarted = (count: number): number => s.when(() => s.container('flaky').restartCount === count);
    s.when(() => s.find('flaky')?.status?.containerStatuses !== undefined);
    const calm = restarted(3);
    const after = restarted(4);
    expect(after - calm).toBeGreaterThanOrEqual(620);
    expect(after - calm).toBeLessThan(622);
    expect(restarted(5) - after).toBeLessThan(12);
  });
});

describe.each(both)('restart policies, v%s', (release) => {
  const cases = [
    { policy: 'Never', code: 0, phase: 'Succeeded', reason: 'Completed', restarts: 0 },
    { policy: 'Never', code: 2, phase: 'Failed', reason: 'Error', restarts: 0 },
    { policy: 'OnFailure', code: 0, phase: 'Succeeded', reason: 'Completed', restarts: 0 },
  ];
  test.each(cases)('$policy and exit $code: $phase, $reason', ({ policy, code, phase, reason, restarts }) => {
    const s = new Scenario(release);
    s.create('p', `exit ${code}`, { restartPolicy: policy });
    s.run(30);
    expect(s.phase('p')).toBe(phase);
    expect(s.container('p')).toMatchObject({
      restartCount: restarts,
      ready: false,
      started: false,
      state: { terminated: { exitCode: code, reason } },
    });
    const done = phase === 'Succeeded' ? 'PodCompleted' : release === '1.20' ? 'ContainersNotReady' : 'PodFailed';
    expect(s.condition('p', 'Ready')).toMatchObject({ status: 'False', reason: done });
  });

  test('OnFailure restarts what failed until it succeeds', () => {
    const s = new Scenario(release);
    const script = 'if [ -e /data/once ]; then exit 0; fi; touch /data/once; exit 1';
    const volumeMounts = [{ name: 'data', mountPath: '/data' }];
    s.create('p', [shell('main', script, { volumeMounts })], {
      restartPolicy: 'OnFailure',
      volumes: [{ name: 'data', emptyDir: {} }],
    });
    s.run(60);
    expect(s.phase('p')).toBe('Succeeded');
    expect(s.container('p').restartCount).toBe(1);
  });

  test('Always restarts even what succeeded', () => {
    const s = new Scenario(release);
    s.create('p', 'exit 0');
    s.run(5);
    expect(s.phase('p')).toBe('Running');
    expect(s.container('p')).toMatchObject({ restartCount: 1, lastState: { terminated: { reason: 'Completed' } } });
  });
});

describe.each(both)('images that do not come, v%s', (release) => {
  test('ErrImagePull alternates with ImagePullBackOff, tries 10, 20, 40 s apart', () => {
    const s = new Scenario(release);
    s.create('p', [{ name: 'main', image: 'nope/none:1' }]);
    const pulls = (): number => s.events('p').find(({ reason }) => reason === 'Pulling')?.count ?? 0;
    const at: number[] = [];
    for (let i = 1; i <= 4; i++) {
      s.when(() => pulls() === i);
      at.push(s.now);
    }
    const gaps = at.slice(1).map((time, i) => time - at[i]!);
    [10, 20, 40].forEach((least, i) => {
      expect(gaps[i]).toBeGreaterThanOrEqual(least);
      expect(gaps[i]).toBeLessThan(least + 12);
    });
    const reasons = new Set(s.seen.map(({ pod }) => pod.status?.containerStatuses?.[0]?.state?.waiting?.reason));
    expect(reasons).toContain('ErrImagePull');
    expect(reasons).toContain('ImagePullBackOff');
    expect(s.phase('p')).toBe('Pending');
  });

  test('the kubelet knows until when a pull is put off, and tries at a sync soon after', () => {
    const s = new Scenario(release);
    s.create('p', [{ name: 'main', image: 'nope/none:1' }]);
    const wait = () => s.node().kubelet.pullBackOffs.get(s.pod('p').metadata?.uid ?? '');
    let before = -Infinity;
    for (const delay of [10, 20, 40, 80, 160, 300, 300]) {
      s.when(() => (wait()?.from ?? before) > before);
      const { from, until } = wait()!;
      if (before > -Infinity) {
        expect(from).toBeGreaterThanOrEqual(before);
        expect(from).toBeLessThan(before + 12_000);
      }
      expect(until - from).toBe(delay * 1000);
      before = until;
    }
    s.node().kubelet.stop();
    expect(wait()).toBeUndefined();
  });

  test('back-off shows before the second try', () => {
    const s = new Scenario(release);
    s.create('p', [{ name: 'main', image: 'nope/none:1' }]);
    s.when(() => s.told('p').some((line) => line === 'BackOff: Back-off pulling image "nope/none:1"'));
    expect(s.events('p').find(({ reason }) => reason === 'Pulling')?.count).toBe(1);
  });

  test('a name that is none, and an image that must not be pulled', () => {
    const s = new Scenario(release);
    s.create('bad', [{ name: 'main', image: 'UPPER' }]);
    s.create('never', [{ name: 'main', image: 'httpd:2.4', imagePullPolicy: 'Never' }]);
    s.run(5);
    const what = release === '1.20' ? 'reference' : 'name';
    expect(s.container('bad').state?.waiting).toEqual({
      reason: 'InvalidImageName',
      message: `Failed to apply default image tag "UPPER": couldn't parse image ${what} "UPPER": invalid reference format: repository name ${release === '1.20' ? '' : '(library/UPPER) '}must be lowercase`,
    });
    expect(s.container('never').state?.waiting).toEqual({
      reason: 'ErrImageNeverPull',
      message: 'Container image "httpd:2.4" is not present with pull policy of Never',
    });
  });

  test('pulls of one node wait for each other', () => {
    const s = new Scenario(release);
    s.create('a', [{ name: 'main', image: 'nginx:1.27' }]);
    s.create('b', [{ name: 'main', image: 'httpd:2.4' }]);
    s.run(120);
    const [first, second] = ['a', 'b'].map((name) => Date.parse(s.container(name, 'main').state!.running!.startedAt!));
    expect(first).not.toBe(second);
    expect(s.phase('b')).toBe('Running');
  });
});
