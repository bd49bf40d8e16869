import { signalNumbers, type ExitStatus, type Signal } from '../../engine/sim/process.ts';

export interface Job {
  readonly id: number;
  /** The processes of its pipeline, first to last. */
  readonly pids: readonly number[];
  /** Its process group under job control, else undefined. */
  readonly group: number | undefined;
  readonly text: string;
  state: 'running' | 'done' | 'stopped';
  /** Started with `&`, or continued by `bg`. */
  background: boolean;
  notified: boolean;
}

/** The jobs of one shell, and how its children ended. */
export class Jobs {
  #jobs: Job[] = [];
  #ended = new Map<number, ExitStatus>();
  /** Job numbers by use, current job last. */
  #recent: number[] = [];
  /** Processes of the parent shell: they can be named in a subshell, but not waited for. */
  #foreign = false;

  get list(): readonly Job[] {
    return this.#jobs;
  }

  get isForeign(): boolean {
    return this.#foreign;
  }

  /** What a subshell knows of its parent's jobs: `jobs` lists them, `wait` does not wait for them. */
  inherited(): Jobs {
    const copy = new Jobs();
    copy.#foreign = true;
    return copy;
  }

  add(pids: readonly number[], group: number | undefined, text: string, background: boolean): Job {
    const id = this.#jobs.reduce((highest, job) => Math.max(highest, job.id), 0) + 1;
    const job: Job = { id, pids, group, text, state: 'running', background, notified: false };
    this.#jobs.push(job);
    this.touch(job);
    return job;
  }

  remove(job: Job): void {
    this.#jobs = this.#jobs.filter((other) => other !== job);
    this.#recent = this.#recent.filter((id) => id !== job.id);
  }

  touch(job: Job): void {
    this.#recent = this.#recent.filter((id) => id !== job.id);
    this.#recent.push(job.id);
  }

  /** `%+` and `%-`: stopped jobs come before running ones. */
  current(back = 0): Job | undefined {
    const alive = this.#recent
      .map((id) => this.#jobs.find((job) => job.id === id))
      .filter((job): job is Job => job !== undefined);
    const order = [
      ...alive.filter((job) => job.state !== 'stopped'),
      ...alive.filter((job) => job.state === 'stopped'),
    ];
    return order.at(-1 - back);
  }

  mark(job: Job): '+' | '-' | ' ' {
    if (this.current() === job) return '+';
    return this.current(1) === job ? '-' : ' ';
  }

  /** Finds `%1`, `%%`, `%+`, `%-`, `%name`, `%?text` or a process ID. */
  find(spec: string): Job | undefined | 'ambiguous' {
    if (!spec.startsWith('%')) {
      const pid = Number(spec);
      return this.#jobs.find((job) => job.pids.includes(pid));
    }
    const name = spec.slice(1);
    if (name === '' || name === '%' || name === '+') return this.current();
    if (name === '-') return this.current(1);
    if (/^\d+$/.test(name)) return this.#jobs.find((job) => job.id === Number(name));
    const matches = name.startsWith('?')
      ? this.#jobs.filter((job) => job.text.includes(name.slice(1)))
      : this.#jobs.filter((job) => job.text.startsWith(name));
    return matches.length > 1 ? 'ambiguous' : matches[0];
  }

  /** Records how a child ended; its job is done when all of its processes are. */
  ended(pid: number, status: ExitStatus): void {
    this.#ended.set(pid, status);
    for (const job of this.#jobs) {
      if (job.pids.includes(pid) && job.pids.every((other) => this.#ended.has(other))) job.state = 'done';
    }
  }

  exitOf(pid: number): ExitStatus | undefined {
    return this.#ended.get(pid);
  }

  forget(pid: number): void {
    this.#ended.delete(pid);
  }

  /** Forgets children that belong to no job (of foreground pipelines and substitutions). */
  forgetStrays(): void {
    const known = new Set(this.#jobs.flatMap((job) => job.pids));
    for (const pid of this.#ended.keys()) if (!known.has(pid)) this.#ended.delete(pid);
  }
}

/** `$?` of an ended child. */
export function statusOf(exit: ExitStatus): number {
  return exit.signal === undefined ? exit.code : 128 + signalNumbers[exit.signal];
}

/** strsignal's texts, as shells print them of a child that a signal ended. */
export const signalTexts: Readonly<Record<Signal, string>> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
  SIGPIPE: 'Broken pipe',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
  SIGCHLD: 'Child exited',
  SIGCONT: 'Continued',
  SIGSTOP: 'Stopped (signal)',
  SIGTSTP: 'Stopped',
  SIGWINCH: 'Window changed',
};

/** The line of `jobs` and of the notices at the prompt. */
export function jobLine(job: Job, mark: string, last: ExitStatus | undefined, isAsh = false): string {
  if (isAsh) {
    // ash.c showjob(): the command begins in column 33.
    const state =
      last?.signal === undefined && last !== undefined && last.code !== 0 && job.state === 'done'
        ? `Done(${last.code})`
        : stateText(job, last);
    return `${`[${job.id}]${mark}  ${state}`.padEnd(33)}${job.text}`;
  }
  const state = stateText(job, last);
  const text = job.state === 'running' && job.background ? `${job.text} &` : job.text;
  return `[${job.id}]${mark}  ${state.padEnd(24)}${text}`.trimEnd();
}

function stateText(job: Job, last: ExitStatus | undefined): string {
  if (job.state === 'running') return 'Running';
  if (job.state === 'stopped') return 'Stopped';
  if (last?.signal !== undefined) return signalTexts[last.signal];
  return last === undefined || last.code === 0 ? 'Done' : `Exit ${last.code}`;
}
