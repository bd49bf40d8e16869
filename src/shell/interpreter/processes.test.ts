import { describe, expect, it } from 'vitest';
import type { Program } from '../../engine/sim/process.ts';
import type { Process } from '../../engine/runtime/machine.ts';
import { run, testMachine } from '../testing/machine.ts';

/** Starts a container's first process: PID 1 of a PID namespace of its own. */
function container(argv: readonly string[]): {
  readonly process: Process;
  readonly output: () => string;
  settle(ms: number): void;
} {
  const machine = testMachine();
  let output = '';
  const process = machine.spawn({
    argv,
    env: { PATH: '/bin' },
    cwd: '/',
    namespaces: { ...machine.namespaces, pid: machine.createPidNamespace() },
    stdio: { kind: 'pipes', stdout: (text) => (output += text), stderr: (text) => (output += text) },
  });
  return { process, output: () => output, settle: (ms) => machine.sim.advanceTo(machine.sim.now + ms) };
}

describe.each(['bash', 'sh'])('%s', (shell) => {
  it('gives its place to the only command of -c, so that it is PID 1', () => {
    const { process, settle } = container([shell, '-c', 'sleep 3600']);
    settle(100);
    expect(process.argv).toEqual(['sleep', '3600']);
  });

  it('gives its place to the last command of a list', () => {
    const { process, settle } = container([shell, '-c', 'true; sleep 3600']);
    settle(100);
    expect(process.argv).toEqual(['sleep', '3600']);
  });

  it('stays when a trap is set', () => {
    const { process, settle } = container([shell, '-c', 'trap "exit 0" TERM; sleep 3600']);
    settle(100);
    expect(process.argv[0]).toBe(shell);
  });

  it('as PID 1 without a trap ignores SIGTERM', () => {
    const { process, settle } = container([shell, '-c', 'sleep 3600; echo never']);
    settle(100);
    process.kill('SIGTERM');
    settle(1000);
    expect(process.exit).toBeUndefined();
    process.kill('SIGKILL');
    settle(10);
    expect(process.exit).toEqual({ code: 137, signal: 'SIGKILL' });
  });

  it('runs the trap of a signal that comes while a command runs, after the command', () => {
    const { process, output, settle } = container([shell, '-c', 'trap "echo term; exit 7" TERM; sleep 10; echo never']);
    settle(100);
    process.kill('SIGTERM');
    settle(1000);
    expect(output()).toBe('');
    settle(10_000);
    expect(output()).toBe('term\n');
    expect(process.exit).toEqual({ code: 7 });
  });

  it('runs the trap at once while it waits for a background job', () => {
    const { process, output, settle } = container([shell, '-c', 'trap "echo term; exit 7" TERM; sleep 100 & wait']);
    settle(100);
    process.kill('SIGTERM');
    settle(100);
    expect(output()).toBe('term\n');
    expect(process.exit).toEqual({ code: 7 });
  });

  it('writes each line of a loop when it is due', () => {
    const { output, settle } = container([shell, '-c', 'while true; do echo tick; sleep 1; done']);
    settle(3500);
    expect(output()).toBe('tick\n'.repeat(4));
  });

  it('lets time pass in a busy loop', () => {
    const { process, settle } = container([shell, '-c', 'while :; do :; done']);
    settle(2000);
    expect(process.exit).toBeUndefined();
  });

  it('ends a stage whose reader has gone by SIGPIPE', () => {
    expect(run([shell, '-c', 'yes | head -1']).stdout).toBe('y\n');
  });

  it('fails with 126 for what may not be executed and 127 for what is not there', () => {
    const files = { '/work/script': 'echo no\n' };
    expect(run([shell, '-c', './script'], { files, uid: 1000 }).status).toBe(126);
    expect(run([shell, '-c', 'nosuch']).status).toBe(127);
    expect(run([shell, '/nosuch']).status).toBe(shell === 'bash' ? 127 : 2);
  });

  it('reads a script from standard input as it comes, and leaves the rest to its commands', () => {
    expect(run([shell], { stdin: 'read x\nhello\necho "got $x"\n' }).stdout).toBe('got hello\n');
  });

  it('runs a script with its arguments and #!', () => {
    const machine = testMachine();
    machine.disk.writeFile('/work/s.sh', `#!/bin/${shell}\necho "$0 $# $2"\nexit 5\n`, 0o755);
    expect(run(['./s.sh', 'a', 'b c'], {}, machine)).toEqual({ stdout: './s.sh 2 b c\n', stderr: '', status: 5 });
  });

  it('names the script and the line in errors', () => {
    const { stderr } = run([shell, '/work/s.sh'], { files: { '/work/s.sh': 'true\n\nnosuch\n' } });
    expect(stderr).toBe(
      shell === 'bash' ? '/work/s.sh: line 3: nosuch: command not found\n' : '/work/s.sh: line 3: nosuch: not found\n',
    );
  });
});

describe('a shell as PID 1', () => {
  it('takes in orphans', () => {
    const { process, settle } = container(['bash', '-c', '(sleep 1 & exit); sleep 2; true; sleep 3; true']);
    settle(4000);
    expect(process.namespaces.pid.processes().map((one) => one.argv.join(' '))).toEqual([
      'bash -c (sleep 1 & exit); sleep 2; true; sleep 3; true',
      'sleep 3',
    ]);
  });
});

describe('descriptors', () => {
  it('gives a program those that were opened for it, and no others', () => {
    const lister: Program = function* (p) {
      yield* p.write(1, `${[...p.readdir('/proc/self/fd')].sort().join(' ')}\n`);
      return 0;
    };
    const programs = { '/bin/lister': lister };
    expect(
      run(['bash', '-c', 'lister; lister 5>/dev/null; { lister; } 2>/dev/null >&1; lister <<< x'], { programs }).stdout,
    ).toBe('0 1 2\n0 1 2 5\n0 1 2\n0 1 2\n');
  });
});
