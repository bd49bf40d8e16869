import type { Shell } from './shell.ts';

/** The parameters that the shell itself supplies: `$?`, `$#`, `$1`, `$RANDOM`, ... and all variables. */
export function parameterValue(shell: Shell, name: string): string | undefined {
  if (/^\d+$/.test(name)) return name === '0' ? shell.name : shell.positional[Number(name) - 1];
  switch (name) {
    case '?':
      return String(shell.status);
    case '#':
      return String(shell.positional.length);
    case '$':
      return String(shell.mainPid);
    case '!':
      return shell.lastBackground === undefined ? undefined : String(shell.lastBackground);
    case '-':
      return optionLetters(shell);
    case '_':
      return shell.lastArgument;
    case '@':
    case '*':
      return shell.positional.length === 0 ? undefined : shell.positional.join(' ');
    case 'LINENO':
      return String(shell.line);
    case 'PPID':
      return String(shell.subshellDepth === 0 ? shell.p.ppid : (shell.variables.get('PPID') ?? shell.p.ppid));
  }
  const value = shell.variables.get(name);
  if (value !== undefined || shell.variables.variable(name) !== undefined) return value;
  return shell.flavour.name === 'bash' ? bashParameter(shell, name) : ashParameter(shell, name);
}

function ashParameter(shell: Shell, name: string): string | undefined {
  return name === 'RANDOM' ? String(Math.floor(shell.p.random() * 32768)) : undefined;
}

function bashParameter(shell: Shell, name: string): string | undefined {
  switch (name) {
    case 'RANDOM':
      return String(Math.floor(shell.p.random() * 32768));
    case 'SECONDS':
      return String(Math.floor((shell.p.now() - shell.startedAt) / 1000));
    case 'EPOCHSECONDS':
      return String(Math.floor(shell.p.now() / 1000));
    case 'BASHPID':
      return String(shell.p.pid);
    case 'UID':
    case 'EUID':
      return String(shell.p.uid);
    case 'HOSTNAME':
      return shell.p.hostname();
    case 'FUNCNAME':
      return shell.callStack.at(-1);
    case 'COLUMNS':
    case 'LINES': {
      const terminal = shell.terminalFd === undefined ? undefined : shell.p.terminal(shell.terminalFd);
      if (terminal === undefined) return undefined;
      return String(name === 'COLUMNS' ? terminal.columns : terminal.rows);
    }
    case 'HOSTTYPE':
      return 'x86_64';
    case 'OSTYPE':
      return 'linux-gnu';
    case 'MACHTYPE':
      return 'x86_64-pc-linux-gnu';
    case 'BASH_SUBSHELL':
      return String(shell.subshellDepth);
    default:
      return undefined;
  }
}

const letters: Readonly<Record<string, string>> = {
  allexport: 'a',
  braceexpand: 'B',
  errexit: 'e',
  history: 'H',
  monitor: 'm',
  noclobber: 'C',
  noexec: 'n',
  noglob: 'f',
  nounset: 'u',
  verbose: 'v',
  xtrace: 'x',
};

/** The order in which bash shows them. */
const letterOrder = 'abefhikmnptuvxBCEHIPTcs';

function optionLetters(shell: Shell): string {
  const set = new Set([...shell.options].map((option) => letters[option] ?? ''));
  // bash remembers where it found commands (hashall); nobody turns that off.
  if (shell.flavour.name === 'bash') set.add('h');
  if (shell.interactive) set.add('i');
  if (shell.input === 'command') set.add('c');
  if (shell.input === 'stdin' || shell.input === 'terminal') set.add('s');
  return [...letterOrder].filter((letter) => set.has(letter)).join('');
}

/** The elements of an array variable (a scalar has one, with key 0), or undefined if it is unset. */
export function elementsOf(shell: Shell, name: string): ReadonlyMap<string, string> | undefined {
  if (name === 'PIPESTATUS') return numbered(shell.pipeStatus.map(String));
  if (name === 'FUNCNAME') return numbered([...shell.callStack].reverse());
  const variable = shell.variables.variable(name);
  if (variable?.elements !== undefined) return variable.elements;
  const value = parameterValue(shell, name);
  return value === undefined ? undefined : new Map([['0', value]]);
}

function numbered(values: readonly string[]): ReadonlyMap<string, string> {
  return new Map(values.map((value, index) => [String(index), value]));
}
