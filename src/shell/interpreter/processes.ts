import { SysError, type ExitStatus } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AbandonCommand, ControlFlow, ExitShell, Interrupted, ReturnFrom } from './control.ts';
import { complain } from './diagnostics.ts';
import { signalTexts, statusOf, type Job } from './jobs.ts';
import type { Shell } from './shell.ts';
import { runExitTrap, runPendingTraps } from './traps.ts';

export interface ForkOptions {
  /** Child descriptor -> the shell's; undefined closes it. The shell's other open ones are inherited. */
  readonly fds?: Readonly<Record<number, number | undefined>>;
  readonly group?: 'new' | number | undefined;
}

/** The descriptors that a child gets: those that the shell's commands see. */
export function childFds(shell: Shell, changes: ForkOptions['fds'] = {}): Record<number, number> {
  const fds: Record<number, number> = {};
  for (const fd of [...shell.openFds].sort((a, b) => a - b)) fds[fd] = fd;
  for (const [name, from] of Object.entries(changes)) {
    if (from === undefined) delete fds[Number(name)];
    else fds[Number(name)] = from;
  }
  return fds;
}

/** Forks a subshell that runs `body` with a copy of the state of this moment; returns its process ID. */
export function forkShell(shell: Shell, body: (child: Shell) => Task<number>, options: ForkOptions = {}): number {
  const child = shell.fork();
  const fds = childFds(shell, options.fds);
  child.openFds = new Set(Object.keys(fds).map(Number));
  return shell.p.spawn({
    argv: shell.p.argv,
    fds,
    env: shell.variables.environment(),
    ...(options.group === undefined ? {} : { group: options.group }),
    program: function* (p) {
      child.p = p;
      return yield* runToExit(child, body(child));
    },
  });
}

/** Runs a shell process's work and its EXIT trap; returns the exit status. */
export function* runToExit(shell: Shell, work: Task<number>): Task<number> {
  let status: number;
  try {
    status = yield* work;
  } catch (error) {
    status = exitStatusOf(error);
  }
  shell.status = status & 255;
  try {
    yield* runPendingTraps(shell);
    yield* runExitTrap(shell);
  } catch (error) {
    shell.status = exitStatusOf(error) & 255;
  }
  return shell.status;
}

function exitStatusOf(error: unknown): number {
  if (error instanceof ExitShell || error instanceof ReturnFrom || error instanceof AbandonCommand) return error.status;
  if (error instanceof Interrupted) return 130;
  if (error instanceof ControlFlow) return 0;
  throw error;
}

/**
 * Repeats a system call that signals interrupt. Ctrl-C in an interactive shell leaves it by `Interrupted`;
 * traps run afterwards, as POSIX 2.11 asks.
 */
export function* uninterrupted<T>(shell: Shell, call: () => Task<T>): Task<T> {
  for (;;) {
    try {
      return yield* call();
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'EINTR') throw error;
      if (shell.interruptRequested) {
        shell.interruptRequested = false;
        throw new Interrupted('SIGINT');
      }
    }
  }
}

/** Waits for one child; 127 if it is not a child of this shell. */
export function* waitFor(shell: Shell, pid: number): Task<number> {
  const exit = yield* exitOf(shell, pid);
  return exit === undefined ? 127 : statusOf(exit);
}

export function* exitOf(shell: Shell, pid: number): Task<ExitStatus | undefined> {
  for (;;) {
    const known = shell.jobs.exitOf(pid);
    if (known !== undefined) return known;
    try {
      const ended = yield* shell.p.wait(pid);
      shell.jobs.ended(ended.pid, ended.status);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code === 'ECHILD') return undefined;
      if (error.code !== 'EINTR') throw error;
    }
  }
}

/** Takes in every child that has ended, waiting for none: orphans too, where the shell is PID 1. */
export function reap(shell: Shell): void {
  for (let ended = shell.p.tryWait(); ended !== undefined; ended = shell.p.tryWait()) {
    shell.jobs.ended(ended.pid, ended.status);
  }
}

/** How a job in the foreground came back to the shell. */
export type ForegroundResult = { readonly stopped: true } | { readonly stopped: false; readonly statuses: number[] };

/** Waits for a pipeline in the foreground. Under job control it owns the terminal meanwhile, and may be stopped. */
export function* waitForeground(shell: Shell, job: Job): Task<ForegroundResult> {
  const terminal = shell.terminalFd === undefined ? undefined : shell.p.terminal(shell.terminalFd);
  const control = shell.has('monitor') && job.group !== undefined;
  if (control) terminal?.setForeground(job.group);
  const statuses: number[] = [];
  let last: ExitStatus | undefined;
  try {
    for (const pid of job.pids) {
      for (;;) {
        const known = shell.jobs.exitOf(pid);
        if (known !== undefined) {
          last = known;
          statuses.push(statusOf(known));
          break;
        }
        try {
          const event = yield* shell.p.wait(pid, control);
          if (event.stopped === true) {
            job.state = 'stopped';
            return { stopped: true };
          }
          shell.jobs.ended(event.pid, event.status);
        } catch (error) {
          if (!(error instanceof SysError)) throw error;
          if (error.code === 'ECHILD') shell.jobs.ended(pid, { code: 127 });
          else if (error.code !== 'EINTR') throw error;
        }
      }
    }
  } finally {
    if (control) terminal?.setForeground(shell.p.group);
  }
  for (const pid of job.pids) shell.jobs.forget(pid);
  if (last?.signal !== undefined) yield* reportSignal(shell, job, last);
  if (control && last?.signal === 'SIGINT') throw new Interrupted('SIGINT');
  return { stopped: false, statuses };
}

/** Says that a signal ended the foreground command; Ctrl-C and a closed pipe are silent. */
function* reportSignal(shell: Shell, job: Job, exit: ExitStatus): Task<void> {
  if (exit.signal === undefined || exit.signal === 'SIGPIPE') return;
  if (exit.signal === 'SIGINT') {
    if (shell.interactive) yield* shell.err('\n');
    return;
  }
  const text = signalTexts[exit.signal];
  if (shell.flavour.name === 'ash' || shell.interactive) yield* shell.err(`${text}\n`);
  else yield* complain(shell, `${String(job.pids.at(-1)).padStart(5)} ${text.padEnd(23)} ${job.text}`);
}
