import type { PageTexts } from './page.ts';

/** `kubectl create poddisruptionbudget --help`. */
export const createPoddisruptionbudgetPage: PageTexts = {
  '1.36': {
    short: 'Create a pod disruption budget with the specified name',
    text: `Create a pod disruption budget with the specified name, selector, and desired minimum available pods.

Aliases:
poddisruptionbudget, pdb

Examples:
# Create a pod disruption budget named my-pdb that will select all pods with the app=rails label
# and require at least one of them being available at any point in time
kubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1

# Create a pod disruption budget named my-pdb that will select all pods with the app=nginx label
# and require at least half of the pods selected to be available at any point in time
kubectl create pdb my-pdb --selector=app=nginx --min-available=50%

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate
--max-unavailable='': The maximum number or percentage of unavailable pods this budget requires.
--min-available='': The minimum number or percentage of available pods this budget requires.
--selector='': A label selector to use for this budget. Only equality-based selector requirements are supported.

Usage:
poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a pod disruption budget with the specified name.',
    text: `Create a pod disruption budget with the specified name, selector, and desired minimum available pods

Aliases:
poddisruptionbudget, pdb

Examples:
# Create a pod disruption budget named my-pdb that will select all pods with the app=rails label
# and require at least one of them being available at any point in time.
kubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1

# Create a pod disruption budget named my-pdb that will select all pods with the app=nginx label
# and require at least half of the pods selected to be available at any point in time.
kubectl create pdb my-pdb --selector=app=nginx --min-available=50%

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate
--max-unavailable='': The maximum number or percentage of unavailable pods this budget requires.
--min-available='': The minimum number or percentage of available pods this budget requires.
--selector='': A label selector to use for this budget. Only equality-based selector requirements are supported.

Usage:
poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]
`,
  },
};
