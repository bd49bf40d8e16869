import type { PageTexts } from './page.ts';

/** `kubectl apply view-last-applied --help`. */
export const applyViewLastAppliedPage: PageTexts = {
  '1.36': {
    short: 'View the latest last-applied-configuration annotations of a resource/object',
    text: `View the latest last-applied-configuration annotations by type/name or file.

 The default output will be printed to stdout in YAML format. You can use the -o option to change the output format.

Examples:
# View the last-applied-configuration annotations by type/name in YAML
kubectl apply view-last-applied deployment/nginx

# View the last-applied-configuration annotations by file in JSON
kubectl apply view-last-applied -f deploy.yaml -o json

Options:
--kustomize --recursive --selector
--all=false: Select all resources in the namespace of the specified resource types
-f, --filename=[]: Filename, directory, or URL to files that contains the last-applied-configuration annotations
-o, --output='yaml': Output format. Must be one of (yaml, json)

Usage:
view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)
`,
  },
  '1.20': {
    short: 'View latest last-applied-configuration annotations of a resource/object',
    text: `View the latest last-applied-configuration annotations by type/name or file.

 The default output will be printed to stdout in YAML format. One can use -o option to change output format.

Examples:
# View the last-applied-configuration annotations by type/name in YAML.
kubectl apply view-last-applied deployment/nginx

# View the last-applied-configuration annotations by file in JSON
kubectl apply view-last-applied -f deploy.yaml -o json

Options:
--kustomize --recursive --selector
--all=false: Select all resources in the namespace of the specified resource types
-f, --filename=[]: Filename, directory, or URL to files that contains the last-applied-configuration annotations
-o, --output='yaml': Output format. Must be one of yaml|json

Usage:
view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)
`,
  },
};
