import type { Task } from '../../engine/sim/task.ts';
import { evaluateText } from './arithmetic.ts';
import { abandon } from './diagnostics.ts';
import type { Shell } from './shell.ts';
import { isName, ReadonlyVariable } from './variables.ts';

/** Assigns to a variable with its attributes: `declare -i` evaluates, `set -a` exports, a read-only one is an error. */
export function* assignVariable(shell: Shell, name: string, value: string): Task<void> {
  let text = value;
  const old = shell.variables.variable(name);
  if (old?.integer === true) text = String(yield* evaluateText(shell, value));
  yield* guarded(shell, name, () => shell.variables.set(name, text));
  if (shell.has('allexport')) shell.variables.declare(name, { exported: true });
  if (name === 'OPTIND') shell.getoptsOffset = 0;
}

export function* assignElement(shell: Shell, name: string, subscript: string, value: string): Task<void> {
  const key = yield* elementKey(shell, name, subscript);
  yield* guarded(shell, name, () => shell.variables.setElement(name, key, value));
}

/** The key that a subscript means: itself in an associative array, an arithmetic value in an indexed one. */
export function* elementKey(shell: Shell, name: string, subscript: string): Task<string> {
  const variable = shell.variables.variable(name);
  if (variable?.associative === true) return subscript;
  let index = Number(yield* evaluateText(shell, subscript));
  if (index < 0) {
    const keys = [...(variable?.elements?.keys() ?? [])];
    index += Number(keys.at(-1) ?? -1) + 1;
    if (index < 0) return yield* abandon(shell, `${name}[${subscript}]: bad array subscript`);
  }
  return String(index);
}

/** Runs a change of variables; a read-only variable abandons the command. */
export function* guarded(shell: Shell, name: string, change: () => void): Task<void> {
  if (!isName(name)) return yield* abandon(shell, `\`${name}': not a valid identifier`);
  try {
    change();
  } catch (error) {
    if (!(error instanceof ReadonlyVariable)) throw error;
    yield* abandon(shell, shell.flavour.readonlyVariable(name), shell.flavour.name === 'ash' ? 2 : 1);
  }
}
