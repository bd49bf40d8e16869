import type { Flavour } from '../flavour.ts';
import type { Builtin } from './builtin.ts';
import { alias, builtin, command, hash, type, unalias } from './commands.ts';
import {
  breakBuiltin,
  colon,
  continueBuiltin,
  evalBuiltin,
  exec,
  exit,
  falseBuiltin,
  logout,
  returnBuiltin,
  shift,
} from './control.ts';
import { cd, dirs, popd, pushd, pwd } from './directory.ts';
import { echo } from './echo.ts';
import { help } from './help.ts';
import { bg, disown, fg, jobs, kill, wait } from './jobs.ts';
import { getopts, history, letBuiltin, mapfile, umask, unsimulated } from './misc.ts';
import { printf } from './printf.ts';
import { read } from './read.ts';
import { set, shopt } from './set.ts';
import { source } from './source.ts';
import { test } from './test.ts';
import { trap } from './trap.ts';
import { declare, exportBuiltin, local, readonlyBuiltin, unset } from './variables.ts';

/** What both shells have. */
const common: readonly (readonly [name: string, builtin: Builtin])[] = [
  [':', colon],
  ['.', source],
  ['[', test],
  ['alias', alias],
  ['bg', bg],
  ['break', breakBuiltin],
  ['cd', cd],
  ['command', command],
  ['continue', continueBuiltin],
  ['echo', echo],
  ['eval', evalBuiltin],
  ['exec', exec],
  ['exit', exit],
  ['export', exportBuiltin],
  ['false', falseBuiltin],
  ['fg', fg],
  ['getopts', getopts],
  ['hash', hash],
  ['help', help],
  ['history', history],
  ['jobs', jobs],
  ['kill', kill],
  ['let', letBuiltin],
  ['local', local],
  ['printf', printf],
  ['pwd', pwd],
  ['read', read],
  ['readonly', readonlyBuiltin],
  ['return', returnBuiltin],
  ['set', set],
  ['shift', shift],
  ['source', source],
  ['test', test],
  ['times', unsimulated('accounting of CPU time')],
  ['trap', trap],
  ['true', colon],
  ['type', type],
  ['ulimit', unsimulated('limiting resources of a process')],
  ['umask', umask],
  ['unalias', unalias],
  ['unset', unset],
  ['wait', wait],
];

const bashOnly: readonly (readonly [name: string, builtin: Builtin])[] = [
  ['builtin', builtin],
  ['declare', declare],
  ['dirs', dirs],
  ['disown', disown],
  ['logout', logout],
  ['mapfile', mapfile],
  ['popd', popd],
  ['pushd', pushd],
  ['readarray', mapfile],
  ['shopt', shopt],
  ['typeset', declare],
];

const tables: Readonly<Record<Flavour['name'], ReadonlyMap<string, Builtin>>> = {
  ash: new Map([...common, ['chdir', cd] as const]),
  bash: new Map([...common, ...bashOnly]),
};

export function builtinsOf(flavour: Flavour): ReadonlyMap<string, Builtin> {
  return tables[flavour.name];
}
