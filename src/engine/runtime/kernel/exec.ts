import { SysError, type Program } from '../../sim/process.ts';
import { executable } from './file-calls.ts';
import type { KernelProcess } from './kernel-process.ts';

/** BINPRM_MAX_RECURSION of fs/exec.c: an interpreter may be a script itself, this often. */
const maxInterpreters = 5;

/** What execvp uses without a PATH (glibc: _CS_PATH). */
const defaultPath = '/bin:/usr/bin';

export interface Executable {
  readonly program: Program;
  /** With the interpreter before it, for a script. */
  readonly argv: readonly string[];
}

/**
 * execvp: finds the program of `argv[0]` on the process's own filesystem.
 * @throws SysError ENOENT, EACCES, ENOEXEC (a text without `#!`, which a shell then runs itself), ENOTDIR, ELOOP.
 */
export function findExecutable(
  process: KernelProcess,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Executable {
  const name = argv[0];
  if (name === undefined || name === '') throw new SysError('ENOENT', name ?? '');
  if (name.includes('/')) return load(process, name, argv);
  let denied: SysError | undefined;
  for (const directory of (env['PATH'] ?? defaultPath).split(':')) {
    try {
      return load(process, directory === '' ? `./${name}` : `${directory.replace(/\/$/, '')}/${name}`, argv);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code === 'EACCES') denied = new SysError('EACCES', name);
      else if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    }
  }
  throw denied ?? new SysError('ENOENT', name);
}

function load(process: KernelProcess, path: string, argv: readonly string[]): Executable {
  let file = path;
  let words = argv;
  for (let depth = 0; depth < maxInterpreters; depth++) {
    const node = executable(process, file);
    if (node.program !== undefined) return { program: node.program, argv: words };
    const line = /^#![ \t]*([^\s]+)[ \t]*([^\n]*?)[ \t]*(?:\r?\n|$)/.exec(node.text.slice(0, 256));
    if (line === null) throw new SysError('ENOEXEC', path);
    const [, interpreter, argument] = line;
    words = [interpreter!, ...(argument === undefined || argument === '' ? [] : [argument]), file, ...words.slice(1)];
    file = interpreter!;
  }
  throw new SysError('ELOOP', path);
}
