import type { PageTexts } from './page.ts';

/** `kubectl create service clusterip --help`. */
export const createServiceClusteripPage: PageTexts = {
  '1.36': {
    short: 'Create a ClusterIP service',
    text: `Create a ClusterIP service with the specified name.

Examples:
# Create a new ClusterIP service named my-cs
kubectl create service clusterip my-cs --tcp=5678:8080

# Create a new ClusterIP service named my-cs (in headless mode)
kubectl create service clusterip my-cs --clusterip="None"

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields --tcp
--template --validate
--clusterip='': Assign your own ClusterIP or set to 'None' for a 'headless' service (no loadbalancing).

Usage:
clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a ClusterIP service.',
    text: `Create a ClusterIP service with the specified name.

Examples:
# Create a new ClusterIP service named my-cs
kubectl create service clusterip my-cs --tcp=5678:8080

# Create a new ClusterIP service named my-cs (in headless mode)
kubectl create service clusterip my-cs --clusterip="None"

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --tcp --template --validate
--clusterip='': Assign your own ClusterIP or set to 'None' for a 'headless' service (no loadbalancing).

Usage:
clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]
`,
  },
};
