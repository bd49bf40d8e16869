import type { PageTexts } from './page.ts';

/** `kubectl create secret tls --help`. */
export const createSecretTlsPage: PageTexts = {
  '1.36': {
    short: 'Create a TLS secret',
    text: `Create a TLS secret from the given public/private key pair.

 The public/private key pair must exist beforehand. The public key certificate must be .PEM encoded and match the given private key.

Examples:
# Create a new TLS secret named tls-secret with the given key pair
kubectl create secret tls tls-secret --cert=path/to/tls.crt --key=path/to/tls.key

Options:
--allow-missing-template-keys --append-hash --dry-run --field-manager --output --save-config
--show-managed-fields --template --validate
--cert='': Path to PEM encoded public key certificate.
--key='': Path to private key associated with given certificate.

Usage:
tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a TLS secret',
    text: `Create a TLS secret from the given public/private key pair.

 The public/private key pair must exist before hand. The public key certificate must be .PEM encoded and match the given private key.

Examples:
# Create a new TLS secret named tls-secret with the given key pair:
kubectl create secret tls tls-secret --cert=path/to/tls.cert --key=path/to/tls.key

Options:
--allow-missing-template-keys --append-hash --dry-run --field-manager --output --save-config --template
--validate
--cert='': Path to PEM encoded public key certificate.
--key='': Path to private key associated with given certificate.

Usage:
tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]
`,
  },
};
