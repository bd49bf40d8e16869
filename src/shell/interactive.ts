import { SysError } from '../engine/sim/process.ts';
import type { Task } from '../engine/sim/task.ts';
import { announceJobs } from './interpreter/builtins/jobs.ts';
import { AbandonCommand, BreakLoop, ContinueLoop, Interrupted, ReturnFrom } from './interpreter/control.ts';
import { complain } from './interpreter/diagnostics.ts';
import { executeText } from './interpreter/evaluate.ts';
import { runPendingTraps, resetSignal } from './interpreter/traps.ts';
import { Source } from './interpreter/source.ts';
import type { Shell } from './interpreter/shell.ts';
import { isIncomplete } from './interpreter/syntax.ts';
import { expandWord, wordOf } from './interpreter/words.ts';
import { joinText } from './interpreter/pieces.ts';
import { defaultPrompts, expandPrompt } from './prompt.ts';
import { completeLine, type Completer } from './readline/completion.ts';
import { LineEditor, type ReadResult } from './readline/editor.ts';
import { EventNotFound, expandHistory, History } from './readline/history.ts';

/** A shell with a person before it: prompts, edits lines, remembers them, announces jobs. Returns the exit status. */
export function* interactive(shell: Shell, completers: Readonly<Record<string, Completer>>): Task<number> {
  const { p, flavour } = shell;
  shell.interactive = true;
  const terminal = p.terminal(0) ?? p.terminal(2);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGTSTP'] as const) resetSignal(shell, signal);
  if (terminal !== undefined) {
    shell.terminalFd = 2;
    shell.options.add('monitor');
    // The shell leads a group of its own, in the foreground, before it starts any job.
    terminal.setForeground(p.group);
  }
  shell.options.add('history');
  if (shell.variables.get('PS1') === undefined) shell.variables.set('PS1', defaultPrompts[flavour.name]);
  if (shell.variables.get('PS2') === undefined) shell.variables.set('PS2', '> ');
  yield* startupFiles(shell);
  const historyFile = `${shell.variables.get('HOME') ?? ''}/.${flavour.name}_history`;
  const history = new History(readLines(shell, historyFile));
  shell.history = { lines: () => history.lines, clear: () => history.clear() };
  const editor = new LineEditor(p, 0, {
    history,
    bracketedPaste: flavour.name === 'bash',
    complete: (before) => completeLine(shell, completers, before),
  });
  const prompter = new Prompter(shell, history, editor, terminal !== undefined);
  try {
    return yield* prompter.run();
  } finally {
    saveLines(shell, historyFile, history.lines);
    hangUpJobs(shell);
  }
}

/** bash(1), INVOCATION: a login shell reads the profiles, another one ~/.bashrc; ash reads what ENV names. */
function* startupFiles(shell: Shell): Task<void> {
  const home = shell.variables.get('HOME') ?? '';
  const files: string[] = [];
  if (shell.login)
    files.push(
      '/etc/profile',
      ...firstOf(shell, [`${home}/.bash_profile`, `${home}/.bash_login`, `${home}/.profile`, `${home}/.bashrc`]),
    );
  else if (shell.flavour.name === 'bash') {
    if (!shell.shopt.has('--norc')) files.push('/etc/bash.bashrc', `${home}/.bashrc`);
  } else {
    const env = shell.variables.get('ENV');
    if (env !== undefined && env !== '') files.push(env);
  }
  for (const file of files) {
    const text = readText(shell, file);
    if (text === undefined) continue;
    try {
      yield* executeText(shell, text, { label: `${file}: ` });
    } catch (error) {
      if (error instanceof AbandonCommand || error instanceof Interrupted || error instanceof ReturnFrom) continue;
      throw error;
    }
  }
  shell.status = 0;
}

function firstOf(shell: Shell, paths: readonly string[]): readonly string[] {
  const found = paths.find((path) => readText(shell, path) !== undefined);
  return found === undefined ? [] : [found];
}

function readText(shell: Shell, path: string): string | undefined {
  try {
    return shell.p.readFile(path);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}

function readLines(shell: Shell, path: string): readonly string[] {
  return (readText(shell, path) ?? '').split('\n').filter((line) => line !== '');
}

function saveLines(shell: Shell, path: string, lines: readonly string[]): void {
  try {
    shell.p.writeFile(path, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  } catch (error) {
    // A read-only home has no history, as in bash.
    if (!(error instanceof SysError)) throw error;
  }
}

/** Jobs that are stopped would stay so for ever without their shell. */
function hangUpJobs(shell: Shell): void {
  for (const job of shell.jobs.list) {
    if (job.state !== 'stopped') continue;
    try {
      for (const signal of ['SIGHUP', 'SIGCONT'] as const)
        shell.p.kill(job.group === undefined ? job.pids[0]! : -job.group, signal);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }
}

/** The loop of prompt, line and command. */
class Prompter {
  #lineNumber = 1;
  #warnedOfJobs = false;

  constructor(
    private readonly shell: Shell,
    private readonly history: History,
    private readonly editor: LineEditor,
    private readonly hasTerminal: boolean,
  ) {}

  *run(): Task<number> {
    const { shell } = this;
    for (;;) {
      yield* runPendingTraps(shell);
      yield* announceJobs(shell);
      const command = shell.variables.get('PROMPT_COMMAND');
      if (command !== undefined && command !== '') yield* this.#guard(() => executeText(shell, command));
      const read = yield* this.#readCommand();
      if (read.kind === 'interrupt') {
        shell.status = 130;
        continue;
      }
      if (read.kind === 'end') {
        if (yield* this.#mayLeave()) return shell.status;
        continue;
      }
      this.#warnedOfJobs = false;
      if (read.text === '') continue;
      const expanded = yield* this.#expandHistory(read.text);
      if (expanded === undefined) continue;
      this.history.add(expanded);
      yield* this.#guard(() => executeText(shell, expanded, { firstLine: this.#lineNumber }));
      this.#lineNumber += expanded.split('\n').length;
      shell.interruptRequested = false;
    }
  }

  /** Reads lines until they make a whole command. */
  *#readCommand(): Task<ReadResult> {
    const { shell } = this;
    let text = '';
    for (;;) {
      const prompt = yield* this.#prompt(text === '' ? 'PS1' : 'PS2');
      const result = yield* this.#readLine(prompt);
      if (result.kind !== 'line') {
        // The end inside a command is a syntax error.
        return result.kind === 'end' && text !== '' ? { kind: 'line', text } : result;
      }
      text += text === '' ? result.text : `\n${result.text}`;
      if (text.trim() === '') return { kind: 'line', text: '' };
      if (!isIncomplete(`${text}\n`)) return { kind: 'line', text };
      shell.line = this.#lineNumber;
    }
  }

  *#readLine(prompt: string): Task<ReadResult> {
    if (this.hasTerminal) return yield* this.editor.read(prompt);
    // `sh -i` with a pipe: the prompt is shown, the line is read as it comes.
    yield* this.shell.err(prompt);
    let line = '';
    for (;;) {
      const char = yield* this.shell.p.read(0, 1);
      if (char === '\n') return { kind: 'line', text: line };
      if (char === '') return line === '' ? { kind: 'end' } : { kind: 'line', text: line };
      line += char;
    }
  }

  *#prompt(name: 'PS1' | 'PS2'): Task<string> {
    const { shell } = this;
    const text = expandPrompt(shell, shell.variables.get(name) ?? '', this.history.lines.length + 1);
    if (!/[$`]/.test(text.slice(0, -2))) return text;
    // Parameters and commands in prompts are expanded too (promptvars).
    const status = shell.status;
    let result = text;
    yield* this.#guard(function* () {
      shell.source = new Source('');
      result = joinText(
        yield* expandWord(
          shell,
          wordOf(`"${text.replace(/"/g, '\\"').replace(/\$ ?$/, (end) => `\\${end}`)}"`),
          'plain',
        ),
      );
    });
    shell.status = status;
    return result;
  }

  *#expandHistory(text: string): Task<string | undefined> {
    if (!text.includes('!') && !text.startsWith('^')) return text;
    if (this.shell.flavour.name === 'ash') return text;
    try {
      const expanded = expandHistory(text, this.history.lines);
      if (expanded !== text) yield* this.shell.err(`${expanded}\n`);
      return expanded;
    } catch (error) {
      if (!(error instanceof EventNotFound)) throw error;
      yield* complain(this.shell, error.message);
      this.shell.status = 1;
      return undefined;
    }
  }

  /** Ctrl-D: says `logout` or `exit`; stopped jobs hold it back once. */
  *#mayLeave(): Task<boolean> {
    const { shell } = this;
    const farewell = shell.flavour.name === 'bash' ? (shell.login ? 'logout' : 'exit') : '';
    yield* shell.err(`${farewell}\n`);
    if (shell.jobs.list.some((job) => job.state === 'stopped') && !this.#warnedOfJobs) {
      this.#warnedOfJobs = true;
      yield* shell.err(shell.flavour.name === 'bash' ? 'There are stopped jobs.\n' : 'You have stopped jobs.\n');
      return false;
    }
    return true;
  }

  /** A failed expansion, Ctrl-C or a stray `break` ends the command, not the shell. */
  *#guard(work: () => Task<unknown>): Task<void> {
    const { shell } = this;
    try {
      yield* work();
    } catch (error) {
      if (error instanceof AbandonCommand) shell.status = error.status;
      else if (error instanceof Interrupted) shell.status = 130;
      else if (!(error instanceof BreakLoop || error instanceof ContinueLoop || error instanceof ReturnFrom))
        throw error;
    }
    shell.loopDepth = 0;
    shell.conditionDepth = 0;
  }
}
