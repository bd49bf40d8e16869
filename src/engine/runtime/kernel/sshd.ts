import { Channel } from '../../sim/channel.ts';
import { SysError, type ProcessContext, type Program } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import {
  decodeClient,
  encode,
  identification,
  LineStream,
  type Hello,
  type ServerMessage,
} from '../../network/ssh/protocol.ts';
import type { FileTree, Process, Terminal } from '../machine.ts';
import { treeOf } from './file-tree.ts';
import type { KernelMachine } from './kernel-machine.ts';
import { createTerminal } from './terminal.ts';

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  readonly program: Program;
}

const port = 22;

const paths = {
  root: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  user: '/usr/local/bin:/usr/bin:/bin',
};

/** Runs an SSH server on a machine, now and after every power-on. Whoever /etc/passwd gives a shell may log in. */
export function runSshd(machine: KernelMachine): void {
  const begin = (): void => {
    machine.spawn({
      argv: ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups'],
      env: {},
      cwd: '/',
      namespaces: machine.namespaces,
      stdio: { kind: 'pipes', stdout: () => {}, stderr: () => {} },
      program: (p) => serve(p, machine),
    });
  };
  if (machine.powered) begin();
  machine.onPower((on) => {
    if (on) begin();
  });
}

function* serve(p: ProcessContext, machine: KernelMachine): Task<number> {
  p.onSignal('SIGPIPE', 'ignore');
  const fd = p.listen('0.0.0.0', port);
  for (;;) {
    const client = yield* p.accept(fd);
    const peer = `${client.remote.address} ${client.remote.port} ${client.local.address} ${client.local.port}`;
    p.thread(session(p, machine, client.fd, peer));
  }
}

function* session(p: ProcessContext, machine: KernelMachine, fd: number, peer: string): Task<void> {
  const messages = new Channel<ServerMessage>();
  let remote: RemoteProcess | undefined;
  try {
    yield* p.write(fd, `${identification}\r\n`);
    const lines = new LineStream(() => p.read(fd));
    const first = yield* lines.next();
    if (first === undefined) return;
    const hello = decodeClient(first);
    if (hello.kind !== 'hello') return;
    const account = accountOf(machine.disk, hello.hello.user);
    if (account === undefined) {
      yield* p.write(fd, encode({ kind: 'denied' }));
      return;
    }
    yield* p.write(fd, encode({ kind: 'accepted' }));
    remote = startRemote(machine, account, hello.hello, peer, messages);
    const input = p.thread(takeInput(lines, remote, messages));
    for (let message = yield* messages.take(); message !== undefined; message = yield* messages.take()) {
      yield* p.write(fd, encode(message));
      if (message.kind === 'exit') break;
    }
    input.cancel();
  } catch (error) {
    // What is not ssh, or a connection that broke: the session just ends.
    if (!(error instanceof SysError)) throw error;
  } finally {
    messages.close();
    remote?.hangUp();
    p.close(fd);
  }
}

function* takeInput(lines: LineStream, remote: RemoteProcess, messages: Channel<ServerMessage>): Task<void> {
  try {
    for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
      const message = decodeClient(line);
      if (message.kind === 'input') remote.type(message.text);
      else if (message.kind === 'end') remote.end();
      else if (message.kind === 'resize') remote.terminal?.resize(message.columns, message.rows);
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
  messages.close();
}

interface RemoteProcess {
  readonly terminal: Terminal | undefined;
  type(text: string): void;
  end(): void;
  hangUp(): void;
}

function startRemote(
  machine: KernelMachine,
  account: Account,
  hello: Hello,
  peer: string,
  messages: Channel<ServerMessage>,
): RemoteProcess {
  const { command } = hello;
  const shellName = account.shell.slice(account.shell.lastIndexOf('/') + 1);
  const terminal = hello.terminal === undefined ? undefined : createTerminal(machine, hello.terminal);
  const stdin = new Channel<string>();
  terminal?.output.listen((text) => messages.push({ kind: 'output', text }));
  const process: Process = machine.spawn({
    argv: command === undefined ? [`-${shellName}`] : [shellName, '-c', command],
    program: account.program,
    env: {
      ...(hello.terminal === undefined ? {} : { TERM: hello.terminal.name }),
      USER: account.name,
      LOGNAME: account.name,
      HOME: account.home,
      SHELL: account.shell,
      PATH: account.uid === 0 ? paths.root : paths.user,
      SSH_CONNECTION: peer,
    },
    cwd: machine.disk.stat(account.home)?.type === 'directory' ? account.home : '/',
    namespaces: machine.namespaces,
    uid: account.uid,
    gid: account.gid,
    stdio:
      terminal === undefined
        ? {
            kind: 'pipes',
            stdin,
            stdout: (text) => messages.push({ kind: 'output', text }),
            stderr: (text) => messages.push({ kind: 'error', text }),
          }
        : { kind: 'terminal', terminal },
    onExit: (status) => messages.push({ kind: 'exit', code: status.code }),
  });
  return {
    terminal,
    type: (text) => {
      if (terminal === undefined) stdin.push(text);
      else terminal.type(text);
    },
    end: () => {
      if (terminal === undefined) stdin.close();
      else terminal.type('\x04');
    },
    hangUp: () => {
      stdin.close();
      if (terminal !== undefined) terminal.close();
      else process.kill('SIGHUP');
    },
  };
}

/** passwd(5): name:password:uid:gid:comment:home:shell. */
function accountOf(disk: FileTree, user: string): Account | undefined {
  if (!disk.exists('/etc/passwd')) return undefined;
  for (const line of disk.readFile('/etc/passwd').split('\n')) {
    const [name, , uid, gid, , home = '/', shell = '/bin/sh'] = line.split(':');
    if (name !== user || name === '') continue;
    const program = programAt(disk, shell);
    if (program === undefined) return undefined;
    return { name, uid: Number(uid), gid: Number(gid), home, shell, program };
  }
  return undefined;
}

function programAt(disk: FileTree, path: string): Program | undefined {
  if (!disk.exists(path)) return undefined;
  const { node } = treeOf(disk).locate(path, false);
  return node.kind === 'file' ? node.program : undefined;
}
