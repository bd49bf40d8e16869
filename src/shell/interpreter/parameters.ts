import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { evaluateText } from './arithmetic.ts';
import { assignElement, assignVariable, elementKey } from './assign.ts';
import { abandon } from './diagnostics.ts';
import { utf8Length } from '../../engine/sim/utf8.ts';
import { isUtf8 } from '../locale.ts';
import { removePattern, replacePattern, slice, transform, changeCase } from './parameter-operations.ts';
import { fieldBreak, joinText, type Expansion, type Piece } from './pieces.ts';
import type { Shell } from './shell.ts';
import { elementsOf, parameterValue } from './specials.ts';
import { expandPattern, expandText, expandWord, refuse } from './words.ts';

/** `$name`. */
export function* expandSimple(shell: Shell, name: string, isQuoted: boolean, out: Expansion): Task<void> {
  if (name === '@' || name === '*') {
    pushList(shell, shell.positional, name, isQuoted, out);
    return;
  }
  const value = parameterValue(shell, name);
  if (value === undefined) yield* checkSet(shell, name);
  out.push(piece(value ?? '', isQuoted));
}

/** The status with which an unset parameter ends a shell. */
function fatalStatus(shell: Shell): number {
  if (shell.flavour.name === 'ash') return 2;
  return shell.interactive || shell.subshellDepth > 0 ? 1 : 127;
}

function piece(text: string, isQuoted: boolean): Piece {
  return { text, quoted: isQuoted, split: !isQuoted };
}

/** `set -u`. */
function* checkSet(shell: Shell, name: string): Task<void> {
  if (!shell.has('nounset')) return;
  yield* abandon(
    shell,
    shell.flavour.unboundVariable(/^\d+$/.test(name) && shell.flavour.name === 'bash' ? `$${name}` : name),
    fatalStatus(shell),
  );
}

/** The values of $@, $* or an array, quoted or not: with `*` in quotes joined by the first character of IFS. */
function pushList(shell: Shell, values: readonly string[], kind: string, isQuoted: boolean, out: Expansion): void {
  if (isQuoted && kind === '*') {
    out.push(piece(values.join(shell.ifs().slice(0, 1)), true));
    return;
  }
  values.forEach((value, index) => {
    if (index > 0) out.push(fieldBreak);
    out.push(piece(value, isQuoted));
  });
}

/** What a `${...}` names: one value or a list of them. */
interface Subject {
  readonly name: string;
  readonly subscript: string | undefined;
  readonly list: '@' | '*' | undefined;
  /** Undefined: unset. */
  readonly values: readonly string[] | undefined;
}

function* subjectOf(shell: Shell, name: string, index: Word | undefined): Task<Subject> {
  if (index === undefined) {
    if (name === '@' || name === '*') {
      return {
        name,
        subscript: undefined,
        list: name,
        values: shell.positional.length === 0 ? undefined : shell.positional,
      };
    }
    const value = parameterValue(shell, name);
    return { name, subscript: undefined, list: undefined, values: value === undefined ? undefined : [value] };
  }
  const elements = elementsOf(shell, name);
  if (index.text === '@' || index.text === '*') {
    const values = elements === undefined ? [] : [...elements.values()];
    return { name, subscript: index.text, list: index.text, values: values.length === 0 ? undefined : values };
  }
  const subscript = yield* elementKey(shell, name, yield* expandText(shell, index));
  const value = elements?.get(subscript);
  return { name, subscript, list: undefined, values: value === undefined ? undefined : [value] };
}

/** `${...}`. */
export function* expandParameter(
  shell: Shell,
  part: ParameterExpansionPart,
  isQuoted: boolean,
  out: Expansion,
): Task<void> {
  let name = part.parameter;
  if (name === '' || (part.operation?.type === 'Unknown' && !isQuoted) || part.operation?.type === 'Unknown') {
    yield* badSubstitution(shell, part.text);
  }
  if (part.prefix === '!' && part.operation?.type !== 'Names') {
    if (part.index?.text === '@' || part.index?.text === '*') {
      pushList(shell, [...(elementsOf(shell, name)?.keys() ?? [])], part.index.text, isQuoted, out);
      return;
    }
    const target = parameterValue(shell, name);
    if (target === undefined || target === '') {
      return yield* abandon(shell, `${name}: invalid indirect expansion`);
    }
    name = target;
  }
  if (part.operation?.type === 'Names') {
    const names = shell.variables.names().filter((candidate) => candidate.startsWith(part.parameter));
    pushList(shell, names, part.operation.operator, isQuoted, out);
    return;
  }
  const subject = yield* subjectOf(shell, name, part.index);
  if (part.prefix === '#') {
    if (subject.values === undefined && subject.list === undefined) yield* checkSet(shell, name);
    const length =
      subject.list === undefined ? textLength(shell, subject.values?.[0] ?? '') : (subject.values?.length ?? 0);
    out.push(piece(String(length), isQuoted));
    return;
  }
  if (part.operation === undefined) {
    if (subject.values === undefined && subject.list === undefined) yield* checkSet(shell, name);
    pushSubject(shell, subject, subject.values ?? [], isQuoted, out);
    return;
  }
  yield* operate(shell, subject, part.operation, isQuoted, out);
}

/** Characters in a UTF-8 locale, bytes in the C locale that containers have. */
function textLength(shell: Shell, text: string): number {
  return isUtf8(shell.variables.environment()) ? [...text].length : utf8Length(text);
}

function pushSubject(
  shell: Shell,
  subject: Subject,
  values: readonly string[],
  isQuoted: boolean,
  out: Expansion,
): void {
  if (subject.list === undefined) out.push(piece(values[0] ?? '', isQuoted));
  else pushList(shell, values, subject.list, isQuoted, out);
}

function* operate(
  shell: Shell,
  subject: Subject,
  operation: ParameterOperation,
  isQuoted: boolean,
  out: Expansion,
): Task<void> {
  if (operation.type === 'Default') return yield* defaultValue(shell, subject, operation, isQuoted, out);
  if (operation.type === 'Slice') return yield* sliceValue(shell, subject, operation, isQuoted, out);
  if (subject.values === undefined && subject.list === undefined) yield* checkSet(shell, subject.name);
  const values = subject.values ?? (subject.list === undefined ? [''] : []);
  let change: (value: string) => string;
  switch (operation.type) {
    case 'Remove': {
      const pattern = yield* expandPattern(shell, operation.operand);
      change = (value) => removePattern(value, operation.operator, pattern);
      break;
    }
    case 'Replace': {
      const pattern = yield* expandPattern(shell, operation.pattern);
      const replacement = joinText(yield* expandWord(shell, operation.replacement, 'plain'));
      change = (value) => replacePattern(value, operation.operator, pattern, replacement);
      break;
    }
    case 'CaseModification': {
      const pattern = operation.operand === undefined ? '' : yield* expandPattern(shell, operation.operand);
      change = (value) => changeCase(value, operation.operator, pattern);
      break;
    }
    case 'Transform': {
      const letter = operation.operand.text;
      if (!'QUuLEA'.includes(letter) || letter.length !== 1 || letter === 'A' || letter === 'E') {
        return yield* refuse(shell, `\${${subject.name}@${letter}}: this transformation is not simulated`);
      }
      if (subject.values === undefined) return pushSubject(shell, subject, [], isQuoted, out);
      change = (value) => transform(value, letter);
      break;
    }
    default:
      return yield* badSubstitution(shell, `\${${subject.name}}`);
  }
  pushSubject(shell, subject, values.map(change), isQuoted, out);
}

export function* badSubstitution(shell: Shell, text: string): Task<never> {
  if (shell.flavour.name === 'ash') return yield* abandon(shell, 'syntax error: bad substitution', 2);
  return yield* abandon(shell, `${text}: bad substitution`);
}

function* defaultValue(
  shell: Shell,
  subject: Subject,
  operation: Extract<ParameterOperation, { type: 'Default' }>,
  isQuoted: boolean,
  out: Expansion,
): Task<void> {
  const testsNull = operation.operator.startsWith(':');
  const present =
    subject.values !== undefined &&
    (!testsNull || (subject.list === undefined ? subject.values[0] !== '' : subject.values.join('') !== ''));
  switch (operation.operator.slice(-1)) {
    case '+':
      if (present) yield* pushOperand(shell, operation.operand, isQuoted, out);
      else if (isQuoted) out.push(piece('', true));
      return;
    case '-':
      if (present) pushSubject(shell, subject, subject.values, isQuoted, out);
      else yield* pushOperand(shell, operation.operand, isQuoted, out);
      return;
    case '=': {
      if (present) return pushSubject(shell, subject, subject.values, isQuoted, out);
      if (!/^[A-Za-z_]/.test(subject.name)) {
        return yield* abandon(shell, `$${subject.name}: cannot assign in this way`);
      }
      const value = joinText(yield* expandWord(shell, operation.operand, isQuoted ? 'quoted' : 'plain'));
      if (subject.subscript === undefined) yield* assignVariable(shell, subject.name, value);
      else yield* assignElement(shell, subject.name, subject.subscript, value);
      out.push(piece(value, isQuoted));
      return;
    }
    default: {
      if (present) return pushSubject(shell, subject, subject.values, isQuoted, out);
      const given = joinText(yield* expandWord(shell, operation.operand, 'quoted'));
      const message =
        given !== ''
          ? given
          : testsNull && shell.flavour.name === 'bash'
            ? 'parameter null or not set'
            : 'parameter not set';
      yield* abandon(
        shell,
        `${subject.name}: ${testsNull && given === '' && shell.flavour.name === 'ash' ? 'parameter not set or null' : message}`,
        fatalStatus(shell),
      );
    }
  }
}

/** The word of `${x:-word}`: without quotes around it, its own unquoted text is split too. */
function* pushOperand(shell: Shell, operand: Word, isQuoted: boolean, out: Expansion): Task<void> {
  if (isQuoted) {
    out.push(piece('', true));
    out.push(...(yield* expandWord(shell, operand, 'quoted')));
    return;
  }
  for (const part of yield* expandWord(shell, operand, 'plain')) {
    out.push(part === fieldBreak || part.quoted ? part : { ...part, split: true });
  }
}

function* sliceValue(
  shell: Shell,
  subject: Subject,
  operation: Extract<ParameterOperation, { type: 'Slice' }>,
  isQuoted: boolean,
  out: Expansion,
): Task<void> {
  const offset = Number(yield* evaluateText(shell, yield* expandText(shell, operation.offset)));
  const length =
    operation.length === undefined
      ? undefined
      : Number(yield* evaluateText(shell, yield* expandText(shell, operation.length)));
  if (subject.list !== undefined) {
    const isPositional = subject.name === '@' || subject.name === '*';
    const values = isPositional ? [shell.name, ...shell.positional] : [...(subject.values ?? [])];
    const start = offset < 0 ? values.length + offset : offset;
    if (length !== undefined && length < 0) return yield* abandon(shell, `${length}: substring expression < 0`);
    const chosen = start < 0 ? [] : values.slice(start, length === undefined ? undefined : start + length);
    pushList(shell, chosen, subject.list, isQuoted, out);
    return;
  }
  if (subject.values === undefined) yield* checkSet(shell, subject.name);
  const result = slice(subject.values?.[0] ?? '', offset, length);
  if (result === undefined) return yield* abandon(shell, `${length}: substring expression < 0`);
  out.push(piece(result, isQuoted));
}
