import { describe, expect, test } from 'vitest';
import { Scenario, shell } from './testing.ts';

const both = ['1.20', '1.36'] as const;
const data = { volumes: [{ name: 'data', emptyDir: {} }] };
const volumeMounts = [{ name: 'data', mountPath: '/data' }];

describe.each(both)('probes, v%s', (release) => {
  test('a readiness probe decides about Ready, both ways, and restarts nothing', () => {
    const s = new Scenario(release);
    const readinessProbe = { exec: { command: ['cat', '/data/ready'] }, periodSeconds: 2, failureThreshold: 2 };
    const script = 'sleep 10; touch /data/ready; sleep 10; rm /data/ready; sleep 3600';
    s.create('p', [shell('main', script, { readinessProbe, volumeMounts })], data);
    s.when(() => s.phase('p') === 'Running');
    s.mark();
    expect(s.container('p').ready).toBe(false);
    const ready = s.when(() => s.container('p').ready);
    expect(ready).toBeGreaterThanOrEqual(10);
    expect(ready).toBeLessThan(13);
    expect(s.condition('p', 'Ready')?.status).toBe('True');
    const unready = s.when(() => !s.container('p').ready);
    // Two failures in a row, two seconds apart.
    expect(unready).toBeGreaterThanOrEqual(22);
    expect(unready).toBeLessThan(25);
    expect(s.container('p').restartCount).toBe(0);
    expect(s.told('p').find((line) => line.startsWith('Unhealthy'))).toBe(
      "Unhealthy: Readiness probe failed: cat: can't open '/data/ready': No such file or directory\n",
    );
  });

  test('a liveness probe that fails three times restarts its container', () => {
    const s = new Scenario(release);
    const livenessProbe = { exec: { command: ['cat', '/data/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 };
    const script = 'touch /data/healthy; sleep 30; rm -f /data/healthy; sleep 600';
    s.create('p', [shell('main', script, { livenessProbe, volumeMounts })], data);
    s.when(() => s.phase('p') === 'Running');
    s.mark();
    const killed = s.when(() => s.told('p').some((line) => line.startsWith('Killing')));
    // Fails from second 30 on: at 30 or 35, and ten seconds more.
    expect(killed).toBeGreaterThanOrEqual(40);
    expect(killed).toBeLessThanOrEqual(46);
    expect(s.told('p')).toContain('Killing: Container main failed liveness probe, will be restarted');
    const again = s.when(() => s.container('p').restartCount === 1);
    expect(again - killed).toBeGreaterThanOrEqual(30);
    expect(s.container('p').lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
    const unhealthy = s.events('p').find(({ reason }) => reason === 'Unhealthy');
    expect(unhealthy).toMatchObject({
      type: 'Warning',
      count: 3,
      involvedObject: { fieldPath: 'spec.containers{main}' },
    });
  });

  test('with restartPolicy Never the container is killed for good', () => {
    const s = new Scenario(release);
    const livenessProbe = { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 1 };
    s.create('p', [shell('main', 'sleep 600', { livenessProbe })], {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 3,
    });
    s.run(40);
    expect(s.told('p')).toContain('Killing: Container main failed liveness probe');
    expect(s.phase('p')).toBe('Failed');
  });

  test('an HTTP probe really connects', () => {
    const s = new Scenario(release);
    const get = (port: number | string, path = '/'): { httpGet: { port: number; path: string } } => ({
      httpGet: { port: port as number, path },
    });
    const web = (name: string, readinessProbe: object): void =>
      s.create(name, [
        { name: 'web', image: 'nginx:1.27', ports: [{ name: 'http', containerPort: 80 }], readinessProbe },
      ]);
    web('good', get('http'));
    web('lost', get(80, '/missing'));
    web('shut', get(81));
    s.run(60);
    expect(s.container('good', 'web').ready).toBe(true);
    expect(s.told('lost')).toContain('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404');
    const ip = s.pod('shut').status?.podIP;
    expect(s.told('shut')).toContain(
      `Unhealthy: Readiness probe failed: Get "http://${ip}:81/": dial tcp ${ip}:81: connect: connection refused`,
    );
  });

  test('a TCP probe needs a listener', () => {
    const s = new Scenario(release);
    s.create('p', [{ name: 'web', image: 'nginx:1.27', readinessProbe: { tcpSocket: { port: 8080 } } }]);
    s.create('q', [{ name: 'web', image: 'nginx:1.27', readinessProbe: { tcpSocket: { port: 80 } } }]);
    s.run(40);
    const ip = s.pod('p').status?.podIP;
    expect(s.told('p')).toContain(
      `Unhealthy: Readiness probe failed: dial tcp ${ip}:8080: connect: connection refused`,
    );
    expect(s.container('q', 'web').ready).toBe(true);
  });

  test('until the startup probe has passed the others wait', () => {
    const s = new Scenario(release);
    const startupProbe = { exec: { command: ['cat', '/data/up'] }, periodSeconds: 5, failureThreshold: 10 };
    const livenessProbe = { exec: { command: ['cat', '/data/up'] }, periodSeconds: 1, failureThreshold: 1 };
    s.create(
      'p',
      [shell('main', 'sleep 22; touch /data/up; sleep 3600', { startupProbe, livenessProbe, volumeMounts })],
      data,
    );
    s.when(() => s.phase('p') === 'Running');
    s.mark();
    s.until(20);
    expect(s.container('p')).toMatchObject({ started: false, ready: false, restartCount: 0 });
    s.until(60);
    expect(s.container('p')).toMatchObject({ started: true, ready: true, restartCount: 0 });
  });

  test('a startup probe that never passes has the container restarted', () => {
    const s = new Scenario(release);
    const startupProbe = { exec: { command: ['false'] }, periodSeconds: 2, failureThreshold: 3 };
    s.create('p', [shell('main', 'sleep 600', { startupProbe })], { terminationGracePeriodSeconds: 2 });
    s.run(20);
    expect(s.told('p')).toContain('Killing: Container main failed startup probe, will be restarted');
    expect(s.container('p').restartCount).toBeGreaterThanOrEqual(1);
  });
});
