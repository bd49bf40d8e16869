import type { Task } from '../../engine/sim/task.ts';
import { patchObject } from '../client/write.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isReportable, usageError } from '../errors.ts';
import { dryRunFlag, dryRunOf, selectorFlag, withDryRun, type DryRun } from '../flags/common.ts';
import { quote } from '../go/quote.ts';
import { field } from '../object.ts';
import { nameText } from '../printers/name.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import type { Info } from '../resource-builder/info.ts';

const oldSelector = 'Selector (label query) to filter on';

/** kubectl/pkg/cmd/drain/drain.go. */
export function cordon(release: KubectlRelease): Command {
  return {
    name: 'cordon',
    short: 'Mark node as unschedulable',
    long: 'Mark node as unschedulable.',
    examples: ['# Mark node "foo" as unschedulable', 'kubectl cordon foo'],
    usage: 'cordon NODE',
    flags: [selectorFlag(release, oldSelector), dryRunFlag],
    complete: 'nodes',
    run: (invocation) => run(invocation, true),
  };
}

export function uncordon(release: KubectlRelease): Command {
  return {
    name: 'uncordon',
    short: 'Mark node as schedulable',
    long: 'Mark node as schedulable.',
    examples: ['# Mark node "foo" as schedulable', 'kubectl uncordon foo'],
    usage: 'uncordon NODE',
    flags: [selectorFlag(release, oldSelector), dryRunFlag],
    complete: 'nodes',
    run: (invocation) => run(invocation, false),
  };
}

function* run(invocation: Invocation, unschedulable: boolean): Task<void> {
  checkNodeArguments(invocation);
  const dryRun = yield* dryRunOf(invocation);
  yield* setSchedulable(invocation, yield* nodesOf(invocation), unschedulable, dryRun);
}

/** DrainCmdOptions.Complete. */
export function checkNodeArguments(invocation: Invocation): void {
  const { args, flags, command, commandPath } = invocation;
  if (args.length === 0 && !flags.changed('selector')) throw usageError(commandPath, `USAGE: ${command.usage} [flags]`);
  if (args.length > 0 && flags.string('selector') !== '')
    throw usageError(commandPath, 'error: cannot specify both a node name and a --selector option');
}

export function* nodesOf(invocation: Invocation): Task<readonly Info[]> {
  const selector = invocation.flags.string('selector');
  const result = yield* select(invocation, {
    ...(selector === '' ? { names: { type: 'nodes', names: invocation.args } } : { args: ['nodes'] }),
    labelSelector: selector,
    singleResourceType: true,
    flatten: true,
  });
  const infos = yield* result.infos();
  for (const { mapping } of infos) {
    if (mapping.group !== '' || mapping.name !== 'nodes')
      throw new CommandError(`error: expected resource of type node, got ${quote(mapping.name)}`);
  }
  return infos;
}

/** Cordons or uncordons; what fails for one node is said and does not end the command (RunCordonOrUncordon). */
export function* setSchedulable(
  invocation: Invocation,
  nodes: readonly Info[],
  unschedulable: boolean,
  dryRun: DryRun,
): Task<void> {
  const verb = unschedulable ? 'cordon' : 'uncordon';
  for (const node of nodes) {
    const print = (operation: string): Task<void> =>
      invocation.out(nameText(node.object, withDryRun(operation, dryRun)));
    if ((field(node.object, 'spec', 'unschedulable') === true) === unschedulable) {
      yield* print(`already ${verb}ed`);
      continue;
    }
    if (dryRun !== 'client') {
      try {
        const patch = { spec: { unschedulable: unschedulable ? true : null } };
        yield* patchObject(invocation, node, 'strategic', patch, { dryRun });
      } catch (error) {
        if (!isReportable(error)) throw error;
        yield* invocation.err(`error: unable to ${verb} node ${quote(node.name)}: ${error.message}\n`);
        continue;
      }
    }
    yield* print(`${verb}ed`);
  }
}
