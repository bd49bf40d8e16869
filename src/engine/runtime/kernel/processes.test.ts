import { describe, expect, it } from 'vitest';
import { SysError, type ProcessContext, type Program } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import { createPod, createWorld, start } from './test-world.ts';

const sleeper: Program = function* (p) {
  yield* p.sleep(3_600_000);
  return 0;
};

function codeOf(run: () => void): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SysError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('processes', () => {
  it('waits for a child and gets its status', () => {
    const { sim, node1 } = createWorld();
    const run = start(node1, function* (p) {
      const pid = p.spawn({
        argv: ['child'],
        program: function* (c) {
          yield* c.sleep(50);
          return 5;
        },
      });
      const ended = yield* p.wait(-1);
      yield* p.write(1, `${ended.pid === pid} ${ended.status.code}`);
      return codeOf(() => p.tryWait()) === 'no error' ? 0 : 1;
    });
    sim.advanceTo(1000);
    expect(run.output()).toBe('true 5');
    expect(run.status()).toEqual({ code: 0 });
  });

  it('gives ECHILD to who has no children', () => {
    const { sim, node1 } = createWorld();
    const run = start(node1, function* (p) {
      yield* p.wait(-1);
      return 0;
    });
    sim.advanceTo(10);
    expect(run.output()).toBe('program: No child processes\n');
    expect(run.status()).toEqual({ code: 1 });
  });

  it('keeps a zombie until its parent waits, and shows it in ps', () => {
    const world = createWorld();
    const pod = createPod(world, world.node1);
    const run = start(
      world.node1,
      function* (p) {
        p.spawn({
          argv: ['true'],
          program: function* () {
            return 0;
          },
        });
        yield* p.sleep(100);
        yield* p.write(
          1,
          p
            .processes()
            .map((q) => `${q.pid}<${q.ppid} ${q.state}`)
            .join(', '),
        );
        yield* p.wait(-1);
        yield* p.write(1, ` / ${p.processes().length}`);
        return 0;
      },
      pod,
    );
    world.sim.advanceTo(1000);
    expect(run.output()).toBe('1<0 running, 2<1 zombie / 1');
  });

  it("gives orphans to the namespace's PID 1", () => {
    const world = createWorld();
    const pod = createPod(world, world.node1);
    start(
      world.node1,
      function* (p) {
        p.onSignal('SIGCHLD', () => {});
        p.spawn({
          argv: ['parent'],
          program: function* (c) {
            c.spawn({ argv: ['orphan'], program: sleeper });
            return 0;
          },
        });
        for (;;) {
          try {
            yield* p.sleep(1e6);
          } catch {
            while (p.tryWait() !== undefined);
          }
        }
      },
      pod,
    );
    world.sim.advanceTo(1000);
    const members = pod.pid.processes();
    expect(members.map((process) => process.argv[0])).toEqual(['program', 'orphan']);
    expect(members[1]?.parent).toBe(members[0]);
  });

  it('kills the whole PID namespace when its PID 1 ends', () => {
    const world = createWorld();
    const pod = createPod(world, world.node1);
    const main = start(
      world.node1,
      function* (p) {
        p.spawn({ argv: ['worker'], program: sleeper });
        yield* p.sleep(100);
        return 2;
      },
      pod,
    );
    const exec = start(world.node1, sleeper, pod);
    world.sim.advanceTo(1000);
    expect(main.status()).toEqual({ code: 2 });
    expect(exec.status()?.code).toBe(137);
    expect(pod.pid.processes()).toEqual([]);
    expect(codeOf(() => start(world.node1, sleeper, pod))).toBe('ENOMEM');
  });

  it('shows namespaced PIDs inside and host PIDs outside', () => {
    const world = createWorld();
    const pod = createPod(world, world.node1);
    const main = start(world.node1, sleeper, pod);
    const observer = start(world.node1, function* (p) {
      yield* p.write(
        1,
        p
          .processes()
          .map((q) => `${q.pid} ${q.argv[0]}`)
          .join('\n'),
      );
      return 0;
    });
    world.sim.advanceTo(10);
    expect(main.process.namespacePid).toBe(1);
    expect(observer.output()).toBe(`1 /sbin/init\n${main.process.pid} program\n${observer.process.pid} program`);
  });

  it('finds programs in PATH, follows #!, and tells ENOENT, EACCES and ENOEXEC apart', () => {
    const { sim, node1 } = createWorld();
    node1.disk.writeProgram('/bin/echo', function* (p) {
      yield* p.write(1, `${p.argv.slice(1).join(' ')}\n`);
      return 0;
    });
    node1.disk.writeFile('/bin/script', '#!/bin/echo -x\n', 0o755);
    node1.disk.writeFile('/bin/text', 'hello', 0o755);
    node1.disk.writeFile('/bin/plain', 'hello', 0o644);
    const run = start(node1, function* (p) {
      const run = function* (...argv: string[]): Task<void> {
        yield* p.wait(p.spawn({ argv }));
      };
      yield* run('echo', 'a', 'b');
      yield* run('script', 'c');
      const codes = ['nothing', 'plain', 'text', '/bin'].map((name) => codeOf(() => p.spawn({ argv: [name] })));
      yield* p.write(1, codes.join(' '));
      return 0;
    });
    sim.advanceTo(1000);
    expect(run.output()).toBe('a b\n-x /bin/script c\nENOENT EACCES ENOEXEC EACCES');
  });

  it('exec replaces the program: same PID, ignored signals stay ignored, handlers and clean-ups of the old one do not run', () => {
    const { sim, node1 } = createWorld();
    node1.disk.writeProgram('/bin/second', function* (p) {
      yield* p.write(1, `second ${p.argv.join(' ')} as ${p.pid}`);
      yield* p.sleep(1e6);
      return 0;
    });
    let cleaned = false;
    const run = start(node1, function* (p) {
      p.onSignal('SIGTERM', () => p.exit(1));
      p.onSignal('SIGHUP', 'ignore');
      try {
        yield* p.exec(['second', 'x']);
      } finally {
        cleaned = true;
      }
      return 0;
    });
    sim.advanceTo(10);
    expect(run.output()).toBe(`second second x as ${run.process.pid}`);
    run.process.kill('SIGHUP');
    expect(run.status()).toBeUndefined();
    run.process.kill('SIGTERM');
    expect(run.status()?.code).toBe(143);
    expect(cleaned).toBe(false);
  });

  it('signals a whole process group', () => {
    const { sim, node1 } = createWorld();
    const run = start(node1, function* (p) {
      const first = p.spawn({ argv: ['a'], program: sleeper, group: 'new' });
      const second = p.spawn({ argv: ['b'], program: sleeper, group: first });
      p.kill(-first, 'SIGTERM');
      const codes = [(yield* p.wait(first)).status.code, (yield* p.wait(second)).status.code];
      yield* p.write(1, codes.join(' '));
      return 0;
    });
    sim.advanceTo(10);
    expect(run.output()).toBe('143 143');
  });

  it('wait reports a stopped child once where asked to', () => {
    const { sim, node1 } = createWorld();
    const run = start(node1, function* (p) {
      const pid = p.spawn({ argv: ['a'], program: sleeper });
      p.kill(pid, 'SIGTSTP');
      const stopped = yield* p.wait(pid, true);
      p.kill(pid, 'SIGKILL');
      const ended = yield* p.wait(pid, true);
      yield* p.write(1, `${stopped.stopped} ${stopped.status.code} ${ended.stopped} ${ended.status.code}`);
      return 0;
    });
    sim.advanceTo(10);
    expect(run.output()).toBe('true 148 undefined 137');
  });

  it('a busy loop takes virtual time and can be killed', () => {
    const { sim, node1 } = createWorld();
    const run = start(node1, function* (p) {
      for (;;) yield* p.cpu(0.01);
    });
    sim.advanceTo(1000);
    run.process.kill('SIGINT');
    expect(run.status()?.code).toBe(130);
    expect(node1.namespaces.cgroup.cpuUsed).toBeCloseTo(1000, -1);
  });

  it('a loop of calls that never wait for anything takes virtual time too', () => {
    const { sim, node1 } = createWorld();
    let turns = 0;
    start(node1, function* (p) {
      for (;;) {
        turns++;
        yield* p.write(1, '');
      }
    });
    sim.advanceTo(100);
    expect(turns).toBeGreaterThan(10_000);
    expect(turns).toBeLessThan(40_000);
  });

  it('threads run beside the program and end with it', () => {
    const { sim, node1 } = createWorld();
    const run = start(node1, function* (p) {
      const ticks = function* (name: string, every: number): Task<void> {
        for (;;) {
          yield* p.sleep(every);
          yield* p.write(1, name);
        }
      };
      p.thread(ticks('a', 10));
      const b = p.thread(ticks('b', 25));
      yield* p.sleep(45);
      b.cancel();
      yield* p.sleep(30);
      return 0;
    });
    sim.advanceTo(1000);
    expect(run.output()).toBe('aabaaaaa');
    expect(run.status()).toEqual({ code: 0 });
  });

  it('timeout throws ETIMEDOUT at the wait under way', () => {
    const { sim, node1 } = createWorld();
    const attempt = function* (p: ProcessContext): Task<string> {
      try {
        yield* p.timeout(100, p.sleep(1000));
        return 'slept';
      } catch (error) {
        return error instanceof SysError ? error.code : 'other';
      }
    };
    const run = start(node1, function* (p) {
      yield* p.write(1, `${yield* attempt(p)} at ${p.now() - 1635811200000}`);
      return 0;
    });
    sim.advanceTo(5000);
    expect(run.output()).toBe('ETIMEDOUT at 100');
  });

  it('reports an uncaught system error as programs do', () => {
    const { sim, node1 } = createWorld();
    const run = start(
      node1,
      function* (p) {
        p.readFile('/nope');
        return 0;
      },
      node1.namespaces,
      { argv: ['/bin/cat'] },
    );
    sim.advanceTo(10);
    expect(run.output()).toBe('cat: /nope: No such file or directory\n');
    expect(run.status()).toEqual({ code: 1 });
  });

  it('5,000 parked processes cost no events', () => {
    const { sim, node1 } = createWorld();
    const channelWait: Program = function* (p) {
      const pipe = p.pipe();
      yield* p.read(pipe.read);
      return 0;
    };
    for (let i = 0; i < 5000; i++) start(node1, channelWait);
    sim.advanceTo(10);
    expect(sim.nextEventAt).toBeUndefined();
    expect(node1.processes().length).toBe(5001);
    node1.powerOff();
    expect(node1.processes().length).toBe(0);
    expect(node1.memoryUsed).toBe(0);
  });
});
