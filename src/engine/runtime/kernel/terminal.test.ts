import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program, ProcessContext } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import { LineDiscipline, onlcr } from './line-discipline.ts';
import { createTerminal } from './index.ts';
import { createWorld } from './test-world.ts';

describe('LineDiscipline, cooked', () => {
  const cases: readonly [string, string, string, readonly string[]][] = [
    ['a line', 'ls\r', 'ls\r\n', ['ls\n']],
    ['a newline key', 'ls\n', 'ls\r\n', ['ls\n']],
    ['backspace', 'lz\x7fs\r', 'lz\b \bs\r\n', ['ls\n']],
    ['backspace on an empty line', '\x7f\x7fa\r', 'a\r\n', ['a\n']],
    ['Ctrl-U', 'abc\x15x\r', 'abc\b \b\b \b\b \bx\r\n', ['x\n']],
    ['Ctrl-W', 'cat a.txt\x17\r', 'cat a.txt\b \b\b \b\b \b\r\n', ['cat a.\n']],
    ['Ctrl-W past blanks', 'one two  \x17\r', `one two  ${'\b \b'.repeat(5)}\r\n`, ['one \n']],
    ['Ctrl-D on an empty line', '\x04', '', ['']],
    ['Ctrl-D after text', 'ab\x04', 'ab', ['ab']],
    ['a control character', '\x01\r', '^A\r\n', ['\x01\n']],
    ['erasing a control character', '\x01\x7f\r', '^A\b \b\b \b\r\n', ['\n']],
    ['a wide character', '漢\x7f\r', '漢\b \b\b \b\r\n', ['\n']],
    ['an emoji', '😀\x7f\r', '😀\b \b\b \b\r\n', ['\n']],
    ['Ctrl-V', '\x16\x03\r', '^\b^C\r\n', ['\x03\n']],
    ['Ctrl-C drops the line', 'abc\x03d\r', 'abc^Cd\r\n', ['d\n']],
  ];
  it.each(cases)('%s', (_name, typed, echo, input) => {
    const result = new LineDiscipline().type(typed);
    expect(result.echo).toBe(echo);
    expect(result.input).toEqual(input);
  });

  it('signals Ctrl-C, Ctrl-Z and Ctrl-\\', () => {
    const { signals, echo } = new LineDiscipline().type('\x03\x1a\x1c');
    expect(signals).toEqual(['SIGINT', 'SIGTSTP', 'SIGQUIT']);
    expect(echo).toBe('^C^Z^\\');
  });

  it('passes everything on in raw mode, and what was half typed before', () => {
    const discipline = new LineDiscipline();
    discipline.type('ab');
    expect(discipline.setRaw(true)).toBe('ab');
    expect(discipline.type('\x03\r\x7f')).toEqual({ echo: '', input: ['\x03\r\x7f'], signals: [], paused: undefined });
  });

  it('typing in pieces is typing at once', () => {
    const keys = fc.string({
      unit: fc.constantFrom('a', ' ', '漢', '\r', '\x7f', '\x15', '\x17', '\x04', '\x03', '\x16', '\x12'),
    });
    fc.assert(
      fc.property(keys, fc.nat(), (text, at) => {
        const whole = new LineDiscipline();
        const all = whole.type(text);
        const pieces = new LineDiscipline();
        const cut = at % (text.length + 1);
        const first = pieces.type(text.slice(0, cut));
        const second = pieces.type(text.slice(cut));
        expect(first.echo + second.echo).toBe(all.echo);
        expect([...first.input, ...second.input]).toEqual(all.input);
        expect([...first.signals, ...second.signals]).toEqual(all.signals);
        expect(pieces.pending).toBe(whole.pending);
      }),
    );
  });

  it('the echo always shows the line as it stands', () => {
    const keys = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '\x7f', '\x15', '\x17') });
    fc.assert(
      fc.property(keys, (text) => {
        const discipline = new LineDiscipline();
        const { echo } = discipline.type(text);
        const screen: string[] = [];
        let column = 0;
        for (const character of echo) {
          if (character === '\b') column--;
          else screen[column++] = character;
        }
        expect(screen.slice(0, column).join('')).toBe(discipline.pending);
        expect(screen.slice(column).join('').trim()).toBe('');
      }),
    );
  });
});

it('onlcr adds carriage returns where there are none', () => {
  expect(onlcr('a\nb\r\nc\n', '')).toBe('a\r\nb\r\nc\r\n');
  expect(onlcr('\n', '\r')).toBe('\n');
});

function open(program: Program) {
  const world = createWorld();
  const terminal = createTerminal(world.node1, { columns: 80, rows: 24 });
  let screen = '';
  terminal.output.listen((text) => (screen += text));
  const process = world.node1.spawn({
    argv: ['sh'],
    env: {},
    cwd: '/',
    namespaces: world.node1.namespaces,
    stdio: { kind: 'terminal', terminal },
    program,
  });
  const run = (): void => world.sim.advanceTo(world.sim.now + 10);
  run();
  return { ...world, terminal, process, screen: () => screen, run };
}

function* cat(p: ProcessContext): Task<number> {
  for (;;) {
    const text = yield* p.read(0);
    if (text === '') return 0;
    yield* p.write(1, `<${text}>`);
  }
}

describe('a terminal', () => {
  it('echoes, hands over whole lines, ends at Ctrl-D', () => {
    const t = open(cat);
    t.terminal.type('he');
    t.terminal.type('y\rx');
    t.run();
    expect(t.screen()).toBe('hey\r\nx<hey\r\n>');
    t.terminal.type('\x7f\x04');
    t.run();
    expect(t.process.exit).toEqual({ code: 0 });
  });

  it('gives a long line in pieces', () => {
    const t = open(function* (p) {
      yield* p.write(1, `${yield* p.read(0, 2)}|${yield* p.read(0, 10)}`);
      return 0;
    });
    t.terminal.type('abcd\r');
    t.run();
    expect(t.screen()).toBe('abcd\r\nab|cd\r\n');
  });

  it('Ctrl-C ends the foreground job only, 130', () => {
    const t = open(function* (p) {
      p.onSignal('SIGINT', 'ignore');
      const job = p.spawn({
        argv: ['sleep'],
        group: 'new',
        program: function* (c) {
          c.onSignal('SIGINT', 'default');
          yield* c.sleep(1e6);
          return 0;
        },
      });
      p.terminal(0)!.setForeground(job);
      const { status } = yield* p.wait(job);
      p.terminal(0)!.setForeground(p.group);
      yield* p.write(1, `${status.code}\n`);
      return yield* cat(p);
    });
    t.terminal.type('\x03');
    t.run();
    expect(t.screen()).toBe('^C130\r\n');
    t.terminal.type('still here\r');
    t.run();
    expect(t.screen()).toContain('<still here\r\n>');
  });

  it('Ctrl-Z stops the job, and a background reader is stopped too', () => {
    const t = open(function* (p) {
      const job = p.spawn({ argv: ['cat'], group: 'new', program: cat });
      p.terminal(0)!.setForeground(job);
      const first = yield* p.wait(job, true);
      p.terminal(0)!.setForeground(p.group);
      yield* p.write(1, ` stopped ${first.stopped}`);
      p.kill(-job, 'SIGCONT');
      yield* p.sleep(1);
      p.terminal(0)!.setForeground(job);
      p.kill(-job, 'SIGCONT');
      yield* p.wait(job);
      return 0;
    });
    t.terminal.type('\x1a');
    t.run();
    t.terminal.type('x\r');
    t.run();
    expect(t.screen()).toBe('^Z stopped truex\r\n<x\r\n>');
  });

  it('stops a background job that reads', () => {
    const t = open(function* (p) {
      const job = p.spawn({ argv: ['cat'], group: 'new', program: cat });
      const { stopped } = yield* p.wait(job, true);
      yield* p.write(1, String(stopped));
      return 0;
    });
    expect(t.screen()).toBe('true');
  });

  it('tells the foreground of its new size', () => {
    const t = open(function* (p) {
      let size = '';
      const control = p.terminal(1)!;
      p.onSignal('SIGWINCH', () => (size = `${control.columns}x${control.rows}`));
      try {
        yield* p.sleep(1e6);
      } catch {
        yield* p.write(1, `${control.name} ${size}`);
      }
      return 0;
    });
    t.terminal.resize(100, 30);
    t.run();
    expect(t.screen()).toBe('/dev/pts/0 100x30');
  });

  it('hangs up its session', () => {
    const t = open(function* (p) {
      p.spawn({ argv: ['child'], program: cat });
      return yield* cat(p);
    });
    t.terminal.close();
    t.run();
    expect(t.process.exit?.code).toBe(129);
    expect(t.node1.processes().length).toBe(1);
  });

  it('Ctrl-S holds the output, Ctrl-Q lets it go', () => {
    const t = open(cat);
    t.terminal.type('\x13');
    t.terminal.type('a\r');
    t.run();
    expect(t.screen()).toBe('a\r\n');
    t.terminal.type('\x11');
    t.run();
    expect(t.screen()).toBe('a\r\n<a\r\n>');
  });

  it('raw mode gives keys as they come, without echo', () => {
    const t = open(function* (p) {
      p.terminal(0)!.setRaw(true);
      yield* p.write(1, JSON.stringify(yield* p.read(0)));
      return 0;
    });
    t.terminal.type('\x03\r');
    t.run();
    expect(t.screen()).toBe('"\\u0003\\r"');
  });
});
