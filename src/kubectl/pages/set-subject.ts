import type { PageTexts } from './page.ts';

/** `kubectl set subject --help`. */
export const setSubjectPage: PageTexts = {
  '1.36': {
    short: 'Update the user, group, or service account in a role binding or cluster role binding',
    text: `Update the user, group, or service account in a role binding or cluster role binding.

Examples:
# Update a cluster role binding for serviceaccount1
kubectl set subject clusterrolebinding admin --serviceaccount=namespace:serviceaccount1

# Update a role binding for user1, user2, and group1
kubectl set subject rolebinding admin --user=user1 --user=user2 --group=group1

# Print the result (in YAML format) of updating rolebinding subjects from a local, without hitting the server
kubectl create rolebinding admin --role=admin --user=admin -o yaml --dry-run=client | kubectl set subject --local -f - --user=foo -o yaml

Options:
--all --allow-missing-template-keys --dry-run --field-manager='kubectl-set' --kustomize --output --recursive
--selector --show-managed-fields --template
-f, --filename=[]: Filename, directory, or URL to files the resource to update the subjects
--group...=[]: Groups to bind to the role
--local=false: If true, set subject will NOT contact api-server but run locally.
--serviceaccount...=[]: Service accounts to bind to the role
--user...=[]: Usernames to bind to the role

Usage:
subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Update User, Group or ServiceAccount in a RoleBinding/ClusterRoleBinding',
    text: `Update User, Group or ServiceAccount in a RoleBinding/ClusterRoleBinding.

Examples:
# Update a ClusterRoleBinding for serviceaccount1
kubectl set subject clusterrolebinding admin --serviceaccount=namespace:serviceaccount1

# Update a RoleBinding for user1, user2, and group1
kubectl set subject rolebinding admin --user=user1 --user=user2 --group=group1

# Print the result (in yaml format) of updating rolebinding subjects from a local, without hitting the server
kubectl create rolebinding admin --role=admin --user=admin -o yaml --dry-run=client | kubectl set subject --local -f - --user=foo -o yaml

Options:
--all --allow-missing-template-keys --dry-run --field-manager='kubectl-set' --kustomize --output --recursive
--template
-f, --filename=[]: Filename, directory, or URL to files the resource to update the subjects
--group...=[]: Groups to bind to the role
--local=false: If true, set subject will NOT contact api-server but run locally.
-l, --selector='': Selector (label query) to filter on, not including uninitialized ones, supports '=', '==', and '!='.(e.g. -l key1=value1,key2=value2)
--serviceaccount...=[]: Service accounts to bind to the role

Usage:
subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]
`,
  },
};
