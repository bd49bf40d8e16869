import type { Command } from '../command.ts';
import { CommandError } from '../errors.ts';
import { recordAt } from '../object.ts';
import { changeCauseAnnotation } from '../record.ts';
import type { KubectlRelease } from '../releases.ts';
import { pairsFlags, runPairs, type Changes, type PairsCommand } from './metadata-pairs.ts';

/** kubectl/pkg/cmd/annotate/annotate.go. */
export function annotate(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'annotate',
    short: 'Update the annotations on a resource',
    long: `Update the annotations on one or more resources.

 All Kubernetes objects can hold additional data as annotations: key/value pairs that can be larger than labels, structured JSON too. Tools and extensions use them to store their own data.

 Without --overwrite, setting an annotation that has another value fails. With --resource-version, the update fails if the object has changed since that version.

Use "kubectl api-resources" for a complete list of supported resources.`,
    examples: [
      "# Update pod 'foo' with the annotation 'description' and the value 'my frontend'",
      "kubectl annotate pods foo description='my frontend'",
      "# Update pod 'foo' with the annotation 'description', overwriting any existing value",
      "kubectl annotate --overwrite pods foo description='my frontend running nginx'",
      "# Update pod 'foo' by removing an annotation named 'description' if it exists",
      'kubectl annotate pods foo description-',
    ],
    usage: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
    flags: pairsFlags(
      release,
      { plural: 'annotations', verb: 'annotation' },
      {
        localWord: 'annotation',
        update: 'annotation update',
        files: 'identifying the resource to update the annotation',
        all: old
          ? 'Select all resources, including uninitialized ones, in the namespace of the specified resource types.'
          : 'Select all resources, in the namespace of the specified resource types.',
      },
    ),
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
