import type { PageTexts } from './page.ts';

/** `kubectl create namespace --help`. */
export const createNamespacePage: PageTexts = {
  '1.36': {
    short: 'Create a namespace with the specified name',
    text: `Create a namespace with the specified name.

Aliases:
namespace, ns

Examples:
# Create a new namespace named my-namespace
kubectl create namespace my-namespace

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate

Usage:
namespace NAME [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a namespace with the specified name',
    text: `Create a namespace with the specified name.

Aliases:
namespace, ns

Examples:
# Create a new namespace named my-namespace
kubectl create namespace my-namespace

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate

Usage:
namespace NAME [--dry-run=server|client|none]
`,
  },
};
