import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { loadConfig, saveConfig, type Config, type ConfigFile } from '../../kubeconfig/file.ts';

/** The kubeconfig that this invocation works on. */
export function configOf(invocation: Invocation): ConfigFile {
  return loadConfig(invocation.p, invocation.flags.string('kubeconfig'));
}

/** Reads the kubeconfig, changes it and writes it back. */
export function change(invocation: Invocation, make: (config: Config, file: ConfigFile) => Config): void {
  const file = configOf(invocation);
  saveConfig(invocation, file, make(file.config, file));
}

/** Prints the help and says that the arguments are wrong (helpErrorf). */
export function* unexpectedArguments(invocation: Invocation): Task<never> {
  yield* invocation.help();
  throw new CommandError(`Unexpected args: [${invocation.args.join(' ')}]`);
}
