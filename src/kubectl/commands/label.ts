import { isLabelValue } from '../../engine/api/formats.ts';
import type { Command } from '../command.ts';
import { combine, CommandError } from '../errors.ts';
import { quote } from '../go/quote.ts';
import { recordAt } from '../object.ts';
import { page } from '../pages/page.ts';
import { labelPage } from '../pages/label.ts';
import { recordFlag } from '../record.ts';
import type { KubectlRelease } from '../releases.ts';
import { runPairs, type Change, type Changes, type PairsCommand } from './metadata-pairs.ts';

/** kubectl/pkg/cmd/label/label.go. */
export function label(release: KubectlRelease): Command {
  return {
    ...page(release, labelPage, { hidden: [recordFlag(release)] }),
    complete: 'types-and-names',
    run: (invocation) => runPairs(invocation, labels(release)),
  };
}

function labels(release: KubectlRelease): PairsCommand {
  const old = release.name === '1.20';
  return {
    word: 'label',
    field: 'labels',
    parse: (pairs) => parseLabels(pairs, release),
    checkOverwrites(object, set) {
      const now = recordAt(object, 'metadata', 'labels');
      const errors = [...set]
        // v1.20 refuses even the value that is there already.
        .filter(([key, value]) => now[key] !== undefined && (old || now[key] !== value))
        .map(
          ([key]) => new CommandError(`'${key}' already has a value (${String(now[key])}), and --overwrite is false`),
        );
      const failed = combine(errors);
      if (failed !== undefined) throw failed;
    },
    outcome: (change) => ({
      operation: old ? oldOperationOf(change) : operationOf(change),
      send: old || change.added || change.removed,
    }),
    missing: (key) => `label ${quote(key)} not found.\n`,
  };
}

/** v1.20 compares the objects, not the labels. */
function oldOperationOf({ added, removed, rewritten }: Change): string {
  return added || removed || rewritten ? 'labeled' : 'not labeled';
}

function operationOf({ added, removed }: Change): string {
  if (added) return removed ? 'modified' : 'labeled';
  return removed ? 'unlabeled' : 'not labeled';
}

function parseLabels(pairs: readonly string[], release: KubectlRelease): Changes {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const pair of pairs) {
    const parts = pair.split('=');
    if (parts.length > 2) throw new CommandError(`invalid label spec: ${pair}`);
    if (parts.length === 2) {
      const [key, value] = [parts[0]!, parts[1]!];
      const errors = isLabelValue(value, release);
      if (errors.length > 0) throw new CommandError(`invalid label value: ${quote(pair)}: ${errors.join(';')}`);
      set.set(key, value);
    } else {
      remove.push(pair.slice(0, -1));
    }
  }
  if (remove.some((key) => set.has(key)))
    throw new CommandError('can not both modify and remove a label in the same command');
  return { set, remove };
}
