import type { Signal } from '../../engine/sim/process.ts';

/**
 * How a command leaves other than by finishing: thrown through the interpreter's generators and caught by the loop,
 * function, script or shell that it concerns. None of them is an error of the simulation.
 */
export abstract class ControlFlow extends Error {}

/** `break N` on its way to the N-th enclosing loop. */
export class BreakLoop extends ControlFlow {
  constructor(readonly levels: number) {
    super('break');
  }
}

/** `continue N`. */
export class ContinueLoop extends ControlFlow {
  constructor(readonly levels: number) {
    super('continue');
  }
}

/** `return` from a function or a sourced script. */
export class ReturnFrom extends ControlFlow {
  constructor(readonly status: number) {
    super('return');
  }
}

/** `exit`, `set -e` and fatal errors of a non-interactive shell. */
export class ExitShell extends ControlFlow {
  constructor(readonly status: number) {
    super('exit');
  }
}

/** An expansion or assignment failed and its message is printed: the command line is given up (the script, if fatal). */
export class AbandonCommand extends ControlFlow {
  constructor(
    readonly status: number,
    /** Ends a non-interactive shell. */
    readonly fatal: boolean,
  ) {
    super('abandon');
  }
}

/** Ctrl-C while an interactive shell runs something itself: back to the prompt. */
export class Interrupted extends ControlFlow {
  constructor(readonly signal: Signal) {
    super('interrupted');
  }
}
