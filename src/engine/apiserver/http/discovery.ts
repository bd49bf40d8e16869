import type { ApiResponse } from '../../api/http.ts';
import type { JsonObject } from '../../api/json.ts';
import type { Kind, Subresource } from '../../api/kinds.ts';
import type { ApiServer } from '../server.ts';
import { type HttpContext, json } from './context.ts';

/** /api and /apis: one document of everything where the client takes aggregated discovery (v1.26 and later). */
export function discoverGroups(context: HttpContext, core: boolean): ApiResponse {
  const { server, representation } = context;
  if (representation.as === 'discovery') return aggregated(context, core);
  if (core) {
    return json(context, 200, {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: server.address }],
    });
  }
  const groups = server.kinds.groups().map((group) => describeGroup(group.name, group.versions));
  return json(context, 200, { kind: 'APIGroupList', apiVersion: 'v1', groups });
}

function describeGroup(name: string, versions: readonly string[]): JsonObject {
  const entry = (version: string): JsonObject => ({ groupVersion: `${name}/${version}`, version });
  return { name, versions: versions.map(entry), preferredVersion: entry(versions[0] ?? '') };
}

/** /apis/GROUP; undefined if the release has none of that name. */
export function discoverGroup(context: HttpContext, name: string): ApiResponse | undefined {
  const group = context.server.kinds.groups().find((one) => one.name === name);
  if (group === undefined) return undefined;
  return json(context, 200, { kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(name, group.versions) });
}

/** /api/v1 and /apis/GROUP/VERSION; undefined if it is not served. */
export function discoverVersion(context: HttpContext, group: string, version: string): ApiResponse | undefined {
  const kinds = kindsIn(context.server, group, version);
  if (kinds.length === 0) return undefined;
  const { release, kinds: registry } = context.server;
  const resources: JsonObject[] = [];
  for (const kind of kinds) {
    const withSingular = release.name !== '1.20' || registry.custom(kind) !== undefined;
    resources.push({
      name: kind.resource,
      // v1.27 and later say it; before, it was left empty for built-in kinds.
      singularName: withSingular ? kind.singular : '',
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs: kind.verbs,
      ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
      ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
    });
    for (const sub of kind.subresources) resources.push(describeSubresource(kind, sub));
  }
  // Custom resources come as their definition says, built-in ones sorted.
  if (kinds.every((kind) => registry.custom(kind) === undefined)) {
    resources.sort((a, b) => (String(a['name']) < String(b['name']) ? -1 : 1));
  }
  return json(context, 200, {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources,
  });
}

function describeSubresource(kind: Kind, sub: Subresource): JsonObject {
  return {
    name: `${kind.resource}/${sub.name}`,
    singularName: '',
    namespaced: kind.namespaced,
    ...(sub.group === undefined ? {} : { group: sub.group }),
    ...(sub.version === undefined ? {} : { version: sub.version }),
    kind: sub.kind,
    verbs: sub.verbs,
  };
}

function kindsIn(server: ApiServer, group: string, version: string): readonly Kind[] {
  return server.kinds.all().filter((kind) => kind.group === group && kind.version === version);
}

/** apidiscovery.k8s.io APIGroupDiscoveryList. */
function aggregated(context: HttpContext, core: boolean): ApiResponse {
  const { server, representation } = context;
  const groups = core ? [{ name: '', versions: ['v1'] }] : server.kinds.groups();
  const items = groups.map(({ name, versions }) => ({
    metadata: name === '' ? {} : { name },
    versions: versions.map((version) => ({
      version,
      resources: kindsIn(server, name, version).map(aggregatedResource),
      freshness: 'Current',
    })),
  }));
  const version = representation.version;
  const response = json(context, 200, {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items,
  });
  // Clients tell by this header that they got what they asked for.
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  return { ...response, headers: { ...response.headers, 'content-type': type, vary: 'Accept' } };
}

function aggregatedResource(kind: Kind): JsonObject {
  return {
    resource: kind.resource,
    // Empty where it is the group and version of the list itself.
    responseKind: { group: '', version: '', kind: kind.kind },
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: kind.verbs,
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
    ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
    ...(kind.subresources.length === 0
      ? {}
      : {
          subresources: kind.subresources.map((sub) => ({
            subresource: sub.name,
            responseKind: { group: sub.group ?? '', version: sub.version ?? '', kind: sub.kind },
            verbs: sub.verbs,
          })),
        }),
  };
}
