import type { PageTexts } from './page.ts';

/** `kubectl create --help`. */
export const createPage: PageTexts = {
  '1.36': {
    short: 'Create a resource from a file or from stdin',
    text: `Create a resource from a file or from stdin.

 JSON and YAML formats are accepted.

Examples:
# Create a pod using the data in pod.json
kubectl create -f ./pod.json

# Create a pod based on the JSON passed into stdin
cat pod.json | kubectl create -f -

# Edit the data in registry.yaml in JSON then create the resource using the edited data
kubectl create -f registry.yaml --edit -o json

Options:
--allow-missing-template-keys --dry-run --field-manager --kustomize --output --recursive --save-config
--selector --show-managed-fields --template --validate
--edit=false: Edit the API resource before creating
-f, --filename=[]: Filename, directory, or URL to files to use to create the resource
--raw='': Raw URI to POST to the server.  Uses the transport specified by the kubeconfig file.
--windows-line-endings=false: Only relevant if --edit=true. Defaults to the line ending native to your platform.

Usage:
create -f FILENAME
`,
  },
  '1.20': {
    short: 'Create a resource from a file or from stdin.',
    text: `Create a resource from a file or from stdin.

 JSON and YAML formats are accepted.

Examples:
# Create a pod using the data in pod.json.
kubectl create -f ./pod.json

# Create a pod based on the JSON passed into stdin.
cat pod.json | kubectl create -f -

# Edit the data in docker-registry.yaml in JSON then create the resource using the edited data.
kubectl create -f docker-registry.yaml --edit -o json

Options:
--allow-missing-template-keys --dry-run --field-manager --kustomize --output --record --recursive
--save-config --selector --template --validate
--edit=false: Edit the API resource before creating
-f, --filename=[]: Filename, directory, or URL to files to use to create the resource
--raw='': Raw URI to POST to the server.  Uses the transport specified by the kubeconfig file.
--windows-line-endings=false: Only relevant if --edit=true. Defaults to the line ending native to your platform.

Usage:
create -f FILENAME
`,
  },
};
