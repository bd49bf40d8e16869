import type { Task } from '../../../engine/sim/task.ts';
import { BreakLoop, ContinueLoop, ExitShell, ReturnFrom } from '../control.ts';
import { complain } from '../diagnostics.ts';
import { executeText } from '../evaluate.ts';
import { runProgram } from '../launch.ts';
import type { Shell } from '../shell.ts';
import type { Builtin } from './builtin.ts';

/** A count or status given to `break`, `exit`, `return` or `shift`; undefined (after a message) if it is no number. */
function* numberArgument(shell: Shell, name: string, args: readonly string[]): Task<number | undefined> {
  const text = args[0];
  if (text === undefined) return undefined;
  if (/^\s*[-+]?\d+\s*$/.test(text)) return Number(text);
  yield* complain(
    shell,
    shell.flavour.name === 'ash' ? `Illegal number: ${text}` : `${text}: numeric argument required`,
    name,
  );
  return Number.NaN;
}

export const colon: Builtin = {
  special: true,
  *run() {
    return 0;
  },
};

export const falseBuiltin: Builtin = {
  *run() {
    return 1;
  },
};

function loopControl(make: (levels: number) => Error): Builtin {
  return {
    special: true,
    *run(shell, args, name) {
      if (shell.loopDepth === 0) {
        if (shell.flavour.name === 'bash') {
          yield* complain(shell, "only meaningful in a `for', `while', or `until' loop", name);
        }
        return 0;
      }
      const levels = (yield* numberArgument(shell, name, args)) ?? 1;
      if (Number.isNaN(levels)) throw new ExitShell(shell.flavour.name === 'ash' ? 2 : 128);
      if (levels < 1) {
        yield* complain(
          shell,
          shell.flavour.name === 'ash' ? `Illegal number: ${args[0]}` : `${args[0]}: loop count out of range`,
          name,
        );
        return 1;
      }
      throw make(Math.min(levels, shell.loopDepth));
    },
  };
}

export const breakBuiltin = loopControl((levels) => new BreakLoop(levels));
export const continueBuiltin = loopControl((levels) => new ContinueLoop(levels));

export const returnBuiltin: Builtin = {
  special: true,
  *run(shell, args, name) {
    if (shell.callStack.length === 0 && shell.sourceDepth === 0 && shell.flavour.name === 'bash') {
      yield* complain(shell, "can only `return' from a function or sourced script", name);
      return 2;
    }
    const status = (yield* numberArgument(shell, name, args)) ?? shell.status;
    throw new ReturnFrom(Number.isNaN(status) ? 2 : status & 255);
  },
};

export const exit: Builtin = {
  special: true,
  *run(shell, args, name) {
    if (shell.interactive && shell.subshellDepth === 0 && shell.flavour.name === 'bash') {
      yield* shell.err(shell.login ? 'logout\n' : 'exit\n');
    }
    if (shell.flavour.name === 'ash' && /^-/.test(args[0] ?? '')) {
      yield* complain(shell, `Illegal number: ${args[0]}`, name);
      throw new ExitShell(2);
    }
    const status = (yield* numberArgument(shell, name, args)) ?? shell.status;
    if (args.length > 1 && shell.flavour.name === 'bash' && !Number.isNaN(status)) {
      yield* complain(shell, 'too many arguments', name);
      return 1;
    }
    throw new ExitShell(Number.isNaN(status) ? 2 : status & 255);
  },
};

export const logout: Builtin = {
  *run(shell, args, name, invocation) {
    if (!shell.login) {
      yield* complain(shell, "not login shell: use `exit'", name);
      return 1;
    }
    return yield* exit.run(shell, args, name, invocation);
  },
};

export const shift: Builtin = {
  special: true,
  *run(shell, args, name) {
    const count = (yield* numberArgument(shell, name, args)) ?? 1;
    if (Number.isNaN(count)) return 1;
    if (count < 0 || count > shell.positional.length) {
      if (count < 0) yield* complain(shell, `${args[0]}: shift count out of range`, name);
      return 1;
    }
    shell.positional = shell.positional.slice(count);
    return 0;
  },
};

export const evalBuiltin: Builtin = {
  special: true,
  *run(shell, args) {
    const text = (args[0] === '--' ? args.slice(1) : args).join(' ');
    return yield* executeText(shell, text, { firstLine: shell.line, label: 'eval: ', lenient: true });
  },
};

export const exec: Builtin = {
  special: true,
  *run(shell, args, name) {
    let words = args;
    if (words[0] === '--') words = words.slice(1);
    if (words.length === 0) return 0;
    if (/^-/.test(words[0]!)) {
      yield* complain(shell, `${words[0]}: this option of exec is not simulated`, name);
      return 2;
    }
    const launch = yield* runProgram(shell, words, true, name);
    const status = launch.pid === undefined ? launch.status : 0;
    // A shell whose exec failed ends, unless a person sits before it (POSIX 2.8.2).
    if (!shell.interactive) throw new ExitShell(status);
    return status;
  },
};
