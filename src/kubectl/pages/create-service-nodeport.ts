import type { PageTexts } from './page.ts';

/** `kubectl create service nodeport --help`. */
export const createServiceNodeportPage: PageTexts = {
  '1.36': {
    short: 'Create a NodePort service',
    text: `Create a NodePort service with the specified name.

Examples:
# Create a new NodePort service named my-ns
kubectl create service nodeport my-ns --tcp=5678:8080

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields --tcp
--template --validate
--node-port=0: Port used to expose the service on each node in a cluster.

Usage:
nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a NodePort service.',
    text: `Create a NodePort service with the specified name.

Examples:
# Create a new NodePort service named my-ns
kubectl create service nodeport my-ns --tcp=5678:8080

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --tcp --template --validate
--node-port=0: Port used to expose the service on each node in a cluster.

Usage:
nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none]
`,
  },
};
