import type { PageTexts } from './page.ts';

/** `kubectl create serviceaccount --help`. */
export const createServiceaccountPage: PageTexts = {
  '1.36': {
    short: 'Create a service account with the specified name',
    text: `Create a service account with the specified name.

Aliases:
serviceaccount, sa

Examples:
# Create a new service account named my-service-account
kubectl create serviceaccount my-service-account

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate

Usage:
serviceaccount NAME [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a service account with the specified name',
    text: `Create a service account with the specified name.

Aliases:
serviceaccount, sa

Examples:
# Create a new service account named my-service-account
kubectl create serviceaccount my-service-account

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate

Usage:
serviceaccount NAME [--dry-run=server|client|none]
`,
  },
};
