import { assignVariable } from '../assign.ts';
import { evaluateText } from '../arithmetic.ts';
import { complain } from '../diagnostics.ts';
import { readAll } from '../read-all.ts';
import { invalidOption, type Builtin } from './builtin.ts';

export const letBuiltin: Builtin = {
  *run(shell, args, name) {
    if (args.length === 0) {
      yield* complain(shell, 'expression expected', name);
      return 1;
    }
    let value = 0n;
    for (const expression of args) value = yield* evaluateText(shell, expression);
    return value === 0n ? 1 : 0;
  },
};

export const umask: Builtin = {
  *run(shell, args, name) {
    const word = args.find((argument) => !argument.startsWith('-'));
    const symbolic = args.includes('-S');
    const invalid = args.find((argument) => argument.startsWith('-') && argument !== '-S' && argument !== '-p');
    if (invalid !== undefined) return yield* invalidOption(shell, name, invalid, 'umask [-p] [-S] [mode]');
    if (word === undefined) {
      const bits = (shift: number): string => {
        const allowed = ~(shell.umask >> shift) & 7;
        return `${allowed & 4 ? 'r' : ''}${allowed & 2 ? 'w' : ''}${allowed & 1 ? 'x' : ''}`;
      };
      yield* shell.out(
        symbolic ? `u=${bits(6)},g=${bits(3)},o=${bits(0)}\n` : `${shell.umask.toString(8).padStart(4, '0')}\n`,
      );
      return 0;
    }
    if (!/^[0-7]{1,4}$/.test(word)) {
      if (shell.flavour.name === 'ash') {
        yield* complain(shell, `illegal mode: ${word}`, name);
        return 2;
      }
      yield* complain(
        shell,
        `${word}: ${/^\d/.test(word) ? 'octal number out of range' : 'symbolic modes are not simulated'}`,
        name,
      );
      return 1;
    }
    // The kernel has no umask call: what programs create keeps its default mode, so only the usual mask is true.
    if (Number.parseInt(word, 8) !== shell.umask) {
      yield* complain(shell, 'changing the file mode creation mask is not simulated', name);
      return 2;
    }
    return 0;
  },
};

export const getopts: Builtin = {
  *run(shell, args) {
    const [spec, variable, ...given] = args;
    if (spec === undefined || variable === undefined) {
      if (shell.flavour.name === 'ash') yield* complain(shell, 'usage: getopts optstring var [arg]', 'getopts');
      else yield* shell.err('getopts: usage: getopts optstring name [arg ...]\n');
      return 2;
    }
    const words = given.length > 0 ? given : shell.positional;
    const silent = spec.startsWith(':');
    let index = Number(shell.variables.get('OPTIND') ?? '1');
    const offset = shell.getoptsOffset;
    const finish = function* (letter: string, argument: string | undefined, next: number, nextOffset: number) {
      yield* assignVariable(shell, 'OPTIND', String(next));
      shell.getoptsOffset = nextOffset;
      yield* assignVariable(shell, variable, letter);
      if (argument === undefined) shell.variables.unset('OPTARG');
      else yield* assignVariable(shell, 'OPTARG', argument);
    };
    const word = words[index - 1];
    if (word === undefined || (offset === 0 && !/^-./.test(word)) || (offset === 0 && word === '--')) {
      if (word === '--') index++;
      yield* finish('?', undefined, index, 0);
      return 1;
    }
    const at = offset === 0 ? 1 : offset;
    const letter = word[at]!;
    const last = at + 1 >= word.length;
    const place = letter === ':' ? -1 : spec.indexOf(letter, silent ? 1 : 0);
    if (place === -1) {
      if (!silent)
        yield* shell.err(
          shell.flavour.name === 'ash'
            ? `Illegal option -${letter}
`
            : `${shell.name}: illegal option -- ${letter}
`,
        );
      yield* finish('?', silent ? letter : undefined, last ? index + 1 : index, last ? 0 : at + 1);
      return 0;
    }
    if (spec[place + 1] !== ':') {
      yield* finish(letter, undefined, last ? index + 1 : index, last ? 0 : at + 1);
      return 0;
    }
    const argument = last ? words[index] : word.slice(at + 1);
    if (argument === undefined) {
      if (!silent)
        yield* shell.err(
          shell.flavour.name === 'ash'
            ? `No arg for -${letter} option
`
            : `${shell.name}: option requires an argument -- ${letter}
`,
        );
      yield* finish(silent ? ':' : '?', silent ? letter : undefined, index + 1, 0);
      return 0;
    }
    yield* finish(letter, argument, last ? index + 2 : index + 1, 0);
    return 0;
  },
};

export const history: Builtin = {
  *run(shell, args, name) {
    if (shell.history === undefined) return 0;
    if (args[0] === '-c') {
      shell.history.clear();
      return 0;
    }
    if (args[0] !== undefined && !/^\d+$/.test(args[0])) {
      if (args[0].startsWith('-')) return yield* invalidOption(shell, name, args[0], 'history [-c] [n]');
      yield* complain(shell, `${args[0]}: numeric argument required`, name);
      return 1;
    }
    const lines = shell.history.lines();
    const count = args[0] === undefined ? lines.length : Number(args[0]);
    const start = Math.max(0, lines.length - count);
    let text = '';
    for (let index = start; index < lines.length; index++) {
      text += `${String(index + 1).padStart(5)}  ${lines[index]}\n`;
    }
    yield* shell.out(text);
    return 0;
  },
};

export const mapfile: Builtin = {
  *run(shell, args, name) {
    const strip = args.includes('-t');
    const invalid = args.find((argument) => argument.startsWith('-') && argument !== '-t');
    if (invalid !== undefined) {
      yield* complain(shell, `${invalid}: this option is not simulated`, name);
      return 2;
    }
    const variable = args.find((argument) => !argument.startsWith('-')) ?? 'MAPFILE';
    const text = yield* readAll(shell, 0);
    const lines = text.split(/(?<=\n)/);
    shell.variables.setElements(
      variable,
      new Map(lines.map((line, index) => [String(index), strip ? line.replace(/\n$/, '') : line])),
    );
    return 0;
  },
};

/** Builtins that bash or ash have and that would have nothing true to say. */
export function unsimulated(what: string): Builtin {
  return {
    *run(shell, _args, name) {
      yield* complain(shell, `${what} is not simulated`, name);
      return 2;
    },
  };
}
