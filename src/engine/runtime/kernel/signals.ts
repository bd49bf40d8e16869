import { signalNumbers, type ExitStatus, type Signal } from '../../sim/process.ts';

export type SignalAction = 'default' | 'ignore' | (() => void);

type DefaultAction = 'terminate' | 'ignore' | 'stop' | 'continue';

/** signal(7), "Standard signals". Core dumps are not simulated: SIGQUIT terminates. */
const defaultActions: Readonly<Record<Signal, DefaultAction>> = {
  SIGHUP: 'terminate',
  SIGINT: 'terminate',
  SIGQUIT: 'terminate',
  SIGKILL: 'terminate',
  SIGUSR1: 'terminate',
  SIGUSR2: 'terminate',
  SIGPIPE: 'terminate',
  SIGALRM: 'terminate',
  SIGTERM: 'terminate',
  SIGCHLD: 'ignore',
  SIGCONT: 'continue',
  SIGSTOP: 'stop',
  SIGTSTP: 'stop',
  SIGWINCH: 'ignore',
};

export interface SignalTarget {
  readonly action: SignalAction;
  /** It is PID 1 of its PID namespace. */
  readonly isInit: boolean;
  /** The sender is outside that PID namespace: the host, the container runtime, the kernel. */
  readonly fromOutside: boolean;
}

export type Delivery = 'drop' | 'terminate' | 'stop' | 'continue' | 'handle';

/**
 * What a signal does. The kernel marks a namespace's init SIGNAL_UNKILLABLE: what it has no handler for is dropped, and
 * only SIGKILL and SIGSTOP from an ancestor namespace are forced upon it (pid_namespaces(7); kernel/signal.c, sig_task_ignored).
 */
export function deliveryOf(signal: Signal, target: SignalTarget): Delivery {
  const forced = signal === 'SIGKILL' || signal === 'SIGSTOP';
  const fallback = defaultActions[signal];
  if (forced) return target.isInit && !target.fromOutside ? 'drop' : fallback === 'stop' ? 'stop' : 'terminate';
  if (typeof target.action === 'function') return 'handle';
  if (signal === 'SIGCONT') return 'continue';
  if (target.action === 'ignore' || target.isInit || fallback === 'ignore') return 'drop';
  return fallback;
}

/** How a process that a signal ended is reported: the code is the shell's `$?`. */
export function killedBy(signal: Signal): ExitStatus {
  return { code: 128 + signalNumbers[signal], signal };
}
