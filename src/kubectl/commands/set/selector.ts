import type { Task } from '../../../engine/sim/task.ts';
import { patchObject } from '../../client/write.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { dryRunOf, filenameSelection } from '../../flags/common.ts';
import { parseToLabelSelector } from '../../generate/label-selector.ts';
import { asTyped } from '../../generate/typed.ts';
import { isRecord, listAt, recordAt, textAt, withField, type Json } from '../../object.ts';
import { page } from '../../pages/page.ts';
import { setSelectorPage } from '../../pages/set-selector.ts';
import { recorded, recordFlag } from '../../record.ts';
import type { KubectlRelease } from '../../releases.ts';
import { select } from '../../resource-builder/builder.ts';
import { patchBetween } from '../../workloads/patch-between.ts';
import { localResource, setPrinter } from './change.ts';

/** kubectl/pkg/cmd/set/set_selector.go: Services only. */
export function setSelector(release: KubectlRelease): Command {
  return { ...page(release, setSelectorPage, { hidden: [recordFlag(release)] }), complete: 'types-and-names', run };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args, release } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const [resources, expression] = [args.slice(0, -1), args.at(-1)];
  const selector = expression === undefined ? undefined : parseToLabelSelector(expression);
  const print = setPrinter(invocation, 'selector updated', dryRun);
  if (selector === undefined) throw new CommandError('one selector is required');
  const local = flags.bool('local');
  if (local && resources.length > 0) throw new CommandError(localResource);
  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    continueOnError: true,
    flatten: true,
    local,
    ...(local ? {} : { args: resources, allowEmptySelector: flags.bool('all'), latest: true }),
  });
  const version = flags.string('resource-version');
  yield* result.visit(function* (info): Task<void> {
    let before = asTyped(info.object ?? {}, release);
    // The version is always part of the patch.
    if (version !== '') before = withField(before, ['metadata', 'resourceVersion'], undefined);
    const versioned = version === '' ? before : withField(before, ['metadata', 'resourceVersion'], version);
    const after = recorded(invocation, withSelector(versioned, selector));
    if (local || dryRun === 'client') return yield* invocation.out(print(after));
    const { type, patch } = patchBetween(info.mapping, before, after, release);
    const answer = yield* patchObject(invocation, info, type, patch, {
      dryRun,
      fieldManager: flags.string('field-manager'),
    });
    yield* invocation.out(print(answer));
  });
}

function withSelector(object: Json, selector: Json): Json {
  if (textAt(object, 'kind') !== 'Service') throw new CommandError('setting a selector is only supported for Services');
  const expressions = listAt(selector, 'matchExpressions').filter(isRecord);
  if (expressions.length > 0) {
    const shown = expressions
      .map((one) => `{${textAt(one, 'key')} ${textAt(one, 'operator')} [${listAt(one, 'values').join(' ')}]}`)
      .join(' ');
    throw new CommandError(`match expression [${shown}] not supported on this object`);
  }
  return withField(object, ['spec', 'selector'], recordAt(selector, 'matchLabels'));
}
