import type { PageTexts } from './page.ts';

/** `kubectl rollout history --help`. */
export const rolloutHistoryPage: PageTexts = {
  '1.36': {
    short: 'View rollout history',
    text: `View previous rollout revisions and configurations.

Examples:
# View the rollout history of a deployment
kubectl rollout history deployment/abc

# View the details of daemonset revision 3
kubectl rollout history daemonset/abc --revision=3

Options:
--allow-missing-template-keys --filename --kustomize --output --recursive --selector --show-managed-fields
--template
--revision=0: See the details, including podTemplate of the revision specified

Usage:
history (TYPE NAME | TYPE/NAME) [flags]
`,
  },
  '1.20': {
    short: 'View rollout history',
    text: `View previous rollout revisions and configurations.

Examples:
# View the rollout history of a deployment
kubectl rollout history deployment/abc

# View the details of daemonset revision 3
kubectl rollout history daemonset/abc --revision=3

Options:
--allow-missing-template-keys --filename --kustomize --output --recursive --template
--revision=0: See the details, including podTemplate of the revision specified

Usage:
history (TYPE NAME | TYPE/NAME) [flags]
`,
  },
};
