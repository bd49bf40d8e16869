import { SysError } from '../../engine/sim/process.ts';
import type { HereDoc, Redirection } from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { complain } from './diagnostics.ts';
import { forkShell, uninterrupted } from './processes.ts';
import type { Shell } from './shell.ts';
import { assignVariable } from './assign.ts';
import { expandQuotedText, expandText, expandWords } from './words.ts';

/** Undoes redirections; the ones that failed have been reported. */
export interface Applied {
  readonly ok: boolean;
  undo(): void;
}

/** A pipe holds at least this much (PIPE_BUF): a shorter here-document needs no writer of its own. */
const pipeBuffer = 4096;

/** Applies redirections from left to right to the shell itself; `undo` puts the descriptors back. */
export function* applyRedirections(shell: Shell, redirections: readonly Redirection[]): Task<Applied> {
  const saved: { readonly fd: number; readonly copy: number | undefined }[] = [];
  const save = (fd: number): void => {
    if (saved.some((entry) => entry.fd === fd)) return;
    if (!shell.openFds.has(fd)) {
      saved.push({ fd, copy: undefined });
      return;
    }
    const copy = freeDescriptor(shell);
    shell.p.dup2(fd, copy);
    shell.savedFds.add(copy);
    saved.push({ fd, copy });
  };
  const undo = (): void => {
    for (const { fd, copy } of saved.reverse()) {
      if (copy === undefined) closeDescriptor(shell, fd);
      // An exec that failed has closed the copies already.
      else if (shell.savedFds.has(copy)) {
        shell.p.dup2(copy, fd);
        shell.p.close(copy);
        shell.savedFds.delete(copy);
        shell.openFds.add(fd);
      }
    }
    saved.length = 0;
  };
  for (const redirection of redirections) {
    if (!(yield* applyOne(shell, redirection, save))) {
      undo();
      return { ok: false, undo };
    }
  }
  return { ok: true, undo };
}

function freeDescriptor(shell: Shell): number {
  let fd = 10;
  while (shell.savedFds.has(fd) || shell.openFds.has(fd)) fd++;
  return fd;
}

function closeDescriptor(shell: Shell, fd: number): void {
  if (!shell.openFds.delete(fd)) return;
  shell.p.close(fd);
}

/** Moves an open descriptor to `fd`. */
function install(shell: Shell, from: number, fd: number, save: (fd: number) => void): void {
  if (from !== fd) {
    save(fd);
    shell.p.dup2(from, fd);
    shell.p.close(from);
  }
  shell.openFds.add(fd);
}

function* applyOne(shell: Shell, redirection: Redirection, save: (fd: number) => void): Task<boolean> {
  let fd: number;
  if (redirection.descriptor?.type === 'FileDescriptorVariable') {
    fd = freeDescriptor(shell);
    yield* assignVariable(shell, redirection.descriptor.name, String(fd));
  } else {
    fd = redirection.descriptor?.value ?? (redirection.operator.startsWith('<') ? 0 : 1);
  }
  switch (redirection.type) {
    case 'HereDoc': {
      yield* feed(shell, yield* documentText(shell, redirection), fd, save);
      return true;
    }
    case 'HereString': {
      if (redirection.target === undefined) return false;
      yield* feed(shell, `${yield* expandText(shell, redirection.target)}\n`, fd, save);
      return true;
    }
    case 'Redirect':
      break;
  }
  if (redirection.target === undefined) return false;
  const words =
    shell.flavour.name === 'bash'
      ? yield* expandWords(shell, [redirection.target])
      : [yield* expandText(shell, redirection.target)];
  if (words.length !== 1) {
    yield* complain(shell, `${redirection.target.text}: ambiguous redirect`);
    return false;
  }
  const target = words[0]!;
  const { operator } = redirection;
  if (operator === '>&' || operator === '<&') {
    if (/^(\d+-?|-)$/.test(target)) return yield* duplicate(shell, target, fd, save);
    if (operator === '<&' || redirection.descriptor !== undefined) {
      yield* complain(shell, `${target}: ambiguous redirect`);
      return false;
    }
    return yield* openBoth(shell, target, false, save);
  }
  if (operator === '&>' || operator === '&>>') return yield* openBoth(shell, target, operator === '&>>', save);
  const opened = yield* openTarget(shell, operator, target);
  if (opened === undefined) return false;
  install(shell, opened, fd, save);
  return true;
}

/** The text of a here-document; `<<-` takes the tabs at the start of its lines away before it expands them. */
function* documentText(shell: Shell, document: HereDoc): Task<string> {
  const { body } = document;
  const strips = document.operator === '<<-';
  if (body.parts === undefined) return strips ? body.text.replace(/^\t+/gm, '') : body.text;
  if (!strips) return yield* expandQuotedText(shell, body.parts);
  const parts = body.parts.map((part, index) => {
    if (part.type !== 'Literal') return part;
    const text = part.value.replace(/\n\t+/g, '\n');
    return { ...part, value: index === 0 ? text.replace(/^\t+/, '') : text };
  });
  return yield* expandQuotedText(shell, parts);
}

function* openBoth(shell: Shell, target: string, append: boolean, save: (fd: number) => void): Task<boolean> {
  const opened = yield* openTarget(shell, append ? '>>' : '>', target);
  if (opened === undefined) return false;
  install(shell, opened, 1, save);
  save(2);
  shell.p.dup2(1, 2);
  shell.openFds.add(2);
  return true;
}

function* duplicate(shell: Shell, target: string, fd: number, save: (fd: number) => void): Task<boolean> {
  if (target === '-') {
    save(fd);
    closeDescriptor(shell, fd);
    return true;
  }
  const from = Number.parseInt(target, 10);
  if (!shell.openFds.has(from)) {
    yield* complain(shell, `${from}: Bad file descriptor`);
    return false;
  }
  if (from !== fd) {
    save(fd);
    shell.p.dup2(from, fd);
    shell.openFds.add(fd);
  }
  if (target.endsWith('-') && from !== fd) {
    save(from);
    closeDescriptor(shell, from);
  }
  return true;
}

function* openTarget(shell: Shell, operator: string, path: string): Task<number | undefined> {
  const creating = operator !== '<';
  try {
    if (operator === '>' && shell.has('noclobber') && isRegularFile(shell, path)) {
      yield* complain(
        shell,
        shell.flavour.name === 'ash' ? `can't create ${path}: File exists` : `${path}: cannot overwrite existing file`,
      );
      return undefined;
    }
    switch (operator) {
      case '<':
        return shell.p.open(path, { read: true });
      case '<>':
        return shell.p.open(path, { read: true, write: true, create: true });
      case '>>':
        return shell.p.open(path, { write: true, append: true, create: true });
      default:
        return shell.p.open(path, { write: true, create: true, truncate: true });
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const reason = path === '' ? 'No such file or directory' : error.message;
    yield* complain(shell, shell.flavour.cannotOpen(path, reason, creating));
    return undefined;
  }
}

function isRegularFile(shell: Shell, path: string): boolean {
  try {
    return shell.p.stat(path).type === 'file';
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

/** Gives a text to be read from `fd`, through a pipe. */
function* feed(shell: Shell, text: string, fd: number, save: (fd: number) => void): Task<void> {
  const pipe = shell.p.pipe();
  if (text.length <= pipeBuffer / 3) {
    if (text !== '') yield* uninterrupted(shell, () => shell.p.write(pipe.write, text));
  } else {
    forkShell(
      shell,
      function* (child) {
        child.p.onSignal('SIGPIPE', 'ignore');
        try {
          yield* child.p.write(1, text);
        } catch (error) {
          // Whoever was to read the here-document left early.
          if (!(error instanceof SysError)) throw error;
        }
        return 0;
      },
      { fds: { 0: undefined, 1: pipe.write } },
    );
  }
  shell.p.close(pipe.write);
  install(shell, pipe.read, fd, save);
}
