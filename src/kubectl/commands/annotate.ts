import type { Command } from '../command.ts';
import { CommandError } from '../errors.ts';
import { recordAt } from '../object.ts';
import { changeCauseAnnotation, recordFlag } from '../record.ts';
import { page } from '../pages/page.ts';
import { annotatePage } from '../pages/annotate.ts';
import type { KubectlRelease } from '../releases.ts';
import { runPairs, type Changes, type PairsCommand } from './metadata-pairs.ts';

/** kubectl/pkg/cmd/annotate/annotate.go. */
export function annotate(release: KubectlRelease): Command {
  return {
    ...page(release, annotatePage, { hidden: [recordFlag(release)] }),
    complete: 'types-and-names',
    run: (invocation) => runPairs(invocation, annotations(release)),
  };
}

function annotations(release: KubectlRelease): PairsCommand {
  return {
    word: 'annotation',
    field: 'annotations',
    parse: parseAnnotations,
    checkOverwrites(object, set) {
      const now = recordAt(object, 'metadata', 'annotations');
      const clashes = [...set]
        .filter(([key]) => key !== changeCauseAnnotation && now[key] !== undefined)
        // v1.20 refuses even the value that is there already.
        .filter(([key, value]) => release.name === '1.20' || now[key] !== value)
        .map(([key]) => `'${key}' already has a value (${String(now[key])})`);
      if (clashes.length > 0) {
        throw new CommandError(
          `--overwrite is false but found the following declared annotation(s): ${clashes.join('; ')}`,
        );
      }
    },
    outcome: () => ({ operation: 'annotated', send: true }),
  };
}

/** cmdutil.ParsePairs and validateAnnotations. */
function parseAnnotations(pairs: readonly string[]): Changes {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0) set.set(pair.slice(0, equals), pair.slice(equals + 1));
    else remove.push(pair.slice(0, -1));
  }
  const both = remove.filter((key) => set.has(key));
  if (both.length > 0) {
    throw new CommandError(
      `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
    );
  }
  return { set, remove };
}
