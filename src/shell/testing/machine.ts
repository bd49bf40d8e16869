import { createFabric } from '../../engine/network/index.ts';
import {
  createFileTree,
  createMachine,
  createTerminal,
  type KernelMachine,
} from '../../engine/runtime/kernel/index.ts';
import type { Terminal } from '../../engine/runtime/machine.ts';
import { Channel } from '../../engine/sim/channel.ts';
import type { Program } from '../../engine/sim/process.ts';
import { Simulation } from '../../engine/sim/simulation.ts';
import { applets, ash, bash } from '../index.ts';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  /** As a parent shell sees it: 128 + the signal's number for a killed process. */
  readonly status: number;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly files?: Readonly<Record<string, string>>;
  readonly programs?: Readonly<Record<string, Program>>;
  /** Virtual ms after which the run is given up. */
  readonly limit?: number;
}

/** A small Linux machine with both shells and every applet in /bin, on a virtual clock. */
export function testMachine(commands = applets): KernelMachine {
  const sim = new Simulation(1, Date.UTC(2021, 10, 2, 21, 50, 57));
  const disk = createFileTree(undefined, { now: () => sim.unixNow });
  for (const path of ['/bin', '/tmp', '/etc', '/root', '/home/user1', '/dev', '/proc', '/work'])
    disk.mkdir(path, 0o755);
  disk.chown('/home/user1', 1000, 1000);
  disk.writeFile('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\nuser1:x:1000:1000:user1:/home/user1:/bin/bash\n');
  disk.writeFile('/etc/group', 'root:x:0:\nuser1:x:1000:\n');
  disk.writeFile('/etc/hosts', '127.0.0.1\tlocalhost\n172.18.0.11\tnode1\n172.18.0.12\tnode2\n');
  for (const [name, program] of Object.entries(commands)) disk.writeProgram(`/bin/${name}`, program);
  disk.writeProgram('/bin/bash', bash);
  disk.writeProgram('/bin/sh', ash);
  disk.writeProgram('/bin/ash', ash);
  return createMachine({ sim, name: 'workstation', address: '172.18.0.5', fabric: createFabric(sim), disk });
}

const environment = { PATH: '/bin', HOME: '/root', USER: 'root', TERM: 'xterm-256color' };

/** Runs a command to its end and returns what it wrote. */
export function run(argv: readonly string[], options: RunOptions = {}, machine: KernelMachine = testMachine()): Ran {
  for (const [path, text] of Object.entries(options.files ?? {})) machine.disk.writeFile(path, text);
  for (const [path, program] of Object.entries(options.programs ?? {})) machine.disk.writeProgram(path, program);
  let stdout = '';
  let stderr = '';
  const stdin = new Channel<string>();
  if (options.stdin !== undefined) stdin.push(options.stdin);
  stdin.close();
  const process = machine.spawn({
    argv,
    env: { ...environment, ...options.env },
    cwd: options.cwd ?? '/work',
    namespaces: machine.namespaces,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    stdio: { kind: 'pipes', stdin, stdout: (text) => (stdout += text), stderr: (text) => (stderr += text) },
  });
  const { sim } = machine;
  sim.runUntil(() => process.exit !== undefined, sim.now + (options.limit ?? 600_000));
  const { exit } = process;
  if (exit === undefined) throw new Error(`still running: ${argv.join(' ')}\n${stdout}${stderr}`);
  return { stdout, stderr, status: exit.signal === undefined ? exit.code : 128 + signalNumber(exit.signal) };
}

function signalNumber(signal: string): number {
  return { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGPIPE: 13, SIGTERM: 15 }[signal] ?? 0;
}

/** A person at a terminal: what they type, and what the screen has been sent. */
export class Session {
  readonly terminal: Terminal;
  screen = '';
  exit: { readonly code: number } | undefined;

  constructor(
    readonly machine: KernelMachine,
    argv: readonly string[],
    options: {
      readonly program?: Program;
      readonly columns?: number;
      readonly uid?: number;
      readonly cwd?: string;
      readonly env?: Readonly<Record<string, string>>;
    } = {},
  ) {
    this.terminal = createTerminal(machine, { columns: options.columns ?? 80, rows: 24 });
    this.terminal.output.listen((text) => (this.screen += text));
    machine.spawn({
      argv,
      env: { ...environment, ...options.env },
      cwd: options.cwd ?? '/work',
      namespaces: machine.namespaces,
      stdio: { kind: 'terminal', terminal: this.terminal },
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
      ...(options.program === undefined ? {} : { program: options.program }),
      onExit: (status) => (this.exit = status),
    });
    this.settle();
  }

  /** Types and lets `ms` of virtual time pass; returns what the screen was sent meanwhile. */
  type(text: string, ms = 50): string {
    const before = this.screen.length;
    this.terminal.type(text);
    this.settle(ms);
    return this.screen.slice(before);
  }

  settle(ms = 50): void {
    const { sim } = this.machine;
    sim.advanceTo(sim.now + ms);
  }
}
