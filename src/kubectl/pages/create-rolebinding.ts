import type { PageTexts } from './page.ts';

/** `kubectl create rolebinding --help`. */
export const createRolebindingPage: PageTexts = {
  '1.36': {
    short: 'Create a role binding for a particular role or cluster role',
    text: `Create a role binding for a particular role or cluster role.

Examples:
# Create a role binding for user1, user2, and group1 using the admin cluster role
kubectl create rolebinding admin --clusterrole=admin --user=user1 --user=user2 --group=group1

# Create a role binding for service account monitoring:sa-dev using the admin role
kubectl create rolebinding admin-binding --role=admin --serviceaccount=monitoring:sa-dev

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate
--clusterrole='': ClusterRole this RoleBinding should reference
--group...=[]: Groups to bind to the role. The flag can be repeated to add multiple groups.
--role='': Role this RoleBinding should reference
--serviceaccount...=[]: Service accounts to bind to the role, in the format <namespace>:<name>. The flag can be repeated to add multiple service accounts.
--user...=[]: Usernames to bind to the role. The flag can be repeated to add multiple users.

Usage:
rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a RoleBinding for a particular Role or ClusterRole',
    text: `Create a RoleBinding for a particular Role or ClusterRole.

Examples:
# Create a RoleBinding for user1, user2, and group1 using the admin ClusterRole
kubectl create rolebinding admin --clusterrole=admin --user=user1 --user=user2 --group=group1

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate
--clusterrole='': ClusterRole this RoleBinding should reference
--group...=[]: Groups to bind to the role
--role='': Role this RoleBinding should reference
--serviceaccount...=[]: Service accounts to bind to the role, in the format <namespace>:<name>

Usage:
rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]
`,
  },
};
