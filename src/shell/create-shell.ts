import type { Program } from '../engine/sim/process.ts';
import { ash, bash, type Flavour } from './interpreter/flavour.ts';
import { shellProgram } from './interpreter/program.ts';
import { interactive } from './interactive.ts';
import type { Completer } from './readline/completion.ts';

export interface ShellOptions {
  readonly flavour: Flavour['name'];
  /** Tab completion of a command's arguments, by the command's name. */
  readonly completers?: Readonly<Record<string, Completer>>;
}

export interface ShellPrograms {
  /** `sh` as a file on a disk: -c, a script, standard input, or a person at a terminal, as its arguments and streams say. */
  readonly program: Program;
  /** What login starts on a terminal; the same program, named so that callers say what they mean. */
  readonly interactive: Program;
}

const flavours: Readonly<Record<Flavour['name'], Flavour>> = { bash, ash };

/** A shell as a program. */
export function createShell(options: ShellOptions): ShellPrograms {
  const program = shellProgram(flavours[options.flavour], (shell) => interactive(shell, options.completers ?? {}));
  return { program, interactive: program };
}
