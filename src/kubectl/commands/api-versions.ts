import type { Task } from '../../engine/sim/task.ts';
import { apiVersionOf } from '../client/rest-mapper.ts';
import type { Command, Invocation } from '../command.ts';
import { usageError } from '../errors.ts';

/** kubectl/pkg/cmd/apiresources/apiversions.go. */
export function apiVersions(): Command {
  return {
    name: 'api-versions',
    short: 'Print the supported API versions on the server, in the form of "group/version"',
    examples: ['# Print the supported API versions', 'kubectl api-versions'],
    usage: 'api-versions',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  if (invocation.args.length > 0)
    throw usageError(invocation.commandPath, `unexpected arguments: [${invocation.args.join(' ')}]`);
  const groups = yield* invocation.client.discovery.groups();
  const versions = groups.flatMap((group) =>
    group.versions.map((version) => apiVersionOf({ group: group.name, version })),
  );
  yield* invocation.out(
    versions
      .sort()
      .map((version) => `${version}\n`)
      .join(''),
  );
}
