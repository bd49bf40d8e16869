import type { PageTexts } from './page.ts';

/** `kubectl apply set-last-applied --help`. */
export const applySetLastAppliedPage: PageTexts = {
  '1.36': {
    short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
    text: `Set the latest last-applied-configuration annotations by setting it to match the contents of a file. This results in the last-applied-configuration being updated as though 'kubectl apply -f<file> ' was run, without updating any other parts of the object.

Examples:
# Set the last-applied-configuration of a resource to match the contents of a file
kubectl apply set-last-applied -f deploy.yaml

# Execute set-last-applied against each configuration file in a directory
kubectl apply set-last-applied -f path/

# Set the last-applied-configuration of a resource to match the contents of a file; will create the annotation if it does not already exist
kubectl apply set-last-applied -f deploy.yaml --create-annotation=true

Options:
--allow-missing-template-keys --dry-run --output --show-managed-fields --template
--create-annotation=false: Will create 'last-applied-configuration' annotations if current objects doesn't have one
-f, --filename=[]: Filename, directory, or URL to files that contains the last-applied-configuration annotations

Usage:
set-last-applied -f FILENAME
`,
  },
  '1.20': {
    short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file.',
    text: `Set the latest last-applied-configuration annotations by setting it to match the contents of a file. This results in the last-applied-configuration being updated as though 'kubectl apply -f<file> ' was run, without updating any other parts of the object.

Examples:
# Set the last-applied-configuration of a resource to match the contents of a file.
kubectl apply set-last-applied -f deploy.yaml

# Execute set-last-applied against each configuration file in a directory.
kubectl apply set-last-applied -f path/

# Set the last-applied-configuration of a resource to match the contents of a file, will create the annotation if it does not already exist.
kubectl apply set-last-applied -f deploy.yaml --create-annotation=true

Options:
--allow-missing-template-keys --dry-run --output --template
--create-annotation=false: Will create 'last-applied-configuration' annotations if current objects doesn't have one
-f, --filename=[]: Filename, directory, or URL to files that contains the last-applied-configuration annotations

Usage:
set-last-applied -f FILENAME
`,
  },
};
