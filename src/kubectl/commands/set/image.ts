import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { combine, CommandError } from '../../errors.ts';
import { dryRunOf } from '../../flags/common.ts';
import { quote } from '../../go/quote.ts';
import type { Json } from '../../object.ts';
import { page } from '../../pages/page.ts';
import { setImagePage } from '../../pages/set-image.ts';
import { parsePairs } from '../../pairs.ts';
import { recorded, recordFlag } from '../../record.ts';
import type { KubectlRelease } from '../../releases.ts';
import { withContainers, withPodSpec } from '../../workloads/pod-spec.ts';
import { splitPairs } from '../metadata-pairs.ts';
import { changeAll, localServerDryRun, setPrinter, setTargets } from './change.ts';

/** kubectl/pkg/cmd/set/set_image.go. */
export function setImage(release: KubectlRelease): Command {
  return { ...page(release, setImagePage, { hidden: [recordFlag(release)] }), complete: 'types-and-names', run };
}

function* run(invocation: Invocation): Task<void> {
  const { args } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const print = setPrinter(invocation, 'image updated', dryRun);
  const { resources, pairs } = splitPairs(args, 'image');
  const images = parsePairs(pairs, 'image');
  const infos = yield* setTargets(invocation, resources);
  const wrong = mistakes(invocation, resources, images, dryRun === 'server');
  if (wrong !== undefined) throw wrong;

  const errors: Error[] = [];
  const apply = function* (object: Json): Task<Json> {
    const found = new Set<string>();
    const changed = withPodSpec(object, (spec) =>
      withContainers(spec, undefined, (container) => {
        let { image } = container;
        for (const [name, wanted] of Object.entries(images)) {
          if (name !== '*' && name !== container['name']) continue;
          found.add(name);
          image = wanted;
        }
        return { ...container, image };
      }),
    );
    for (const name of Object.keys(images)) {
      if (!found.has(name)) errors.push(new CommandError(`error: unable to find container named ${quote(name)}`));
    }
    return recorded(invocation, changed);
  };
  const failure = 'failed to patch image update to pod template:';
  yield* changeAll(invocation, infos, { apply, failure }, dryRun, print, errors);
}

function mistakes(
  { flags }: Invocation,
  resources: readonly string[],
  images: Readonly<Record<string, string>>,
  onServer: boolean,
): Error | undefined {
  const errors: CommandError[] = [];
  const noFiles = flags.list('filename').length === 0 && flags.string('kustomize') === '';
  if (flags.bool('all') && flags.string('selector') !== '')
    errors.push(new CommandError('cannot set --all and --selector at the same time'));
  if (resources.length === 0 && noFiles) {
    errors.push(new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>'));
  }
  const names = Object.keys(images);
  if (names.length === 0) errors.push(new CommandError('at least one image update is required'));
  else if (names.length > 1 && names.includes('*')) {
    errors.push(
      new CommandError(
        'all containers are already specified by *, but saw more than one container_name=container_image pairs',
      ),
    );
  }
  if (flags.bool('local') && onServer) errors.push(new CommandError(localServerDryRun));
  return combine(errors);
}
