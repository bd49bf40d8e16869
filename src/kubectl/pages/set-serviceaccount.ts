import type { PageTexts } from './page.ts';

/** `kubectl set serviceaccount --help`. */
export const setServiceaccountPage: PageTexts = {
  '1.36': {
    short: 'Update the service account of a resource',
    text: `Update the service account of pod template resources.

 Possible resources (case insensitive) can be:

 replicationcontroller (rc), deployment (deploy), daemonset (ds), job, replicaset (rs), statefulset

Aliases:
serviceaccount, sa

Examples:
# Set deployment nginx-deployment's service account to serviceaccount1
kubectl set serviceaccount deployment nginx-deployment serviceaccount1

# Print the result (in YAML format) of updated nginx deployment with the service account from local file, without hitting the API server
kubectl set sa -f nginx-deployment.yaml serviceaccount1 --local --dry-run=client -o yaml

Options:
--all --allow-missing-template-keys --dry-run --field-manager='kubectl-set' --filename --kustomize --output
--recursive --show-managed-fields --template
--local=false: If true, set serviceaccount will NOT contact api-server but run locally.

Usage:
serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT
`,
  },
  '1.20': {
    short: 'Update ServiceAccount of a resource',
    text: `Update ServiceAccount of pod template resources.

 Possible resources (case insensitive) can be:

 replicationcontroller (rc), deployment (deploy), daemonset (ds), job, replicaset (rs), statefulset

Aliases:
serviceaccount, sa

Examples:
# Set Deployment nginx-deployment's ServiceAccount to serviceaccount1
kubectl set serviceaccount deployment nginx-deployment serviceaccount1

# Print the result (in yaml format) of updated nginx deployment with serviceaccount from local file, without hitting apiserver
kubectl set sa -f nginx-deployment.yaml serviceaccount1 --local --dry-run=client -o yaml

Options:
--all --allow-missing-template-keys --dry-run --field-manager='kubectl-set' --filename --kustomize --output
--record --recursive --template
--local=false: If true, set serviceaccount will NOT contact api-server but run locally.

Usage:
serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT
`,
  },
};
