import type { PageTexts } from './page.ts';

/** `kubectl set selector --help`. */
export const setSelectorPage: PageTexts = {
  '1.36': {
    short: 'Set the selector on a resource',
    text: `Set the selector on a resource. Note that the new selector will overwrite the old selector if the resource had one prior to the invocation of 'set selector'.

 A selector must begin with a letter or number, and may contain letters, numbers, hyphens, dots, and underscores, up to 63 characters. If --resource-version is specified, then updates will use this resource version, otherwise the existing resource-version will be used. Note: currently selectors can only be set on Service objects.

Examples:
# Set the labels and selector before creating a deployment/service pair
kubectl create service clusterip my-svc --clusterip="None" -o yaml --dry-run=client | kubectl set selector --local -f - 'environment=qa' -o yaml | kubectl create -f -
kubectl create deployment my-dep --image=nginx -o yaml --dry-run=client | kubectl label --local -f - environment=qa -o yaml | kubectl create -f -

Options:
--allow-missing-template-keys --dry-run --field-manager='kubectl-set' --output --recursive=true
--show-managed-fields --template
--all=false: Select all resources in the namespace of the specified resource types
-f, --filename=[]: identifying the resource.
--local=false: If true, annotation will NOT contact api-server but run locally.
--resource-version='': If non-empty, the selectors update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.

Usage:
selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]
`,
  },
  '1.20': {
    short: 'Set the selector on a resource',
    text: `Set the selector on a resource. Note that the new selector will overwrite the old selector if the resource had one prior to the invocation of 'set selector'.

 A selector must begin with a letter or number, and may contain letters, numbers, hyphens, dots, and underscores, up to  63 characters. If --resource-version is specified, then updates will use this resource version, otherwise the existing resource-version will be used. Note: currently selectors can only be set on Service objects.

Examples:
# set the labels and selector before creating a deployment/service pair.
kubectl create service clusterip my-svc --clusterip="None" -o yaml --dry-run=client | kubectl set selector --local -f - 'environment=qa' -o yaml | kubectl create -f -
kubectl create deployment my-dep -o yaml --dry-run=client | kubectl label --local -f - environment=qa -o yaml | kubectl create -f -

Options:
--allow-missing-template-keys --dry-run --field-manager='kubectl-set' --output --record --recursive=true
--template
--all=false: Select all resources in the namespace of the specified resource types
-f, --filename=[]: identifying the resource.
--local=false: If true, annotation will NOT contact api-server but run locally.
--resource-version='': If non-empty, the selectors update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.

Usage:
selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]
`,
  },
};
