import { describe, expect, test } from 'vitest';
import { Scenario, shell } from '../testing.ts';

/* Examples of kubernetes.io/docs about probes; each test bears the title of its page. */

const both = ['1.20', '1.36'] as const;
const agnhost = {
  '1.20': 'k8s.gcr.io/e2e-test-images/agnhost:2.21',
  '1.36': 'registry.k8s.io/e2e-test-images/agnhost:2.40',
};
const page = 'Configure Liveness, Readiness and Startup Probes';

/** When the container of a Pod started. */
const started = (s: Scenario, pod: string, name = 'main'): number =>
  s.when(
    () => s.pod(pod).status?.containerStatuses?.some((c) => c.name === name && c.state?.running !== undefined) === true,
  );

describe.each(both)('v%s', (release) => {
  test(`${page}: a liveness command that fails from the 30th second on`, () => {
    const s = new Scenario(release);
    const script = 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600';
    const livenessProbe = { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 };
    s.create('liveness-exec', [shell('main', script, { livenessProbe })]);
    started(s, 'liveness-exec');
    s.mark();
    s.until(29);
    expect(s.told('liveness-exec').some((line) => line.startsWith('Unhealthy'))).toBe(false);
    // It fails at 30, 35 and 40 s; the shell as PID 1 does not hear SIGTERM, so 30 s more go by.
    s.until(42);
    const { message, count } = s.events('liveness-exec').find(({ reason }) => reason === 'Unhealthy')!;
    expect([message?.trim(), count]).toEqual([
      "Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory",
      3,
    ]);
    expect(s.told('liveness-exec')).toContain('Killing: Container main failed liveness probe, will be restarted');
    s.until(80);
    expect(s.container('liveness-exec').restartCount).toBe(1);
  });

  test(`${page}: a liveness HTTP request that fails after ten seconds`, () => {
    const s = new Scenario(release);
    const httpGet = { path: '/healthz', port: 8080, httpHeaders: [{ name: 'Custom-Header', value: 'Awesome' }] };
    s.create('liveness-http', [
      {
        name: 'main',
        image: agnhost[release],
        args: ['liveness'],
        livenessProbe: { httpGet, initialDelaySeconds: 3, periodSeconds: 3 },
      },
    ]);
    started(s, 'liveness-http');
    s.mark();
    s.until(9.9);
    expect(s.container('liveness-http').restartCount).toBe(0);
    s.until(25);
    expect(s.told('liveness-http')).toContain(
      'Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500',
    );
    expect(s.container('liveness-http').restartCount).toBe(1);
  });

  test(`${page}: a TCP liveness probe and a readiness probe on another port`, () => {
    const s = new Scenario(release);
    const readinessProbe = { tcpSocket: { port: 8080 }, initialDelaySeconds: 15, periodSeconds: 10 };
    s.create('goproxy', [
      {
        name: 'main',
        image: agnhost[release],
        args: ['netexec'],
        readinessProbe,
        livenessProbe: { ...readinessProbe, tcpSocket: { port: 8090 } },
      },
    ]);
    started(s, 'goproxy');
    s.mark();
    s.until(14);
    expect(s.container('goproxy').ready).toBe(false);
    s.until(17);
    expect(s.container('goproxy').ready).toBe(true);
    const ip = s.pod('goproxy').status?.podIP;
    expect(s.told('goproxy')).toContain(
      `Unhealthy: Liveness probe failed: dial tcp ${ip}:8090: connect: connection refused`,
    );
    s.until(45);
    expect(s.container('goproxy').restartCount).toBe(1);
  });

  test(`${page}: a startup probe gives a slow container failureThreshold × periodSeconds`, () => {
    const s = new Scenario(release);
    const ports = [{ name: 'liveness-port', containerPort: 8080 }];
    const probe = { httpGet: { path: '/', port: 'liveness-port' as unknown as number } };
    s.create('slow', [
      {
        name: 'main',
        image: 'python:3.12',
        command: ['sh', '-c', 'sleep 95; exec python3 -m http.server 8080'],
        ports,
        livenessProbe: { ...probe, failureThreshold: 1, periodSeconds: 10 },
        startupProbe: { ...probe, failureThreshold: 30, periodSeconds: 10 },
      },
    ]);
    started(s, 'slow');
    s.mark();
    s.until(94);
    expect(s.container('slow')).toMatchObject({ started: false, ready: false, restartCount: 0 });
    s.until(125);
    expect(s.container('slow')).toMatchObject({ started: true, ready: true, restartCount: 0 });
  });

  test(`${page}: a probe that hangs is given up after timeoutSeconds`, () => {
    const s = new Scenario(release);
    const readinessProbe = { httpGet: { path: '/', port: 9000 }, timeoutSeconds: 2, periodSeconds: 5 };
    s.create('hangs', [shell('main', 'nc -l -p 9000', { readinessProbe, stdin: true })]);
    s.run(15);
    const ip = s.pod('hangs').status?.podIP;
    expect(s.told('hangs')).toContain(
      `Unhealthy: Readiness probe failed: Get "http://${ip}:9000/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    );
  });

  test(`${page}: an HTTPS probe of a server that speaks HTTP`, () => {
    const s = new Scenario(release);
    s.create('https', [
      { name: 'main', image: 'nginx', readinessProbe: { httpGet: { path: '/', port: 80, scheme: 'HTTPS' } } },
    ]);
    started(s, 'https');
    s.run(15);
    const ip = s.pod('https').status?.podIP;
    expect(s.told('https')).toContain(
      `Unhealthy: Readiness probe failed: Get "https://${ip}:80/": http: server gave HTTP response to HTTPS client`,
    );
  });
});

describe('v1.36 (gRPC probes came with v1.24)', () => {
  test(`${page}: etcd answers a gRPC liveness probe`, () => {
    const s = new Scenario('1.36');
    s.create('etcd-with-grpc', [
      {
        name: 'main',
        image: 'registry.k8s.io/etcd:3.5.1-0',
        command: [
          '/usr/local/bin/etcd',
          '--data-dir',
          '/var/lib/etcd',
          '--listen-client-urls',
          'http://0.0.0.0:2379',
          '--advertise-client-urls',
          'http://127.0.0.1:2379',
          '--log-level',
          'debug',
        ],
        ports: [{ containerPort: 2379 }],
        livenessProbe: { grpc: { port: 2379 }, initialDelaySeconds: 10 },
      },
    ]);
    started(s, 'etcd-with-grpc');
    s.run(60);
    expect(s.container('etcd-with-grpc')).toMatchObject({ ready: true, restartCount: 0 });
    expect(s.told('etcd-with-grpc').some((line) => line.startsWith('Unhealthy'))).toBe(false);
  });

  test.each([
    [
      'a service that stopped serving',
      ['--delay-unhealthy-sec', '0'],
      { port: 5000 },
      'service unhealthy (responded with "NOT_SERVING")',
    ],
    [
      'a service that it does not know',
      [],
      { port: 5000, service: 'other' },
      'error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
    ],
    [
      'a server that speaks HTTP/1.1',
      [],
      { port: 8080 },
      'timeout: failed to connect service "IP:8080" within 1s: context deadline exceeded',
    ],
    [
      'nobody at all',
      [],
      { port: 5001 },
      'timeout: failed to connect service "IP:5001" within 1s: context deadline exceeded',
    ],
  ])(`${page}: gRPC, %s`, (_name, args, grpc, text) => {
    const s = new Scenario('1.36');
    s.create('p', [
      { name: 'main', image: agnhost['1.36'], args: ['grpc-health-checking', ...args], readinessProbe: { grpc } },
    ]);
    started(s, 'p');
    s.run(15);
    const ip = s.pod('p').status?.podIP ?? '';
    expect(s.told('p')).toContain(`Unhealthy: Readiness probe failed: ${text.replace('IP', ip)}`);
    expect(s.container('p').ready).toBe(false);
  });

  test(`${page}: the probe’s own terminationGracePeriodSeconds`, () => {
    const s = new Scenario('1.36');
    const livenessProbe = {
      exec: { command: ['false'] },
      periodSeconds: 5,
      failureThreshold: 1,
      terminationGracePeriodSeconds: 5,
    };
    s.create('p', [shell('main', 'sleep 3600', { livenessProbe })], { terminationGracePeriodSeconds: 3600 });
    const begun = started(s, 'p');
    const restarted = s.when(() => s.container('p').restartCount === 1, 60);
    expect(restarted - begun).toBeLessThan(20);
  });
});
