import type { Task } from '../../engine/sim/task.ts';
import { noResourceMatch } from '../client/rest-mapper.ts';
import { patchObject } from '../client/write.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, usageError } from '../errors.ts';
import { dryRunOf, fieldValidation, withDryRun } from '../flags/common.ts';
import { listAt, withField } from '../object.ts';
import { objectPrinter } from '../printers/output.ts';
import { page } from '../pages/page.ts';
import { taintPage } from '../pages/taint.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import { changedTaints, parseTaints, TaintError, type Taint } from './taint/taints.ts';

/** kubectl/pkg/cmd/taint/taint.go. */
export function taint(release: KubectlRelease): Command {
  return {
    ...page(release, taintPage),
    complete: 'types-and-names',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, release, client } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const validation = fieldValidation(invocation);
  const { resources, taints } = splitTaints(invocation.args);
  if (resources.length === 0) throw new CommandError('one or more resources must be specified as <resource> <name>');
  if (taints.length === 0) throw new CommandError('at least one taint update is required');
  let changes;
  try {
    changes = parseTaints(taints, release);
  } catch (error) {
    if (!(error instanceof TaintError)) throw error;
    throw usageError(invocation.commandPath, error.message);
  }
  const type = resources[0]!.toLowerCase();
  const mapping = yield* client.mapper.find(type);
  if (mapping === undefined) throw noResourceMatch(type);
  if (mapping.kind !== 'Node') throw new CommandError(`invalid resource type ${type}, only node types are supported`);
  checkConflicts(changes.add, changes.remove, release);
  const all = flags.bool('all');
  const selector = flags.string('selector');
  if (all && selector !== '') throw new CommandError("setting 'all' parameter with a non empty selector is prohibited");
  if (!all && selector === '' && resources.length < 2)
    throw new CommandError("at least one resource name must be specified since 'all' parameter is not set");

  const result = yield* select(invocation, {
    ...(all || selector !== '' ? { args: ['nodes'] } : { names: { type: 'nodes', names: resources.slice(1) } }),
    all,
    labelSelector: selector,
    continueOnError: true,
    flatten: true,
    latest: true,
  });
  yield* result.visit(function* (info): Task<void> {
    const before = info.object ?? {};
    const { taints: wanted, operation } = changedTaints(
      info.name,
      listAt(before, 'spec', 'taints') as readonly Taint[],
      changes,
      flags.bool('overwrite'),
    );
    const spec = { spec: { taints: wanted.length === 0 ? null : wanted } };
    const object =
      dryRun === 'client'
        ? withField(before, ['spec', 'taints'], wanted.length === 0 ? undefined : wanted)
        : yield* patchObject(invocation, info, 'strategic', spec, {
            dryRun,
            fieldManager: flags.string('field-manager'),
            fieldValidation: validation,
          });
    yield* invocation.out(objectPrinter(invocation, withDryRun(operation, dryRun))(object));
  });
}

function splitTaints(args: readonly string[]): { readonly resources: string[]; readonly taints: string[] } {
  const resources: string[] = [];
  const taints: string[] = [];
  for (const arg of args) {
    if (arg.includes('=') || arg.includes(':') || arg.endsWith('-')) taints.push(arg);
    else if (taints.length === 0) resources.push(arg);
    else throw new CommandError(`all resources must be specified before taint changes: ${arg}`);
  }
  return { resources, taints };
}

function checkConflicts(add: readonly Taint[], remove: readonly Taint[], release: KubectlRelease): void {
  const conflicts: string[] = [];
  for (const added of add) {
    for (const removed of remove) {
      if (added.key !== removed.key || (removed.effect !== '' && added.effect !== removed.effect)) continue;
      conflicts.push(
        release.name === '1.20' ? `{"${removed.key}":"${removed.effect}"}` : `${removed.key}=${removed.effect}`,
      );
    }
  }
  if (conflicts.length > 0) {
    throw new CommandError(
      `can not both modify and remove the following taint(s) in the same command: ${conflicts.join(', ')}`,
    );
  }
}
