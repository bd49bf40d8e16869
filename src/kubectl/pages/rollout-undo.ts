import type { PageTexts } from './page.ts';

/** `kubectl rollout undo --help`. */
export const rolloutUndoPage: PageTexts = {
  '1.36': {
    short: 'Undo a previous rollout',
    text: `Roll back to a previous rollout.

Examples:
# Roll back to the previous deployment
kubectl rollout undo deployment/abc

# Roll back to daemonset revision 3
kubectl rollout undo daemonset/abc --to-revision=3

# Roll back to the previous deployment with dry-run
kubectl rollout undo --dry-run=server deployment/abc

Options:
--allow-missing-template-keys --dry-run --filename --kustomize --output --recursive --selector
--show-managed-fields --template
--to-revision=0: The revision to rollback to. Default to 0 (last revision).

Usage:
undo (TYPE NAME | TYPE/NAME) [flags]
`,
  },
  '1.20': {
    short: 'Undo a previous rollout',
    text: `Rollback to a previous rollout.

Examples:
# Rollback to the previous deployment
kubectl rollout undo deployment/abc

# Rollback to daemonset revision 3
kubectl rollout undo daemonset/abc --to-revision=3

# Rollback to the previous deployment with dry-run
kubectl rollout undo --dry-run=server deployment/abc

Options:
--allow-missing-template-keys --dry-run --filename --kustomize --output --recursive --template
--to-revision=0: The revision to rollback to. Default to 0 (last revision).

Usage:
undo (TYPE NAME | TYPE/NAME) [flags]
`,
  },
};
