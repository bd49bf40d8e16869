import type { PageTexts } from './page.ts';

/** `kubectl rollout restart --help`. */
export const rolloutRestartPage: PageTexts = {
  '1.36': {
    short: 'Restart a resource',
    text: `Restart a resource.

        Resource rollout will be restarted.

Examples:
# Restart all deployments in the test-namespace namespace
kubectl rollout restart deployment -n test-namespace

# Restart a deployment
kubectl rollout restart deployment/nginx

# Restart a daemon set
kubectl rollout restart daemonset/abc

# Restart deployments with the app=nginx label
kubectl rollout restart deployment --selector=app=nginx

Options:
--allow-missing-template-keys --field-manager='kubectl-rollout' --filename --kustomize --output --recursive
--selector --show-managed-fields --template

Usage:
restart RESOURCE
`,
  },
  '1.20': {
    short: 'Restart a resource',
    text: `Restart a resource.

     Resource will be rollout restarted.

Examples:
# Restart a deployment
kubectl rollout restart deployment/nginx

# Restart a daemonset
kubectl rollout restart daemonset/abc

Options:
--allow-missing-template-keys --field-manager='kubectl-rollout' --filename --kustomize --output --recursive
--template

Usage:
restart RESOURCE
`,
  },
};
