import type { Task } from '../../engine/sim/task.ts';
import { apiVersionOf } from '../client/rest-mapper.ts';
import type { ApiGroup, ApiResource } from '../client/discovery.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isReportable, usageError } from '../errors.ts';
import { bool, strings, text } from '../flags/flag.ts';
import { TabWriter } from '../printers/tabwriter.ts';
import { indentedJson } from '../printers/json.ts';
import { kyaml } from '../printers/kyaml.ts';
import { goYaml } from '../printers/yaml.ts';
import { noPrinter } from '../printers/output.ts';
import type { Json } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';

/** kubectl/pkg/cmd/apiresources/apiresources.go. */
export function apiResources(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'api-resources',
    short: 'Print the supported API resources on the server',
    examples: [
      '# Print the supported API resources',
      'kubectl api-resources',
      '# Print the supported API resources with more information',
      'kubectl api-resources -o wide',
      '# Print the supported API resources sorted by a column',
      'kubectl api-resources --sort-by=name',
      '# Print the supported namespaced resources',
      'kubectl api-resources --namespaced=true',
      '# Print the supported API resources with a specific APIGroup',
      'kubectl api-resources --api-group=apps',
    ],
    usage: 'api-resources [flags]',
    flags: [
      text('output', old ? 'Output format. One of: wide|name.' : 'Output format. One of: (json, yaml, name, wide).', {
        shorthand: 'o',
      }),
      bool(
        'no-headers',
        "When using the default or custom-column output format, don't print headers (default print headers).",
      ),
      text('api-group', 'Limit to resources in the specified API group.'),
      bool(
        'namespaced',
        'If false, non-namespaced resources will be returned, otherwise returning namespaced resources by default.',
        { on: true },
      ),
      strings('verbs', 'Limit to resources that support the specified verbs.'),
      text(
        'sort-by',
        "If non-empty, sort list of resources using specified field. The field can be either 'name' or 'kind'.",
      ),
      bool('cached', 'Use the cached list of resources if available.'),
      ...(old ? [] : [strings('categories', 'Limit to resources that belong to the specified categories.')]),
    ],
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { args, flags, client, release } = invocation;
  if (args.length > 0) throw usageError(invocation.commandPath, `unexpected arguments: [${args.join(' ')}]`);
  const sortBy = flags.string('sort-by');
  if (!['', 'name', 'kind'].includes(sortBy)) throw new CommandError('--sort-by accepts only name or kind');
  const output = flags.string('output');
  const formats = release.name === '1.20' ? ['', 'wide', 'name'] : ['', 'wide', 'name', 'json', 'yaml', 'kyaml'];
  if (!formats.includes(output)) {
    throw release.name === '1.20'
      ? new CommandError(`--output ${output} is not available`)
      : noPrinter(output, formats.slice(1));
  }
  let resources: ApiResource[] = [];
  let failure: Error | undefined;
  try {
    resources = preferredResources(yield* client.discovery.groups(), yield* client.discovery.resources()).filter(
      (one) => matches(invocation, one),
    );
  } catch (error) {
    // v1.20 draws its table all the same.
    if (release.name !== '1.20' || !isReportable(error)) throw error;
    failure = error;
  }
  const key = (one: ApiResource): string => (sortBy === 'name' ? one.name : sortBy === 'kind' ? one.kind : one.group);
  resources.sort((a, b) => compare(key(a), key(b)) || compare(a.name, b.name));

  if (output === 'json') return yield* invocation.out(indentedJson(listOf(resources)));
  if (output === 'kyaml') return yield* invocation.out(kyaml(listOf(resources)));
  if (output === 'yaml') return yield* invocation.out(goYaml(listOf(resources)));
  const writer = TabWriter.forTables();
  if (output === 'name') {
    for (const one of resources) writer.write(`${one.group === '' ? one.name : `${one.name}.${one.group}`}\n`);
  } else {
    const wide = output === 'wide';
    if (!flags.bool('no-headers')) writer.write(`${headers(release, wide).join('\t')}\n`);
    for (const one of resources) writer.write(`${row(release, one, wide).join('\t')}\n`);
  }
  yield* invocation.out(writer.flush());
  if (failure !== undefined) throw failure;
}

function headers(release: KubectlRelease, wide: boolean): readonly string[] {
  const columns = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND'];
  if (!wide) return columns;
  return release.name === '1.20' ? [...columns, 'VERBS'] : [...columns, 'VERBS', 'CATEGORIES'];
}

function row(release: KubectlRelease, one: ApiResource, wide: boolean): readonly string[] {
  const cells = [one.name, one.shortNames.join(','), apiVersionOf(one), String(one.namespaced), one.kind];
  if (!wide) return cells;
  if (release.name === '1.20') return [...cells, `[${one.verbs.join(' ')}]`];
  return [...cells, one.verbs.join(','), one.categories.join(',')];
}

function matches({ flags }: Invocation, one: ApiResource): boolean {
  if (one.verbs.length === 0) return false;
  if (flags.changed('api-group') && flags.string('api-group') !== one.group) return false;
  if (flags.changed('namespaced') && flags.bool('namespaced') !== one.namespaced) return false;
  if (!flags.list('verbs').every((verb) => one.verbs.includes(verb))) return false;
  return !flags.has('categories') || flags.list('categories').every((category) => one.categories.includes(category));
}

/** One version of each resource of each group: the preferred one if it serves it (ServerPreferredResources). */
function preferredResources(groups: readonly ApiGroup[], resources: readonly ApiResource[]): ApiResource[] {
  return groups.flatMap((group) => {
    const members = resources.filter((one) => one.group === group.name);
    return members.filter((one) => {
      const versions = group.versions.filter((version) =>
        members.some((other) => other.name === one.name && other.version === version),
      );
      return one.version === (versions.includes(group.preferred) ? group.preferred : versions[0]);
    });
  });
}

function listOf(resources: readonly ApiResource[]): Json {
  return {
    apiVersion: 'v1',
    groupVersion: '',
    kind: 'APIResourceList',
    resources: resources.map((one) => ({
      ...(one.categories.length > 0 ? { categories: one.categories } : {}),
      ...(one.group === '' ? {} : { group: one.group }),
      kind: one.kind,
      name: one.name,
      namespaced: one.namespaced,
      ...(one.shortNames.length > 0 ? { shortNames: one.shortNames } : {}),
      singularName: one.singular,
      verbs: one.verbs,
      version: one.version,
    })),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
