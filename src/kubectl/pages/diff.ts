import type { PageTexts } from './page.ts';

/** `kubectl diff --help`. */
export const diffPage: PageTexts = {
  '1.36': {
    short: 'Diff the live version against a would-be applied version',
    text: `Diff configurations specified by file name or stdin between the current online configuration, and the configuration as it would be if applied.

 The output is always YAML.

 KUBECTL_EXTERNAL_DIFF environment variable can be used to select your own diff command. Users can use external commands with params too, example: KUBECTL_EXTERNAL_DIFF="colordiff -N -u"

 By default, the "diff" command available in your path will be run with the "-u" (unified diff) and "-N" (treat absent files as empty) options.

 Exit status: 0 No differences were found. 1 Differences were found. >1 Kubectl or diff failed with an error.

 Note: KUBECTL_EXTERNAL_DIFF, if used, is expected to follow that convention.

Examples:
# Diff resources included in pod.json
kubectl diff -f pod.json

# Diff file read from stdin
cat service.yaml | kubectl diff -f -

Options:
--field-manager='kubectl-client-side-apply' --kustomize --recursive --selector
--concurrency=1: Number of objects to process in parallel when diffing against the live version. Larger number = faster, but more memory, I/O and CPU over that shorter period of time.
-f, --filename=[]: Filename, directory, or URL to files contains the configuration to diff
--force-conflicts=false: If true, server-side apply will force the changes against conflicts.
--prune=false: Include resources that would be deleted by pruning. Can be used with -l and default shows all resources would be pruned
--prune-allowlist...=[]: Overwrite the default allowlist with <group/version/kind> for --prune
--server-side=false: If true, apply runs in the server instead of the client.
--show-managed-fields=false: If true, include managed fields in the diff.
--show-secrets=false: If true, do not mask secret values in the diff.

Usage:
diff -f FILENAME
`,
  },
  '1.20': {
    short: 'Diff live version against would-be applied version',
    text: `Diff configurations specified by filename or stdin between the current online configuration, and the configuration as it would be if applied.

 Output is always YAML.

 KUBECTL_EXTERNAL_DIFF environment variable can be used to select your own diff command. Users can use external commands with params too, example: KUBECTL_EXTERNAL_DIFF="colordiff -N -u"

 By default, the "diff" command available in your path will be run with "-u" (unified diff) and "-N" (treat absent files as empty) options.

 Exit status: 0 No differences were found. 1 Differences were found. >1 Kubectl or diff failed with an error.

 Note: KUBECTL_EXTERNAL_DIFF, if used, is expected to follow that convention.

Examples:
# Diff resources included in pod.json.
kubectl diff -f pod.json

# Diff file read from stdin
cat service.yaml | kubectl diff -f -

Options:
--field-manager='kubectl-client-side-apply' --kustomize --recursive --selector
-f, --filename=[]: Filename, directory, or URL to files contains the configuration to diff
--force-conflicts=false: If true, server-side apply will force the changes against conflicts.
--server-side=false: If true, apply runs in the server instead of the client.

Usage:
diff -f FILENAME
`,
  },
};
