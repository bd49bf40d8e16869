import type { PageTexts } from './page.ts';

/** `kubectl create service --help`. */
export const createServicePage: PageTexts = {
  '1.36': {
    short: 'Create a service using a specified subcommand',
    text: `Create a service using a specified subcommand.

Aliases:
service, svc

Usage:
service [flags]
`,
  },
  '1.20': {
    short: 'Create a service using specified subcommand.',
    text: `Create a service using specified subcommand.

Aliases:
service, svc

Usage:
service [flags]
`,
  },
};
