import type { Shell } from './shell.ts';
import type { SyntaxFault } from './syntax.ts';

/**
 * A kind of shell: how it names itself in messages and what it leaves out. `ash` is BusyBox 1.35's, `bash` is GNU bash 5.
 */
export interface Flavour {
  readonly name: 'bash' | 'ash';
  /** `PREFIX: message` in front of errors; `builtin` is the builtin that complains, if one does. */
  prefix(shell: Shell, builtin?: string): string;
  commandNotFound(name: string): string;
  cannotExecute(name: string, reason: string): string;
  cannotOpen(path: string, reason: string, creating: boolean): string;
  cannotOpenScript(path: string, reason: string): string;
  readonlyVariable(name: string): string;
  unboundVariable(name: string): string;
  divisionByZero(expression: string, token: string): string;
  /** Lines without the prefix. */
  syntax(fault: SyntaxFault): readonly string[];
}

/** Functions of a -c string count as imported from the environment (error.c get_name_for_error). */
function errorName(shell: Shell): string {
  if (shell.interactive || shell.input === 'terminal') return shell.name;
  if (shell.source.name !== undefined) return shell.source.name;
  return shell.input === 'command' && shell.callStack.length > 0 ? 'environment' : shell.name;
}

export const bash: Flavour = {
  name: 'bash',
  // error.c error_prolog: the line only where the shell is not interactive.
  prefix: (shell, builtin) =>
    errorName(shell) +
    ': ' +
    (shell.interactive || shell.input === 'terminal' ? '' : `line ${shell.line}: `) +
    (builtin === undefined ? '' : `${builtin}: `),
  commandNotFound: (name) => `${name}: command not found`,
  cannotExecute: (name, reason) => `${name}: ${reason}`,
  cannotOpen: (path, reason) => `${path}: ${reason}`,
  cannotOpenScript: (path, reason) => `${path}: ${reason}`,
  readonlyVariable: (name) => `${name}: readonly variable`,
  unboundVariable: (name) => `${name}: unbound variable`,
  divisionByZero: (expression, token) => `${expression}: division by 0 (error token is "${token}")`,
  syntax: (fault) => {
    switch (fault.kind) {
      case 'unterminated':
        return [`unexpected EOF while looking for matching \`${fault.closer}'`];
      case 'end-of-file':
        return ['syntax error: unexpected end of file'];
      case 'token':
        return [`syntax error near unexpected token \`${fault.token}'`];
    }
  },
};

export const ash: Flavour = {
  name: 'ash',
  // ash.c ash_vmsg: "NAME: [COMMAND: ][line N: ]", COMMAND unless it is the name; `sh -c` has no line unless a builtin complains.
  prefix: (shell, builtin) => {
    const line =
      shell.interactive || shell.input === 'terminal' || (builtin === undefined && shell.input !== 'script')
        ? ''
        : `line ${shell.input === 'command' ? shell.line - 1 : shell.line}: `;
    return `${shell.name}: ${builtin === undefined ? '' : `${builtin}: `}${line}`;
  },
  commandNotFound: (name) => `${name}: not found`,
  cannotExecute: (name, reason) =>
    reason === 'No such file or directory' ? `${name}: not found` : `${name}: ${reason}`,
  // ash.c errmsg(): ENOENT and ENOTDIR have the shell's own words.
  cannotOpen: (path, reason, creating) => {
    const missing = reason === 'No such file or directory' || reason === 'Not a directory';
    const words = missing ? (creating ? 'nonexistent directory' : 'no such file') : reason;
    return `can't ${creating ? 'create' : 'open'} ${path}: ${words}`;
  },
  cannotOpenScript: (path, reason) => `can't open '${path}': ${reason}`,
  readonlyVariable: (name) => `${name}: is read only`,
  unboundVariable: (name) => `${name}: parameter not set`,
  divisionByZero: () => 'divide by zero',
  syntax: (fault) => {
    switch (fault.kind) {
      case 'unterminated':
        if (fault.closer === '}') return [`syntax error: missing '}'`];
        if (fault.closer === ')') return ['syntax error: unexpected end of file (expecting ")")'];
        return ['syntax error: unterminated quoted string'];
      case 'end-of-file':
        return [
          'syntax error: unexpected end of file' +
            (fault.expecting === undefined ? '' : ` (expecting "${fault.expecting}")`),
        ];
      case 'token':
        if (fault.inFor === true) return ['syntax error: bad for loop variable'];
        if (fault.token === 'newline' && fault.atEnd === true) return ['syntax error: unexpected end of file'];
        return [
          `syntax error: unexpected ${fault.token === 'newline' ? 'newline' : fault.isWord ? 'word' : `"${fault.token}"`}`,
        ];
    }
  },
};
