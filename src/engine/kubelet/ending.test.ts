import { describe, expect, test } from 'vitest';
import { Scenario, shell } from './testing.ts';

const both = ['1.20', '1.36'] as const;
const patient = 'trap "sleep 3; exit 0" TERM; while true; do sleep 1; done';

describe.each(both)('a Pod is deleted, v%s', (release) => {
  /** Seconds from the deletion to the moment when the object is gone. */
  function lifeAfterDelete(s: Scenario, name: string, grace?: number): number {
    s.mark();
    s.client.delete('pods', 'default', name, grace === undefined ? {} : { gracePeriodSeconds: grace });
    return s.when(() => s.find(name) === undefined, 400);
  }

  test('a shell as PID 1 without a trap ignores SIGTERM and is killed after 30 s', () => {
    const s = new Scenario(release);
    s.create('deaf', 'sleep 3600');
    s.run(20);
    s.mark();
    s.client.delete('pods', 'default', 'deaf');
    const main = () =>
      s
        .node()
        .runtime.containers()
        .find(({ config }) => config.name === 'main')!;
    expect(Math.floor(s.when(() => main().finishedAt !== undefined))).toBe(30);
    expect(main().exit).toMatchObject({ code: 137 });
    expect(Math.floor(s.when(() => s.find('deaf') === undefined))).toBe(30);
    expect(s.told('deaf').at(-1)).toBe('Killing: Stopping container main');
  });

  test('a server that handles SIGTERM ends at once', () => {
    const s = new Scenario(release);
    s.create('web', [{ name: 'web', image: 'nginx:1.27' }]);
    s.run(30);
    expect(lifeAfterDelete(s, 'web')).toBeLessThan(2);
  });

  test('a trap is given its time', () => {
    const s = new Scenario(release);
    s.create('polite', patient);
    s.run(20);
    const took = lifeAfterDelete(s, 'polite');
    expect(took).toBeGreaterThanOrEqual(3);
    expect(took).toBeLessThan(5);
  });

  test('the grace period may be the Pod’s or the request’s', () => {
    const s = new Scenario(release);
    s.create('short', 'sleep 3600', { terminationGracePeriodSeconds: 5 });
    s.create('asked', 'sleep 3600');
    s.run(20);
    expect(Math.floor(lifeAfterDelete(s, 'short'))).toBe(5);
    expect(Math.floor(lifeAfterDelete(s, 'asked', 7))).toBe(7);
  });

  test('a forced deletion removes the object at once; the containers have two seconds more', () => {
    const s = new Scenario(release);
    s.create('deaf', 'sleep 3600');
    s.run(20);
    expect(lifeAfterDelete(s, 'deaf', 0)).toBe(0);
    s.run(1.5);
    const left = (): number =>
      s
        .node()
        .runtime.containers()
        .filter(({ config }) => config.name === 'main').length;
    expect(left()).toBe(1);
    s.run(2);
    expect(left()).toBe(0);
    expect(
      s
        .node()
        .runtime.podSandboxes()
        .some(({ config }) => config.name === 'deaf'),
    ).toBe(false);
  });

  test('preStop runs first and its time counts', () => {
    const s = new Scenario(release);
    const lifecycle = { preStop: { exec: { command: ['sh', '-c', 'sleep 8'] } } };
    s.create('p', [shell('main', 'sleep 3600', { lifecycle })], { terminationGracePeriodSeconds: 20 });
    s.run(20);
    expect(Math.floor(lifeAfterDelete(s, 'p'))).toBe(20);
  });

  test('a preStop hook longer than the grace period is cut off, and two seconds are left', () => {
    const s = new Scenario(release);
    const lifecycle = { preStop: { exec: { command: ['sh', '-c', 'sleep 100'] } } };
    s.create('p', [shell('main', 'sleep 3600', { lifecycle })], { terminationGracePeriodSeconds: 10 });
    s.run(20);
    expect(Math.floor(lifeAfterDelete(s, 'p'))).toBe(12);
  });

  test('a finalizer keeps the object, with its last status', () => {
    const s = new Scenario(release);
    s.create('held', [shell('main', patient)]);
    s.run(20);
    s.client.patch('pods', 'default', 'held', { metadata: { finalizers: ['example.com/hold'] } }, { type: 'merge' });
    s.client.delete('pods', 'default', 'held');
    s.run(60);
    expect(s.phase('held')).toBe(release === '1.20' ? 'Running' : 'Succeeded');
    expect(s.container('held').state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
    s.client.patch('pods', 'default', 'held', { metadata: { labels: { touched: 'yes' } } }, { type: 'merge' });
    s.run(5);
    expect(s.container('held').state?.terminated).toMatchObject({ exitCode: 0 });
    s.client.patch('pods', 'default', 'held', { metadata: { finalizers: null } }, { type: 'merge' });
    s.run(2);
    expect(s.find('held')).toBeUndefined();
  });

  test('nothing is left on the node', () => {
    const s = new Scenario(release);
    const before = {
      sandboxes: s.node().runtime.podSandboxes().length,
      processes: s.node().machine.processes().length,
    };
    s.create('p', [shell('a', 'sleep 5000'), shell('b', 'sleep 5000')], { volumes: [{ name: 'v', emptyDir: {} }] });
    s.run(20);
    const uid = s.pod('p').metadata?.uid ?? '';
    lifeAfterDelete(s, 'p', 1);
    s.run(5);
    expect(s.node().runtime.podSandboxes()).toHaveLength(before.sandboxes);
    expect(s.node().machine.processes()).toHaveLength(before.processes);
    expect(s.node().machine.disk.stat(`/var/lib/kubelet/pods/${uid}`)).toBeUndefined();
  });

  test('a Pod that is still pulling goes too', () => {
    const s = new Scenario(release);
    s.create('p', [{ name: 'main', image: 'mysql:8.0' }]);
    s.run(1);
    expect(lifeAfterDelete(s, 'p')).toBeLessThan(120);
    s.run(120);
    expect(
      s
        .node()
        .runtime.podSandboxes()
        .some(({ config }) => config.name === 'p'),
    ).toBe(false);
    s.create('q', [{ name: 'main', image: 'nginx:1.27' }]);
    s.run(60);
    expect(s.phase('q')).toBe('Running');
  });
});

test('sidecars end after the main containers, in reverse order (v1.36)', () => {
  const s = new Scenario('1.36');
  const sidecar = (name: string): ReturnType<typeof shell> =>
    shell(name, 'trap "sleep 2; exit 0" TERM; while true; do sleep 1; done', { restartPolicy: 'Always' });
  s.create('p', [shell('main', patient)], { initContainers: [sidecar('first'), sidecar('second')] });
  s.run(30);
  expect(s.phase('p')).toBe('Running');
  const ended: string[] = [];
  s.node().runtime.onEvent((event) => {
    if (event.kind === 'container-exited') ended.push(s.node().runtime.container(event.containerId)?.config.name ?? '');
  });
  s.client.delete('pods', 'default', 'p');
  s.run(40);
  expect(ended).toEqual(['main', 'second', 'first']);
});

describe.each(both)('the pause container dies, v%s', (release) => {
  test('sandbox and containers are made anew, with another address', () => {
    const s = new Scenario(release);
    s.create('web', [{ name: 'web', image: 'nginx:1.27' }, shell('side', 'sleep 5000')]);
    s.run(30);
    const before = s.pod('web').status?.podIP;
    const sandbox = s
      .node()
      .runtime.podSandboxes()
      .find(({ config }) => config.name === 'web')!;
    expect(s.node().runtime.kill(sandbox.id, 'SIGKILL')).toBe(true);
    s.run(60);
    expect(s.told('web')).toContain('SandboxChanged: Pod sandbox changed, it will be killed and re-created.');
    expect(s.phase('web')).toBe('Running');
    expect(s.pod('web').status?.podIP).not.toBe(before);
    expect(s.container('web', 'web').restartCount).toBe(1);
    expect(s.container('web', 'side').restartCount).toBe(1);
  });

  test('an app container that dies is alone in being restarted, the address stays', () => {
    const s = new Scenario(release);
    s.create('web', [{ name: 'web', image: 'nginx:1.27' }, shell('side', 'sleep 5000')]);
    s.run(30);
    const before = s.pod('web').status?.podIP;
    const id = s.container('web', 'web').containerID?.split('//')[1] ?? '';
    s.node()
      .machine.process(s.node().runtime.container(id)?.pid ?? -1)
      ?.kill('SIGKILL');
    s.run(10);
    expect(s.container('web', 'web')).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137, reason: 'Error' } },
    });
    expect(s.container('web', 'side').restartCount).toBe(0);
    expect(s.pod('web').status?.podIP).toBe(before);
  });
});
