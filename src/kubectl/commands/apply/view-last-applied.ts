import type { Task } from '../../../engine/sim/task.ts';
import { lastAppliedAnnotation } from '../../annotations.ts';
import type { Command, Invocation } from '../../command.ts';
import { parseJsonPrefix } from '../../decode/json.ts';
import { CommandError, usageError } from '../../errors.ts';
import { filenameSelection } from '../../flags/common.ts';
import { nameOf, recordAt } from '../../object.ts';
import { indentedJson } from '../../printers/json.ts';
import { goYaml } from '../../printers/yaml.ts';
import { page } from '../../pages/page.ts';
import { applyViewLastAppliedPage } from '../../pages/apply-view-last-applied.ts';
import type { KubectlRelease } from '../../releases.ts';
import { select } from '../../resource-builder/builder.ts';

/** kubectl/pkg/cmd/apply/apply_view_last_applied.go. */
export function viewLastApplied(release: KubectlRelease): Command {
  return {
    ...page(release, applyViewLastAppliedPage),
    complete: 'types-and-names',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args } = invocation;
  const output = flags.string('output');
  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    args,
    labelSelector: flags.string('selector'),
    all: flags.bool('all'),
    allowEmptySelector: flags.bool('all'),
    flatten: true,
    latest: true,
  });
  const texts: unknown[] = [];

  yield* result.visit(function* (info): Task<void> {
    const annotation = recordAt(info.object, 'metadata', 'annotations')[lastAppliedAnnotation];
    if (typeof annotation !== 'string')
      throw new CommandError(`no last-applied-configuration annotation found on resource: ${nameOf(info.object)}`);
    texts.push(parseJsonPrefix(annotation).value);
  });
  if (output !== 'yaml' && output !== 'json') {
    throw usageError(
      invocation.commandPath,
      `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`,
    );
  }
  for (const value of texts) yield* invocation.out(output === 'json' ? indentedJson(value, '  ') : goYaml(value));
}
