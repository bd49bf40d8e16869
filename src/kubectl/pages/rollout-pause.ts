import type { PageTexts } from './page.ts';

/** `kubectl rollout pause --help`. */
export const rolloutPausePage: PageTexts = {
  '1.36': {
    short: 'Mark the provided resource as paused',
    text: `Mark the provided resource as paused.

 Paused resources will not be reconciled by a controller. Use "kubectl rollout resume" to resume a paused resource. Currently only deployments support being paused.

Examples:
# Mark the nginx deployment as paused
# Any current state of the deployment will continue its function; new updates
# to the deployment will not have an effect as long as the deployment is paused
kubectl rollout pause deployment/nginx

Options:
--allow-missing-template-keys --field-manager='kubectl-rollout' --filename --kustomize --output --recursive
--selector --show-managed-fields --template

Usage:
pause RESOURCE
`,
  },
  '1.20': {
    short: 'Mark the provided resource as paused',
    text: `Mark the provided resource as paused

 Paused resources will not be reconciled by a controller. Use "kubectl rollout resume" to resume a paused resource. Currently only deployments support being paused.

Examples:
# Mark the nginx deployment as paused. Any current state of
# the deployment will continue its function, new updates to the deployment will not
# have an effect as long as the deployment is paused.
kubectl rollout pause deployment/nginx

Options:
--allow-missing-template-keys --field-manager='kubectl-rollout' --filename --kustomize --output --recursive
--template

Usage:
pause RESOURCE
`,
  },
};
