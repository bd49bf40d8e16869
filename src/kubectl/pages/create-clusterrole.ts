import type { PageTexts } from './page.ts';

/** `kubectl create clusterrole --help`. */
export const createClusterrolePage: PageTexts = {
  '1.36': {
    short: 'Create a cluster role',
    text: `Create a cluster role.

Examples:
# Create a cluster role named "pod-reader" that allows user to perform "get", "watch" and "list" on pods
kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods

# Create a cluster role named "pod-reader" with ResourceName specified
kubectl create clusterrole pod-reader --verb=get --resource=pods --resource-name=readablepod --resource-name=anotherpod

# Create a cluster role named "foo" with API Group specified
kubectl create clusterrole foo --verb=get,list,watch --resource=rs.apps

# Create a cluster role named "foo" with SubResource specified
kubectl create clusterrole foo --verb=get,list,watch --resource=pods,pods/status

# Create a cluster role name "foo" with NonResourceURL specified
kubectl create clusterrole "foo" --verb=get --non-resource-url=/logs/*

# Create a cluster role name "monitoring" with AggregationRule specified
kubectl create clusterrole monitoring --aggregation-rule="rbac.example.com/aggregate-to-monitoring=true"

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate
--aggregation-rule=: An aggregation label selector for combining ClusterRoles.
--non-resource-url=[]: A partial url that user should have access to.
--resource=[]: Resource that the rule applies to
--resource-name...=[]: Resource in the white list that the rule applies to, repeat this flag for multiple items
--verb=[]: Verb that applies to the resources contained in the rule

Usage:
clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a ClusterRole.',
    text: `Create a ClusterRole.

Examples:
# Create a ClusterRole named "pod-reader" that allows user to perform "get", "watch" and "list" on pods
kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods

# Create a ClusterRole named "pod-reader" with ResourceName specified
kubectl create clusterrole pod-reader --verb=get --resource=pods --resource-name=readablepod --resource-name=anotherpod

# Create a ClusterRole named "foo" with API Group specified
kubectl create clusterrole foo --verb=get,list,watch --resource=rs.extensions

# Create a ClusterRole named "foo" with SubResource specified
kubectl create clusterrole foo --verb=get,list,watch --resource=pods,pods/status

# Create a ClusterRole name "foo" with NonResourceURL specified
kubectl create clusterrole "foo" --verb=get --non-resource-url=/logs/*

# Create a ClusterRole name "monitoring" with AggregationRule specified
kubectl create clusterrole monitoring --aggregation-rule="rbac.example.com/aggregate-to-monitoring=true"

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate
--aggregation-rule=: An aggregation label selector for combining ClusterRoles.
--non-resource-url=[]: A partial url that user should have access to.
--resource=[]: Resource that the rule applies to
--resource-name...=[]: Resource in the white list that the rule applies to, repeat this flag for multiple items
--verb=[]: Verb that applies to the resources contained in the rule

Usage:
clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]
`,
  },
};
