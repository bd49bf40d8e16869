import type { Task } from '../../../engine/sim/task.ts';
import { complain } from '../diagnostics.ts';
import { functionText } from '../functions.ts';
import { findCommand, findCommands } from '../launch.ts';
import { singleQuote } from '../parameter-operations.ts';
import type { Shell } from '../shell.ts';
import { runWords } from '../simple.ts';
import { SysError } from '../../../engine/sim/process.ts';
import { invalidOption, parseLetters, type Builtin } from './builtin.ts';

export const keywords = new Set(
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' '),
);

type Kind = 'alias' | 'keyword' | 'function' | 'builtin' | 'file';

interface Found {
  readonly kind: Kind;
  readonly text: string;
}

/** What a name means to this shell, in the order in which it looks. */
function lookUp(shell: Shell, name: string): Found[] {
  const found: Found[] = [];
  const alias = shell.aliases.get(name);
  if (alias !== undefined) found.push({ kind: 'alias', text: alias });
  if (keywords.has(name)) found.push({ kind: 'keyword', text: name });
  if (shell.functions.has(name)) found.push({ kind: 'function', text: name });
  if (shell.builtins.has(name)) found.push({ kind: 'builtin', text: name });
  const paths = name.includes('/') ? existing(shell, name) : findCommands(shell, name);
  found.push(...paths.map((path) => ({ kind: 'file' as const, text: path })));
  return found;
}

function existing(shell: Shell, path: string): readonly string[] {
  try {
    const stat = shell.p.stat(path);
    return stat.type === 'file' && (stat.mode & 0o111) !== 0 ? [path] : [];
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}

function describe(shell: Shell, name: string, found: Found): string {
  const isAsh = shell.flavour.name === 'ash';
  switch (found.kind) {
    case 'alias':
      return isAsh ? `${name} is an alias for ${found.text}` : `${name} is aliased to \`${found.text}'`;
    case 'keyword':
      return `${name} is a shell keyword`;
    case 'function': {
      if (isAsh) return `${name} is a function`;
      const definition = shell.functions.get(name)!;
      return `${name} is a function\n${functionText(name, definition)}`;
    }
    case 'builtin':
      return isAsh && shell.builtins.get(name)?.special === true
        ? `${name} is a special shell builtin`
        : `${name} is a shell builtin`;
    case 'file':
      return `${name} is ${found.text}`;
  }
}

export const type: Builtin = {
  *run(shell, args, name) {
    const { letters, rest, invalid } = parseLetters(args, 'tpaPf');
    if (invalid !== undefined) return yield* invalidOption(shell, name, invalid, 'type [-afptP] name [name ...]');
    let status = 0;
    for (const word of rest) {
      let found = lookUp(shell, word);
      if (letters.has('P')) found = found.filter((entry) => entry.kind === 'file');
      if (found.length === 0) {
        status = 1;
        if (letters.has('t') || letters.has('p') || letters.has('P')) continue;
        if (shell.flavour.name === 'ash') yield* shell.out(`${word}: not found\n`);
        else yield* complain(shell, `${word}: not found`, name);
        if (shell.flavour.name === 'ash') status = 127;
        continue;
      }
      for (const entry of letters.has('a') ? found : found.slice(0, 1)) {
        if (letters.has('t')) yield* shell.out(`${entry.kind}\n`);
        else if (letters.has('p') || letters.has('P')) yield* shell.out(entry.kind === 'file' ? `${entry.text}\n` : '');
        else yield* shell.out(`${describe(shell, word, entry)}\n`);
      }
    }
    return status;
  },
};

export const command: Builtin = {
  *run(shell, args, name, invocation): Task<number> {
    const { letters, rest, invalid } = parseLetters(args, 'pvV');
    if (invalid !== undefined) return yield* invalidOption(shell, name, invalid, 'command [-pVv] command [arg ...]');
    if (rest.length === 0) return 0;
    if (!letters.has('v') && !letters.has('V')) {
      yield* runWords(shell, rest, { ...invocation, assignments: [], redirects: [], skipFunctions: true });
      return shell.status;
    }
    let status = 0;
    for (const word of rest) {
      const found = lookUp(shell, word)[0];
      if (found === undefined) {
        status = shell.flavour.name === 'ash' ? 127 : 1;
        if (letters.has('V')) {
          if (shell.flavour.name === 'ash') yield* shell.out(`${word}: not found\n`);
          else yield* complain(shell, `${word}: not found`, name);
        }
      } else if (letters.has('V')) yield* shell.out(`${describe(shell, word, found)}\n`);
      else if (found.kind === 'alias') yield* shell.out(`alias ${word}=${singleQuote(found.text)}\n`);
      else yield* shell.out(`${found.kind === 'file' ? found.text : word}\n`);
    }
    return status;
  },
};

export const builtin: Builtin = {
  *run(shell, args, name, invocation) {
    const target = args[0];
    if (target === undefined) return 0;
    const found = shell.builtins.get(target);
    if (found === undefined) {
      yield* complain(shell, `${target}: not a shell builtin`, name);
      return 1;
    }
    return yield* found.run(shell, args.slice(1), target, invocation);
  },
};

export const hash: Builtin = {
  *run(shell, args, name) {
    let status = 0;
    for (const word of args.filter((argument) => !argument.startsWith('-'))) {
      if (findCommand(shell, word) === undefined && !shell.builtins.has(word)) {
        yield* complain(shell, `${word}: not found`, name);
        status = 1;
      }
    }
    return status;
  },
};

export const alias: Builtin = {
  *run(shell, args, name) {
    const words = args.filter((argument) => argument !== '-p');
    const line = (key: string): string =>
      `${shell.flavour.name === 'ash' ? '' : 'alias '}${key}=${singleQuote(shell.aliases.get(key)!)}\n`;
    if (words.length === 0) {
      for (const key of [...shell.aliases.keys()].sort()) yield* shell.out(line(key));
      return 0;
    }
    let status = 0;
    for (const word of words) {
      const equals = word.indexOf('=');
      if (equals > 0) shell.aliases.set(word.slice(0, equals), word.slice(equals + 1));
      else if (shell.aliases.has(word)) yield* shell.out(line(word));
      else {
        if (shell.flavour.name === 'ash') yield* shell.err(`${name}: ${word} not found\n`);
        else yield* complain(shell, `${word}: not found`, name);
        status = 1;
      }
    }
    return status;
  },
};

export const unalias: Builtin = {
  *run(shell, args, name) {
    if (args[0] === '-a') {
      shell.aliases.clear();
      return 0;
    }
    if (args.length === 0) {
      yield* shell.err(`${name}: usage: unalias [-a] name [name ...]\n`);
      return 2;
    }
    let status = 0;
    for (const word of args) {
      if (shell.aliases.delete(word)) continue;
      if (shell.flavour.name === 'ash') yield* shell.err(`${name}: ${word} not found\n`);
      else yield* complain(shell, `${word}: not found`, name);
      status = 1;
    }
    return status;
  },
};
