import type { PageTexts } from './page.ts';

/** `kubectl rollout status --help`. */
export const rolloutStatusPage: PageTexts = {
  '1.36': {
    short: 'Show the status of the rollout',
    text: `Show the status of the rollout.

 By default 'rollout status' will watch the status of the latest rollout until it's done. If you don't want to wait for the rollout to finish then you can use --watch=false. Note that if a new rollout starts in-between, then 'rollout status' will continue watching the latest revision. If you want to pin to a specific revision and abort if it is rolled over by another revision, use --revision=N where N is the revision you need to watch for.

Examples:
# Watch the rollout status of a deployment
kubectl rollout status deployment/nginx

Options:
--filename --kustomize --recursive --selector
--revision=0: Pin to a specific revision for showing its status. Defaults to 0 (last revision).
--timeout=0s: The length of time to wait before ending watch, zero means never. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).
-w, --watch=true: Watch the status of the rollout until it's done.

Usage:
status (TYPE NAME | TYPE/NAME) [flags]
`,
  },
  '1.20': {
    short: 'Show the status of the rollout',
    text: `Show the status of the rollout.

 By default 'rollout status' will watch the status of the latest rollout until it's done. If you don't want to wait for the rollout to finish then you can use --watch=false. Note that if a new rollout starts in-between, then 'rollout status' will continue watching the latest revision. If you want to pin to a specific revision and abort if it is rolled over by another revision, use --revision=N where N is the revision you need to watch for.

Examples:
# Watch the rollout status of a deployment
kubectl rollout status deployment/nginx

Options:
--filename --kustomize --recursive
--revision=0: Pin to a specific revision for showing its status. Defaults to 0 (last revision).
--timeout=0s: The length of time to wait before ending watch, zero means never. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).
-w, --watch=true: Watch the status of the rollout until it's done.

Usage:
status (TYPE NAME | TYPE/NAME) [flags]
`,
  },
};
