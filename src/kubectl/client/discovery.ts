import { isStatusError, StatusError } from '../../engine/api/status.ts';
import type { Task } from '../../engine/sim/task.ts';
import { ConnectionError } from '../errors.ts';
import { formatGoDuration } from '../../engine/api/duration.ts';
import { quote } from '../go/quote.ts';
import { klogLine } from '../go/klog.ts';
import { isRecord, listAt, recordAt, textAt, type Json } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';
import type { Client } from './client.ts';
import { all } from './concurrent.ts';

/** A resource as the API server announces it. */
export interface ApiResource {
  readonly group: string;
  readonly version: string;
  /** The plural. */
  readonly name: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
}

export interface ApiGroup {
  readonly name: string;
  /** In the server's order. */
  readonly versions: readonly string[];
  readonly preferred: string;
}

const aggregatedAccept =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** What the server serves, asked once a run. */
export class Discovery {
  #groups: readonly ApiGroup[] | undefined;
  #resources: readonly ApiResource[] | undefined;

  constructor(
    private readonly client: Client,
    private readonly release: KubectlRelease,
  ) {}

  /** Groups in the server's order, the core group first. */
  *groups(): Task<readonly ApiGroup[]> {
    if (this.#groups === undefined) yield* this.#load(1);
    return this.#groups ?? [];
  }

  /** The resources (without subresources) of every group and version, in the server's order. */
  *resources(): Task<readonly ApiResource[]> {
    if (this.#resources === undefined) yield* this.#load(attempts);
    return this.#resources ?? [];
  }

  *#load(tries: number): Task<void> {
    const headers = this.release.aggregatedDiscovery ? { accept: aggregatedAccept } : {};
    const core = yield* this.#first(headers, tries);
    const others = yield* this.#groupList('/apis', headers);
    if (core['kind'] === 'APIGroupDiscoveryList' && others['kind'] === 'APIGroupDiscoveryList') {
      const items = [...listAt(core, 'items'), ...listAt(others, 'items')].filter(isRecord);
      this.#groups = items.map(aggregatedGroup);
      this.#resources = items.flatMap(aggregatedResources);
      return;
    }
    const versions = listAt(core, 'versions').map(String);
    const groups: ApiGroup[] = [
      { name: '', versions, preferred: versions[0] ?? 'v1' },
      ...listAt(others, 'groups').map(legacyGroup),
    ];
    const lists = yield* all(
      groups.flatMap((group) => group.versions.map((version) => this.#legacyResources(group.name, version))),
    );
    this.#groups = groups;
    this.#resources = lists.flat();
  }

  /** A mapper asks for the groups again and again before it gives up; v1.36 says so each time (cached/memory/memcache.go). */
  *#first(headers: Readonly<Record<string, string>>, tries: number): Task<Json> {
    for (let attempt = 1; ; attempt++) {
      try {
        return yield* this.#groupList('/api', headers);
      } catch (error) {
        const reason = groupListError(error, this.client);
        if (reason === undefined) throw error;
        if (this.release.name !== '1.20') yield* this.#complain(reason);
        if (attempt === tries) throw error;
      }
    }
  }

  /** To v1.20 a server that knows no such path, or does not show it, has no groups (discovery_client.go, ServerGroups). */
  *#groupList(path: string, headers: Readonly<Record<string, string>>): Task<Json> {
    try {
      return yield* this.client.object('GET', path, { headers });
    } catch (error) {
      const none = isStatusError(error, 'NotFound') || isStatusError(error, 'Forbidden');
      if (this.release.name !== '1.20' || !none) throw error;
      return {};
    }
  }

  *#complain(reason: string): Task<void> {
    const line = klogLine(this.client.p, 'E', 'memcache.go:265', `"Unhandled Error" err=${quote(reason)}`);
    yield* this.client.p.write(2, line);
  }

  *#legacyResources(group: string, version: string): Task<readonly ApiResource[]> {
    const body = yield* this.client.object('GET', group === '' ? `/api/${version}` : `/apis/${group}/${version}`);
    return listAt(body, 'resources')
      .filter(isRecord)
      .filter((resource) => !textAt(resource, 'name').includes('/'))
      .map((resource) => ({
        group: textAt(resource, 'group') || group,
        version: textAt(resource, 'version') || version,
        name: textAt(resource, 'name'),
        singular: textAt(resource, 'singularName'),
        kind: textAt(resource, 'kind'),
        namespaced: resource['namespaced'] === true,
        verbs: listAt(resource, 'verbs').map(String),
        shortNames: listAt(resource, 'shortNames').map(String),
        categories: listAt(resource, 'categories').map(String),
      }));
  }
}

/** How often a mapper asks for the groups; who wants no more than the groups asks once. */
const attempts = 5;

/** What client-go logs of an answer that is no list of groups; undefined for what it does not ask again for. */
function groupListError(error: unknown, { config, timeout }: Client): string | undefined {
  const failed = "couldn't get current server API group list";
  if (error instanceof StatusError) return `${failed}: ${error.message}`;
  if (!(error instanceof ConnectionError) || error.message.startsWith('invalid port')) return undefined;
  return `${failed}: Get ${quote(`${config.server.url}/api?timeout=${timeout > 0 ? formatGoDuration(timeout) : '32s'}`)}: ${error.message}`;
}

function legacyGroup(group: unknown): ApiGroup {
  return {
    name: textAt(group, 'name'),
    versions: listAt(group, 'versions').map((version) => textAt(version, 'version')),
    preferred: textAt(group, 'preferredVersion', 'version'),
  };
}

function aggregatedGroup(item: Json): ApiGroup {
  const versions = listAt(item, 'versions').map((version) => textAt(version, 'version'));
  return { name: textAt(item, 'metadata', 'name'), versions, preferred: versions[0] ?? '' };
}

function aggregatedResources(item: Json): readonly ApiResource[] {
  const group = textAt(item, 'metadata', 'name');
  return listAt(item, 'versions').flatMap((version) =>
    listAt(version, 'resources').map((resource) => {
      const kind = recordAt(resource, 'responseKind');
      return {
        group,
        version: textAt(version, 'version'),
        name: textAt(resource, 'resource'),
        singular: textAt(resource, 'singularResource'),
        kind: textAt(kind, 'kind'),
        namespaced: textAt(resource, 'scope') === 'Namespaced',
        verbs: listAt(resource, 'verbs').map(String),
        shortNames: listAt(resource, 'shortNames').map(String),
        categories: listAt(resource, 'categories').map(String),
      };
    }),
  );
}
