import type { Task } from '../../../engine/sim/task.ts';
import { complain } from '../diagnostics.ts';
import type { Shell, ShellOption } from '../shell.ts';
import type { Builtin } from './builtin.ts';
import { printVariables } from './variables.ts';

export const optionLetters: Readonly<Record<string, ShellOption>> = {
  a: 'allexport',
  B: 'braceexpand',
  C: 'noclobber',
  H: 'history',
  e: 'errexit',
  f: 'noglob',
  m: 'monitor',
  n: 'noexec',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
};

const longOptions: readonly ShellOption[] = [
  'allexport',
  'braceexpand',
  'emacs',
  'errexit',
  'history',
  'ignoreeof',
  'monitor',
  'noclobber',
  'noexec',
  'noglob',
  'nounset',
  'pipefail',
  'posix',
  'verbose',
  'vi',
  'xtrace',
];

/** Options that change something that the shell does not simulate. */
const refused = new Set<ShellOption>(['vi', 'posix', 'noexec', 'verbose']);

const usage = 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]';

/**
 * Applies `set`'s options, also those on the shell's own command line; returns the index of the first argument that is none.
 * -1 after an error.
 */
export function* applyOptions(shell: Shell, args: readonly string[], name: string): Task<number> {
  let index = 0;
  for (; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === '--' || argument === '-') return index;
    if (!/^[-+]./.test(argument)) return index;
    const on = argument.startsWith('-');
    for (const letter of argument.slice(1)) {
      if (letter === 'o') {
        const option = args[index + 1] as ShellOption | undefined;
        if (option === undefined) {
          yield* listOptions(shell, on);
          return args.length;
        }
        index++;
        if (!longOptions.includes(option)) {
          yield* complain(
            shell,
            shell.flavour.name === 'ash' ? `illegal option -o ${option}` : `${option}: invalid option name`,
            name,
          );
          return -1;
        }
        if (!(yield* switchOption(shell, option, on, name))) return -1;
        continue;
      }
      const option = optionLetters[letter];
      if (option === undefined) {
        if ('hbkptEPT'.includes(letter)) {
          yield* complain(shell, `${argument[0]}${letter}: this option is not simulated`, name);
          return -1;
        }
        yield* complain(
          shell,
          shell.flavour.name === 'ash'
            ? `illegal option ${argument[0]}${letter}`
            : `${argument[0]}${letter}: invalid option`,
          name,
        );
        if (shell.flavour.name === 'bash') yield* shell.err(`${name}: usage: ${usage}\n`);
        return -1;
      }
      if (!(yield* switchOption(shell, option, on, name))) return -1;
    }
  }
  return index;
}

function* switchOption(shell: Shell, option: ShellOption, on: boolean, name: string): Task<boolean> {
  if (on && refused.has(option)) {
    yield* complain(shell, `${option}: this option is not simulated`, name);
    return false;
  }
  if (on) shell.options.add(option);
  else shell.options.delete(option);
  return true;
}

function* listOptions(shell: Shell, table: boolean): Task<void> {
  let text = '';
  for (const option of longOptions) {
    const on = shell.options.has(option);
    text += table ? `${option.padEnd(15)}\t${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${option}\n`;
  }
  yield* shell.out(text);
}

export const set: Builtin = {
  special: true,
  *run(shell, args, name) {
    if (args.length === 0) {
      yield* printVariables(shell);
      return 0;
    }
    const end = yield* applyOptions(shell, args, name);
    if (end === -1) return shell.flavour.name === 'ash' ? 1 : 2;
    const stop = args[end];
    if (stop === '--') shell.positional = args.slice(end + 1);
    else if (stop === '-') {
      shell.options.delete('xtrace');
      if (end + 1 < args.length) shell.positional = args.slice(end + 1);
    } else if (end < args.length) shell.positional = args.slice(end);
    return 0;
  },
};

const shoptNames = [
  'dotglob',
  'expand_aliases',
  'extglob',
  'failglob',
  'globstar',
  'nocaseglob',
  'nocasematch',
  'nullglob',
];

export const shopt: Builtin = {
  *run(shell, args, name) {
    let mode: 'list' | 'set' | 'unset' = 'list';
    let quiet = false;
    const names: string[] = [];
    for (const argument of args) {
      if (argument === '-s') mode = 'set';
      else if (argument === '-u') mode = 'unset';
      else if (argument === '-q') quiet = true;
      else if (argument.startsWith('-')) {
        yield* complain(shell, `${argument}: invalid option`, name);
        yield* shell.err('shopt: usage: shopt [-pqsu] [-o] [optname ...]\n');
        return 2;
      } else names.push(argument);
    }
    let status = 0;
    for (const option of names.length === 0 && mode === 'list' ? shoptNames : names) {
      if (!shoptNames.includes(option)) {
        yield* complain(shell, `${option}: invalid shell option name`, name);
        status = 1;
      } else if (mode === 'set') shell.shopt.add(option);
      else if (mode === 'unset') shell.shopt.delete(option);
      else {
        const on = shell.shopt.has(option);
        if (!on && names.length > 0) status = 1;
        if (!quiet) yield* shell.out(`${option.padEnd(15)}\t${on ? 'on' : 'off'}\n`);
      }
    }
    return status;
  },
};
