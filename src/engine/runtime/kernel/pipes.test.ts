import { describe, expect, it } from 'vitest';
import { createWorld, start } from './test-world.ts';

describe('pipes', () => {
  it('carry text to a child and end when the last writer closes', () => {
    const { sim, node1 } = createWorld();
    const run = start(node1, function* (p) {
      const pipe = p.pipe();
      p.spawn({
        argv: ['reader'],
        fds: { 0: pipe.read, 1: 1, 2: 2 },
        program: function* (c) {
          let all = '';
          for (;;) {
            const text = yield* c.read(0);
            if (text === '') break;
            all += text;
          }
          yield* c.write(1, `[${all}]`);
          return 0;
        },
      });
      p.close(pipe.read);
      yield* p.write(pipe.write, 'one ');
      yield* p.sleep(10);
      yield* p.write(pipe.write, 'two');
      p.close(pipe.write);
      return (yield* p.wait(-1)).status.code;
    });
    sim.advanceTo(100);
    expect(run.output()).toBe('[one two]');
    expect(run.status()).toEqual({ code: 0 });
  });

  it('block a writer that is far ahead of its reader', () => {
    const { sim, node1 } = createWorld();
    let written = 0;
    const run = start(node1, function* (p) {
      const pipe = p.pipe();
      p.spawn({
        argv: ['writer'],
        fds: { 1: pipe.write },
        program: function* (c) {
          for (let i = 0; i < 100; i++) {
            yield* c.write(1, 'x'.repeat(1024));
            written++;
          }
          return 0;
        },
      });
      p.close(pipe.write);
      yield* p.sleep(1000);
      yield* p.write(1, `${written} `);
      let length = 0;
      for (;;) {
        const text = yield* p.read(pipe.read);
        if (text === '') break;
        length += text.length;
      }
      yield* p.write(1, `${length}`);
      return 0;
    });
    sim.advanceTo(5000);
    expect(run.output()).toBe('64 102400');
  });

  it('end a writer without a reader by SIGPIPE, 141 in a shell; who ignores it gets EPIPE', () => {
    const { sim, node1 } = createWorld();
    const run = start(node1, function* (p) {
      const pipe = p.pipe();
      const fds = { 1: pipe.write, 2: 2 };
      const dying = p.spawn({
        argv: ['yes'],
        fds,
        program: function* (c) {
          for (;;) yield* c.write(1, 'y\n');
        },
      });
      const careful = p.spawn({
        argv: ['careful'],
        fds,
        program: function* (c) {
          c.onSignal('SIGPIPE', 'ignore');
          for (;;) yield* c.write(1, 'y\n');
        },
      });
      p.close(pipe.write);
      yield* p.read(pipe.read);
      p.close(pipe.read);
      const codes = [(yield* p.wait(dying)).status.code, (yield* p.wait(careful)).status.code];
      yield* p.write(1, codes.join(' '));
      return 0;
    });
    sim.advanceTo(5000);
    expect(run.output()).toBe('careful: Broken pipe\n141 1');
  });

  it('dup2 redirects and closes what was there', () => {
    const { sim, node1 } = createWorld();
    const run = start(node1, function* (p) {
      const file = p.open('/out', { write: true, create: true });
      p.dup2(file, 1);
      p.close(file);
      yield* p.write(1, 'into the file');
      yield* p.write(2, p.readFile('/out'));
      return 0;
    });
    sim.advanceTo(10);
    expect(run.output()).toBe('into the file');
  });
});
