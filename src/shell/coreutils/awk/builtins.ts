import type { Task } from '../../../engine/sim/task.ts';
import { replaceMatches } from '../../interpreter/regular-expression.ts';
import { AppletError } from '../applet.ts';
import { formatTime } from '../time-format.ts';
import type { Expression } from './ast.ts';
import type { AwkMachine } from './machine.ts';
import { toNumber, uninitialized, type Value } from './values.ts';

type Builtin = (machine: AwkMachine, args: readonly Expression[]) => Task<Value>;

function numeric(apply: (value: number) => number): Builtin {
  return function* (machine, args) {
    return apply(toNumber(args[0] === undefined ? uninitialized : yield* machine.evaluate(args[0])));
  };
}

function* textOf(machine: AwkMachine, argument: Expression | undefined): Task<string> {
  return argument === undefined ? '' : machine.text(yield* machine.evaluate(argument));
}

/** An expression used as a pattern: a regex is itself, a string is compiled. */
function* regexOf(machine: AwkMachine, argument: Expression | undefined): Task<RegExp> {
  if (argument === undefined) throw new AppletError('missing regular expression', 2);
  return argument.kind === 'regex' ? argument.expression : machine.regex(yield* textOf(machine, argument));
}

function substitution(global: boolean): Builtin {
  return function* (machine, args) {
    const expression = yield* regexOf(machine, args[0]);
    const replacement = yield* textOf(machine, args[1]);
    const target = args[2] ?? ({ kind: 'field', index: { kind: 'number', value: 0 } } as const);
    if (target.kind !== 'variable' && target.kind !== 'field' && target.kind !== 'element') {
      throw new AppletError('the third argument of sub and gsub must be a variable', 2);
    }
    const text = machine.text(yield* machine.evaluate(target));
    let count = 0;
    const result = replaceMatches(text, expression, (match, number) => {
      if (number > 1 && !global) return undefined;
      count++;
      return replacement.replace(/\\\\&|\\&|&/g, (part) =>
        part === '&' ? match[0] : part === '\\&' ? '&' : `\\${match[0]}`,
      );
    });
    if (count > 0) yield* machine.assignTo(target, result);
    return count;
  };
}

const builtins: Readonly<Record<string, Builtin>> = {
  *length(machine, args) {
    const [argument] = args;
    if (argument === undefined)
      return [...machine.text(yield* machine.evaluate({ kind: 'field', index: { kind: 'number', value: 0 } }))].length;
    if (argument.kind === 'variable') {
      const array = machine.array(argument.name);
      if (array.size > 0) return array.size;
    }
    return [...(yield* textOf(machine, argument))].length;
  },
  *substr(machine, args) {
    const chars = [...(yield* textOf(machine, args[0]))];
    const start = Math.round(toNumber(yield* machine.evaluate(args[1] ?? { kind: 'number', value: 1 })));
    const length =
      args[2] === undefined ? Number.POSITIVE_INFINITY : Math.round(toNumber(yield* machine.evaluate(args[2])));
    return chars.slice(Math.max(0, start - 1), Math.max(0, start - 1 + length)).join('');
  },
  *index(machine, args) {
    const text = yield* textOf(machine, args[0]);
    return text.indexOf(yield* textOf(machine, args[1])) + 1;
  },
  *split(machine, args) {
    const text = yield* textOf(machine, args[0]);
    const target = args[1];
    if (target?.kind !== 'variable') throw new AppletError('the second argument of split must be an array', 2);
    const separator = args[2];
    const parts =
      separator === undefined
        ? machine.splitText(text, machine.text(yield* machine.evaluate({ kind: 'variable', name: 'FS' })))
        : separator.kind === 'regex'
          ? text === ''
            ? []
            : text.split(separator.expression)
          : machine.splitText(text, yield* textOf(machine, separator));
    const array = machine.array(target.name);
    array.clear();
    parts.forEach((part, index) => array.set(String(index + 1), { input: part }));
    return parts.length;
  },
  sub: substitution(false),
  gsub: substitution(true),
  *match(machine, args) {
    const found = (yield* regexOf(machine, args[1])).exec(yield* textOf(machine, args[0]));
    machine.setGlobal('RSTART', found === null ? 0 : found.index + 1);
    machine.setGlobal('RLENGTH', found === null ? -1 : found[0].length);
    return found === null ? 0 : found.index + 1;
  },
  *sprintf(machine, args) {
    const values: Value[] = [];
    for (const argument of args.slice(1)) values.push(yield* machine.evaluate(argument));
    return machine.format(yield* textOf(machine, args[0]), values);
  },
  *toupper(machine, args) {
    return (yield* textOf(machine, args[0])).toUpperCase();
  },
  *tolower(machine, args) {
    return (yield* textOf(machine, args[0])).toLowerCase();
  },
  int: numeric(Math.trunc),
  sqrt: numeric(Math.sqrt),
  exp: numeric(Math.exp),
  log: numeric(Math.log),
  sin: numeric(Math.sin),
  cos: numeric(Math.cos),
  *atan2(machine, args) {
    const y = toNumber(yield* machine.evaluate(args[0] ?? { kind: 'number', value: 0 }));
    return Math.atan2(y, toNumber(yield* machine.evaluate(args[1] ?? { kind: 'number', value: 1 })));
  },
  *rand(machine) {
    return machine.call.p.random();
  },
  *srand() {
    // The simulation's own seed decides.
    return 0;
  },
  *systime(machine) {
    return Math.floor(machine.call.p.now() / 1000);
  },
  *strftime(machine, args) {
    const format = args[0] === undefined ? '%a %b %e %H:%M:%S %Z %Y' : yield* textOf(machine, args[0]);
    const time = args[1] === undefined ? machine.call.p.now() : toNumber(yield* machine.evaluate(args[1])) * 1000;
    return formatTime(time, format);
  },
};

export function callBuiltin(machine: AwkMachine, name: string, args: readonly Expression[]): Task<Value> {
  return builtins[name]!(machine, args);
}
