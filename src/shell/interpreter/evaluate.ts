import type { Task } from '../../engine/sim/task.ts';
import { expandAliases } from './aliases.ts';
import { AbandonCommand } from './control.ts';
import { runScript } from './execute.ts';
import { reportSyntax } from './syntax-report.ts';
import type { Shell } from './shell.ts';
import { Source } from './source.ts';
import { parseScript } from './syntax.ts';

/**
 * Executes a text in this shell: `eval`, `.`, traps, `-c`, a script, a line of the prompt. What precedes a syntax error runs, as
 * shells read and run one complete command at a time.
 */
export function* executeText(
  shell: Shell,
  text: string,
  options: {
    readonly firstLine?: number;
    readonly tail?: boolean;
    readonly label?: string;
    readonly name?: string;
    readonly lenient?: boolean;
  } = {},
): Task<number> {
  const expanded = expandAliases(shell, text);
  const outer = { source: shell.source, line: shell.line };
  shell.source = new Source(expanded, options.firstLine ?? 1, options.name ?? outer.source.name);
  try {
    const { script, fault } = parseScript(expanded);
    if (script.commands.length === 0 && fault === undefined) shell.status = 0;
    if (fault === undefined) {
      yield* runScript(shell, script.commands, options.tail ?? false);
      return shell.status;
    }
    const sound = soundPrefix(
      expanded,
      script.commands.map((command) => command.pos),
    );
    if (sound !== '') yield* runScript(shell, parseScript(sound).script.commands, false);
    yield* reportSyntax(shell, fault, options.label);
    shell.status = 2;
    // bash's `eval` and `.` only fail; elsewhere a syntax error ends the script.
    if (options.lenient === true && shell.flavour.name === 'bash') return 2;
    throw new AbandonCommand(2, !shell.interactive);
  } finally {
    shell.source = outer.source;
    shell.line = outer.line;
  }
}

/** The lines before the command that holds the error. */
function soundPrefix(text: string, starts: readonly number[]): string {
  for (let index = starts.length; index >= 0; index--) {
    const start = index === starts.length ? text.length : starts[index]!;
    const end = text.lastIndexOf('\n', start - 1) + 1;
    const prefix = text.slice(0, end);
    if (prefix.trim() === '') return '';
    if (parseScript(prefix).fault === undefined) return prefix;
  }
  return '';
}
