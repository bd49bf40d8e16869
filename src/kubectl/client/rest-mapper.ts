import type { Task } from '../../engine/sim/task.ts';
import { BareError, CommandError } from '../errors.ts';
import { quote } from '../go/quote.ts';
import { parseResourceArg } from './resource-arg.ts';
import type { ApiResource, Discovery } from './discovery.ts';

/** A kind and the resource that serves it (meta.RESTMapping). */
export type RestMapping = ApiResource;

/** Finds resources and kinds by the words that people use for them (restmapper, meta.PriorityRESTMapper). */
export class RestMapper {
  /** @param warn says what is ambiguous. */
  constructor(
    private readonly discovery: Discovery,
    private readonly warn: (text: string) => Task<void>,
  ) {}

  /**
   * The mapping of a resource or kind argument: `po`, `Pods`, `deployments.apps`, `deploy.v1.apps`.
   * Mirrors resource.Builder mappingFor of cli-runtime.
   */
  *forArgument(argument: string): Task<RestMapping> {
    const found = yield* this.find(argument);
    if (found !== undefined) return found;
    const dot = argument.indexOf('.');
    throw new CommandError(
      `the server doesn't have a resource type ${quote(dot < 0 ? argument : argument.slice(0, dot))}`,
    );
  }

  /** Like `forArgument`, undefined if there is none. */
  *find(argument: string): Task<RestMapping | undefined> {
    const resources = yield* this.discovery.resources();
    const parts = argument.split('.');
    if (parts.length >= 3) {
      const [resource, version] = [parts[0]!, parts[1]!];
      const full = yield* this.#byResource(resource, parts.slice(2).join('.'), version);
      if (full !== undefined) return full;
    }
    const [first, ...rest] = parts;
    const group = rest.join('.');
    const plain = yield* this.#byResource(first!, group, '');
    if (plain !== undefined) return plain;
    const kinds = resources.filter((one) => one.kind === first && (group === '' || one.group === group));
    return yield* this.#preferred(kinds);
  }

  /**
   * The mapping of a kind, undefined if the server does not serve it. The kind in lower case is found too: client-go's
   * mapper registers both (restmapper/discovery.go), and it is the server that then refuses the object.
   */
  *forKind(group: string, version: string, kind: string): Task<RestMapping | undefined> {
    const resources = yield* this.discovery.resources();
    return resources.find(
      (one) => one.group === group && one.version === version && (one.kind === kind || one.kind.toLowerCase() === kind),
    );
  }

  /** Resources of a category (`all`), one version of each; undefined if there is no such category. */
  *category(name: string): Task<readonly RestMapping[] | undefined> {
    const resources = yield* this.discovery.resources();
    const seen = new Set<string>();
    const members = resources.filter((one) => {
      const key = `${one.name}.${one.group}`;
      if (!one.categories.includes(name) || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    return members.length === 0 ? undefined : members;
  }

  *#byResource(word: string, group: string, version: string): Task<RestMapping | undefined> {
    const resources = yield* this.discovery.resources();
    const plural = yield* this.#expandShortcut(word, group, resources);
    const name = plural.resource.toLowerCase();
    const inVersion = (one: ApiResource): boolean => version === '' || one.version === version;
    const named = resources.filter(
      (one) => (one.name === name || one.singular === name || one.kind.toLowerCase() === name) && inVersion(one),
    );
    if (plural.group === '') return yield* this.#preferred(named);
    const exact = named.filter((one) => one.group === plural.group);
    return yield* this.#preferred(exact.length > 0 ? exact : named.filter((one) => one.group.startsWith(plural.group)));
  }

  *#expandShortcut(
    word: string,
    group: string,
    resources: readonly ApiResource[],
  ): Task<{ resource: string; group: string }> {
    if (resources.some((one) => one.name === word && (group === '' || one.group === group)))
      return { resource: word, group };
    const short = resources.filter((one) => one.shortNames.includes(word) && one.group.startsWith(group));
    const [first, ...others] = short;
    if (first === undefined) return { resource: word, group };
    for (const other of others) {
      if (group !== '' || (other.group === first.group && other.name === first.name)) continue;
      yield* this.warn(
        `short name ${quote(word)} could also match lower priority resource ${other.group === '' ? other.name : `${other.name}.${other.group}`}`,
      );
    }
    return { resource: first.name, group: group === '' ? first.group : group };
  }

  /** Of several versions and groups: the first group's preferred version. */
  *#preferred(candidates: readonly ApiResource[]): Task<RestMapping | undefined> {
    if (candidates.length < 2) return candidates[0];
    const groups = yield* this.discovery.groups();
    for (const group of groups) {
      const members = candidates.filter((one) => one.group === group.name);
      if (members.length === 0) continue;
      return members.find((one) => one.version === group.preferred) ?? members[0];
    }
    return candidates[0];
  }
}

/** The exact message for a resource that the server does not have, printed bare (checkErr on NoResourceMatchError). */
export function noResourceMatch(argument: string): BareError {
  const { resource, group } = parseResourceArg(argument);
  const where = group === '' ? '' : ` in group ${quote(group)}`;
  return new BareError(`the server doesn't have a resource type ${quote(resource)}${where}`);
}

/** `/api/v1/namespaces/default/pods/a/log` */
export function resourcePath(mapping: RestMapping, namespace: string, name = '', subresource = ''): string {
  const root = mapping.group === '' ? `/api/${mapping.version}` : `/apis/${mapping.group}/${mapping.version}`;
  const scope = mapping.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const object = name === '' ? '' : `/${encodeURIComponent(name)}`;
  return `${root}${scope}/${mapping.name}${object}${subresource === '' ? '' : `/${subresource}`}`;
}

export function apiVersionOf(mapping: { readonly group: string; readonly version: string }): string {
  return mapping.group === '' ? mapping.version : `${mapping.group}/${mapping.version}`;
}

/** `pod`, `deployment.apps`: how printers name a kind. */
export function kindWord(mapping: { readonly group: string; readonly kind: string }): string {
  const kind = mapping.kind.toLowerCase();
  return mapping.group === '' ? kind : `${kind}.${mapping.group}`;
}

/** Group and version. */
export function splitApiVersion(apiVersion: string): readonly [string, string] {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

/** The same with the group that was asked for. */
export function noMatchForResource(resource: string, group: string): BareError {
  const where = group === '' ? '' : ` in group ${quote(group)}`;
  return new BareError(`the server doesn't have a resource type ${quote(resource)}${where}`);
}
