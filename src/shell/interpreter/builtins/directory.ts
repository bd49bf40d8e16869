import { SysError } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { complain } from '../diagnostics.ts';
import type { Shell } from '../shell.ts';
import { parseLetters, invalidOption, type Builtin } from './builtin.ts';

/** Joins and normalises a path as `cd` without -P does: `..` takes the last name away, whatever it links to. */
export function logicalPath(base: string, path: string): string {
  const names: string[] = [];
  for (const name of `${path.startsWith('/') ? '' : base}/${path}`.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

function* changeDirectory(shell: Shell, target: string, name: string, physical: boolean): Task<boolean> {
  const from = shell.variables.get('PWD') ?? shell.p.cwd;
  const path = logicalPath(from, target);
  try {
    shell.p.chdir(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* complain(
      shell,
      shell.flavour.name === 'ash' ? `can't cd to ${target}: ${error.message}` : `${target}: ${error.message}`,
      name,
    );
    return false;
  }
  shell.variables.set('OLDPWD', from);
  shell.variables.set('PWD', physical ? shell.p.cwd : path);
  return true;
}

export const cd: Builtin = {
  *run(shell, args, name) {
    const { letters, rest, invalid } = parseLetters(args, 'LPe');
    if (invalid !== undefined && args[0] !== '-')
      return yield* invalidOption(shell, name, invalid, 'cd [-L|[-P [-e]] [-@]] [dir]');
    if (rest.length > 1 && shell.flavour.name === 'bash') {
      yield* complain(shell, 'too many arguments', name);
      return 1;
    }
    const home = shell.variables.get('HOME');
    const failed = shell.flavour.name === 'ash' ? 2 : 1;
    if (rest.length === 0) {
      if (home === undefined) {
        if (shell.flavour.name === 'ash') return 0;
        yield* complain(shell, 'HOME not set', name);
        return 1;
      }
      return (yield* changeDirectory(shell, home, name, letters.has('P'))) ? 0 : failed;
    }
    let target = rest[0]!;
    let announce = false;
    if (target === '-') {
      // BusyBox starts with OLDPWD where it starts.
      const old = shell.variables.get('OLDPWD') ?? (shell.flavour.name === 'ash' ? shell.p.cwd : undefined);
      if (old === undefined) {
        yield* complain(shell, 'OLDPWD not set', name);
        return 1;
      }
      target = old;
      announce = true;
    } else if (!target.startsWith('/') && !/^\.\.?(\/|$)/.test(target)) {
      for (const directory of (shell.variables.get('CDPATH') ?? '').split(':')) {
        if (directory === '' || !isDirectory(shell, `${directory}/${target}`)) continue;
        target = `${directory}/${target}`;
        announce = true;
        break;
      }
    }
    if (!(yield* changeDirectory(shell, target, name, letters.has('P')))) return failed;
    if (announce) yield* shell.out(`${shell.variables.get('PWD')}\n`);
    return 0;
  },
};

function isDirectory(shell: Shell, path: string): boolean {
  try {
    return shell.p.stat(path).type === 'directory';
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

export const pwd: Builtin = {
  *run(shell, args, name) {
    const { letters, invalid } = parseLetters(args, 'LP');
    if (invalid !== undefined) return yield* invalidOption(shell, name, invalid, 'pwd [-LP]');
    yield* shell.out(`${letters.has('P') ? shell.p.cwd : (shell.variables.get('PWD') ?? shell.p.cwd)}\n`);
    return 0;
  },
};

function* printStack(shell: Shell): Task<void> {
  const home = shell.variables.get('HOME');
  const short = (path: string): string =>
    home !== undefined && home !== '/' && (path === home || path.startsWith(`${home}/`))
      ? `~${path.slice(home.length)}`
      : path;
  yield* shell.out(`${[shell.variables.get('PWD') ?? shell.p.cwd, ...shell.directoryStack].map(short).join(' ')}\n`);
}

export const dirs: Builtin = {
  *run(shell) {
    yield* printStack(shell);
    return 0;
  },
};

export const pushd: Builtin = {
  *run(shell, args, name) {
    const here = shell.variables.get('PWD') ?? shell.p.cwd;
    const target = args[0] ?? shell.directoryStack[0];
    if (target === undefined) {
      yield* complain(shell, 'no other directory', name);
      return 1;
    }
    if (!(yield* changeDirectory(shell, target, name, false))) return 1;
    shell.directoryStack = [here, ...(args[0] === undefined ? shell.directoryStack.slice(1) : shell.directoryStack)];
    yield* printStack(shell);
    return 0;
  },
};

export const popd: Builtin = {
  *run(shell, _args, name) {
    const target = shell.directoryStack[0];
    if (target === undefined) {
      yield* complain(shell, 'directory stack empty', name);
      return 1;
    }
    if (!(yield* changeDirectory(shell, target, name, false))) return 1;
    shell.directoryStack = shell.directoryStack.slice(1);
    yield* printStack(shell);
    return 0;
  },
};
