import type { PageTexts } from './page.ts';

/** `kubectl create secret --help`. */
export const createSecretPage: PageTexts = {
  '1.36': {
    short: 'Create a secret using a specified subcommand',
    text: `Create a secret with specified type.

 A docker-registry type secret is for accessing a container registry.

 A generic type secret indicate an Opaque secret type.

 A tls type secret holds TLS certificate and its associated key.

Usage:
secret (docker-registry | generic | tls)
`,
  },
  '1.20': {
    short: 'Create a secret using specified subcommand',
    text: `Create a secret using specified subcommand.

Usage:
secret [flags]
`,
  },
};
