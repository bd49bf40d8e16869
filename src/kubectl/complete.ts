import type { ProcessContext } from '../engine/sim/process.ts';
import type { Task } from '../engine/sim/task.ts';
import { Client } from './client/client.ts';
import { readKubeconfig } from './client/kubeconfig.ts';
import { resourcePath } from './client/rest-mapper.ts';
import type { Command } from './command.ts';
import { isReportable } from './errors.ts';
import { findCommand, firstWord } from './find-command.ts';
import type { Flag } from './flags/flag.ts';
import { globalFlags } from './flags/global.ts';
import { valueWithoutArgument } from './flags/parse.ts';
import { loadConfig } from './kubeconfig/file.ts';
import { listAt, nameOf } from './object.ts';
import type { KubectlRelease } from './releases.ts';

/** What Tab may put in the place of `current`, after `words` (`kubectl` first). */
export type Completer = (p: ProcessContext, words: readonly string[], current: string) => Task<readonly string[]>;

/** Offers commands, flags, types, names and namespaces, as `kubectl completion` scripts do. Says nothing when it cannot. */
export function makeCompleter(root: Command, release: KubectlRelease): Completer {
  return function* (p, words, current): Task<readonly string[]> {
    const completion = new Completion(p, root, release, words.slice(1), current);
    try {
      const offered = yield* completion.candidates();
      return [...new Set(offered)].filter((word) => word.startsWith(current)).sort();
    } catch (error) {
      if (isReportable(error)) return [];
      throw error;
    }
  };
}

class Completion {
  readonly #path: readonly Command[];
  readonly #flags: readonly Flag[];
  readonly #args: readonly string[];

  constructor(
    private readonly p: ProcessContext,
    private readonly root: Command,
    private readonly release: KubectlRelease,
    private readonly words: readonly string[],
    private readonly current: string,
  ) {
    const { path, rest } = findCommand(root, globalFlags, words);
    this.#path = path;
    this.#flags = [...(path.at(-1)!.flags ?? []), ...globalFlags];
    this.#args = positional(rest, this.#flags);
  }

  *candidates(): Task<readonly string[]> {
    const command = this.#path.at(-1)!;
    const pending = this.#flagAwaitingValue();
    if (pending !== undefined) return yield* this.#flagValues(pending);
    if (this.words.includes('--')) return [];
    if (this.current.startsWith('-')) return this.#flagNames();
    if (command.subcommands !== undefined && this.#args.length === 0) {
      const names = command.subcommands.filter((one) => one.hidden !== true).map((one) => one.name);
      if (command === this.root || command.complete === undefined) return names;
    }
    return yield* this.#arguments(command);
  }

  #flagAwaitingValue(): Flag | undefined {
    const last = this.words.at(-1) ?? '';
    if (!last.startsWith('-') || last.includes('=') || last === '--') return undefined;
    const flag = this.#flags.find(
      (one) => last === `--${one.name}` || (one.shorthand !== undefined && last === `-${one.shorthand}`),
    );
    return flag === undefined || valueWithoutArgument(flag) !== undefined ? undefined : flag;
  }

  *#flagValues(flag: Flag): Task<readonly string[]> {
    if (flag.name === 'namespace') return yield* this.#names('namespaces');
    if (flag.name === 'context') return [...loadConfig(this.p, '').config.contexts.keys()];
    if (flag.name === 'output') return ['json', 'yaml', 'name', 'wide', 'jsonpath=', 'go-template=', 'custom-columns='];
    if (flag.name === 'filename') return this.#files();
    if (flag.name === 'container') return yield* this.#containers();
    return [];
  }

  #flagNames(): readonly string[] {
    return this.#flags
      .filter((flag) => flag.hidden !== true)
      .map((flag) => (flag.type === 'bool' || flag.noValue !== undefined ? `--${flag.name}` : `--${flag.name}=`));
  }

  *#arguments(command: Command): Task<readonly string[]> {
    switch (command.complete) {
      case 'types':
      case 'explain':
        return this.#args.length === 0 ? yield* this.#types() : [];
      case 'pods':
        return this.#args.length === 0 ? yield* this.#names('pods') : [];
      case 'nodes':
        return yield* this.#names('nodes');
      case 'contexts':
        return this.#args.length === 0 ? [...loadConfig(this.p, '').config.contexts.keys()] : [];
      case 'commands':
        return (this.root.subcommands ?? []).map((one) => one.name);
      case 'pods-or-types':
        if (this.#args.length > 0) return [];
        return this.current.includes('/') ? yield* this.#slashNames() : yield* this.#names('pods');
      case 'files-and-pods':
        if (this.current.includes(':')) return [];
        return [...this.#files(), ...(yield* this.#names('pods')).map((name) => `${name}:`)];
      case 'types-and-names':
        if (this.current.includes('/')) return yield* this.#slashNames();
        if (this.#args.length === 0) return yield* this.#types();
        return this.#args[0]!.includes('/') ? [] : yield* this.#names(this.#args[0]!, this.#args.slice(1));
      default:
        return [];
    }
  }

  *#slashNames(): Task<readonly string[]> {
    const type = this.current.slice(0, this.current.indexOf('/'));
    return (yield* this.#names(type)).map((name) => `${type}/${name}`);
  }

  *#types(): Task<readonly string[]> {
    const resources = yield* this.#client().discovery.resources();
    return resources.filter((one) => one.verbs.includes('get') || one.verbs.includes('list')).map((one) => one.name);
  }

  *#names(type: string, without: readonly string[] = []): Task<readonly string[]> {
    const client = this.#client();
    const mapping = yield* client.mapper.find(type);
    if (mapping === undefined) return [];
    const list = yield* client.object('GET', resourcePath(mapping, mapping.namespaced ? this.#namespace() : ''));
    return listAt(list, 'items')
      .map(nameOf)
      .filter((name) => !without.includes(name));
  }

  *#containers(): Task<readonly string[]> {
    const [pod] = this.#args;
    if (pod === undefined) return [];
    const path = `/api/v1/namespaces/${encodeURIComponent(this.#namespace())}/pods/${encodeURIComponent(pod.replace(/^pods?\//, ''))}`;
    const object = yield* this.#client().object('GET', path);
    return [...listAt(object, 'spec', 'containers'), ...listAt(object, 'spec', 'initContainers')].map((container) =>
      String((container as { name?: unknown }).name),
    );
  }

  #files(): readonly string[] {
    const slash = this.current.lastIndexOf('/') + 1;
    const prefix = this.current.slice(0, slash);
    return this.p.readdir(prefix === '' ? '.' : prefix).map((name) => prefix + name);
  }

  #namespace(): string {
    const flag = this.words.findIndex((word) => word === '-n' || word === '--namespace');
    const given =
      flag < 0
        ? this.words.map((word) => /^(?:--namespace=|-n=?)(.+)$/.exec(word)?.[1]).find((name) => name !== undefined)
        : this.words[flag + 1];
    return given ?? readKubeconfig(this.p, {}).namespace;
  }

  #client(): Client {
    return (this.#made ??= new Client(this.p, this.release, readKubeconfig(this.p, {}), 0, true));
  }
  #made: Client | undefined;
}

function positional(rest: readonly string[], flags: readonly Flag[]): readonly string[] {
  const args: string[] = [];
  let words = rest;
  for (;;) {
    const index = firstWord(words, flags);
    if (index === undefined) return args;
    args.push(words[index]!);
    words = words.slice(index + 1);
  }
}
