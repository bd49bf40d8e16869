import { describe, expect, it } from 'vitest';
import type { Program, Signal } from '../../sim/process.ts';
import { deliveryOf, type Delivery, type SignalAction } from './signals.ts';
import { createPod, createWorld, start } from './test-world.ts';

const handler = (): void => {};

describe('deliveryOf', () => {
  const cases: readonly [Signal, SignalAction, boolean, boolean, Delivery][] = [
    ['SIGTERM', 'default', false, true, 'terminate'],
    ['SIGTERM', 'ignore', false, true, 'drop'],
    ['SIGTERM', handler, false, true, 'handle'],
    ['SIGTERM', 'default', true, true, 'drop'],
    ['SIGTERM', handler, true, false, 'handle'],
    ['SIGKILL', 'default', true, false, 'drop'],
    ['SIGKILL', 'default', true, true, 'terminate'],
    ['SIGKILL', 'ignore', false, false, 'terminate'],
    ['SIGSTOP', 'default', true, true, 'stop'],
    ['SIGSTOP', 'default', true, false, 'drop'],
    ['SIGCHLD', 'default', false, false, 'drop'],
    ['SIGWINCH', 'default', false, true, 'drop'],
    ['SIGTSTP', 'default', false, true, 'stop'],
    ['SIGTSTP', 'default', true, true, 'drop'],
    ['SIGCONT', 'default', false, true, 'continue'],
    ['SIGINT', 'default', false, true, 'terminate'],
  ];
  it.each(cases)('%s with action %s, init %s, from outside %s: %s', (signal, action, isInit, fromOutside, expected) => {
    expect(deliveryOf(signal, { action, isInit, fromOutside })).toBe(expected);
  });
});

const sleeper: Program = function* (p) {
  yield* p.sleep(3_600_000);
  return 0;
};

describe('signals of processes', () => {
  it('SIGTERM ends a process with 143, SIGKILL with 137', () => {
    const { sim, node1 } = createWorld();
    const a = start(node1, sleeper);
    const b = start(node1, sleeper);
    sim.advanceTo(10);
    a.process.kill('SIGTERM');
    b.process.kill('SIGKILL');
    sim.advanceTo(11);
    expect(a.status()).toEqual({ code: 143, signal: 'SIGTERM' });
    expect(b.status()).toEqual({ code: 137, signal: 'SIGKILL' });
  });

  it('PID 1 of a container does not hear the SIGTERM that it has no handler for, and dies of SIGKILL', () => {
    const world = createWorld();
    const pod = createPod(world, world.node1);
    const main = start(world.node1, sleeper, pod);
    world.sim.advanceTo(10);
    expect(main.process.namespacePid).toBe(1);
    main.process.kill('SIGTERM');
    world.sim.advanceTo(1000);
    expect(main.status()).toBeUndefined();
    main.process.kill('SIGKILL');
    expect(main.status()?.code).toBe(137);
  });

  it('PID 1 cannot kill itself from within, but a second process of the namespace is mortal', () => {
    const world = createWorld();
    const pod = createPod(world, world.node1);
    const main = start(
      world.node1,
      function* (p) {
        p.kill(1, 'SIGKILL');
        yield* p.write(1, 'alive\n');
        yield* p.sleep(1e6);
        return 0;
      },
      pod,
    );
    const second = start(
      world.node1,
      function* (p) {
        p.kill(p.pid, 'SIGKILL');
        yield* p.write(1, 'never\n');
        return 0;
      },
      pod,
    );
    world.sim.advanceTo(10);
    expect(main.output()).toBe('alive\n');
    expect(second.process.namespacePid).toBe(2);
    expect(second.output()).toBe('');
    expect(second.status()?.code).toBe(137);
  });

  it('a handler interrupts the wait with EINTR, and may exit', () => {
    const { sim, node1 } = createWorld();
    const interrupted = start(node1, function* (p) {
      p.onSignal('SIGTERM', () => {});
      try {
        yield* p.sleep(1e6);
      } catch (error) {
        yield* p.write(1, String((error as { code: string }).code));
      }
      return 7;
    });
    const exiting = start(node1, function* (p) {
      p.onSignal('SIGTERM', () => p.exit(3));
      yield* p.sleep(1e6);
      return 0;
    });
    sim.advanceTo(5);
    interrupted.process.kill('SIGTERM');
    exiting.process.kill('SIGTERM');
    sim.advanceTo(6);
    expect(interrupted.output()).toBe('EINTR');
    expect(interrupted.status()).toEqual({ code: 7 });
    expect(exiting.status()).toEqual({ code: 3 });
  });

  it('a stopped process holds still until SIGCONT, and a handled signal waits for it', () => {
    const { sim, node1 } = createWorld();
    const ticker = start(node1, function* (p) {
      p.onSignal('SIGUSR1', () => p.exit(9));
      for (;;) {
        yield* p.write(1, '.');
        yield* p.sleep(100);
      }
    });
    sim.advanceTo(150);
    ticker.process.kill('SIGSTOP');
    sim.advanceTo(5000);
    expect(ticker.output()).toBe('..');
    ticker.process.kill('SIGUSR1');
    expect(ticker.status()).toBeUndefined();
    ticker.process.kill('SIGCONT');
    sim.advanceTo(5001);
    expect(ticker.status()).toEqual({ code: 9 });
  });

  it('runs finally blocks when a process is killed', () => {
    const { sim, node1 } = createWorld();
    let cleaned = false;
    const run = start(node1, function* (p) {
      try {
        yield* p.sleep(1e6);
      } finally {
        cleaned = true;
        p.close(1);
      }
      return 0;
    });
    sim.advanceTo(5);
    run.process.kill('SIGKILL');
    expect(cleaned).toBe(true);
  });
});
