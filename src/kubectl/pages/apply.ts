import type { PageTexts } from './page.ts';

/** `kubectl apply --help`. */
export const applyPage: PageTexts = {
  '1.36': {
    short: 'Apply a configuration to a resource by file name or stdin',
    text: `Apply a configuration to a resource by file name or stdin. The resource name must be specified. This resource will be created if it doesn't exist yet. To use 'apply', always create the resource initially with either 'apply' or 'create --save-config'.

 JSON and YAML formats are accepted.

 Alpha Disclaimer: the --prune functionality is not yet complete. Do not use unless you are aware of what the current state is. See https://issues.k8s.io/34274.

Examples:
# Apply the configuration in pod.json to a pod
kubectl apply -f ./pod.json

# Apply resources from a directory containing kustomization.yaml - e.g. dir/kustomization.yaml
kubectl apply -k dir/

# Apply the JSON passed into stdin to a pod
cat pod.json | kubectl apply -f -

# Apply the configuration from all files that end with '.json'
kubectl apply -f '*.json'

# Note: --prune is still in Alpha
# Apply the configuration in manifest.yaml that matches label app=nginx and delete all other resources that are not in the file and match label app=nginx
kubectl apply --prune -f manifest.yaml -l app=nginx

# Apply the configuration in manifest.yaml and delete all the other config maps that are not in the file
kubectl apply --prune -f manifest.yaml --all --prune-allowlist=core/v1/ConfigMap

Options:
--allow-missing-template-keys --cascade --dry-run --field-manager='kubectl-client-side-apply' --force
--grace-period --output --recursive --selector --show-managed-fields --template --timeout --validate --wait
--all=false: Select all resources in the namespace of the specified resource types.
-f, --filename=[]: The files that contain the configurations to apply.
--force-conflicts=false: If true, server-side apply will force the changes against conflicts.
-k, --kustomize='': Process a kustomization directory. This flag can't be used together with -f or -R.
--openapi-patch=true: If true, use openapi to calculate diff when the openapi presents and the resource can be found in the openapi spec. Otherwise, fall back to use baked-in types.
--overwrite=true: Automatically resolve conflicts between the modified and live configuration by using values from the modified configuration
--prune=false: Automatically delete resource objects, that do not appear in the configs and are created by either apply or create --save-config. Should be used with either -l or --all.
--prune-allowlist...=[]: Overwrite the default allowlist with <group/version/kind> for --prune
--server-side=false: If true, apply runs in the server instead of the client.
--subresource='': If specified, apply will operate on the subresource of the requested object.  Only allowed when using --server-side.

Usage:
apply (-f FILENAME | -k DIRECTORY)
`,
  },
  '1.20': {
    short: 'Apply a configuration to a resource by filename or stdin',
    text: `Apply a configuration to a resource by filename or stdin. The resource name must be specified. This resource will be created if it doesn't exist yet. To use 'apply', always create the resource initially with either 'apply' or 'create --save-config'.

 JSON and YAML formats are accepted.

 Alpha Disclaimer: the --prune functionality is not yet complete. Do not use unless you are aware of what the current state is. See https://issues.k8s.io/34274.

Examples:
# Apply the configuration in pod.json to a pod.
kubectl apply -f ./pod.json

# Apply resources from a directory containing kustomization.yaml - e.g. dir/kustomization.yaml.
kubectl apply -k dir/

# Apply the JSON passed into stdin to a pod.
cat pod.json | kubectl apply -f -

# Note: --prune is still in Alpha
# Apply the configuration in manifest.yaml that matches label app=nginx and delete all the other resources that are not in the file and match label app=nginx.
kubectl apply --prune -f manifest.yaml -l app=nginx

# Apply the configuration in manifest.yaml and delete all the other configmaps that are not in the file.
kubectl apply --prune -f manifest.yaml --all --prune-whitelist=core/v1/ConfigMap

Options:
--allow-missing-template-keys --cascade --dry-run --field-manager='kubectl-client-side-apply' --force
--grace-period --output --record --recursive --selector --template --timeout --validate --wait
--all=false: Select all resources in the namespace of the specified resource types.
-f, --filename=[]: that contains the configuration to apply
--force-conflicts=false: If true, server-side apply will force the changes against conflicts.
-k, --kustomize='': Process a kustomization directory. This flag can't be used together with -f or -R.
--openapi-patch=true: If true, use openapi to calculate diff when the openapi presents and the resource can be found in the openapi spec. Otherwise, fall back to use baked-in types.
--overwrite=true: Automatically resolve conflicts between the modified and live configuration by using values from the modified configuration
--prune=false: Automatically delete resource objects, including the uninitialized ones, that do not appear in the configs and are created by either apply or create --save-config. Should be used with either -l or --all.
--prune-whitelist...=[]: Overwrite the default whitelist with <group/version/kind> for --prune
--server-side=false: If true, apply runs in the server instead of the client.

Usage:
apply (-f FILENAME | -k DIRECTORY)
`,
  },
};
