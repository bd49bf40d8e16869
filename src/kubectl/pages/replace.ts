import type { PageTexts } from './page.ts';

/** `kubectl replace --help`. */
export const replacePage: PageTexts = {
  '1.36': {
    short: 'Replace a resource by file name or stdin',
    text: `Replace a resource by file name or stdin.

 JSON and YAML formats are accepted. If replacing an existing resource, the complete resource spec must be provided. This can be obtained by

        $ kubectl get TYPE NAME -o yaml

Examples:
# Replace a pod using the data in pod.json
kubectl replace -f ./pod.json

# Replace a pod based on the JSON passed into stdin
cat pod.json | kubectl replace -f -

# Update a single-container pod's image version (tag) to v4
kubectl get pod mypod -o yaml | sed 's/\\(image: myimage\\):.*$/\\1:v4/' | kubectl replace -f -

# Force replace, delete and then re-create the resource
kubectl replace --force -f ./pod.json

Options:
--allow-missing-template-keys --cascade --dry-run --field-manager='kubectl-replace' --force --grace-period
--output --recursive --save-config --show-managed-fields --template --timeout --validate --wait
-f, --filename=[]: The files that contain the configurations to replace.
-k, --kustomize='': Process a kustomization directory. This flag can't be used together with -f or -R.
--raw='': Raw URI to PUT to the server.  Uses the transport specified by the kubeconfig file.
--subresource='': If specified, replace will operate on the subresource of the requested object.

Usage:
replace -f FILENAME
`,
  },
  '1.20': {
    short: 'Replace a resource by filename or stdin',
    text: `Replace a resource by filename or stdin.

 JSON and YAML formats are accepted. If replacing an existing resource, the complete resource spec must be provided. This can be obtained by

  $ kubectl get TYPE NAME -o yaml

Examples:
# Replace a pod using the data in pod.json.
kubectl replace -f ./pod.json

# Replace a pod based on the JSON passed into stdin.
cat pod.json | kubectl replace -f -

# Update a single-container pod's image version (tag) to v4
kubectl get pod mypod -o yaml | sed 's/\\(image: myimage\\):.*$/\\1:v4/' | kubectl replace -f -

# Force replace, delete and then re-create the resource
kubectl replace --force -f ./pod.json

Options:
--allow-missing-template-keys --cascade --dry-run --field-manager='kubectl-replace' --force --grace-period
--output --recursive --save-config --template --timeout --validate --wait
-f, --filename=[]: to use to replace the resource.
-k, --kustomize='': Process a kustomization directory. This flag can't be used together with -f or -R.
--raw='': Raw URI to PUT to the server.  Uses the transport specified by the kubeconfig file.

Usage:
replace -f FILENAME
`,
  },
};
