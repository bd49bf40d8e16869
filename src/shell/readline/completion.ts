import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { keywords } from '../interpreter/builtins/commands.ts';
import type { Shell } from '../interpreter/shell.ts';
import { tildeOf } from '../interpreter/tilde.ts';
import { splitForCompletion } from './words.ts';

/** Offers what may stand in the place of `current`, after `words` (the command's name first). */
export type Completer = (p: ProcessContext, words: readonly string[], current: string) => Task<readonly string[]>;

export interface Candidate {
  /** What replaces the word, quoted as it must be. */
  readonly text: string;
  /** What follows it if it is the only one: a blank, or a slash after a directory. */
  readonly suffix: string;
  readonly shown: string;
}

export interface Completion {
  /** The end of the text before the cursor that a candidate replaces. */
  readonly replace: string;
  readonly candidates: readonly Candidate[];
}

/** Candidates for one place of a command line; undefined where the provider has nothing to say. */
type Provider = (place: Place) => Task<readonly Candidate[] | undefined>;

interface Place {
  readonly shell: Shell;
  readonly completers: Readonly<Record<string, Completer>>;
  /** Words before the current one, unquoted. */
  readonly words: readonly string[];
  /** The current word, unquoted. */
  readonly current: string;
  readonly quote: '' | '"' | "'";
  readonly afterRedirection: boolean;
}

/** Asks the providers in turn. */
export function* completeLine(
  shell: Shell,
  completers: Readonly<Record<string, Completer>>,
  before: string,
): Task<Completion> {
  const split = splitForCompletion(before);
  const place: Place = { shell, completers, ...split };
  for (const provider of providers) {
    const candidates = yield* provider(place);
    if (candidates !== undefined) {
      const unique = new Map(candidates.map((candidate) => [candidate.text, candidate]));
      return { replace: split.raw, candidates: [...unique.values()].sort((a, b) => (a.text < b.text ? -1 : 1)) };
    }
  }
  return { replace: split.raw, candidates: [] };
}

function word(text: string, place: Place, suffix = ' '): Candidate {
  const closing = suffix === ' ' ? place.quote : '';
  return { text: place.quote + escapeWord(text, place.quote), suffix: closing + suffix, shown: text };
}

function escapeWord(text: string, quote: Place['quote']): string {
  if (quote === "'") return text;
  return quote === '"' ? text.replace(/[\\"$`]/g, '\\$&') : text.replace(/[\s\\"'$`&|;<>()*?[\]{}!#]/g, '\\$&');
}

function* variables(place: Place): Task<readonly Candidate[] | undefined> {
  if (place.quote === "'") return undefined;
  const match = /^(.*)(\$\{?)(\w*)$/.exec(place.current);
  if (match === null) return undefined;
  const [, head = '', sigil = '$', prefix = ''] = match;
  const names = place.shell.variables.names().filter((name) => name.startsWith(prefix));
  const close = sigil === '${' ? '}' : '';
  return names.map((name) => ({
    text: `${place.quote}${head}${sigil}${name}${close}`,
    suffix: place.quote === '' ? ' ' : '',
    shown: `${sigil}${name}${close}`,
  }));
}

/** Commands whose arguments are commands. */
const takesCommand = new Set([
  'which',
  'type',
  'command',
  'exec',
  'time',
  'nohup',
  'watch',
  'env',
  'xargs',
  'sudo',
  'man',
  'hash',
]);

function* commands(place: Place): Task<readonly Candidate[] | undefined> {
  const isFirst = place.words.length === 0 || (place.words.length === 1 && takesCommand.has(place.words[0]!));
  if (!isFirst || place.afterRedirection || place.current.includes('/') || place.current.startsWith('~'))
    return undefined;
  const { shell, current } = place;
  const names = new Set([...keywords, ...shell.builtins.keys(), ...shell.functions.keys(), ...shell.aliases.keys()]);
  for (const directory of (shell.variables.get('PATH') ?? '').split(':'))
    for (const name of list(shell, directory)) names.add(name);
  const found = [...names].filter((name) => name.startsWith(current) && /\w/.test(name));
  return found.length === 0 ? undefined : found.map((name) => word(name, place));
}

function list(shell: Shell, directory: string): readonly string[] {
  try {
    return shell.p.readdir(directory === '' ? '.' : directory);
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}

function* registered(place: Place): Task<readonly Candidate[] | undefined> {
  const [name] = place.words;
  const completer = name === undefined || place.afterRedirection ? undefined : place.completers[name];
  if (completer === undefined) return undefined;
  const offered = yield* completer(place.shell.p, place.words, place.current);
  if (offered.length === 0) return undefined;
  return offered.map((text) => word(text, place, /[=/]$/.test(text) ? '' : ' '));
}

/** Commands whose arguments are names of variables. */
const takesVariable = new Set(['export', 'unset', 'readonly', 'declare', 'typeset', 'local']);

function* builtinArguments(place: Place): Task<readonly Candidate[] | undefined> {
  const { shell, current } = place;
  const [name] = place.words;
  if (name === undefined || place.afterRedirection) return undefined;
  let offered: readonly string[] = [];
  if (takesVariable.has(name)) offered = shell.variables.names();
  else if (name === 'alias' || name === 'unalias') offered = [...shell.aliases.keys()];
  else if (name === 'ssh') offered = hosts(shell);
  else if (['fg', 'bg', 'kill', 'wait', 'jobs', 'disown'].includes(name) && current.startsWith('%')) {
    offered = shell.jobs.list.map((job) => `%${job.id}`);
  }
  const found = offered.filter((text) => text.startsWith(current));
  return found.length === 0 ? undefined : found.map((text) => word(text, place));
}

function hosts(shell: Shell): readonly string[] {
  try {
    return shell.p
      .readFile('/etc/hosts')
      .split('\n')
      .flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}

/** Paths; of `cd` and `rmdir` only directories. */
function* files(place: Place): Task<readonly Candidate[] | undefined> {
  const { shell, current } = place;
  const slash = current.lastIndexOf('/') + 1;
  const written = current.slice(0, slash);
  const prefix = current.slice(slash);
  const directory = written.replace(/^~([^/]*)\//, (whole, user: string) => {
    const home = tildeOf(shell, user);
    return home === undefined ? whole : `${home}/`;
  });
  const only = !place.afterRedirection && /^(cd|rmdir|pushd)$/.test(place.words[0] ?? '');
  const runs = place.words.length === 0 && !place.afterRedirection;
  const candidates: Candidate[] = [];
  for (const name of list(shell, directory === '' ? '.' : directory)) {
    if (!name.startsWith(prefix) || (name.startsWith('.') && !prefix.startsWith('.'))) continue;
    const kind = kindOf(shell, `${directory}${name}`);
    if (kind !== 'directory' && (only || (runs && kind !== 'executable'))) continue;
    // The tilde stays as it was written.
    const text =
      place.quote +
      (place.quote === '' ? escapeWord(written, '').replace(/^\\~/, '~') : written) +
      escapeWord(name, place.quote);
    candidates.push(
      kind === 'directory'
        ? { text, suffix: '/', shown: `${name}/` }
        : { text, suffix: `${place.quote} `, shown: name },
    );
  }
  return candidates;
}

function kindOf(shell: Shell, path: string): 'directory' | 'executable' | 'other' {
  try {
    const stat = shell.p.stat(path);
    if (stat.type === 'directory') return 'directory';
    return (stat.mode & 0o111) !== 0 ? 'executable' : 'other';
  } catch (error) {
    if (error instanceof SysError) return 'other';
    throw error;
  }
}

/** In order; the first that has an opinion decides. */
const providers: readonly Provider[] = [variables, commands, registered, builtinArguments, files];
