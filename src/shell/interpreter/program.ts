import { SysError, type ProcessContext, type Program } from '../../engine/sim/process.ts';
import { readWhole } from '../../engine/sim/read-whole.ts';
import type { Task } from '../../engine/sim/task.ts';
import { builtinsOf } from './builtins/index.ts';
import { applyOptions } from './builtins/set.ts';
import { executeText } from './evaluate.ts';
import type { Flavour } from './flavour.ts';
import { guardedRun } from './execute.ts';
import { runToExit, uninterrupted } from './processes.ts';
import { Shell } from './shell.ts';
import { isIncomplete } from './syntax.ts';

/** Takes over a shell whose commands come from a terminal; returns the exit status. */
export type Interact = (shell: Shell) => Task<number>;

/** The program `sh`: -c string, a script file, standard input, or a terminal handed to `interact`. */
export function shellProgram(flavour: Flavour, interact: Interact): Program {
  return function* (p) {
    const shell = newShell(p, flavour);
    return yield* runToExit(shell, main(shell, p, interact));
  };
}

/** A shell as it starts: PWD, IFS, PS4 and OPTIND are set, the environment is taken over. */
export function newShell(p: ProcessContext, flavour: Flavour): Shell {
  const shell = new Shell(p, flavour, builtinsOf(flavour));
  const { variables } = shell;
  if (variables.get('PWD') === undefined || variables.get('PWD') !== p.cwd) variables.set('PWD', p.cwd);
  variables.declare('PWD', { exported: true });
  if (variables.get('OLDPWD') === undefined) variables.declare('OLDPWD', { exported: true });
  variables.set('IFS', ' \t\n');
  variables.set('OPTIND', '1');
  if (variables.get('PS4') === undefined) variables.set('PS4', '+ ');
  if (variables.get('PATH') === undefined)
    variables.set('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  if (flavour.name === 'bash') {
    variables.set('BASH', p.argv[0]?.replace(/^-/, '') ?? 'bash');
    variables.set('BASH_VERSION', '5.2.15(1)-release');
    const level = Number(variables.get('SHLVL') ?? '0');
    variables.set('SHLVL', String((Number.isNaN(level) ? 0 : level) + 1));
    variables.declare('SHLVL', { exported: true });
    shell.options.add('braceexpand');
  }
  return shell;
}

function* main(shell: Shell, p: ProcessContext, interact: Interact): Task<number> {
  const { flavour } = shell;
  const words = p.argv.slice(1);
  let index = 0;
  let command = false;
  let forceStdin = false;
  let forceInteractive = false;
  if (p.argv[0]?.startsWith('-') === true) shell.login = true;
  for (; index < words.length; index++) {
    const word = words[index]!;
    if (word === '--' || word === '-') {
      index++;
      break;
    }
    if (word === '--login') shell.login = true;
    else if (word === '--norc' || word === '--noprofile' || word === '--noediting') shell.shopt.add(word);
    else if (word === '--version' && flavour.name === 'bash') {
      yield* shell.out('GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n');
      return 0;
    } else if (word.startsWith('--')) {
      yield* shell.err(`${shell.name}: ${word}: invalid option\n`);
      return 2;
    } else if (!/^[-+]./.test(word)) break;
    else {
      let letters = '';
      for (const letter of word.slice(1)) {
        if (letter === 'c') command = true;
        else if (letter === 's') forceStdin = true;
        else if (letter === 'i') forceInteractive = true;
        else if (letter === 'l') shell.login = true;
        else letters += letter;
      }
      if (letters !== '') {
        const value = letters.endsWith('o') ? [words[++index] ?? ''] : [];
        const end = yield* applyOptions(shell, [`${word[0]}${letters}`, ...value], shell.name);
        if (end === -1) return 2;
      }
    }
  }
  const rest = words.slice(index);
  if (command) {
    const text = rest[0];
    if (text === undefined) {
      yield* shell.err(
        `${shell.name}: -c${flavour.name === 'ash' ? ' requires an argument' : ': option requires an argument'}\n`,
      );
      return 2;
    }
    shell.input = 'command';
    if (rest[1] !== undefined) shell.name = rest[1];
    shell.positional = rest.slice(2);
    return yield* executeText(shell, text, { tail: true });
  }
  if (rest.length > 0 && !forceStdin) return yield* runFile(shell, rest);
  shell.positional = rest;
  if (forceInteractive || (p.terminal(0) !== undefined && p.terminal(2) !== undefined)) {
    shell.input = 'terminal';
    return yield* interact(shell);
  }
  shell.input = 'stdin';
  return yield* runStream(shell);
}

function* runFile(shell: Shell, words: readonly string[]): Task<number> {
  const path = words[0]!;
  let text: string;
  try {
    if (shell.p.stat(path).type === 'directory') throw new SysError('EISDIR');
    text = yield* readWhole(shell.p, path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const reason = error.code === 'EISDIR' && shell.flavour.name === 'bash' ? 'Is a directory' : error.message;
    yield* shell.err(`${shell.name}: ${shell.flavour.cannotOpenScript(path, reason)}\n`);
    if (shell.flavour.name === 'ash') return 2;
    return error.code === 'ENOENT' ? 127 : 126;
  }
  shell.input = 'script';
  shell.name = path;
  shell.positional = words.slice(1);
  return yield* executeText(shell, text);
}

/**
 * Commands from a pipe or file on standard input, one complete command at a time: what follows it is left to the
 * command, which may read it.
 */
function* runStream(shell: Shell): Task<number> {
  let line = 1;
  for (;;) {
    let text = '';
    let ended = false;
    do {
      const next = yield* readLine(shell);
      ended = !next.endsWith('\n');
      text += next;
    } while (!ended && isIncomplete(text));
    if (text !== '') {
      yield* guardedRun(shell, executeText(shell, text, { firstLine: line }));
      line += text.split('\n').length - 1;
    }
    if (ended) return shell.status;
  }
}

function* readLine(shell: Shell): Task<string> {
  let line = '';
  for (;;) {
    const char = yield* uninterrupted(shell, () => shell.p.read(0, 1));
    line += char;
    if (char === '' || char === '\n') return line;
  }
}
