import { complain } from '../diagnostics.ts';
import { singleQuote } from '../parameter-operations.ts';
import { setTrap, trapName } from '../traps.ts';
import { signalNumbers } from '../../../engine/sim/process.ts';
import type { TrapName } from '../shell.ts';
import type { Builtin } from './builtin.ts';

function order(name: TrapName): number {
  return name === 'EXIT' ? 0 : name in signalNumbers ? signalNumbers[name as keyof typeof signalNumbers] : 100;
}

export const trap: Builtin = {
  special: true,
  *run(shell, args, name) {
    let words = args[0] === '--' ? args.slice(1) : args;
    if (words[0] === '-l') {
      for (const [signal, number] of Object.entries(signalNumbers))
        yield* shell.out(`${String(number).padStart(2)}) ${signal}\n`);
      return 0;
    }
    const printing = words[0] === '-p';
    if (printing) words = words.slice(1);
    if (words.length === 0 || printing) {
      const wanted = words.map(trapName);
      for (const [trapped, action] of [...shell.traps].sort(([a], [b]) => order(a) - order(b))) {
        if (wanted.length > 0 && !wanted.includes(trapped)) continue;
        const shown = shell.flavour.name === 'ash' ? trapped.replace(/^SIG/, '') : trapped;
        yield* shell.out(`trap -- ${singleQuote(action)} ${shown}\n`);
      }
      return 0;
    }
    // `trap TERM` and `trap 2 15` reset: an action that is a signal alone, or a number in front, is no action.
    const resets = words[0] === '-' || words.length === 1 || /^\d+$/.test(words[0]!);
    const action = resets ? undefined : words[0]!;
    const signals = words[0] === '-' || !resets ? words.slice(1) : words;
    let status = 0;
    for (const word of signals) {
      const trapped = trapName(word);
      if (trapped === undefined) {
        yield* complain(shell, `${word}: invalid signal specification`, name);
        status = 1;
      } else if (trapped === 'DEBUG' || trapped === 'RETURN') {
        yield* complain(shell, `${word}: this trap is not simulated`, name);
        status = 2;
      } else if (trapped !== 'SIGKILL' && trapped !== 'SIGSTOP') setTrap(shell, trapped, action);
    }
    return status;
  },
};
