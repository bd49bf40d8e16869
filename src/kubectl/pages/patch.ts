import type { PageTexts } from './page.ts';

/** `kubectl patch --help`. */
export const patchPage: PageTexts = {
  '1.36': {
    short: 'Update fields of a resource',
    text: `Update fields of a resource using strategic merge patch, a JSON merge patch, or a JSON patch.

 JSON and YAML formats are accepted.

 Note: Strategic merge patch is not supported for custom resources.

Examples:
# Partially update a node using a strategic merge patch, specifying the patch as JSON
kubectl patch node k8s-node-1 -p '{"spec":{"unschedulable":true}}'

# Partially update a node using a strategic merge patch, specifying the patch as YAML
kubectl patch node k8s-node-1 -p $'spec:\\n unschedulable: true'

# Partially update a node identified by the type and name specified in "node.json" using strategic merge patch
kubectl patch -f node.json -p '{"spec":{"unschedulable":true}}'

# Update a container's image; spec.containers[*].name is required because it's a merge key
kubectl patch pod valid-pod -p '{"spec":{"containers":[{"name":"kubernetes-serve-hostname","image":"new image"}]}}'

# Update a container's image using a JSON patch with positional arrays
kubectl patch pod valid-pod --type='json' -p='[{"op": "replace", "path": "/spec/containers/0/image", "value":"new image"}]'

# Update a deployment's replicas through the 'scale' subresource using a merge patch
kubectl patch deployment nginx-deployment --subresource='scale' --type='merge' -p '{"spec":{"replicas":2}}'

Options:
--allow-missing-template-keys --dry-run --field-manager='kubectl-patch' --kustomize --output --recursive
--show-managed-fields --template
-f, --filename=[]: Filename, directory, or URL to files identifying the resource to update
--local=false: If true, patch will operate on the content of the file, not the server-side resource.
-p, --patch='': The patch to be applied to the resource JSON file.
--patch-file='': A file containing a patch to be applied to the resource.
--subresource='': If specified, patch will operate on the subresource of the requested object.
--type='strategic': The type of patch being provided; one of [json merge strategic]

Usage:
patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]
`,
  },
  '1.20': {
    short: 'Update field(s) of a resource',
    text: `Update field(s) of a resource using strategic merge patch, a JSON merge patch, or a JSON patch.

 JSON and YAML formats are accepted.

Examples:
# Partially update a node using a strategic merge patch. Specify the patch as JSON.
kubectl patch node k8s-node-1 -p '{"spec":{"unschedulable":true}}'

# Partially update a node using a strategic merge patch. Specify the patch as YAML.
kubectl patch node k8s-node-1 -p $'spec:\\n unschedulable: true'

# Partially update a node identified by the type and name specified in "node.json" using strategic merge patch.
kubectl patch -f node.json -p '{"spec":{"unschedulable":true}}'

# Update a container's image; spec.containers[*].name is required because it's a merge key.
kubectl patch pod valid-pod -p '{"spec":{"containers":[{"name":"kubernetes-serve-hostname","image":"new image"}]}}'

# Update a container's image using a json patch with positional arrays.
kubectl patch pod valid-pod --type='json' -p='[{"op": "replace", "path": "/spec/containers/0/image", "value":"new image"}]'

Options:
--allow-missing-template-keys --dry-run --field-manager='kubectl-patch' --kustomize --output --record
--recursive --template
-f, --filename=[]: Filename, directory, or URL to files identifying the resource to update
--local=false: If true, patch will operate on the content of the file, not the server-side resource.
-p, --patch='': The patch to be applied to the resource JSON file.
--patch-file='': A file containing a patch to be applied to the resource.
--type='strategic': The type of patch being provided; one of [json merge strategic]

Usage:
patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]
`,
  },
};
