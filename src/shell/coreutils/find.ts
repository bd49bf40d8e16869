import { SysError, type FileStat } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { statusOf } from '../interpreter/jobs.ts';
import { compilePattern } from '../interpreter/pattern.ts';
import { extendedToJs } from '../interpreter/regular-expression.ts';
import { AppletError, attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { userName } from './accounts.ts';
import { baseName, join } from './paths.ts';

interface Entry {
  readonly path: string;
  readonly depth: number;
  readonly stat: FileStat;
}

type Test = (entry: Entry) => Task<boolean>;

interface Limits {
  maximum: number;
  minimum: number;
  /** A `-prune` that held: the walk does not go below this entry. */
  pruned: boolean;
  depthFirst: boolean;
  acted: boolean;
  quit: boolean;
}

const letters: Readonly<Record<string, FileStat['type']>> = {
  f: 'file',
  d: 'directory',
  l: 'symlink',
  c: 'device',
  p: 'fifo',
  s: 'socket',
};

export const find: Applet = function* (call) {
  const first = call.args.findIndex((word) => /^[-(!]/.test(word));
  const paths = call.args.slice(0, first === -1 ? undefined : first);
  const limits: Limits = {
    maximum: Number.POSITIVE_INFINITY,
    minimum: 0,
    pruned: false,
    depthFirst: false,
    acted: false,
    quit: false,
  };
  const parser = new Parser(call, first === -1 ? [] : call.args.slice(first), limits);
  const test = parser.all();
  let ok = true;
  const visit = function* (path: string, depth: number): Task<void> {
    const stat = attempt(() => call.p.lstat(path));
    if (stat instanceof SysError) {
      yield* complain(call, call.flavour === 'gnu' ? `'${path}': ${stat.message}` : `${path}: ${stat.message}`);
      ok = false;
      return;
    }
    const entry = { path, depth, stat };
    const check = function* (): Task<void> {
      if (depth >= limits.minimum && (yield* test(entry)) && !limits.acted) yield* out(call, `${path}\n`);
    };
    limits.pruned = false;
    if (!limits.depthFirst) yield* check();
    const goesDown = stat.type === 'directory' && depth < limits.maximum && !limits.pruned && !limits.quit;
    if (goesDown) {
      const names = attempt(() => call.p.readdir(path));
      if (names instanceof SysError) {
        yield* complain(call, call.flavour === 'gnu' ? `'${path}': ${names.message}` : `${path}: ${names.message}`);
        ok = false;
      } else {
        for (const name of names) {
          if (limits.quit) return;
          yield* visit(join(path, name), depth + 1);
        }
      }
    }
    if (limits.depthFirst) yield* check();
  };
  for (const path of paths.length === 0 ? ['.'] : paths) yield* visit(path, 0);
  yield* parser.finish();
  return ok ? 0 : 1;
};

/** The expression: -a binds closer than -o. */
class Parser {
  #at = 0;
  /** Commands of `-exec ... +`, run once at the end. */
  #collected: { readonly argv: readonly string[]; readonly paths: string[] }[] = [];

  constructor(
    private readonly call: Invocation,
    private readonly words: readonly string[],
    private readonly limits: Limits,
  ) {}

  all(): Test {
    if (this.words.length === 0) {
      return function* () {
        return true;
      };
    }
    const test = this.#disjunction();
    const rest = this.words[this.#at];
    if (rest !== undefined)
      throw new AppletError(
        rest === ')' ? "invalid expression; you have used too many ')'" : `paths must precede expression: '${rest}'`,
      );
    return test;
  }

  *finish(): Task<void> {
    for (const { argv, paths } of this.#collected) if (paths.length > 0) yield* this.#runCommand([...argv, ...paths]);
  }

  #disjunction(): Test {
    let left = this.#conjunction();
    while (this.words[this.#at] === '-o' || this.words[this.#at] === '-or') {
      this.#at++;
      const [a, b] = [left, this.#conjunction()];
      left = function* (entry) {
        return (yield* a(entry)) || (yield* b(entry));
      };
    }
    return left;
  }

  #conjunction(): Test {
    let left = this.#negation();
    for (;;) {
      const word = this.words[this.#at];
      if (word === undefined || word === '-o' || word === '-or' || word === ')') return left;
      if (word === '-a' || word === '-and') this.#at++;
      const [a, b] = [left, this.#negation()];
      left = function* (entry) {
        return (yield* a(entry)) && (yield* b(entry));
      };
    }
  }

  #negation(): Test {
    const word = this.words[this.#at];
    if (word === '!' || word === '-not') {
      this.#at++;
      const inner = this.#negation();
      return function* (entry) {
        return !(yield* inner(entry));
      };
    }
    if (word === '(') {
      this.#at++;
      const inner = this.#disjunction();
      if (this.words[this.#at] !== ')')
        throw new AppletError("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      this.#at++;
      return inner;
    }
    return this.#primary();
  }

  #value(name: string): string {
    const value = this.words[this.#at++];
    if (value === undefined)
      throw new AppletError(
        this.call.flavour === 'gnu' ? `missing argument to \`${name}'` : `option requires an argument: ${name}`,
      );
    return value;
  }

  #number(name: string): number {
    const text = this.#value(name);
    if (!/^\d+$/.test(text))
      throw new AppletError(`Expected a positive decimal integer argument to ${name}, but got '${text}'`);
    return Number(text);
  }

  #primary(): Test {
    const { limits, call } = this;
    const name = this.words[this.#at++] ?? '';
    const plain = (check: (entry: Entry) => boolean): Test =>
      function* (entry) {
        return check(entry);
      };
    const acting = (act: (entry: Entry) => Task<boolean>): Test => {
      limits.acted = true;
      return act;
    };
    switch (name) {
      case '-name':
      case '-iname': {
        const expression = compilePattern(this.#value(name), { ignoreCase: name === '-iname' });
        return plain((entry) => expression.test(baseName(entry.path)));
      }
      case '-path':
      case '-wholename': {
        const expression = compilePattern(this.#value(name));
        return plain((entry) => expression.test(entry.path));
      }
      case '-regex': {
        const expression = new RegExp(`^(?:${extendedToJs(this.#value(name))})$`, 'su');
        return plain((entry) => expression.test(entry.path));
      }
      case '-type': {
        const wanted = this.#value(name)
          .split(',')
          .map((letter) => {
            const type = letters[letter];
            if (type === undefined) throw new AppletError(`Unknown argument to -type: ${letter}`);
            return type;
          });
        return plain((entry) => wanted.includes(entry.stat.type));
      }
      case '-maxdepth':
        limits.maximum = this.#number(name);
        return plain(() => true);
      case '-mindepth':
        limits.minimum = this.#number(name);
        return plain(() => true);
      case '-depth':
        limits.depthFirst = true;
        return plain(() => true);
      case '-xdev':
      case '-true':
        return plain(() => true);
      case '-false':
        return plain(() => false);
      case '-empty':
        return plain((entry) => {
          if (entry.stat.type === 'file') return entry.stat.size === 0;
          const names = entry.stat.type === 'directory' ? attempt(() => call.p.readdir(entry.path)) : ['x'];
          return !(names instanceof SysError) && names.length === 0;
        });
      case '-size': {
        const match = /^([-+]?)(\d+)([bcwkMG]?)$/.exec(this.#value(name));
        if (match === null) throw new AppletError(`Invalid argument to -size`);
        const unit = { '': 512, b: 512, c: 1, w: 2, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match[3] as 'b'];
        return plain((entry) => compare(match[1]!, Math.ceil(entry.stat.size / unit), Number(match[2])));
      }
      case '-mtime':
      case '-mmin': {
        const match = /^([-+]?)(\d+)$/.exec(this.#value(name));
        if (match === null) throw new AppletError(`invalid argument to '${name}'`);
        const unit = name === '-mmin' ? 60_000 : 86_400_000;
        return plain((entry) =>
          compare(match[1]!, Math.floor((call.p.now() - entry.stat.mtime) / unit), Number(match[2])),
        );
      }
      case '-newer': {
        const path = this.#value(name);
        const reference = attempt(() => call.p.stat(path));
        if (reference instanceof SysError) throw new AppletError(`'${path}': ${reference.message}`);
        return plain((entry) => entry.stat.mtime > reference.mtime);
      }
      case '-perm': {
        const match = /^([-/]?)([0-7]+)$/.exec(this.#value(name));
        if (match === null) throw new AppletError('symbolic modes of -perm are not simulated');
        const mode = Number.parseInt(match[2]!, 8);
        return plain((entry) => {
          const bits = entry.stat.mode & 0o7777;
          return match[1] === '-' ? (bits & mode) === mode : match[1] === '/' ? (bits & mode) !== 0 : bits === mode;
        });
      }
      case '-user': {
        const user = this.#value(name);
        return plain((entry) => userName(call.p, entry.stat.uid) === user || String(entry.stat.uid) === user);
      }
      case '-prune':
        return plain(() => {
          limits.pruned = true;
          return true;
        });
      case '-quit':
        return acting(function* () {
          limits.quit = true;
          return true;
        });
      case '-print':
        return acting(function* (entry) {
          yield* out(call, `${entry.path}\n`);
          return true;
        });
      case '-print0':
        return acting(function* (entry) {
          yield* out(call, `${entry.path}\0`);
          return true;
        });
      case '-delete':
        limits.depthFirst = true;
        return acting(function* (entry) {
          const error = attempt(() =>
            entry.stat.type === 'directory' ? call.p.rmdir(entry.path) : call.p.unlink(entry.path),
          );
          if (!(error instanceof SysError)) return true;
          yield* complain(call, `cannot delete '${entry.path}': ${error.message}`);
          return false;
        });
      case '-exec':
        return this.#exec();
      default:
        throw new AppletError(
          call.flavour === 'gnu'
            ? name.startsWith('-')
              ? `unknown predicate \`${name}'`
              : `paths must precede expression: '${name}'`
            : `unrecognized: ${name}`,
        );
    }
  }

  #exec(): Test {
    const start = this.#at;
    while (
      this.#at < this.words.length &&
      this.words[this.#at] !== ';' &&
      !(this.words[this.#at] === '+' && this.words[this.#at - 1] === '{}')
    )
      this.#at++;
    const end = this.words[this.#at++];
    if (end === undefined) throw new AppletError("missing argument to `-exec'");
    const argv = this.words.slice(start, this.#at - 1);
    this.limits.acted = true;
    if (end === '+') {
      const collected = { argv: argv.slice(0, -1), paths: [] as string[] };
      this.#collected.push(collected);
      return function* (entry) {
        collected.paths.push(entry.path);
        return true;
      };
    }
    const run = (words: readonly string[]): Task<boolean> => this.#runCommand(words);
    return (entry) => run(argv.map((word) => word.replaceAll('{}', entry.path)));
  }

  *#runCommand(argv: readonly string[]): Task<boolean> {
    const pid = attempt(() => this.call.p.spawn({ argv }));
    if (pid instanceof SysError) {
      yield* complain(this.call, `'${argv[0]}': ${pid.message}`);
      return false;
    }
    return statusOf((yield* this.call.p.wait(pid)).status) === 0;
  }
}

function compare(sign: string, value: number, limit: number): boolean {
  return sign === '+' ? value > limit : sign === '-' ? value < limit : value === limit;
}
