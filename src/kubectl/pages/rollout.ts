import type { PageTexts } from './page.ts';

/** `kubectl rollout --help`. */
export const rolloutPage: PageTexts = {
  '1.36': {
    short: 'Manage the rollout of a resource',
    text: `Manage the rollout of one or many resources.
        
 Valid resource types include:

  *  deployments
  *  daemonsets
  *  statefulsets

Examples:
# Rollback to the previous deployment
kubectl rollout undo deployment/abc

# Check the rollout status of a daemonset
kubectl rollout status daemonset/foo

# Restart a deployment
kubectl rollout restart deployment/abc

# Restart deployments with the 'app=nginx' label
kubectl rollout restart deployment --selector=app=nginx

Usage:
rollout SUBCOMMAND
`,
  },
  '1.20': {
    short: 'Manage the rollout of a resource',
    text: `Manage the rollout of a resource.
  
 Valid resource types include:

  *  deployments
  *  daemonsets
  *  statefulsets

Examples:
# Rollback to the previous deployment
kubectl rollout undo deployment/abc

# Check the rollout status of a daemonset
kubectl rollout status daemonset/foo

Usage:
rollout SUBCOMMAND
`,
  },
};
