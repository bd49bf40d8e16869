import type { ProcessContext } from '../engine/sim/process.ts';
import type { KubectlRelease } from './releases.ts';

/** Whether a stream takes colours (component-base term.AllowsColorOutput). */
export function allowsColor(p: ProcessContext, fd: number): boolean {
  return p.terminal(fd) !== undefined && p.env['TERM'] !== 'dumb' && p.env['NO_COLOR'] === undefined;
}

/** `Warning: TEXT`, the word in yellow on a terminal (rest.WarningWriter, printers.WarningPrinter). */
export function warningLine(p: ProcessContext, text: string): string {
  return allowsColor(p, 2) ? `\u001b[33;1mWarning:\u001b[0m ${text}\n` : `Warning: ${text}\n`;
}

/** What a command itself warns of. */
export function commandWarning(p: ProcessContext, release: KubectlRelease, text: string): string {
  return release.warningPrefix === 'Warning: ' ? warningLine(p, text) : `${release.warningPrefix}${text}\n`;
}
