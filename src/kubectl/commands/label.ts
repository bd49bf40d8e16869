import { isLabelValue } from '../../engine/api/formats.ts';
import type { Command } from '../command.ts';
import { combine, CommandError } from '../errors.ts';
import { quote } from '../go/quote.ts';
import { recordAt } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';
import { pairsFlags, runPairs, type Change, type Changes, type PairsCommand } from './metadata-pairs.ts';

/** kubectl/pkg/cmd/label/label.go. */
export function label(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'label',
    short: 'Update the labels on a resource',
    long: `Update the labels on a resource.

  *  A label key and value must begin with a letter or number, and may contain letters, numbers, hyphens, dots, and underscores, up to 63 characters each.
  *  The key can begin with a DNS subdomain prefix and a single '/', like example.com/my-app.
  *  With --overwrite, existing labels can be overwritten; without it, that is an error.
  *  With --resource-version, the update fails if the object has changed since that version.`,
    examples: [
      "# Update pod 'foo' with the label 'unhealthy' and the value 'true'",
      'kubectl label pods foo unhealthy=true',
      "# Update pod 'foo' with the label 'status' and the value 'unhealthy', overwriting any existing value",
      'kubectl label --overwrite pods foo status=unhealthy',
      '# Update all pods in the namespace',
      'kubectl label pods --all status=unhealthy',
      "# Update pod 'foo' by removing a label named 'bar' if it exists",
      'kubectl label pods foo bar-',
    ],
    usage: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
    flags: pairsFlags(
      release,
      { plural: 'labels', verb: 'label' },
      {
        localWord: 'label',
        update: 'labels update',
        files: 'identifying the resource to update the labels',
        all: old
          ? 'Select all resources, including uninitialized ones, in the namespace of the specified resource types'
          : 'Select all resources, in the namespace of the specified resource types',
      },
    ),
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
      operation: old ? (change.added || change.removed ? 'labeled' : 'not labeled') : operationOf(change),
      send: old || change.added || change.removed,
    }),
    missing: (key) => `label ${quote(key)} not found.\n`,
  };
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
