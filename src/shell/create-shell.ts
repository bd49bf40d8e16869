import type { Program } from '../engine/sim/process.ts';
import { ash, bash, type Flavour } from './interpreter/flavour.ts';
import { shellProgram } from './interpreter/program.ts';
import type { Completer } from './readline/completion.ts';
import { interactive } from './interactive.ts';

export interface ShellOptions {
  readonly flavour: Flavour['name'];
  /** Tab completion of a command's arguments, by the command's name. */
  readonly completers?: Readonly<Record<string, Completer>>;
}

const flavours: Readonly<Record<Flavour['name'], Flavour>> = { bash, ash };

/** A shell as a program: `-c`, a script, standard input, or a person at a terminal. */
export function createShell(options: ShellOptions): Program {
  return shellProgram(flavours[options.flavour], (shell) => interactive(shell, options.completers ?? {}));
}
