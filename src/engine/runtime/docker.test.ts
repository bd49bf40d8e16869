import { describe, expect, test } from 'vitest';
import { dockerProgram } from './docker.ts';
import { shownCommand, shownImage, shownStatus } from './docker/ps.ts';
import { testNode, type TestNode } from './testing.ts';

const uid = '49130122-540c-4c8b-98aa-23c84e9bfc9a';

function docker(node: TestNode, ...args: string[]): { code: number; stdout: string; stderr: string } {
  return node.command(dockerProgram(node.runtime), ['docker', ...args]);
}

/** The seed's Pod, and a second one whose command is as long as a node's system Pods have it. */
function seed(): { node: TestNode; sandbox: string; kubia: string } {
  const node = testNode('1.20');
  const system = node.sandbox('system', { uid: '00000000-0000-4000-8000-000000000000' });
  node.start(system, { name: 'system', image: 'nginx' });
  node.sim.advanceTo(node.sim.now + 600_000);
  const sandbox = node.sandbox('kubia-2', { uid });
  const kubia = node.start(sandbox, { name: 'kubia', image: 'luksa/kubia-pet-peers' });
  node.sim.advanceTo(node.sim.now + 80_000);
  return { node, sandbox, kubia };
}

describe('docker ps', () => {
  test('prints the seed’s lines to the letter', () => {
    const { node, sandbox, kubia } = seed();
    const lines = docker(node, 'ps').stdout.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'CONTAINER ID   IMAGE                                                                 COMMAND                  CREATED              STATUS              PORTS     NAMES',
      `${kubia.slice(0, 12)}   luksa/kubia-pet-peers                                                 "node app.js"            About a minute ago   Up About a minute             k8s_kubia_kubia-2_default_49130122-540c-4c8b-98aa-23c84e9bfc9a_0`,
      `${sandbox.slice(0, 12)}   registry.cn-hangzhou.aliyuncs.com/google_containers/pause-amd64:3.2   "/pause"                 About a minute ago   Up About a minute             k8s_POD_kubia-2_default_49130122-540c-4c8b-98aa-23c84e9bfc9a_0`,
    ]);
    expect(lines[3]).toMatch(
      /^[0-9a-f]{12} {3}nginx +"\/docker-entrypoint\.…" +11 minutes ago +Up 11 minutes +k8s_system_/,
    );
  });

  test('a container whose image was there already shows the image’s id', () => {
    const { node, sandbox } = seed();
    const id = node.run(
      (function* () {
        const made = yield* node.runtime.createContainer(sandbox, {
          ...node.runtime.containers()[1]!.config,
          name: 'again',
        });
        yield* node.runtime.startContainer(made);
        return made;
      })(),
    );
    const image = node.runtime.imageStatus('luksa/kubia-pet-peers')?.id.slice(7, 19);
    expect(docker(node, 'ps', '--filter', `id=${id}`, '--format', '{{.Image}}').stdout).toBe(`${image}\n`);
  });

  test('-a, -q, --no-trunc, -n, --filter and --format', () => {
    const { node, sandbox, kubia } = seed();
    node.run(node.runtime.stopContainer(kubia, 0));
    expect(docker(node, 'ps', '-q', '--filter', 'name=kubia-2').stdout).toBe(`${sandbox.slice(0, 12)}\n`);
    expect(docker(node, 'ps', '-aq', '--no-trunc', '-f', 'name=kubia-2').stdout).toBe(`${kubia}\n${sandbox}\n`);
    expect(docker(node, 'ps', '--filter', 'status=exited', '--format', '{{.Names}}: {{.Status}}').stdout).toBe(
      `k8s_kubia_kubia-2_default_${uid}_0: Exited (137) Less than a second ago\n`,
    );
    expect(docker(node, 'container', 'ls', '-n', '1', '--format', 'table {{.ID}}\\t{{.State}}').stdout).toBe(
      `CONTAINER ID   STATE\n${kubia.slice(0, 12)}   exited\n`,
    );
    expect(
      docker(node, 'ps', '-a', '--filter', 'label=io.kubernetes.docker.type=podsandbox', '-q').stdout.split('\n'),
    ).toHaveLength(3);
  });

  test.each([
    [['luksa/kubia-pet-peers@sha256:' + 'a'.repeat(64)], true, 'luksa/kubia-pet-peers'],
    [['sha256:' + 'b'.repeat(64)], true, 'b'.repeat(12)],
    [['docker.io/library/nginx:1.21'], true, 'nginx:1.21'],
    [['nginx'], true, 'nginx'],
  ])('image %j is shown as %s', ([image], truncate, shown) => {
    expect(shownImage(image ?? '', truncate)).toBe(shown);
  });

  test.each([
    [{ state: 'running', started: 0, finished: undefined, exitCode: 0 }, 61_000, 'Up About a minute'],
    [{ state: 'running', started: 0, finished: undefined, exitCode: 0 }, 500, 'Up Less than a second'],
    [{ state: 'exited', started: 0, finished: 1000, exitCode: 1 }, 3_601_000, 'Exited (1) About an hour ago'],
    [{ state: 'created', started: undefined, finished: undefined, exitCode: 127 }, 5, 'Created'],
  ] as const)('status %j', (container, now, shown) => {
    expect(shownStatus(container, now)).toBe(shown);
  });

  test('arguments with spaces are quoted', () => {
    expect(shownCommand(['sh', '-c', 'sleep 1; true'])).toBe("sh -c 'sleep 1; true'");
  });
});

describe('docker kill, stop, rm', () => {
  test('killing a container or pause', () => {
    const { node, sandbox, kubia } = seed();
    expect(docker(node, 'kill', kubia.slice(0, 6))).toEqual({ code: 0, stdout: `${kubia.slice(0, 6)}\n`, stderr: '' });
    expect(node.runtime.container(kubia)).toMatchObject({ state: 'exited', exit: { code: 137 } });
    expect(docker(node, 'kill', `k8s_POD_kubia-2_default_${uid}_0`).code).toBe(0);
    expect(node.runtime.podSandbox(sandbox)?.state).toBe('notready');
    expect(docker(node, 'kill', kubia)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Error response from daemon: Cannot kill container: ${kubia}: Container ${kubia} is not running\n`,
    });
  });

  test('stop waits ten seconds, rm wants it stopped', () => {
    const { node, kubia } = seed();
    const from = node.sim.now;
    expect(docker(node, 'rm', kubia).stderr).toBe(
      `Error response from daemon: You cannot remove a running container ${kubia}. Stop the container before attempting removal or force remove\n`,
    );
    expect(docker(node, 'stop', kubia).stdout).toBe(`${kubia}\n`);
    expect(node.sim.now - from).toBeGreaterThanOrEqual(10_000);
    expect(docker(node, 'rm', kubia).stdout).toBe(`${kubia}\n`);
    expect(node.runtime.container(kubia)).toBeUndefined();
  });

  test('a signal by name', () => {
    const { node } = seed();
    const nginx = node.runtime.containers()[0]!.id;
    expect(docker(node, 'kill', '-s', 'HUP', nginx).code).toBe(0);
    node.sim.advanceTo(node.sim.now + 100);
    expect(node.logOf(nginx)).toContain('signal 1 (SIGHUP) received, reconfiguring');
    expect(docker(node, 'kill', '--signal=NOPE', nginx).stderr).toBe(
      'Error response from daemon: Invalid signal: NOPE\n',
    );
  });
});

test('docker logs, exec, top, inspect, images', () => {
  const { node, kubia } = seed();
  const nginx = node.runtime.containers()[0]!.id;
  expect(docker(node, 'logs', '--tail', '1', nginx).stderr).toMatch(/start worker process \d+\n$/);
  expect(docker(node, 'logs', '-t', nginx).stdout).toMatch(/^2021-11-02T21:5\d:\d\d\.\d{9}Z \/docker-entrypoint\.sh: /);
  expect(docker(node, 'exec', nginx, 'sh', '-c', 'hostname; exit 4')).toEqual({
    code: 4,
    stdout: 'system\n',
    stderr: '',
  });
  expect(docker(node, 'exec', nginx, 'nosuch').code).toBe(126);
  expect(docker(node, 'exec', '-it', nginx, 'sh').stderr).toBe('the input device is not a TTY\n');
  expect(docker(node, 'top', kubia).stdout).toMatch(
    /^UID +PID +PPID +C +STIME +TTY +TIME +CMD\nroot +\d+ +\d+ +0 +2\d:\d\d +\? +00:00:00 +node app\.js\n$/,
  );
  expect(docker(node, 'inspect', '-f', '{{.State.Status}} {{.HostConfig.NetworkMode}}', kubia).stdout).toMatch(
    /^running container:[0-9a-f]{64}\n$/,
  );
  expect(JSON.parse(docker(node, 'inspect', kubia, 'nginx').stdout)).toMatchObject([
    { Id: kubia },
    { RepoTags: ['nginx:latest'] },
  ]);
  expect(docker(node, 'images', 'nginx').stdout).toMatch(
    /^REPOSITORY {3}TAG {7}IMAGE ID {7}CREATED {7}SIZE\nnginx {8}latest {4}[0-9a-f]{12} {3}3 weeks ago {3}\d+MB\n$/,
  );
});

describe('what docker says to wrong use', () => {
  test.each([
    [['nope'], 1, "docker: 'nope' is not a docker command.\nSee 'docker --help'\n"],
    [['ps', '--nope'], 125, "unknown flag: --nope\nSee 'docker ps --help'.\n"],
    [['ps', '-x'], 125, "unknown shorthand flag: 'x' in -x\nSee 'docker ps --help'.\n"],
    [
      ['ps', 'extra'],
      1,
      '"docker ps" accepts no arguments.\nSee \'docker ps --help\'.\n\nUsage:  docker ps [OPTIONS]\n\nList containers\n',
    ],
    [
      ['kill'],
      1,
      '"docker kill" requires at least 1 argument.\nSee \'docker kill --help\'.\n\nUsage:  docker kill [OPTIONS] CONTAINER [CONTAINER...]\n\nKill one or more running containers\n',
    ],
    [
      ['logs'],
      1,
      '"docker logs" requires exactly 1 argument.\nSee \'docker logs --help\'.\n\nUsage:  docker logs [OPTIONS] CONTAINER\n\nFetch the logs of a container\n',
    ],
    [['logs', 'nope'], 1, 'Error: No such container: nope\n'],
    [['stop', 'nope'], 1, 'Error response from daemon: No such container: nope\n'],
    [['kill', 'nope'], 1, 'Error response from daemon: Cannot kill container: nope: No such container: nope\n'],
    [['inspect', 'nope'], 1, 'Error: No such object: nope\n'],
    [['ps', '--filter', 'nope=1'], 1, "Error response from daemon: Invalid filter 'nope'\n"],
    [
      ['ps', '-a', '--format', '{{.Nope}}'],
      1,
      'Failed to execute template: template: :1:2: executing "" at <.Nope>: can\'t evaluate field Nope in type *formatter.ContainerContext\n',
    ],
    [
      ['pull', 'nosuch'],
      1,
      "Error response from daemon: pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied\n",
    ],
    [['pull', 'Nginx'], 1, 'invalid reference format: repository name must be lowercase\n'],
    [
      ['run', 'nginx'],
      1,
      "docker: 'run nginx' is a docker command that Podarium does not simulate.\nSee 'docker --help'\n",
    ],
  ])('docker %j', (args, code, stderr) => {
    const node = testNode('1.20');
    node.sandbox('pod');
    expect(docker(node, ...args)).toMatchObject({ code, stderr });
  });
});

test('docker pull tells of every layer, and the second time that nothing is new', () => {
  const node = testNode('1.20');
  expect(docker(node, 'pull', 'busybox').stdout).toMatch(
    /^Using default tag: latest\nlatest: Pulling from library\/busybox\n[0-9a-f]{12}: Pull complete\nDigest: sha256:[0-9a-f]{64}\nStatus: Downloaded newer image for busybox:latest\ndocker\.io\/library\/busybox:latest\n$/,
  );
  expect(docker(node, 'pull', 'busybox').stdout).toContain('Status: Image is up to date for busybox:latest\n');
  expect(docker(node, 'rmi', 'busybox').stdout).toMatch(/^Untagged: busybox:latest\nUntagged: busybox@sha256:/);
});
