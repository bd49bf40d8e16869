import type { PageTexts } from './page.ts';

/** `kubectl rollout resume --help`. */
export const rolloutResumePage: PageTexts = {
  '1.36': {
    short: 'Resume a paused resource',
    text: `Resume a paused resource.

 Paused resources will not be reconciled by a controller. By resuming a resource, we allow it to be reconciled again. Currently only deployments support being resumed.

Examples:
# Resume an already paused deployment
kubectl rollout resume deployment/nginx

Options:
--allow-missing-template-keys --field-manager='kubectl-rollout' --filename --kustomize --output --recursive
--selector --show-managed-fields --template

Usage:
resume RESOURCE
`,
  },
  '1.20': {
    short: 'Resume a paused resource',
    text: `Resume a paused resource

 Paused resources will not be reconciled by a controller. By resuming a resource, we allow it to be reconciled again. Currently only deployments support being resumed.

Examples:
# Resume an already paused deployment
kubectl rollout resume deployment/nginx

Options:
--allow-missing-template-keys --field-manager='kubectl-rollout' --filename --kustomize --output --recursive
--template

Usage:
resume RESOURCE
`,
  },
};
