import type { PageTexts } from './page.ts';

/** `kubectl create service externalname --help`. */
export const createServiceExternalnamePage: PageTexts = {
  '1.36': {
    short: 'Create an ExternalName service',
    text: `Create an ExternalName service with the specified name.

 ExternalName service references to an external DNS address instead of only pods, which will allow application authors to reference services that exist off platform, on other clusters, or locally.

Examples:
# Create a new ExternalName service named my-ns
kubectl create service externalname my-ns --external-name bar.com

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields --tcp
--template --validate
--external-name='': External name of service

Usage:
externalname NAME --external-name external.name [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create an ExternalName service.',
    text: `Create an ExternalName service with the specified name.

 ExternalName service references to an external DNS address instead of only pods, which will allow application authors to reference services that exist off platform, on other clusters, or locally.

Examples:
# Create a new ExternalName service named my-ns
kubectl create service externalname my-ns --external-name bar.com

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --tcp --template --validate
--external-name='': External name of service

Usage:
externalname NAME --external-name external.name [--dry-run=server|client|none]
`,
  },
};
