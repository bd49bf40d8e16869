import type { PageTexts } from './page.ts';

/** `kubectl create quota --help`. */
export const createQuotaPage: PageTexts = {
  '1.36': {
    short: 'Create a quota with the specified name',
    text: `Create a resource quota with the specified name, hard limits, and optional scopes.

Aliases:
quota, resourcequota

Examples:
# Create a new resource quota named my-quota
kubectl create quota my-quota --hard=cpu=1,memory=1G,pods=2,services=3,replicationcontrollers=2,resourcequotas=1,secrets=5,persistentvolumeclaims=10

# Create a new resource quota named best-effort
kubectl create quota best-effort --hard=pods=100 --scopes=BestEffort

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate
--hard='': A comma-delimited set of resource=quantity pairs that define a hard limit.
--scopes='': A comma-delimited set of quota scopes that must all match each object tracked by the quota.

Usage:
quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a quota with the specified name.',
    text: `Create a resourcequota with the specified name, hard limits and optional scopes

Aliases:
quota, resourcequota

Examples:
# Create a new resourcequota named my-quota
kubectl create quota my-quota --hard=cpu=1,memory=1G,pods=2,services=3,replicationcontrollers=2,resourcequotas=1,secrets=5,persistentvolumeclaims=10

# Create a new resourcequota named best-effort
kubectl create quota best-effort --hard=pods=100 --scopes=BestEffort

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate
--hard='': A comma-delimited set of resource=quantity pairs that define a hard limit.
--scopes='': A comma-delimited set of quota scopes that must all match each object tracked by the quota.

Usage:
quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]
`,
  },
};
