import { describe, expect, it } from 'vitest';
import { createTerminal, runSshd } from '../../runtime/kernel/index.ts';
import { createWorld, start, type World } from '../../runtime/kernel/test-world.ts';
import type { Program } from '../../sim/process.ts';
import { configOf, parseArguments } from './arguments.ts';
import { ssh } from './client.ts';
import { escapeFilter } from './escape.ts';

/** A shell that knows three things to do. */
const shell: Program = function* (p) {
  if (p.argv[1] === '-c') {
    yield* p.write(1, `${p.argv[2]} as ${p.env['USER']} in ${p.cwd}\n`);
    yield* p.write(2, 'warned\n');
    return 3;
  }
  yield* p.write(1, `${p.argv[0]} on ${p.terminal(0)?.columns}\n`);
  for (;;) {
    const line = yield* p.read(0);
    if (line === '' || line === 'exit\n') return 7;
    yield* p.write(1, `<${line.trim()}>`);
  }
};

function prepared(): World {
  const world = createWorld();
  world.node1.disk.writeFile('/etc/hosts', '172.18.0.12 node2\n');
  world.node2.disk.writeFile('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\nnobody:x:9:9::/:/sbin/nologin\n');
  world.node2.disk.writeProgram('/bin/bash', shell);
  world.node2.disk.mkdir('/root');
  return world;
}

function atTerminal(world: World, ...argv: string[]) {
  const terminal = createTerminal(world.node1, { columns: 91, rows: 24 });
  let screen = '';
  terminal.output.listen((text) => (screen += text));
  const process = world.node1.spawn({
    argv: ['ssh', ...argv],
    env: { USER: 'root' },
    cwd: '/',
    namespaces: world.node1.namespaces,
    stdio: { kind: 'terminal', terminal },
    program: ssh,
  });
  const run = (ms = 100): void => world.sim.advanceTo(world.sim.now + ms);
  run();
  return { terminal, process, screen: () => screen, run };
}

describe('ssh', () => {
  it('runs a command with its own streams and status', () => {
    const world = prepared();
    runSshd(world.node2);
    const run = start(world.node1, ssh, undefined, { argv: ['ssh', 'root@node2', 'docker', 'ps'] });
    world.sim.advanceTo(1000);
    expect(run.output()).toBe('docker ps as root in /root\nwarned\n');
    expect(run.status()).toEqual({ code: 3 });
  });

  it('opens a login shell on a terminal of the other machine', () => {
    const world = prepared();
    runSshd(world.node2);
    const session = atTerminal(world, 'node2');
    expect(session.screen()).toBe('-bash on 91\r\n');
    session.terminal.type('abx\x7fc\r');
    session.run();
    expect(session.screen()).toBe('-bash on 91\r\nabx\b \bc\r\n<abc>');
    session.terminal.type('exit\r');
    session.run();
    expect(session.screen()).toMatch(/exit\r\nConnection to node2 closed\.\r\n$/);
    expect(session.process.exit).toEqual({ code: 7 });
    expect(world.node2.terminals.size).toBe(0);
  });

  it('hangs with the power of the other machine until ~. gives up', () => {
    const world = prepared();
    runSshd(world.node2);
    const session = atTerminal(world, 'node2');
    world.node2.powerOff();
    session.terminal.type('hello\r');
    session.run(60_000);
    expect(session.process.exit).toBeUndefined();
    session.terminal.type('~.');
    session.run();
    expect(session.screen()).toMatch(/Connection to node2 closed\.\r\n$/);
    expect(session.process.exit).toEqual({ code: 255 });
    world.node2.powerOn();
    const again = atTerminal(world, 'node2');
    expect(again.screen()).toBe('-bash on 91\r\n');
  });

  it('a client that goes away takes its shell with it', () => {
    const world = prepared();
    runSshd(world.node2);
    const session = atTerminal(world, 'node2');
    expect(world.node2.processes().map((process) => process.argv[0])).toContain('-bash');
    session.process.kill('SIGKILL');
    session.run();
    expect(world.node2.processes().map((process) => process.argv[0])).not.toContain('-bash');
  });

  it.each([
    ['node2', 'ssh: connect to host node2 port 22: Connection refused\r\n', false],
    ['nowhere', 'ssh: Could not resolve hostname nowhere: Temporary failure in name resolution\r\n', true],
    ['ghost@node2', 'ghost@node2: Permission denied (publickey,password).\r\n', true],
    ['nobody@node2', 'nobody@node2: Permission denied (publickey,password).\r\n', true],
    ['-p 23 node2', 'ssh: connect to host node2 port 23: Connection refused\r\n', true],
  ])('%s: %s', (destination, message, running) => {
    const world = prepared();
    if (running) runSshd(world.node2);
    const run = start(world.node1, ssh, undefined, { argv: ['ssh', ...destination.split(' ')] });
    world.sim.advanceTo(60_000);
    expect(run.output()).toBe(message);
    expect(run.status()).toEqual({ code: 255 });
  });

  it('sshd outlives nonsense', () => {
    const world = prepared();
    runSshd(world.node2);
    const nonsense = start(world.node1, function* (p) {
      const fd = yield* p.connect('172.18.0.12', 22);
      yield* p.write(1, yield* p.read(fd));
      yield* p.write(fd, 'GET / HTTP/1.1\r\n\r\n');
      return (yield* p.read(fd)) === '' ? 0 : 1;
    });
    world.sim.advanceTo(1000);
    expect(nonsense.output()).toBe('SSH-2.0-OpenSSH_8.4\r\n');
    expect(nonsense.status()).toBeDefined();
    expect(atTerminal(world, 'node2').screen()).toBe('-bash on 91\r\n');
  });
});

describe('arguments', () => {
  const parse = (text: string, config = '') =>
    parseArguments(text.split(' '), () => config, { USER: 'me', HOME: '/h' });

  it('knows user, port, command and terminal', () => {
    expect(parse('-t -l you -p2222 h ls -l /')).toEqual({
      user: 'you',
      host: 'h',
      port: 2222,
      command: 'ls -l /',
      terminal: true,
    });
    expect(parse('h', 'Host g\n User g\nHost *\n  User root\n  Port 24')).toMatchObject({ user: 'root', port: 24 });
    expect(parse('-Z h')).toMatch(/^unknown option -- Z/);
    expect(parse('-p x h')).toBe("Bad port 'x'");
  });

  it('takes the first matching value of a configuration', () => {
    expect(configOf('# c\nHost n?\n HostName 10.0.0.1\nHost *\n HostName other', 'n1')).toEqual({
      hostname: '10.0.0.1',
    });
  });

  it('the tilde escapes only after a newline', () => {
    const filter = escapeFilter();
    expect(filter('a~.b\r')).toEqual({ pass: 'a~.b\r', hangUp: false });
    expect(filter('~')).toEqual({ pass: '', hangUp: false });
    expect(filter('~x\r~.z')).toEqual({ pass: '~x\r', hangUp: true });
  });
});
