import type { PageTexts } from './page.ts';

/** `kubectl create service loadbalancer --help`. */
export const createServiceLoadbalancerPage: PageTexts = {
  '1.36': {
    short: 'Create a LoadBalancer service',
    text: `Create a LoadBalancer service with the specified name.

Examples:
# Create a new LoadBalancer service named my-lbs
kubectl create service loadbalancer my-lbs --tcp=5678:8080

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields --tcp
--template --validate

Usage:
loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a LoadBalancer service.',
    text: `Create a LoadBalancer service with the specified name.

Examples:
# Create a new LoadBalancer service named my-lbs
kubectl create service loadbalancer my-lbs --tcp=5678:8080

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --tcp --template --validate

Usage:
loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none]
`,
  },
};
