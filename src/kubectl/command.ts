import type { ProcessContext } from '../engine/sim/process.ts';
import type { Task } from '../engine/sim/task.ts';
import type { Client } from './client/client.ts';
import type { Flag } from './flags/flag.ts';
import type { FlagValues } from './flags/values.ts';
import type { KubectlRelease } from './releases.ts';

/** One kubectl command of one release. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Wrong words for which cobra suggests this command. */
  readonly suggestFor?: readonly string[];
  readonly short: string;
  readonly long?: string;
  /** Lines: a comment `# ...`, then a command. */
  readonly examples?: readonly string[];
  /** After `kubectl `, e.g. `logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]`. */
  readonly usage: string;
  readonly flags?: readonly Flag[];
  readonly subcommands?: readonly Command[];
  /** Flags of the whole tree below (config's --kubeconfig). */
  readonly hidden?: boolean;
  readonly deprecated?: string;
  /** Its errors end with status 2 and more: 1 means something else (diff: there are differences). */
  readonly errorsAboveOne?: boolean;
  /** Without it, the command only prints its help. Returns the exit status; undefined is 0. */
  readonly run?: (invocation: Invocation) => Task<number | void>;
  /** What Tab offers for the argument; default: nothing. */
  readonly complete?:
    | 'types-and-names'
    | 'types'
    | 'pods'
    | 'pods-or-types'
    | 'nodes'
    | 'files-and-pods'
    | 'explain'
    | 'commands'
    | 'contexts';
}

/** Makes the command as it is in a release; undefined where that has none of the name. */
export type CommandFactory = (release: KubectlRelease) => Command | undefined;

/** One run of one command. */
export interface Invocation {
  readonly p: ProcessContext;
  readonly release: KubectlRelease;
  readonly command: Command;
  /** The names from `kubectl` down. */
  readonly path: readonly Command[];
  /** `kubectl create deployment` */
  readonly commandPath: string;
  readonly args: readonly string[];
  /** How many of `args` stood before `--`; undefined without it. */
  readonly argsBeforeDash: number | undefined;
  readonly flags: FlagValues;
  readonly client: Client;
  /** How many warnings the server has sent. */
  readonly warnings: number;
  /** The namespace of --namespace, the context, or `default`. */
  readonly namespace: string;
  /** Whether --namespace was given. */
  readonly namespaceGiven: boolean;
  out(text: string): Task<void>;
  err(text: string): Task<void>;
  /** Prints the command's help, on standard output unless told otherwise. */
  help(fd?: 1 | 2): Task<void>;
}
