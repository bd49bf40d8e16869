import { SysError } from '../../engine/sim/process.ts';
import type { Assignment, Command, CommandArgument, Redirection, Word, WordPart } from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { evaluateText } from './arithmetic.ts';
import { assignElement, assignVariable, elementKey, guarded } from './assign.ts';
import type { Builtin } from './builtins/builtin.ts';
import { AbandonCommand, ControlFlow, ExitShell, ReturnFrom } from './control.ts';
import { complain } from './diagnostics.ts';
import { runCommand, runScript, settleForeground } from './execute.ts';
import { runProgram, type Launch } from './launch.ts';
import { quoteWord } from './parameter-operations.ts';
import { applyRedirections } from './redirections.ts';
import type { FunctionDefinition } from './functions.ts';
import type { Shell } from './shell.ts';
import { traceCommand, traceLine } from './trace.ts';
import { expandText, expandWord, expandWords, refuse } from './words.ts';
import { joinText } from './pieces.ts';

/** Runs a simple command (POSIX 2.9.1): expands, assigns, redirects, then a function, a builtin or a program. */
export function* runSimple(shell: Shell, node: Command, tail: boolean): Task<void> {
  shell.line = shell.source.line(node.pos);
  shell.substitutionStatus = undefined;
  const words = node.name === undefined ? [] : yield* expandArguments(shell, node);
  const assignments = node.prefix.filter((item): item is Assignment => item.type === 'Assignment');
  if (words.length === 0) {
    yield* runAssignments(shell, assignments, node.redirects);
    return;
  }
  if (shell.has('xtrace')) {
    yield* traceCommand(
      shell,
      assignments.map((assignment) => assignment.text),
      words,
    );
  }
  yield* runWords(shell, words, { assignments, redirects: node.redirects, tail, text: textOf(shell, node) });
}

function textOf(shell: Shell, node: Command): string {
  return shell.source.text.slice(node.pos, node.end);
}

/** `export A=$B` and the like expand their assignments without splitting; elsewhere `a=b` is an ordinary word. */
function* expandArguments(shell: Shell, node: Command): Task<string[]> {
  const words = yield* expandWords(shell, [node.name!]);
  for (const argument of joined(node.args)) words.push(...(yield* expandArgument(shell, argument)));
  return words;
}

/** The parser ends a word where a process substitution begins: `--file=<(command)` is one word to a shell. */
function joined(args: readonly CommandArgument[]): readonly CommandArgument[] {
  if (!args.some(isProcessSubstitution)) return args;
  const result: CommandArgument[] = [];
  for (const argument of args) {
    const before = result.at(-1);
    const touch = before?.end === argument.pos && (isProcessSubstitution(argument) || isProcessSubstitution(before));
    if (before?.type !== 'Word' || argument.type !== 'Word' || !touch) {
      result.push(argument);
      continue;
    }
    const parts = [...partsOf(before), ...partsOf(argument)];
    const text = before.text + argument.text;
    result[result.length - 1] = { type: 'Word', pos: before.pos, end: argument.end, text, value: text, parts };
  }
  return result;
}

function isProcessSubstitution(argument: CommandArgument): boolean {
  return argument.type === 'Word' && argument.parts?.some(({ type }) => type === 'ProcessSubstitution') === true;
}

function partsOf({ pos, end, text, value, parts }: Word): readonly WordPart[] {
  return parts ?? [{ type: 'Literal', pos, end, text, value }];
}

function* expandArgument(shell: Shell, argument: CommandArgument): Task<string[]> {
  if (argument.type === 'Word') return yield* expandWords(shell, [argument]);
  if (argument.value.type === 'ArrayValue') {
    if (shell.flavour.name === 'ash') return yield* refuse(shell, 'syntax error: unexpected "("');
    const elements = yield* expandWords(shell, argument.value.elements);
    return [`${argument.name}${argument.append === true ? '+' : ''}=(${elements.map(quoteWord).join(' ')})`];
  }
  const index = argument.index === undefined ? '' : `[${yield* expandText(shell, argument.index)}]`;
  const value = joinText(yield* expandWord(shell, argument.value, 'assignment'));
  return [`${argument.name}${index}${argument.append === true ? '+' : ''}=${value}`];
}

/** Assignments without a command change this shell. */
function* runAssignments(
  shell: Shell,
  assignments: readonly Assignment[],
  redirects: readonly Redirection[],
): Task<void> {
  for (const assignment of assignments) {
    const value = yield* assign(shell, assignment);
    if (shell.has('xtrace')) yield* traceLine(shell, `${assignment.name}=${quoteWord(value)}`);
  }
  let status = shell.substitutionStatus ?? 0;
  if (redirects.length > 0) {
    const applied = yield* applyRedirections(shell, redirects);
    applied.undo();
    if (!applied.ok) status = 1;
  }
  shell.status = status;
}

function* assign(shell: Shell, assignment: Assignment): Task<string> {
  const { name, value } = assignment;
  if (value.type === 'ArrayValue') {
    if (shell.flavour.name === 'ash') return yield* refuse(shell, 'syntax error: unexpected "("');
    yield* assignArray(shell, name, value.elements, assignment.append === true);
    return '(...)';
  }
  let text = joinText(yield* expandWord(shell, value, 'assignment'));
  if (assignment.index !== undefined) {
    const subscript = yield* expandText(shell, assignment.index);
    if (assignment.append === true) {
      const key = yield* elementKey(shell, name, subscript);
      text = (shell.variables.variable(name)?.elements?.get(key) ?? '') + text;
    }
    yield* assignElement(shell, name, subscript, text);
    return text;
  }
  if (assignment.append === true) {
    const old = shell.variables.get(name) ?? '';
    text =
      shell.variables.variable(name)?.integer === true
        ? String((yield* evaluateText(shell, old)) + (yield* evaluateText(shell, text)))
        : old + text;
  }
  yield* assignVariable(shell, name, text);
  return text;
}

/** `name=(a b [5]=c)`. */
export function* assignArray(
  shell: Shell,
  name: string,
  words: Extract<Assignment['value'], { type: 'ArrayValue' }>['elements'],
  append: boolean,
): Task<void> {
  const old = shell.variables.variable(name);
  const elements = new Map(append ? (old?.elements ?? (old?.value === undefined ? [] : [['0', old.value]])) : []);
  let next = Math.max(-1, ...[...elements.keys()].map(Number).filter((key) => !Number.isNaN(key))) + 1;
  for (const word of words) {
    const keyed = /^\[([^\]]*)\]=/.exec(word.text);
    if (keyed !== null) {
      const [key, value] = splitKeyed(yield* expandText(shell, word, 'assignment'));
      const place = yield* elementKey(shell, name, key);
      elements.set(place, value);
      next = Number(place) + 1;
      continue;
    }
    for (const value of yield* expandWords(shell, [word])) {
      elements.set(String(next), value);
      next++;
    }
  }
  yield* guarded(shell, name, () => shell.variables.setElements(name, elements));
}

function splitKeyed(text: string): [key: string, value: string] {
  const end = text.indexOf(']=');
  return [text.slice(1, end), text.slice(end + 2)];
}

export interface Invocation {
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirection[];
  readonly tail: boolean;
  readonly text: string;
  /** `command name`: functions are passed over. */
  readonly skipFunctions?: boolean;
}

/** Runs an expanded command line. */
export function* runWords(shell: Shell, words: readonly string[], invocation: Invocation): Task<void> {
  const name = words[0]!;
  const definition = invocation.skipFunctions === true ? undefined : shell.functions.get(name);
  const builtin = shell.builtins.get(name);
  const applied = yield* applyRedirections(shell, invocation.redirects);
  if (!applied.ok) {
    shell.status = 1;
    if (builtin?.special === true && definition === undefined && !shell.interactive && shell.flavour.name === 'ash')
      throw new ExitShell(1);
    return;
  }
  let keeps = false;
  try {
    if (definition !== undefined) yield* withAssignments(shell, invocation, callFunction(shell, definition, words));
    else if (builtin !== undefined) {
      // `exec >file` changes the shell's own descriptors for good.
      keeps = name === 'exec' && words.length === 1;
      yield* withAssignments(shell, invocation, callBuiltin(shell, builtin, words, invocation));
    } else yield* runExternal(shell, words, invocation);
  } finally {
    if (!keeps) applied.undo();
  }
  shell.lastArgument = words.at(-1) ?? '';
}

/** Assignments in front of a function or builtin hold while it runs; in front of a special builtin they would stay in POSIX mode. */
function* withAssignments(shell: Shell, invocation: Invocation, work: Task<void>): Task<void> {
  const { assignments } = invocation;
  if (assignments.length === 0) return yield* work;
  const olds = assignments.map(({ name }) => [name, shell.variables.variable(name)] as const);
  try {
    for (const assignment of assignments) {
      yield* assign(shell, assignment);
      shell.variables.declare(assignment.name, { exported: true });
    }
    yield* work;
  } finally {
    for (const [name, old] of olds.reverse()) shell.variables.restore(name, old);
  }
}

function* runExternal(shell: Shell, words: readonly string[], invocation: Invocation): Task<void> {
  const olds = invocation.assignments.map(({ name }) => [name, shell.variables.variable(name)] as const);
  let launch: Launch;
  try {
    for (const assignment of invocation.assignments) {
      yield* assign(shell, assignment);
      shell.variables.declare(assignment.name, { exported: true });
    }
    launch = yield* runProgram(shell, words, invocation.tail && shell.traps.size === 0);
  } finally {
    for (const [name, old] of olds.reverse()) shell.variables.restore(name, old);
  }
  if (launch.pid === undefined) {
    shell.status = launch.status;
    shell.pipeStatus = [launch.status];
    return;
  }
  yield* settleForeground(shell, [launch.pid], invocation.text);
}

/** bash's FUNCNEST is unlimited, but the host's stack is not: deeper calls end as a real shell's would, with an error. */
const maximumCallDepth = 400;

/** Calls a function with its own positional parameters and local variables. */
export function* callFunction(shell: Shell, definition: FunctionDefinition, words: readonly string[]): Task<void> {
  if (shell.callStack.length >= maximumCallDepth) {
    yield* complain(shell, `${words[0]}: maximum function nesting level exceeded (${maximumCallDepth})`);
    throw new AbandonCommand(1, false);
  }
  const { positional, source, loopDepth, line } = shell;
  shell.positional = words.slice(1);
  shell.source = definition.source;
  shell.loopDepth = 0;
  shell.callStack.push(words[0]!);
  shell.variables.push();
  try {
    yield* runBody(shell, definition);
  } catch (error) {
    if (!(error instanceof ReturnFrom)) throw error;
    shell.status = error.status;
  } finally {
    shell.variables.pop();
    shell.callStack.pop();
    shell.positional = positional;
    shell.source = source;
    shell.loopDepth = loopDepth;
    shell.line = line;
  }
}

function* runBody(shell: Shell, definition: FunctionDefinition): Task<void> {
  const { body } = definition.node;
  if (body.type === 'CompoundList') yield* runScript(shell, body.commands, false);
  else yield* runCommand(shell, body, false);
}

function* callBuiltin(shell: Shell, builtin: Builtin, words: readonly string[], invocation: Invocation): Task<void> {
  try {
    shell.status = yield* builtin.run(shell, words.slice(1), words[0]!, invocation);
  } catch (error) {
    if (error instanceof ControlFlow || !(error instanceof SysError) || error.code === 'EINTR') throw error;
    yield* complain(
      shell,
      error.code === 'EPIPE' || error.code === 'EBADF' ? `write error: ${error.message}` : error.message,
      words[0],
    );
    shell.status = 1;
  }
  shell.pipeStatus = [shell.status];
}
