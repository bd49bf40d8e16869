import type { PageTexts } from './page.ts';

/** `kubectl set --help`. */
export const setPage: PageTexts = {
  '1.36': {
    short: 'Set specific features on objects',
    text: `Configure application resources.

 These commands help you make changes to existing application resources.

Usage:
set SUBCOMMAND
`,
  },
  '1.20': {
    short: 'Set specific features on objects',
    text: `Configure application resources

 These commands help you make changes to existing application resources.

Usage:
set SUBCOMMAND
`,
  },
};
