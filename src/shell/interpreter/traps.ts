import { signalNumbers, type Signal } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { executeText } from './evaluate.ts';
import type { Shell, TrapName } from './shell.ts';

/** `trap ACTION NAME`: '' ignores, undefined resets. */
export function setTrap(shell: Shell, name: TrapName, action: string | undefined): void {
  if (action === undefined) shell.traps.delete(name);
  else shell.traps.set(name, action);
  if (!isSignal(name)) return;
  if (action === '') shell.p.onSignal(name, 'ignore');
  else if (action !== undefined) shell.p.onSignal(name, () => shell.pendingSignals.push(name));
  else resetSignal(shell, name);
}

/** What a signal does to a shell without a trap: an interactive one survives SIGTERM, SIGINT, SIGQUIT and SIGTSTP. */
export function resetSignal(shell: Shell, name: Signal): void {
  if (!shell.interactive) shell.p.onSignal(name, 'default');
  else if (name === 'SIGINT') {
    shell.p.onSignal(name, () => {
      shell.interruptRequested = true;
    });
  } else if (name === 'SIGTERM' || name === 'SIGQUIT' || name === 'SIGTSTP') {
    // Handled rather than ignored, because what is ignored stays so in children.
    shell.p.onSignal(name, () => {});
  } else shell.p.onSignal(name, 'default');
}

export function isSignal(name: TrapName): name is Signal {
  return name in signalNumbers;
}

/** `TERM`, `SIGTERM`, `15`, `EXIT`, `0`: the trap that a word names. */
export function trapName(word: string): TrapName | undefined {
  if (/^\d+$/.test(word)) {
    if (word === '0') return 'EXIT';
    return (Object.keys(signalNumbers) as Signal[]).find((signal) => signalNumbers[signal] === Number(word));
  }
  const upper = word.toUpperCase();
  if (upper === 'EXIT' || upper === 'ERR' || upper === 'DEBUG' || upper === 'RETURN') return upper;
  const name = (upper.startsWith('SIG') ? upper : `SIG${upper}`) as Signal;
  return name in signalNumbers ? name : undefined;
}

/** Runs the traps of signals that came; between commands, and when `wait` is interrupted. */
export function* runPendingTraps(shell: Shell): Task<void> {
  while (shell.pendingSignals.length > 0) {
    const name = shell.pendingSignals.shift()!;
    const action = shell.traps.get(name);
    if (action !== undefined && action !== '') yield* runTrap(shell, action);
  }
}

/** The EXIT trap runs once, when the shell ends. */
export function* runExitTrap(shell: Shell): Task<void> {
  const action = shell.traps.get('EXIT');
  if (action === undefined || action === '') return;
  shell.traps.delete('EXIT');
  yield* runTrap(shell, action);
}

/** A trap's command leaves `$?` as it was. */
export function* runTrap(shell: Shell, action: string): Task<void> {
  const status = shell.status;
  yield* executeText(shell, action);
  shell.status = status;
}
