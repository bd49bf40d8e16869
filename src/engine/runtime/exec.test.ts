import { describe, expect, test } from 'vitest';
import type { RemoteCommand } from '../api/http.ts';
import { RuntimeError } from './cri.ts';
import { testNode, type TestNode } from './testing.ts';

function withShell(release: '1.20' | '1.36' = '1.36'): { node: TestNode; id: string } {
  const node = testNode(release);
  const id = node.start(node.sandbox('pod'), {
    image: 'busybox',
    command: ['sh', '-c', 'trap exit TERM; while read line; do echo "got $line"; done; sleep 1000'],
    env: [{ name: 'GREETING', value: 'hello' }],
    stdin: true,
  });
  return { node, id };
}

/** Lets the session run on, and returns what came out of a channel meanwhile. */
function drain(node: TestNode, channel: RemoteCommand['stdout'], ms = 500): string {
  node.sim.advanceTo(node.sim.now + ms);
  let text = '';
  for (let piece = channel.tryTake(); piece !== undefined; piece = channel.tryTake()) text += piece;
  return text;
}

function outcome(session: RemoteCommand): unknown {
  return session.result.tryTake();
}

describe('execSync', () => {
  test('runs in the container with its environment and tells the exit code', () => {
    const { node, id } = withShell();
    expect(node.run(node.runtime.execSync(id, ['sh', '-c', 'echo $GREETING $(hostname); exit 3'], 10))).toEqual({
      exitCode: 3,
      stdout: 'hello pod\n',
      stderr: '',
    });
  });

  test('a command that takes longer than allowed is killed', () => {
    const { node, id } = withShell();
    const from = node.sim.now;
    expect(() => node.run(node.runtime.execSync(id, ['sleep', '100'], 1))).toThrow(
      'rpc error: code = DeadlineExceeded desc = failed to exec in container: timeout 1s exceeded: context deadline exceeded',
    );
    expect(node.sim.now - from).toBeLessThan(1100);
    node.sim.advanceTo(node.sim.now + 10);
    expect(node.machine.processes().some((process) => process.argv[0] === 'sleep' && process.argv[1] === '100')).toBe(
      false,
    );
  });

  test('a command that is not there is an exit code of docker, an error of containerd', () => {
    const docker = withShell('1.20');
    expect(docker.node.run(docker.node.runtime.execSync(docker.id, ['bash'], 1))).toMatchObject({
      exitCode: 126,
      stdout:
        'OCI runtime exec failed: exec failed: container_linux.go:380: starting container process caused: exec: "bash": executable file not found in $PATH: unknown\r\n',
    });
    const containerd = withShell('1.36');
    expect(() => containerd.node.run(containerd.node.runtime.execSync(containerd.id, ['bash'], 1))).toThrow(
      /^rpc error: code = Unknown desc = failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "bash": executable file not found in \$PATH$/,
    );
  });

  test('a container that has ended refuses', () => {
    const { node, id } = withShell();
    node.run(node.runtime.stopContainer(id, 0));
    expect(() => node.run(node.runtime.execSync(id, ['true'], 1))).toThrow(RuntimeError);
  });
});

describe('exec', () => {
  test('streams and a Status of success', () => {
    const { node, id } = withShell();
    const session = node.runtime.exec(id, ['cat'], { tty: false, stdin: true });
    session.stdin.push('one\n');
    expect(drain(node, session.stdout)).toBe('one\n');
    session.stdin.push('two\n');
    session.stdin.close();
    expect(drain(node, session.stdout)).toBe('two\n');
    expect(outcome(session)).toMatchObject({ kind: 'Status', status: 'Success' });
    expect(session.stdout.closed).toBe(true);
  });

  test('a failing command: NonZeroExitCode with its code', () => {
    const { node, id } = withShell();
    const session = node.runtime.exec(id, ['sh', '-c', 'echo no >&2; exit 5'], { tty: false, stdin: false });
    expect(drain(node, session.stderr)).toBe('no\n');
    expect(outcome(session)).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      message:
        'command terminated with non-zero exit code: error executing command [sh -c echo no >&2; exit 5], exit code 5',
      details: { causes: [{ reason: 'ExitCode', message: '5' }] },
    });
  });

  test('a command that is not there', () => {
    const docker = withShell('1.20');
    const first = docker.node.runtime.exec(docker.id, ['bash'], { tty: false, stdin: false });
    expect(drain(docker.node, first.stdout)).toMatch(
      /^OCI runtime exec failed: .*executable file not found in \$PATH: unknown\r\n$/,
    );
    expect(outcome(first)).toMatchObject({ reason: 'NonZeroExitCode', details: { causes: [{ message: '126' }] } });
    const containerd = withShell('1.36');
    const second = containerd.node.runtime.exec(containerd.id, ['bash'], { tty: false, stdin: false });
    drain(containerd.node, second.stdout);
    expect(outcome(second)).toMatchObject({
      reason: 'InternalError',
      message: expect.stringMatching(
        /^Internal error occurred: error executing command in container: failed to exec in container: /,
      ),
    });
  });

  test('a terminal echoes, knows its size, and hangs up with the client', () => {
    const { node, id } = withShell();
    const session = node.runtime.exec(id, ['cat'], { tty: true, stdin: true });
    session.resize.push({ columns: 100, rows: 30 });
    drain(node, session.stdout);
    session.stdin.push('hi\n');
    expect(drain(node, session.stdout)).toBe('hi\r\nhi\r\n');
    session.stdin.close();
    drain(node, session.stdout);
    expect(node.machine.processes().some((process) => process.argv[0] === 'cat')).toBe(false);
  });

  test('no container, no session', () => {
    const { node } = withShell('1.20');
    expect(() => node.runtime.exec('nope', ['true'], { tty: false, stdin: false })).toThrow(
      'Error response from daemon: No such container: nope',
    );
  });
});

test('attach joins the streams of PID 1 and ends with it', () => {
  const { node, id } = withShell();
  const session = node.runtime.attach(id, { tty: false, stdin: true });
  session.stdin.push('a line\n');
  expect(drain(node, session.stdout)).toBe('got a line\n');
  expect(node.logOf(id)).toBe('got a line\n');
  node.run(node.runtime.stopContainer(id, 5));
  expect(outcome(session)).toMatchObject({ status: 'Success' });
});
