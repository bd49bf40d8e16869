import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { complain } from './diagnostics.ts';
import { executeText } from './evaluate.ts';
import { childFds, forkShell } from './processes.ts';
import type { Shell } from './shell.ts';

/** A program that was started, or the status of the attempt. */
export type Launch = { readonly pid: number } | { readonly pid: undefined; readonly status: number };

/** Starts a program, in the shell's place if `replace`; says what is wrong with it with status 126 or 127. */
export function* runProgram(shell: Shell, words: readonly string[], replace: boolean, builtin?: string): Task<Launch> {
  const name = words[0]!;
  const env = shell.variables.environment();
  syncPath(shell);
  const path = name.includes('/') ? name : findCommand(shell, name);
  if (path === undefined) return { pid: undefined, status: yield* notFound(shell, name, builtin) };
  try {
    if (replace) {
      // The copies that restoring redirections would need are close-on-exec.
      for (const fd of shell.savedFds) shell.p.close(fd);
      shell.savedFds.clear();
      yield* shell.p.exec(words, env);
    }
    return {
      pid: shell.p.spawn({
        argv: words,
        fds: childFds(shell),
        env,
        ...(shell.has('monitor') ? { group: 'new' as const } : {}),
      }),
    };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.code === 'ENOENT' && !name.includes('/')) {
      return { pid: undefined, status: yield* notFound(shell, name, builtin) };
    }
    if (error.code === 'ENOEXEC') return { pid: runAsScript(shell, words, path) };
    return { pid: undefined, status: yield* cannotExecute(shell, name, error, builtin) };
  }
}

function* notFound(shell: Shell, name: string, builtin: string | undefined): Task<number> {
  yield* complain(
    shell,
    builtin === undefined || shell.flavour.name === 'ash' ? shell.flavour.commandNotFound(name) : `${name}: not found`,
    builtin,
  );
  return 127;
}

function* cannotExecute(shell: Shell, name: string, error: SysError, builtin: string | undefined): Task<number> {
  let reason = error.message;
  if (shell.flavour.name === 'bash' && isDirectory(shell, name)) reason = 'Is a directory';
  yield* complain(shell, shell.flavour.cannotExecute(name, reason), builtin);
  return error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 127 : 126;
}

/** A text file without `#!` is a script for the shell itself (POSIX 2.9.1.1). */
function runAsScript(shell: Shell, words: readonly string[], path: string): number {
  return forkShell(
    shell,
    function* (child) {
      child.name = path;
      child.positional = words.slice(1);
      child.input = 'script';
      return yield* executeText(child, child.p.readFile(path));
    },
    { group: shell.has('monitor') ? 'new' : undefined },
  );
}

/** Where PATH finds a command that may be executed; one that may not if there is no other. */
export function findCommand(shell: Shell, name: string): string | undefined {
  return findCommands(shell, name)[0] ?? candidates(shell, name).find((path) => executable(shell, path) === 'denied');
}

/** All the places of PATH that have such a command. */
export function findCommands(shell: Shell, name: string): readonly string[] {
  return candidates(shell, name).filter((path) => executable(shell, path) === 'yes');
}

function candidates(shell: Shell, name: string): readonly string[] {
  return (shell.variables.get('PATH') ?? '')
    .split(':')
    .map((directory) => `${directory === '' ? '.' : directory}/${name}`);
}

function executable(shell: Shell, path: string): 'yes' | 'no' | 'denied' {
  try {
    const stat = shell.p.stat(path);
    if (stat.type !== 'file') return 'no';
    return (stat.mode & 0o111) === 0 ? 'denied' : 'yes';
  } catch (error) {
    if (error instanceof SysError) return 'no';
    throw error;
  }
}

function isDirectory(shell: Shell, path: string): boolean {
  try {
    return shell.p.stat(path).type === 'directory';
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

/** The kernel looks programs up by the process's own PATH. */
function syncPath(shell: Shell): void {
  const path = shell.variables.get('PATH');
  if (path === undefined) delete shell.p.env['PATH'];
  else shell.p.env['PATH'] = path;
}
