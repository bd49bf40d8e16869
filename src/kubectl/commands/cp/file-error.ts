import { SysError } from '../../../engine/sim/process.ts';
import { CommandError } from '../../errors.ts';

/** A failed system call as Go's *PathError says it: `open a: permission denied`. Anything else is handed back. */
export function goFileError(call: string, path: string, error: unknown): unknown {
  if (!(error instanceof SysError)) return error;
  return new CommandError(`${call} ${path}: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`);
}
