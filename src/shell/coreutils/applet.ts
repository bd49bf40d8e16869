import { SysError, type ProcessContext, type Program } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';

/** Whose command it is: GNU's and procps', or BusyBox's applet. They differ in messages, options and columns. */
export type Flavour = 'gnu' | 'busybox';

/** A command: what its process sees, under which name it was called, and the arguments after it. */
export interface Invocation {
  readonly p: ProcessContext;
  readonly name: string;
  readonly args: readonly string[];
  readonly flavour: Flavour;
}

export type Applet = (call: Invocation) => Task<number>;

/** Ends a command with a message on standard error (without the command's name) and a status. */
export class AppletError extends Error {
  constructor(
    message: string,
    readonly status = 1,
    /** The message stands for itself: no `NAME: ` in front. */
    readonly bare = false,
  ) {
    super(message);
  }
}

/** `--help`: the message goes to standard output, the status is 0. */
export class HelpRequest extends Error {}

/** Makes a Program of an applet. */
export function appletProgram(name: string, applet: Applet, flavour: Flavour): Program {
  return function* (p) {
    try {
      return yield* applet({ p, name, args: p.argv.slice(1), flavour });
    } catch (error) {
      if (error instanceof AppletError) {
        if (error.message !== '') yield* p.write(2, error.bare ? `${error.message}\n` : `${name}: ${error.message}\n`);
        return error.status;
      }
      if (error instanceof HelpRequest) {
        yield* p.write(1, `${error.message}\n`);
        return 0;
      }
      if (error instanceof SysError && error.code === 'EPIPE') return 1;
      throw error;
    }
  };
}

export function* out(call: Invocation, text: string): Task<void> {
  if (text !== '') yield* call.p.write(1, text);
}

/** `NAME: message` on standard error. */
export function* complain(call: Invocation, message: string): Task<void> {
  yield* call.p.write(2, `${call.name}: ${message}\n`);
}

/** The result of a system call, or the error that it failed with. */
export function attempt<T>(ask: () => T): T | SysError {
  try {
    return ask();
  } catch (error) {
    if (error instanceof SysError) return error;
    throw error;
  }
}
