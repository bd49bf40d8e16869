import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { dryRunOf } from '../../flags/common.ts';
import { parseResourceList } from '../../generate/resource-list.ts';
import { recordAt, textAt, withField, type Json } from '../../object.ts';
import { page } from '../../pages/page.ts';
import { setResourcesPage } from '../../pages/set-resources.ts';
import { recorded, recordFlag } from '../../record.ts';
import type { KubectlRelease } from '../../releases.ts';
import { fitsPattern, withContainers, withPodSpec } from '../../workloads/pod-spec.ts';
import { changeAll, localServerDryRun, setPrinter, setTargets } from './change.ts';

/** kubectl/pkg/cmd/set/set_resources.go. */
export function setResources(release: KubectlRelease): Command {
  return { ...page(release, setResourcesPage, { hidden: [recordFlag(release)] }), complete: 'types-and-names', run };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const print = setPrinter(invocation, 'resource requirements updated', dryRun);
  const infos = yield* setTargets(invocation, args);
  if (flags.bool('local') && dryRun === 'server') throw new CommandError(localServerDryRun);
  if (flags.bool('all') && flags.string('selector') !== '')
    throw new CommandError('cannot set --all and --selector at the same time');
  const [limits, requests] = [flags.string('limits'), flags.string('requests')];
  if (limits === '' && requests === '')
    throw new CommandError('you must specify an update to requests or limits (in the form of --requests/--limits)');
  const wanted = { limits: parseResourceList(limits), requests: parseResourceList(requests) };

  const pattern = flags.string('containers');
  const errors: Error[] = [];
  const apply = function* (object: Json): Task<Json | undefined> {
    let found = false;
    const changed = withPodSpec(object, (spec) =>
      withContainers(spec, invocation.release, (container) => {
        if (!fitsPattern(textAt(container, 'name'), pattern)) return container;
        found = true;
        return withRequirements(container, wanted);
      }),
    );
    if (found) return recorded(invocation, changed);
    errors.push(new CommandError(`error: unable to find container named ${pattern}`));
    return undefined;
  };
  const failure = 'failed to patch resources update to pod template';
  yield* changeAll(invocation, infos, { apply, failure }, dryRun, print, errors);
}

function withRequirements(container: Json, wanted: Readonly<Record<'limits' | 'requests', Json | undefined>>): Json {
  let changed = container;
  for (const name of ['limits', 'requests'] as const) {
    if (wanted[name] === undefined) continue;
    const path = ['resources', name];
    changed = withField(changed, path, { ...recordAt(changed, ...path), ...wanted[name] });
  }
  return changed;
}
