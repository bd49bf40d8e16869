import type { Task } from '../../engine/sim/task.ts';
import { complain } from './diagnostics.ts';
import type { Shell } from './shell.ts';
import type { SyntaxFault } from './syntax.ts';

/** Prints a syntax error as the flavour does, with the line that holds it in bash. */
export function* reportSyntax(shell: Shell, fault: SyntaxFault, label?: string): Task<void> {
  const { flavour, source } = shell;
  // An open `$(` is noticed at the very end, an open quote where it began.
  const atEnd = fault.kind === 'end-of-file' || (fault.kind === 'unterminated' && fault.closer === ')');
  shell.line = atEnd
    ? source.line(source.text.length) + (source.text.endsWith('\n') ? 0 : 1)
    : source.line(fault.position);
  const lines = flavour.syntax(fault);
  if (flavour.name === 'ash') {
    for (const line of lines) yield* complain(shell, line, label === 'eval: ' ? 'eval' : undefined);
    return;
  }
  const prefix =
    shell.interactive || shell.input === 'terminal'
      ? `${shell.name}: `
      : `${shell.name}: ${label ?? (shell.input === 'command' ? '-c: ' : '')}line ${shell.line}: `;
  for (const line of lines) yield* shell.err(`${prefix}${line}\n`);
  if (fault.kind === 'token' && !shell.interactive) {
    const text = source.text.split('\n')[shell.line - source.firstLine] ?? '';
    yield* shell.err(`${prefix}\`${text}'\n`);
  }
}
