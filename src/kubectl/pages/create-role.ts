import type { PageTexts } from './page.ts';

/** `kubectl create role --help`. */
export const createRolePage: PageTexts = {
  '1.36': {
    short: 'Create a role with single rule',
    text: `Create a role with single rule.

Examples:
# Create a role named "pod-reader" that allows user to perform "get", "watch" and "list" on pods
kubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods

# Create a role named "pod-reader" with ResourceName specified
kubectl create role pod-reader --verb=get --resource=pods --resource-name=readablepod --resource-name=anotherpod

# Create a role named "foo" with API Group specified
kubectl create role foo --verb=get,list,watch --resource=rs.apps

# Create a role named "foo" with SubResource specified
kubectl create role foo --verb=get,list,watch --resource=pods,pods/status

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate
--resource=[]: Resource that the rule applies to
--resource-name...=[]: Resource in the white list that the rule applies to, repeat this flag for multiple items
--verb=[]: Verb that applies to the resources contained in the rule

Usage:
role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a role with single rule.',
    text: `Create a role with single rule.

Examples:
# Create a Role named "pod-reader" that allows user to perform "get", "watch" and "list" on pods
kubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods

# Create a Role named "pod-reader" with ResourceName specified
kubectl create role pod-reader --verb=get --resource=pods --resource-name=readablepod --resource-name=anotherpod

# Create a Role named "foo" with API Group specified
kubectl create role foo --verb=get,list,watch --resource=rs.extensions

# Create a Role named "foo" with SubResource specified
kubectl create role foo --verb=get,list,watch --resource=pods,pods/status

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate
--resource=[]: Resource that the rule applies to
--resource-name...=[]: Resource in the white list that the rule applies to, repeat this flag for multiple items
--verb=[]: Verb that applies to the resources contained in the rule

Usage:
role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]
`,
  },
};
