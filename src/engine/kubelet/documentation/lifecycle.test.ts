import { describe, expect, test } from 'vitest';
import { Scenario, shell } from '../testing.ts';

/* Examples of kubernetes.io/docs about a Pod's life; each test bears the title of its page. */

const both = ['1.20', '1.36'] as const;

describe.each(both)('v%s', (release) => {
  test('Attach Handlers to Container Lifecycle Events: postStart writes, preStop stops the server', () => {
    const s = new Scenario(release);
    const lifecycle = {
      postStart: { exec: { command: ['/bin/sh', '-c', 'echo Hello from the postStart handler > /usr/share/message'] } },
      preStop: { exec: { command: ['/bin/sh', '-c', 'nginx -s quit; while killall -0 nginx; do sleep 1; done'] } },
    };
    s.create('lifecycle-demo', [{ name: 'main', image: 'nginx', lifecycle }]);
    s.when(() => s.phase('lifecycle-demo') === 'Running');
    s.run(2);
    expect(s.exec('lifecycle-demo', 'cat /usr/share/message')).toBe('Hello from the postStart handler\n');
    s.mark();
    s.client.delete('pods', 'default', 'lifecycle-demo');
    expect(s.when(() => s.find('lifecycle-demo') === undefined)).toBeLessThan(10);
  });

  test('Container Lifecycle Hooks: a postStart hook that fails kills the container', () => {
    const s = new Scenario(release);
    const lifecycle = { postStart: { exec: { command: ['sh', '-c', 'echo no >&2; exit 3'] } } };
    s.create('p', [shell('main', 'sleep 3600', { lifecycle })], { terminationGracePeriodSeconds: 2 });
    s.run(12);
    const { uid } = s.pod('p').metadata!;
    const message = `Exec lifecycle hook ([sh -c echo no >&2; exit 3]) for Container "main" in Pod "p_default(${uid})" failed - error: command 'sh -c echo no >&2; exit 3' exited with 3: no\n, message: "no\\n"`;
    expect(s.told('p')).toContain(`FailedPostStartHook: ${release === '1.20' ? message : 'PostStartHook failed'}`);
    expect(s.told('p')).toContain('Killing: FailedPostStartHook');
  });

  test('Container Lifecycle Hooks: any HTTP answer will do, no answer will not', () => {
    const s = new Scenario(release);
    const web = (name: string, port: number): void =>
      s.create(name, [
        {
          name: 'main',
          image: 'nginx',
          lifecycle: { preStop: { httpGet: { path: '/nothing-here', port } } },
        },
      ]);
    web('good', 80);
    web('bad', 81);
    s.run(25);
    s.client.delete('pods', 'default', 'good');
    s.client.delete('pods', 'default', 'bad');
    s.run(20);
    expect(s.told('good').some((line) => line.startsWith('FailedPreStopHook'))).toBe(false);
    expect(s.told('bad').some((line) => line.startsWith('FailedPreStopHook'))).toBe(true);
  });

  test('Configure Pod Initialization: what the init container wrote is served', () => {
    const s = new Scenario(release);
    const volumeMounts = [{ name: 'workdir', mountPath: '/work-dir' }];
    s.create(
      'init-demo',
      [{ name: 'main', image: 'nginx', volumeMounts: [{ name: 'workdir', mountPath: '/usr/share/nginx/html' }] }],
      {
        initContainers: [shell('install', 'echo "<html>info.cern.ch</html>" > /work-dir/index.html', { volumeMounts })],
        volumes: [{ name: 'workdir', emptyDir: {} }],
      },
    );
    s.when(() => s.phase('init-demo') === 'Running');
    expect(s.exec('init-demo', 'curl -s localhost')).toBe('<html>info.cern.ch</html>\n');
  });

  test('Init Containers: a Pod that waits for a Service is Pending, Init:0/2, with its reason', () => {
    const s = new Scenario(release);
    const waits = (name: string): ReturnType<typeof shell> =>
      shell(`init-${name}`, `until test -f /tmp/${name}; do echo waiting for ${name}; sleep 2; done`);
    s.create('myapp-pod', 'echo The app is running! && sleep 3600', {
      initContainers: [waits('myservice'), waits('mydb')],
    });
    s.run(15);
    expect(s.phase('myapp-pod')).toBe('Pending');
    expect(s.condition('myapp-pod', 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [init-myservice init-mydb]',
    });
    expect(s.container('myapp-pod', 'init-mydb').state?.waiting?.reason).toBe('PodInitializing');
    expect(s.output('myapp-pod', 'init-myservice')).toContain('waiting for myservice\n');
    s.exec('myapp-pod', 'touch /tmp/myservice', 'init-myservice');
    s.run(6);
    expect(s.condition('myapp-pod', 'Initialized')?.message).toBe('containers with incomplete status: [init-mydb]');
    s.exec('myapp-pod', 'touch /tmp/mydb', 'init-mydb');
    s.when(() => s.phase('myapp-pod') === 'Running', 20);
    expect(s.output('myapp-pod')).toBe('The app is running!\n');
  });

  test('Determine the Reason for Pod Failure: the termination message', () => {
    const s = new Scenario(release);
    s.create('termination-demo', 'sleep 10 && echo Sleep expired > /dev/termination-log', { restartPolicy: 'Never' });
    s.when(() => s.phase('termination-demo') === 'Succeeded');
    expect(s.container('termination-demo').state?.terminated).toMatchObject({
      exitCode: 0,
      message: 'Sleep expired\n',
    });
  });

  test('Determine the Reason for Pod Failure: FallbackToLogsOnError', () => {
    const s = new Scenario(release);
    s.create(
      'p',
      [shell('main', 'echo first; echo the last words; exit 1', { terminationMessagePolicy: 'FallbackToLogsOnError' })],
      { restartPolicy: 'Never' },
    );
    s.when(() => s.phase('p') === 'Failed');
    expect(s.container('p').state?.terminated?.message).toBe('first\nthe last words\n');
  });

  test('Pod Lifecycle: the Pod’s termination takes its grace period, then SIGKILL', () => {
    const s = new Scenario(release);
    s.create('p', 'sleep 3600');
    s.when(() => s.phase('p') === 'Running');
    s.mark();
    s.client.delete('pods', 'default', 'p');
    const gone = s.when(() => s.find('p') === undefined);
    expect(gone).toBeGreaterThanOrEqual(30);
    expect(gone).toBeLessThan(31);
  });

  test('Pod Lifecycle, readiness gates: a Pod is ready when somebody says so', () => {
    const s = new Scenario(release);
    const gate = 'www.example.com/feature-1';
    s.create('p', 'sleep 3600', { readinessGates: [{ conditionType: gate }] });
    s.when(() => s.phase('p') === 'Running');
    s.run(2);
    expect(s.condition('p', 'ContainersReady')?.status).toBe('True');
    expect(s.condition('p', 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ReadinessGatesNotReady',
      message: `corresponding condition of pod readiness gate "${gate}" does not exist.`,
    });
    const conditions = [{ type: gate, status: 'True' }];
    s.client.patch('pods', 'default', 'p', { status: { conditions } }, { subresource: 'status' });
    s.when(() => s.condition('p', 'Ready')?.status === 'True', 61);
  });

  test('Share Process Namespace between Containers in a Pod: one sees the other’s processes', () => {
    const s = new Scenario(release);
    s.create(
      'nginx',
      [
        { name: 'main', image: 'nginx' },
        shell('shell', 'sleep 3600', { securityContext: { capabilities: { add: ['SYS_PTRACE'] } } }),
      ],
      { shareProcessNamespace: true },
    );
    s.when(() => s.condition('nginx', 'Ready')?.status === 'True');
    const processes = s.exec('nginx', 'ps', 'shell');
    expect(processes).toMatch(/^\s*1 .*\/pause/m);
    expect(processes).toContain('nginx -g daemon off;');
    expect(s.exec('nginx', 'readlink /proc/1/exe; ps | grep -c nginx', 'shell')).toMatch(/[3-9]\n$/);
  });

  test('Define Environment Variables for a Container: $(VAR) in env and in args', () => {
    const s = new Scenario(release);
    s.create(
      'print-greeting',
      [
        {
          name: 'main',
          image: 'busybox:1.36',
          env: [
            { name: 'GREETING', value: 'Warm greetings to' },
            { name: 'HONORIFIC', value: 'The Most Honorable' },
            { name: 'NAME', value: 'Kubernetes' },
            { name: 'MESSAGE', value: '$(GREETING) $(HONORIFIC) $(NAME)' },
          ],
          command: ['echo'],
          args: ['$(MESSAGE)'],
        },
      ],
      { restartPolicy: 'Never' },
    );
    s.when(() => s.phase('print-greeting') === 'Succeeded');
    expect(s.output('print-greeting')).toBe('Warm greetings to The Most Honorable Kubernetes\n');
  });

  test('Define a Command and Arguments for a Container', () => {
    const s = new Scenario(release);
    s.create(
      'command-demo',
      [{ name: 'main', image: 'debian', command: ['printenv'], args: ['HOSTNAME', 'KUBERNETES_PORT'] }],
      { restartPolicy: 'OnFailure' },
    );
    s.when(() => s.phase('command-demo') === 'Succeeded');
    expect(s.output('command-demo')).toBe('command-demo\ntcp://10.96.0.1:443\n');
  });

  test('Expose Pod Information to Containers Through Environment Variables', () => {
    const s = new Scenario(release);
    const field = (fieldPath: string): object => ({ valueFrom: { fieldRef: { fieldPath } } });
    s.create(
      'dapi-envars-fieldref',
      [
        shell('main', 'printenv MY_NODE_NAME MY_POD_NAME MY_POD_NAMESPACE MY_POD_SERVICE_ACCOUNT MY_CPU_LIMIT', {
          env: [
            { name: 'MY_NODE_NAME', ...field('spec.nodeName') },
            { name: 'MY_POD_NAME', ...field('metadata.name') },
            { name: 'MY_POD_NAMESPACE', ...field('metadata.namespace') },
            { name: 'MY_POD_SERVICE_ACCOUNT', ...field('spec.serviceAccountName') },
            { name: 'MY_CPU_LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
          ],
          resources: { limits: { cpu: '250m' } },
        }),
      ],
      { restartPolicy: 'Never' },
    );
    s.when(() => s.phase('dapi-envars-fieldref') === 'Succeeded');
    expect(s.output('dapi-envars-fieldref')).toBe('node1\ndapi-envars-fieldref\ndefault\ndefault\n1\n');
  });

  test('Adding entries to Pod /etc/hosts with HostAliases', () => {
    const s = new Scenario(release);
    s.create('hostaliases-pod', [shell('main', 'cat /etc/hosts')], {
      restartPolicy: 'Never',
      hostAliases: [{ ip: '127.0.0.1', hostnames: ['foo.local', 'bar.local'] }],
    });
    s.when(() => s.phase('hostaliases-pod') === 'Succeeded');
    expect(s.output('hostaliases-pod')).toMatch(
      /^# Kubernetes-managed hosts file\.\n127\.0\.0\.1\tlocalhost\n[^]*# Entries added by HostAliases\.\n127\.0\.0\.1\tfoo\.local\tbar\.local\n$/,
    );
  });
});

describe('Sidecar Containers (v1.36)', () => {
  test('a sidecar starts before the application and stops after it', () => {
    const s = new Scenario('1.36');
    const volumeMounts = [{ name: 'data', mountPath: '/opt' }];
    s.create(
      'myapp',
      [
        shell('main', 'trap "echo bye >> /opt/logs.txt; exit 0" TERM; while true; do echo logging; sleep 1; done', {
          volumeMounts,
        }),
      ],
      {
        initContainers: [
          shell('logshipper', 'trap "echo sidecar >> /opt/logs.txt; exit 0" TERM; while true; do sleep 1; done', {
            restartPolicy: 'Always',
            volumeMounts,
          }),
        ],
        volumes: [{ name: 'data', hostPath: { path: '/opt/shared' } }],
      },
    );
    s.when(() => s.condition('myapp', 'Ready')?.status === 'True');
    expect(s.container('myapp', 'logshipper')).toMatchObject({ started: true, ready: true });
    s.client.delete('pods', 'default', 'myapp');
    s.when(() => s.find('myapp') === undefined);
    expect(s.node().machine.disk.readFile('/opt/shared/logs.txt')).toBe('bye\nsidecar\n');
  });

  test('the application waits for the sidecar’s startup probe', () => {
    const s = new Scenario('1.36');
    s.create('p', 'sleep 3600', {
      initContainers: [
        shell('side', 'sleep 12; touch /ready; sleep 3600', {
          restartPolicy: 'Always',
          startupProbe: { exec: { command: ['cat', '/ready'] }, periodSeconds: 2, failureThreshold: 30 },
        }),
      ],
    });
    s.run(10);
    expect(s.container('p').state?.waiting?.reason).toBe('PodInitializing');
    s.when(() => s.phase('p') === 'Running', 20);
    expect(s.container('p', 'side').started).toBe(true);
  });

  test('a sidecar that is not ready keeps the Pod from being ready', () => {
    const s = new Scenario('1.36');
    const readinessProbe = { exec: { command: ['false'] }, periodSeconds: 2 };
    s.create('p', 'sleep 3600', {
      initContainers: [shell('side', 'sleep 3600', { restartPolicy: 'Always', readinessProbe })],
    });
    s.run(15);
    expect(s.phase('p')).toBe('Running');
    expect(s.condition('p', 'Ready')).toMatchObject({
      status: 'False',
      message: 'containers with unready status: [side]',
    });
  });
});

describe('Debug Running Pods, ephemeral containers (v1.36)', () => {
  function debug(s: Scenario, pod: string, container: object): void {
    let status = 0;
    s.cluster.transport.send(
      {
        method: 'PATCH',
        path: `/api/v1/namespaces/default/pods/${pod}/ephemeralcontainers`,
        headers: { 'content-type': 'application/strategic-merge-patch+json' },
        body: JSON.stringify({ spec: { ephemeralContainers: [container] } }),
      },
      (response) => (status = response.status),
      () => {},
    );
    s.when(() => status !== 0, 5);
    expect(status).toBe(200);
  }

  test('joins a running Pod and sees the processes of its target', () => {
    const s = new Scenario('1.36');
    s.create('ephemeral-demo', [{ name: 'main', image: 'registry.k8s.io/pause:3.10.2' }]);
    s.when(() => s.phase('ephemeral-demo') === 'Running');
    debug(s, 'ephemeral-demo', {
      name: 'debugger-8xzrl',
      image: 'busybox:1.28',
      stdin: true,
      tty: true,
      targetContainerName: 'main',
    });
    s.when(() => s.pod('ephemeral-demo').status?.ephemeralContainerStatuses?.[0]?.state?.running !== undefined, 30);
    expect(s.told('ephemeral-demo')).toContain('Started: Container started');
    expect(s.exec('ephemeral-demo', 'ps', 'debugger-8xzrl')).toMatch(/^\s*1 .*\/pause/m);
    expect(s.container('ephemeral-demo', 'debugger-8xzrl')).toMatchObject({ ready: false, restartCount: 0 });
    expect(s.condition('ephemeral-demo', 'Ready')?.status).toBe('True');
  });

  test('is not restarted when it ends', () => {
    const s = new Scenario('1.36');
    s.create('p', 'sleep 3600');
    s.when(() => s.phase('p') === 'Running');
    debug(s, 'p', { name: 'once', image: 'busybox:1.36', command: ['sh', '-c', 'echo hi; exit 4'] });
    s.run(60);
    expect(s.container('p', 'once')).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 4 } } });
    expect(s.output('p', 'once')).toBe('hi\n');
    expect(s.phase('p')).toBe('Running');
  });
});
