import type { PageTexts } from './page.ts';

/** `kubectl create clusterrolebinding --help`. */
export const createClusterrolebindingPage: PageTexts = {
  '1.36': {
    short: 'Create a cluster role binding for a particular cluster role',
    text: `Create a cluster role binding for a particular cluster role.

Examples:
# Create a cluster role binding for user1, user2, and group1 using the cluster-admin cluster role
kubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1 --user=user2 --group=group1

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate
--clusterrole='': ClusterRole this ClusterRoleBinding should reference
--group...=[]: Groups to bind to the clusterrole. The flag can be repeated to add multiple groups.
--serviceaccount...=[]: Service accounts to bind to the clusterrole, in the format <namespace>:<name>. The flag can be repeated to add multiple service accounts.
--user...=[]: Usernames to bind to the clusterrole. The flag can be repeated to add multiple users.

Usage:
clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a ClusterRoleBinding for a particular ClusterRole',
    text: `Create a ClusterRoleBinding for a particular ClusterRole.

Examples:
# Create a ClusterRoleBinding for user1, user2, and group1 using the cluster-admin ClusterRole
kubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1 --user=user2 --group=group1

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate
--clusterrole='': ClusterRole this ClusterRoleBinding should reference
--group...=[]: Groups to bind to the clusterrole
--serviceaccount...=[]: Service accounts to bind to the clusterrole, in the format <namespace>:<name>

Usage:
clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]
`,
  },
};
