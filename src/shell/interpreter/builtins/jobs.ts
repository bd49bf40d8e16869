import { SysError, signalNumbers, type Signal } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { complain } from '../diagnostics.ts';
import { jobLine, statusOf, type Job } from '../jobs.ts';
import { reap, waitForeground } from '../processes.ts';
import type { Shell } from '../shell.ts';
import { runPendingTraps, trapName, isSignal } from '../traps.ts';
import type { Builtin } from './builtin.ts';

/** Waits for one child; a trapped signal ends the wait with 128 + its number (POSIX `wait`). */
function* waitChild(shell: Shell, pid: number): Task<{ readonly status: number; readonly interrupted: boolean }> {
  const known = shell.jobs.exitOf(pid);
  if (known !== undefined) return { status: statusOf(known), interrupted: false };
  try {
    const ended = yield* shell.p.wait(pid);
    shell.jobs.ended(ended.pid, ended.status);
    return { status: statusOf(ended.status), interrupted: false };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.code === 'ECHILD') return { status: 127, interrupted: false };
    if (error.code !== 'EINTR') throw error;
    const signal = shell.pendingSignals[0];
    if (shell.interruptRequested) {
      shell.interruptRequested = false;
      return { status: 130, interrupted: true };
    }
    if (signal === undefined) return yield* waitChild(shell, pid);
    yield* runPendingTraps(shell);
    return { status: 128 + signalNumbers[signal], interrupted: true };
  }
}

export const wait: Builtin = {
  *run(shell, args, name) {
    reap(shell);
    if (args[0] === '-n') return yield* waitNext(shell);
    if (args.length === 0) {
      for (const job of [...shell.jobs.list]) {
        if (job.state === 'stopped') continue;
        for (const pid of job.pids) {
          const { status, interrupted } = yield* waitChild(shell, pid);
          if (interrupted) return status;
        }
        finish(shell, job);
      }
      return 0;
    }
    let status = 0;
    for (const word of args) {
      if (!word.startsWith('%') && !/^\d+$/.test(word)) {
        yield* complain(shell, `\`${word}': not a pid or valid job spec`, name);
        status = 2;
        continue;
      }
      const job = shell.jobs.find(word);
      if (word.startsWith('%') && (job === undefined || job === 'ambiguous')) {
        yield* complain(shell, `${word}: no such job`, name);
        status = shell.flavour.name === 'ash' ? 2 : 127;
        continue;
      }
      const pids = word.startsWith('%') ? (job as Job).pids : [Number(word)];
      for (const pid of pids) {
        if (
          shell.jobs.exitOf(pid) === undefined &&
          (job === undefined || job === 'ambiguous') &&
          !isChild(shell, pid)
        ) {
          if (shell.flavour.name === 'bash') yield* complain(shell, `pid ${pid} is not a child of this shell`, name);
          status = 127;
          continue;
        }
        const result = yield* waitChild(shell, pid);
        status = result.status;
        if (result.interrupted) return status;
      }
      if (job !== undefined && job !== 'ambiguous' && job.state === 'done') finish(shell, job);
    }
    return status;
  },
};

function isChild(shell: Shell, pid: number): boolean {
  return shell.p.processes().some((process) => process.pid === pid && process.ppid === shell.p.pid);
}

/** A job that was waited for is not announced at the prompt. The end of its last process can still be asked for. */
function finish(shell: Shell, job: Job): void {
  shell.jobs.remove(job);
}

function* waitNext(shell: Shell): Task<number> {
  for (;;) {
    const done = shell.jobs.list.find((job) => job.state === 'done');
    if (done !== undefined) {
      const exit = shell.jobs.exitOf(done.pids.at(-1)!);
      finish(shell, done);
      return exit === undefined ? 0 : statusOf(exit);
    }
    if (!shell.jobs.list.some((job) => job.state === 'running')) return 127;
    const { status, interrupted } = yield* waitChild(shell, -1);
    if (interrupted || status === 127) return status;
  }
}

/** Prints the jobs that ended since the last prompt, and forgets them. */
export function* announceJobs(shell: Shell): Task<void> {
  reap(shell);
  for (const job of [...shell.jobs.list]) {
    if (job.state !== 'done') continue;
    const exit = shell.jobs.exitOf(job.pids.at(-1)!);
    if (shell.interactive)
      yield* shell.err(`${jobLine(job, shell.jobs.mark(job), exit, shell.flavour.name === 'ash')}\n`);
    for (const pid of job.pids) if (pid !== shell.lastBackground) shell.jobs.forget(pid);
    shell.jobs.remove(job);
  }
}

export const jobs: Builtin = {
  *run(shell, args, name) {
    reap(shell);
    const pidsOnly = args.includes('-p');
    const invalid = args.find((argument) => argument.startsWith('-') && !/^-[lprs]+$/.test(argument));
    if (invalid !== undefined) {
      yield* complain(shell, `${invalid}: invalid option`, name);
      yield* shell.err('jobs: usage: jobs [-lnprs] [jobspec ...] or jobs -x command [args]\n');
      return 2;
    }
    for (const job of [...shell.jobs.list]) {
      if (args.includes('-r') && job.state !== 'running') continue;
      if (args.includes('-s') && job.state !== 'stopped') continue;
      const exit = shell.jobs.exitOf(job.pids.at(-1)!);
      if (pidsOnly) yield* shell.out(`${job.pids[0]}\n`);
      else {
        let line = jobLine(job, shell.jobs.mark(job), exit, shell.flavour.name === 'ash');
        if (args.includes('-l')) line = line.replace(/^(\[\d+\].) {2}/, `$1 ${String(job.pids[0]).padStart(5)} `);
        yield* shell.out(`${line}\n`);
      }
      if (job.state === 'done') shell.jobs.remove(job);
    }
    return 0;
  },
};

function* findJob(shell: Shell, spec: string | undefined, name: string): Task<Job | undefined> {
  const job = spec === undefined ? shell.jobs.current() : shell.jobs.find(spec.startsWith('%') ? spec : `%${spec}`);
  if (job !== undefined && job !== 'ambiguous') return job;
  if (job === 'ambiguous') yield* complain(shell, `${spec}: ambiguous job spec`, name);
  else
    yield* complain(shell, shell.flavour.name === 'ash' ? `No current job` : `${spec ?? 'current'}: no such job`, name);
  return undefined;
}

function* needsControl(shell: Shell, name: string): Task<boolean> {
  if (shell.has('monitor')) return false;
  yield* complain(shell, shell.flavour.name === 'ash' ? 'No current job' : 'no job control', name);
  return true;
}

export const fg: Builtin = {
  *run(shell, args, name) {
    if (yield* needsControl(shell, name)) return shell.flavour.name === 'ash' ? 2 : 1;
    const job = yield* findJob(shell, args[0], name);
    if (job === undefined) return 1;
    yield* shell.out(`${job.text}\n`);
    resume(shell, job);
    job.background = false;
    try {
      const result = yield* waitForeground(shell, job);
      if (!result.stopped) return result.statuses.at(-1) ?? 0;
      shell.jobs.touch(job);
      yield* shell.err(`\n${jobLine(job, shell.jobs.mark(job), undefined, shell.flavour.name === 'ash')}\n`);
      return 148;
    } finally {
      if (job.state !== 'stopped') shell.jobs.remove(job);
    }
  },
};

export const bg: Builtin = {
  *run(shell, args, name) {
    if (yield* needsControl(shell, name)) return shell.flavour.name === 'ash' ? 2 : 1;
    const job = yield* findJob(shell, args[0], name);
    if (job === undefined) return 1;
    if (job.state === 'running') {
      yield* complain(shell, `job ${job.id} already in background`, name);
      return 0;
    }
    job.background = true;
    resume(shell, job);
    yield* shell.out(`[${job.id}]${shell.jobs.mark(job)} ${job.text} &\n`);
    return 0;
  },
};

function resume(shell: Shell, job: Job): void {
  job.state = 'running';
  try {
    shell.p.kill(job.group === undefined ? job.pids[0]! : -job.group, 'SIGCONT');
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}

export const disown: Builtin = {
  *run(shell, args, name) {
    if (args[0] === '-a') for (const job of [...shell.jobs.list]) shell.jobs.remove(job);
    else {
      const job = yield* findJob(shell, args[0], name);
      if (job === undefined) return 1;
      shell.jobs.remove(job);
    }
    return 0;
  },
};

const names = Object.keys(signalNumbers) as Signal[];

export const kill: Builtin = {
  *run(shell, args, name) {
    if (args[0] === '-l' || args[0] === '-L') return yield* listSignals(shell, args.slice(1), name);
    let signal: Signal | 0 = 'SIGTERM';
    let rest = args;
    const first = args[0];
    if (first !== undefined && /^-./.test(first) && first !== '--') {
      const spec = first === '-s' || first === '-n' ? args[1] : first.slice(1);
      const found = spec === '0' ? 0 : spec === undefined ? undefined : trapName(spec);
      if (found !== 0 && (found === undefined || !isSignal(found))) {
        if (shell.flavour.name === 'ash') yield* complain(shell, `bad signal name '${spec}'`);
        else yield* complain(shell, `${spec}: invalid signal specification`, name);
        return 1;
      }
      signal = found;
      rest = args.slice(first === '-s' || first === '-n' ? 2 : 1);
    }
    if (rest[0] === '--') rest = rest.slice(1);
    if (rest.length === 0) {
      yield* shell.err(
        shell.flavour.name === 'ash'
          ? `${shell.name}: you need to specify whom to kill\n`
          : 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n',
      );
      return shell.flavour.name === 'ash' ? 1 : 2;
    }
    let status = 0;
    for (const word of rest) if (!(yield* killOne(shell, word, signal, name))) status = 1;
    return status;
  },
};

function* killOne(shell: Shell, word: string, signal: Signal | 0, name: string): Task<boolean> {
  let targets: number[];
  if (word.startsWith('%')) {
    const job = shell.jobs.find(word);
    if (job === undefined || job === 'ambiguous') {
      yield* complain(shell, `${word}: no such job`, name);
      return false;
    }
    targets = job.group === undefined ? [...job.pids] : [-job.group];
    // A stopped job must run to die of it.
    if (job.state === 'stopped' && (signal === 'SIGTERM' || signal === 'SIGHUP')) resume(shell, job);
  } else if (/^-?\d+$/.test(word)) targets = [Number(word)];
  else {
    const message =
      shell.flavour.name === 'ash' ? `invalid number '${word}'` : `${word}: arguments must be process or job IDs`;
    yield* complain(shell, message, name);
    return false;
  }
  for (const target of targets) {
    try {
      shell.p.kill(target, signal);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (shell.flavour.name === 'ash') yield* complain(shell, `can't kill pid ${target}: ${error.message}`);
      else yield* complain(shell, `(${target}) - ${error.message}`, name);
      return false;
    }
  }
  return true;
}

function* listSignals(shell: Shell, words: readonly string[], name: string): Task<number> {
  if (words.length === 0) {
    for (const signal of names) yield* shell.out(`${String(signalNumbers[signal]).padStart(2)}) ${signal}\n`);
    return 0;
  }
  for (const word of words) {
    const number = Number(word);
    const found = trapName(Number.isInteger(number) && number > 128 ? String(number - 128) : word);
    if (found === undefined || !isSignal(found)) {
      yield* complain(shell, `${word}: invalid signal specification`, name);
      return 1;
    }
    yield* shell.out(Number.isInteger(number) ? `${found.slice(3)}\n` : `${signalNumbers[found]}\n`);
  }
  return 0;
}
