import type { Task } from '../../../engine/sim/task.ts';
import { assignElement, assignVariable, guarded } from '../assign.ts';
import { AbandonCommand } from '../control.ts';
import { complain } from '../diagnostics.ts';
import { functionText } from '../functions.ts';
import { singleQuote } from '../parameter-operations.ts';
import type { Shell } from '../shell.ts';
import { assignArray } from '../simple.ts';
import { isName, type Variable } from '../variables.ts';
import { parse } from 'unbash';
import { invalidOption, parseLetters, type Builtin } from './builtin.ts';

interface Declaration {
  readonly name: string;
  readonly subscript: string | undefined;
  readonly append: boolean;
  readonly value: string | undefined;
}

function parseDeclaration(text: string): Declaration | undefined {
  const match = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?(?:(\+?)=([\s\S]*))?$/.exec(text);
  if (match === null) return undefined;
  return { name: match[1]!, subscript: match[2], append: match[3] === '+', value: match[4] };
}

function* invalidName(shell: Shell, name: string, word: string): Task<number> {
  if (shell.flavour.name === 'bash') {
    yield* complain(shell, `\`${word}': not a valid identifier`, name);
    return 1;
  }
  yield* complain(shell, `${word.split('=', 1)[0]}: bad variable name`, name);
  // An error of a special builtin ends a script (POSIX 2.8.1).
  throw new AbandonCommand(2, !shell.interactive);
}

/** Gives a declared variable its value. */
function* store(shell: Shell, declaration: Declaration): Task<void> {
  const { name, value, subscript, append } = declaration;
  if (value === undefined) return;
  if (/^\([\s\S]*\)$/.test(value) && subscript === undefined && shell.flavour.name === 'bash') {
    const assignment = parse(`${name}=${value}`).commands[0]?.command;
    const item = assignment?.type === 'Command' ? assignment.prefix[0] : undefined;
    if (item?.type === 'Assignment' && item.value.type === 'ArrayValue') {
      yield* assignArray(shell, name, item.value.elements, append);
      return;
    }
  }
  if (subscript !== undefined) yield* assignElement(shell, name, subscript, value);
  else yield* assignVariable(shell, name, append ? (shell.variables.get(name) ?? '') + value : value);
}

function exporting(attribute: 'exported' | 'readonly'): Builtin {
  const letter = attribute === 'exported' ? 'export' : 'readonly';
  return {
    special: true,
    *run(shell, args, name) {
      const { letters, rest, invalid } = parseLetters(args, 'pnfaA');
      if (invalid !== undefined) {
        const usage =
          letter === 'export'
            ? 'export [-fn] [name[=value] ...] or export -p'
            : 'readonly [-aAf] [name[=value] ...] or readonly -p';
        return yield* invalidOption(shell, name, invalid, usage);
      }
      if (letters.has('f')) {
        yield* complain(shell, `-f: exporting functions is not simulated`, name);
        return 2;
      }
      if (rest.length === 0) {
        yield* listVariables(shell, (variable) => variable[attribute], letter);
        return 0;
      }
      let status = 0;
      for (const word of rest) {
        const declaration = parseDeclaration(word);
        if (declaration === undefined) {
          status = yield* invalidName(shell, name, word);
          continue;
        }
        yield* store(shell, declaration);
        shell.variables.declare(declaration.name, { [attribute]: !letters.has('n') });
      }
      return status;
    },
  };
}

export const exportBuiltin = exporting('exported');
export const readonlyBuiltin = exporting('readonly');

function flags(variable: Variable): string {
  const text =
    (variable.associative ? 'A' : variable.elements !== undefined ? 'a' : '') +
    (variable.integer ? 'i' : '') +
    (variable.readonly ? 'r' : '') +
    (variable.exported ? 'x' : '');
  return text === '' ? '--' : `-${text}`;
}

function doubleQuote(text: string): string {
  return `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}

/** A variable as `declare -p` prints it, to be read back. */
function declarationText(name: string, variable: Variable): string {
  const head = `declare ${flags(variable)} ${name}`;
  if (variable.elements !== undefined) {
    const elements = [...variable.elements].map(([key, value]) => `[${key}]=${doubleQuote(value)}`);
    return `${head}=(${elements.join(' ')}${variable.associative && elements.length > 0 ? ' ' : ''})`;
  }
  return variable.value === undefined ? head : `${head}=${doubleQuote(variable.value)}`;
}

function* listVariables(shell: Shell, wanted: (variable: Variable) => boolean, verb: string): Task<void> {
  let text = '';
  for (const name of shell.variables.names()) {
    const variable = shell.variables.variable(name)!;
    if (!wanted(variable)) continue;
    if (shell.flavour.name === 'bash') text += `${declarationText(name, variable)}\n`;
    else text += `${verb} ${name}${variable.value === undefined ? '' : `=${singleQuote(variable.value)}`}\n`;
  }
  yield* shell.out(text);
}

export const local: Builtin = {
  *run(shell, args, name, invocation) {
    if (shell.callStack.length === 0) {
      if (shell.flavour.name === 'ash') {
        yield* complain(shell, 'not in a function', name);
        throw new AbandonCommand(2, !shell.interactive);
      }
      yield* complain(shell, 'can only be used in a function', name);
      return 1;
    }
    return yield* declare.run(shell, args, name, invocation);
  },
};

export const declare: Builtin = {
  *run(shell, args, name) {
    const letters = new Set<string>();
    const off = new Set<string>();
    let index = 0;
    for (; index < args.length && /^[-+]./.test(args[index]!); index++) {
      if (args[index] === '--') {
        index++;
        break;
      }
      for (const letter of args[index]!.slice(1)) {
        if (!'aAfFgilnprtux'.includes(letter)) {
          return yield* invalidOption(
            shell,
            name,
            `${args[index]![0]}${letter}`,
            `${name} [-aAfFgiIlnrtux] [name[=value] ...]${name === 'local' ? '' : ` or ${name} -p [-aAfFilnrtux] [name ...]`}`,
          );
        }
        (args[index]!.startsWith('-') ? letters : off).add(letter);
      }
    }
    const unsupported = [...letters].find((letter) => 'nltu'.includes(letter));
    if (unsupported !== undefined) {
      yield* complain(shell, `-${unsupported}: this attribute is not simulated`, name);
      return 2;
    }
    const rest = args.slice(index);
    if (letters.has('f') || letters.has('F')) return yield* listFunctions(shell, rest, letters.has('F'));
    if (rest.length === 0) {
      const wanted = (variable: Variable): boolean =>
        (!letters.has('x') || variable.exported) &&
        (!letters.has('r') || variable.readonly) &&
        (!letters.has('i') || variable.integer) &&
        (!letters.has('a') || (variable.elements !== undefined && !variable.associative)) &&
        (!letters.has('A') || variable.associative);
      yield* listVariables(shell, wanted, name);
      return 0;
    }
    let status = 0;
    for (const word of rest) {
      if (letters.has('p')) {
        const variable = shell.variables.variable(word);
        if (variable === undefined) {
          yield* complain(shell, `${word}: not found`, name);
          status = 1;
        } else yield* shell.out(`${declarationText(word, variable)}\n`);
        continue;
      }
      const declaration = parseDeclaration(word);
      if (declaration === undefined) {
        status = yield* invalidName(shell, name, word);
        continue;
      }
      if (!letters.has('g')) shell.variables.local(declaration.name);
      yield* guarded(shell, declaration.name, () => {
        shell.variables.declare(declaration.name, {
          ...(letters.has('a') ? { array: true } : {}),
          ...(letters.has('A') ? { associative: true } : {}),
          ...(letters.has('i') ? { integer: true } : {}),
          ...(off.has('i') ? { integer: false } : {}),
        });
      });
      yield* store(shell, declaration);
      shell.variables.declare(declaration.name, {
        ...(letters.has('x') ? { exported: true } : {}),
        ...(off.has('x') ? { exported: false } : {}),
        ...(letters.has('r') ? { readonly: true } : {}),
      });
    }
    return status;
  },
};

function* listFunctions(shell: Shell, names: readonly string[], onlyNames: boolean): Task<number> {
  let status = 0;
  for (const name of names.length > 0 ? names : [...shell.functions.keys()].sort()) {
    const definition = shell.functions.get(name);
    if (definition === undefined) status = 1;
    else if (onlyNames) yield* shell.out(names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else yield* shell.out(`${functionText(name, definition)}\n`);
  }
  return status;
}

export const unset: Builtin = {
  special: true,
  *run(shell, args, name) {
    const { letters, rest, invalid } = parseLetters(args, 'vfn');
    if (invalid !== undefined) return yield* invalidOption(shell, name, invalid, 'unset [-f] [-v] [-n] [name ...]');
    let status = 0;
    for (const word of rest) {
      if (letters.has('f')) {
        shell.functions.delete(word);
        continue;
      }
      const element = /^([A-Za-z_]\w*)\[([\s\S]+)\]$/.exec(word);
      if (element !== null) {
        if (element[2] === '@' || element[2] === '*') shell.variables.unset(element[1]!);
        else shell.variables.unsetElement(element[1]!, element[2]!);
        continue;
      }
      if (!isName(word)) {
        // bash takes it for the name of a function unless -v says otherwise.
        if (shell.flavour.name === 'bash' && !letters.has('v')) shell.functions.delete(word);
        else status = yield* invalidName(shell, name, word);
        continue;
      }
      if (shell.variables.variable(word) === undefined && !letters.has('v') && shell.functions.delete(word)) continue;
      if (!shell.variables.unset(word)) {
        yield* complain(
          shell,
          shell.flavour.name === 'ash' ? `${word}: is read only` : `${word}: cannot unset: readonly variable`,
          name,
        );
        if (shell.flavour.name === 'ash') throw new AbandonCommand(2, !shell.interactive);
        status = 1;
      }
    }
    return status;
  },
};

/** The names and values that `set` alone prints. */
export function* printVariables(shell: Shell): Task<void> {
  let text = '';
  for (const name of shell.variables.names()) {
    const variable = shell.variables.variable(name)!;
    if (variable.elements !== undefined) {
      text += `${declarationText(name, variable).replace(/^declare \S+ /, '')}\n`;
    } else if (variable.value !== undefined) {
      const value = variable.value;
      const plain = shell.flavour.name === 'bash' && /^[\w@%+:,./-]*$/.test(value);
      text += `${name}=${plain ? value : singleQuote(value)}\n`;
    }
  }
  yield* shell.out(text);
}
