import type { ProcessContext, Signal } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Builtin } from './builtins/builtin.ts';
import type { Flavour } from './flavour.ts';
import type { FunctionDefinition } from './functions.ts';
import { Jobs } from './jobs.ts';
import { Source } from './source.ts';
import { Variables } from './variables.ts';

/** The options of `set`, by their long names. */
export type ShellOption =
  | 'allexport'
  | 'errexit'
  | 'ignoreeof'
  | 'monitor'
  | 'noclobber'
  | 'noexec'
  | 'noglob'
  | 'nounset'
  | 'pipefail'
  | 'verbose'
  | 'xtrace'
  | 'emacs'
  | 'vi'
  | 'braceexpand'
  | 'history'
  | 'posix';

export type TrapName = Signal | 'EXIT' | 'ERR' | 'DEBUG' | 'RETURN';

/** What a shell knows beyond its variables: one per shell process. `fork` copies it for a subshell. */
export class Shell {
  readonly variables: Variables;
  /** $0. */
  name: string;
  /** $1 ... */
  positional: readonly string[] = [];
  functions = new Map<string, FunctionDefinition>();
  aliases = new Map<string, string>();
  options = new Set<ShellOption>();
  /** Options of `shopt` that are on. */
  shopt = new Set<string>();
  traps = new Map<TrapName, string>();
  /** Signals that came and whose trap has not run yet. */
  pendingSignals: Signal[] = [];
  jobs = new Jobs();
  /** $? */
  status = 0;
  pipeStatus: readonly number[] = [];
  lastBackground: number | undefined;
  lastArgument = '';
  interactive = false;
  login = false;
  /** A -c string, a script file, standard input or the terminal. */
  input: 'command' | 'script' | 'stdin' | 'terminal' = 'command';
  source = new Source('');
  line = 1;
  loopDepth = 0;
  /** Names of the functions in progress, innermost last. */
  callStack: string[] = [];
  sourceDepth = 0;
  subshellDepth = 0;
  /** Above 0 where a failing command does not end `set -e` shells: conditions, `!`, all but the last of && and ||. */
  conditionDepth = 0;
  /** Descriptors that commands of this shell see open; those it keeps for restoring are not among them. */
  openFds = new Set<number>([0, 1, 2]);
  savedFds = new Set<number>();
  /** The shell's ends of the pipes of process substitutions in use. */
  substitutionFds: number[] = [];
  umask = 0o022;
  directoryStack: string[] = [];
  getoptsOffset = 0;
  /** The value of `$?` of the last command substitution of the command being expanded. */
  substitutionStatus: number | undefined;
  history: { readonly lines: () => readonly string[]; readonly clear: () => void } | undefined;
  /** Ends the interactive shell's `$SECONDS`. */
  startedAt: number;
  interruptRequested = false;
  /** The process ID that $$ names: subshells keep their parent's. */
  readonly mainPid: number;
  /** The terminal's foreground group changes with jobs when this is set (an interactive shell with a terminal). */
  terminalFd: number | undefined;

  constructor(
    public p: ProcessContext,
    readonly flavour: Flavour,
    readonly builtins: ReadonlyMap<string, Builtin>,
    variables?: Variables,
    mainPid?: number,
  ) {
    this.variables = variables ?? new Variables(p.env);
    this.name = p.argv[0] ?? flavour.name;
    this.startedAt = p.now();
    this.mainPid = mainPid ?? p.pid;
  }

  /** The state of a forked child; the child's own context is put in when it starts. */
  fork(): Shell {
    const child = new Shell(this.p, this.flavour, this.builtins, this.variables.clone(), this.mainPid);
    child.name = this.name;
    child.positional = this.positional;
    child.functions = new Map(this.functions);
    child.aliases = new Map(this.aliases);
    child.options = new Set(this.options);
    child.options.delete('monitor');
    child.shopt = new Set(this.shopt);
    // Traps are reset in a subshell, except that what is ignored stays ignored (POSIX 2.11).
    for (const [name, action] of this.traps) if (action === '' && name !== 'EXIT') child.traps.set(name, action);
    child.status = this.status;
    child.pipeStatus = this.pipeStatus;
    child.lastBackground = this.lastBackground;
    child.lastArgument = this.lastArgument;
    child.input = this.input;
    child.source = this.source;
    child.line = this.line;
    child.loopDepth = this.loopDepth;
    child.callStack = [...this.callStack];
    child.sourceDepth = this.sourceDepth;
    child.subshellDepth = this.subshellDepth + 1;
    child.conditionDepth = this.conditionDepth;
    child.umask = this.umask;
    child.startedAt = this.startedAt;
    child.getoptsOffset = this.getoptsOffset;
    child.jobs = this.jobs.inherited();
    child.history = this.history;
    // A function of an interactive shell is not interactive in its subshells, but its messages keep the shape.
    child.interactive = false;
    return child;
  }

  has(option: ShellOption): boolean {
    return this.options.has(option);
  }

  ifs(): string {
    return this.variables.get('IFS') ?? ' \t\n';
  }

  *out(text: string): Task<void> {
    yield* this.p.write(1, text);
  }

  *err(text: string): Task<void> {
    yield* this.p.write(2, text);
  }
}
