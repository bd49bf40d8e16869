import { describe, expect, test } from 'vitest';
import { commandOf, environmentOf, parsePasswd, userOf } from './containers.ts';
import type { ContainerConfig, RuntimeEvent } from './cri.ts';
import { RuntimeError } from './cri.ts';
import { testNode, type TestNode } from './testing.ts';

const image = { entrypoint: ['/ep-1'], cmd: ['foo', 'bar'] };

describe('command and args over ENTRYPOINT and CMD, the table of the documentation', () => {
  test.each([
    [undefined, undefined, ['/ep-1', 'foo', 'bar']],
    [['/ep-2'], undefined, ['/ep-2']],
    [undefined, ['zoo', 'boo'], ['/ep-1', 'zoo', 'boo']],
    [['/ep-2'], ['zoo', 'boo'], ['/ep-2', 'zoo', 'boo']],
    [[], [], ['/ep-1', 'foo', 'bar']],
  ])('%j %j', (command, args, argv) => {
    expect(commandOf(image, command, args)).toEqual(argv);
  });
});

test('the environment comes in the order of each runtime', () => {
  const config = {
    env: [
      { name: 'A', value: '1' },
      { name: 'V', value: 'pod' },
    ],
    tty: true,
  };
  const env = { PATH: '/bin', V: 'image', W: 'image' };
  expect(Object.entries(environmentOf('docker', { env }, config, 'pod-0', '/root'))).toEqual([
    ['PATH', '/bin'],
    ['HOSTNAME', 'pod-0'],
    ['TERM', 'xterm'],
    ['A', '1'],
    ['V', 'pod'],
    ['W', 'image'],
    ['HOME', '/root'],
  ]);
  expect(Object.entries(environmentOf('containerd', { env }, config, 'pod-0', '/root'))).toEqual([
    ['PATH', '/bin'],
    ['V', 'pod'],
    ['W', 'image'],
    ['HOSTNAME', 'pod-0'],
    ['TERM', 'xterm'],
    ['A', '1'],
    ['HOME', '/root'],
  ]);
});

describe('whom the process runs as', () => {
  const passwd = parsePasswd('root:x:0:0:root:/root:/bin/sh\ncurl_user:x:100:101::/home/curl_user:/sbin/nologin\n');
  test.each([
    ['', undefined, undefined, { uid: 0, gid: 0, home: '/root' }],
    ['curl_user', undefined, undefined, { uid: 100, gid: 101, home: '/home/curl_user' }],
    ['100', undefined, undefined, { uid: 100, gid: 101, home: '/home/curl_user' }],
    ['65535:65535', undefined, undefined, { uid: 65535, gid: 65535, home: '/' }],
    ['curl_user', 1000, undefined, { uid: 1000, gid: 0, home: '/' }],
    ['', 1000, 3000, { uid: 1000, gid: 3000, home: '/' }],
    ['nobody-knows', undefined, undefined, undefined],
  ])('USER %j, runAsUser %s, runAsGroup %s', (user, runAsUser, runAsGroup, expected) => {
    expect(userOf(user, { runAsUser, runAsGroup }, passwd)).toEqual(expected);
  });
});

function started(node: TestNode, config: Partial<ContainerConfig> & { image: string }) {
  const sandbox = node.sandbox('pod');
  return node.start(sandbox, config);
}

const script = (text: string) => ({ image: 'busybox', command: ['sh', '-c', text] });

describe('how a container ends', () => {
  test.each([
    ['exit 0', { state: 'exited', exit: { code: 0 }, reason: 'Completed' }],
    ['exit 7', { state: 'exited', exit: { code: 7 }, reason: 'Error' }],
    ['nosuchcommand', { state: 'exited', exit: { code: 127 }, reason: 'Error' }],
    ['kill -9 $$; sleep 3', { state: 'running' }],
  ])('sh -c %j', (text, status) => {
    const node = testNode('1.36');
    const id = started(node, script(text));
    node.sim.advanceTo(node.sim.now + 1000);
    expect(node.runtime.container(id)).toMatchObject(status);
  });
});

describe('a command that does not exist', () => {
  test.each([
    [
      '1.20',
      'foo',
      127,
      'ContainerCannotRun',
      /^failed to start container "[0-9a-f]{64}": Error response from daemon: OCI runtime create failed: container_linux\.go:380: starting container process caused: exec: "foo": executable file not found in \$PATH: unknown$/,
    ],
    ['1.20', '/etc/passwd', 126, 'ContainerCannotRun', /exec: "\/etc\/passwd": permission denied: unknown$/],
    [
      '1.36',
      'foo',
      128,
      'StartError',
      /^failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "foo": executable file not found in \$PATH$/,
    ],
    ['1.36', '/foo', 128, 'StartError', /exec: "\/foo": stat \/foo: no such file or directory$/],
  ] as const)('%s: %s exits %i', (release, command, code, reason, message) => {
    const node = testNode(release);
    expect(() => started(node, { image: 'busybox', command: [command] })).toThrow(message);
    expect(node.runtime.containers()[0]).toMatchObject({ state: 'exited', exit: { code }, reason });
  });
});

test('a port that is taken crashes the second server, with its own words', () => {
  const node = testNode('1.20');
  const sandbox = node.sandbox('clash');
  const first = node.start(sandbox, { name: 'one', image: 'assassing/kubia' });
  node.sim.advanceTo(node.sim.now + 500);
  const second = node.start(sandbox, { name: 'two', image: 'assassing/kubia' });
  const web = node.start(sandbox, { name: 'web', image: 'nginx' });
  const other = node.start(sandbox, { name: 'other', image: 'httpd' });
  node.sim.advanceTo(node.sim.now + 5000);
  expect(node.runtime.container(first)?.state).toBe('running');
  expect(node.runtime.container(second)).toMatchObject({ state: 'exited', exit: { code: 1 }, reason: 'Error' });
  expect(node.logOf(second)).toContain('Error: listen EADDRINUSE: address already in use :::8080\n');
  expect(node.runtime.container(web)?.state).toBe('running');
  expect(node.logOf(other)).toContain(
    '(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80\n' +
      '(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\n' +
      'no listening sockets available, shutting down\nAH00015: Unable to open logs\n',
  );
});

describe('stopping', () => {
  test('a shell as PID 1 sits out the whole grace period, then is killed', () => {
    const node = testNode('1.36');
    const id = started(node, script('while true; do sleep 1; done'));
    const from = node.sim.now;
    node.run(node.runtime.stopContainer(id, 30));
    expect(node.sim.now - from).toBeCloseTo(30_000, -1);
    expect(node.runtime.container(id)).toMatchObject({ exit: { code: 137 }, reason: 'Error' });
  });

  test('a trap ends it at once', () => {
    const node = testNode('1.36');
    const id = started(node, script('trap "echo bye; exit 3" TERM; while true; do sleep 1; done'));
    const from = node.sim.now;
    node.run(node.runtime.stopContainer(id, 30));
    expect(node.sim.now - from).toBeLessThanOrEqual(1100);
    expect(node.runtime.container(id)).toMatchObject({ exit: { code: 3 } });
    expect(node.logOf(id)).toBe('bye\n');
  });

  test('the image’s STOPSIGNAL is sent: nginx shuts down gracefully and exits 0', () => {
    const node = testNode('1.36');
    const id = started(node, { image: 'nginx' });
    node.sim.advanceTo(node.sim.now + 1000);
    node.run(node.runtime.stopContainer(id, 30));
    expect(node.runtime.container(id)).toMatchObject({ exit: { code: 0 }, reason: 'Completed' });
    expect(node.logOf(id)).toContain('signal 3 (SIGQUIT) received, shutting down');
  });

  test('no grace is SIGKILL at once', () => {
    const node = testNode('1.36');
    const id = started(node, { image: 'assassing/kubia' });
    const from = node.sim.now;
    node.run(node.runtime.stopContainer(id, 0));
    expect(node.sim.now).toBe(from);
    expect(node.runtime.container(id)).toMatchObject({ exit: { code: 137 } });
  });
});

describe('past its memory limit a container is killed by the OOM killer', () => {
  const stress = {
    image: 'polinux/stress',
    command: ['stress'],
    args: ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'],
    resources: { cpuLimit: undefined, cpuRequest: undefined, memoryLimit: 100 * 1024 ** 2 },
  };
  test.each([
    // cgroup v1 kills the worker, and stress gives up; cgroup v2 with memory.oom.group kills all of it.
    ['1.20', 1, /<-- worker \d+ got signal 9/],
    ['1.36', 137, /dispatching hogs: 0 cpu, 0 io, 1 vm, 0 hdd/],
  ] as const)('%s: exit code %i', (release, code, log) => {
    const node = testNode(release);
    const id = started(node, stress);
    node.sim.advanceTo(node.sim.now + 10_000);
    expect(node.runtime.container(id)).toMatchObject({ state: 'exited', exit: { code }, reason: 'OOMKilled' });
    expect(node.logOf(id)).toMatch(log);
  });

  test('within the limit it runs on', () => {
    const node = testNode('1.36');
    const id = started(node, { ...stress, args: ['--vm', '1', '--vm-bytes', '50M', '--vm-hang', '0'] });
    node.sim.advanceTo(node.sim.now + 10_000);
    expect(node.runtime.container(id)?.state).toBe('running');
    expect(node.runtime.container(id)?.memory).toBeGreaterThan(50 * 1024 ** 2);
  });
});

test('a working directory is made, a volume is shared, a read-only root refuses writes', () => {
  const node = testNode('1.36');
  const sandbox = node.sandbox('volumes');
  node.machine.disk.mkdir('/var/lib/kubelet/pods/1/volumes/shared');
  const mounts = [{ containerPath: '/data', hostPath: '/var/lib/kubelet/pods/1/volumes/shared', readOnly: false }];
  const writer = node.start(sandbox, {
    name: 'writer',
    ...script('pwd; echo hello > file; exec sleep 100'),
    workingDir: '/data/sub',
    mounts,
  });
  const reader = node.start(sandbox, {
    name: 'reader',
    ...script('cat /data/sub/file; echo x > /tmp/x || echo refused; echo y > /data/y && echo written'),
    mounts,
    readOnlyRootFilesystem: true,
  });
  node.sim.advanceTo(node.sim.now + 100);
  expect(node.logOf(writer)).toBe('/data/sub\n');
  expect(node.logOf(reader)).toMatch(/^hello\n.*Read-only file system\nrefused\nwritten\n$/s);
});

test('events tell of every start, end and removal', () => {
  const node = testNode('1.36');
  const events: RuntimeEvent['kind'][] = [];
  node.runtime.onEvent((event) => events.push(event.kind));
  const id = started(node, script('true'));
  node.sim.advanceTo(node.sim.now + 100);
  node.runtime.removeContainer(id);
  expect(events).toEqual(['sandbox-started', 'container-started', 'container-exited', 'container-removed']);
});

describe('after a power cut the records are put right', () => {
  test.each([
    ['1.20', 'Error'],
    ['1.36', 'Unknown'],
  ] as const)('%s', (release, reason) => {
    const node = testNode(release);
    const id = started(node, { image: 'nginx' });
    node.sim.advanceTo(node.sim.now + 1000);
    node.machine.powerOff();
    node.sim.advanceTo(node.sim.now + 60_000);
    node.machine.powerOn();
    expect(node.runtime.container(id)).toMatchObject({
      state: 'exited',
      exit: { code: 255 },
      reason,
      finishedAt: node.sim.unixNow,
    });
    expect(node.runtime.podSandboxes()[0]?.state).toBe('notready');
    expect(node.runtime.imageStatus('nginx')).toBeDefined();
  });
});

test('what was begun before a power cut fails instead of going on after it', () => {
  const node = testNode('1.36');
  node.sim.after(100, () => node.machine.powerOff());
  node.sim.after(200, () => node.machine.powerOn());
  expect(() => node.sandbox('late')).toThrow(RuntimeError);
  expect(node.runtime.podSandboxes()).toEqual([]);
});
