import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';

const policies: Readonly<Record<string, string>> = {
  background: 'Background',
  orphan: 'Orphan',
  foreground: 'Foreground',
};
const booleans: Readonly<Record<string, 'background' | 'orphan'>> = {
  true: 'background',
  t: 'background',
  1: 'background',
  false: 'orphan',
  f: 'orphan',
  0: 'orphan',
};

/** --cascade: a strategy, or a boolean of old (cmdutil.GetCascadingStrategy). */
export function cascadingStrategy({ flags }: Invocation): { readonly policy: string; readonly warning: string } {
  const value = flags.string('cascade');
  const policy = policies[value];
  if (policy !== undefined) return { policy, warning: '' };
  const strategy = booleans[value.toLowerCase()];
  if (strategy === undefined) {
    throw new CommandError(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
  }
  const warning = `warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${strategy}.\n`;
  return { policy: policies[strategy]!, warning };
}
