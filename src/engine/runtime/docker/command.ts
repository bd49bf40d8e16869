import type { ProcessContext } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import type { NodeRuntime } from '../runtime.ts';
import type { Flag, ParsedFlags } from '../tools/flags.ts';

/** One docker command; docker.ts registers them. */
export interface DockerCommand {
  /** `ps`; `container ls` and the like are aliases. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** After `docker `, e.g. `ps [OPTIONS]`. */
  readonly usage: string;
  readonly short: string;
  readonly flags: readonly Flag[];
  readonly args: { readonly min: number; readonly max?: number };
  /** False where what follows the first argument is another command's. */
  readonly interspersed?: boolean;
  run(p: ProcessContext, runtime: NodeRuntime, flags: ParsedFlags): Task<number>;
}

/** Tells an error of the daemon or the client, as `docker` does before it exits 1. */
export class DockerError extends Error {}

export function daemonError(message: string): DockerError {
  return new DockerError(`Error response from daemon: ${message}`);
}

/**
 * Runs `each` for every argument, printing what it returns; errors are told at the end and make the exit code 1
 * (docker/cli: the commands that take several containers).
 */
export function* forEachArgument(
  p: ProcessContext,
  names: readonly string[],
  each: (name: string) => Task<string>,
): Task<number> {
  const errors: string[] = [];
  for (const name of names) {
    try {
      yield* p.write(1, `${yield* each(name)}\n`);
    } catch (error) {
      if (!(error instanceof DockerError)) throw error;
      errors.push(error.message);
    }
  }
  if (errors.length === 0) return 0;
  yield* p.write(2, `${errors.join('\n')}\n`);
  return 1;
}
