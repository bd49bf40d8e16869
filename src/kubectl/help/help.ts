import type { Command } from '../command.ts';
import type { Flag } from '../flags/flag.ts';
import { globalFlags } from '../flags/global.ts';
import type { KubectlRelease } from '../releases.ts';
import { commandGroups } from './groups.ts';
import { wrapWords } from './wrap.ts';

/** kubectl's help of one command (kubectl/pkg/util/templates). `path` begins with kubectl itself. */
export function helpText(path: readonly Command[], release: KubectlRelease, columns: number): string {
  const command = path.at(-1)!;
  const description = wrapHelp((command.long ?? command.short).trim(), columns);
  const usage = usageText(path, release, columns);
  return `${description}${usage}`;
}

/** The sections after the description, each on its own. */
export function usageText(path: readonly Command[], release: KubectlRelease, columns: number): string {
  const command = path.at(-1)!;
  const isRoot = path.length === 1;
  const names = path.map((one) => one.name).join(' ');
  const sections: string[] = [];
  if (command.aliases !== undefined && command.aliases.length > 0) {
    sections.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}`);
  }
  if (command.examples !== undefined) sections.push(`Examples:\n${exampleText(command.examples)}`);
  const subcommands = (command.subcommands ?? []).filter((one) => one.hidden !== true);
  if (subcommands.length > 0) {
    sections.push(isRoot ? rootCommands(subcommands, release) : availableCommands(subcommands, release));
  }
  const flags = (command.flags ?? []).filter((flag) => flag.hidden !== true && flag.deprecated === undefined);
  if (flags.length > 0) sections.push(`Options:\n${flagTable(flags, release, columns)}`);
  if (command.run !== undefined || isRoot || subcommands.length > 0) {
    const suffix = !command.usage.includes('[options]') ? ' [options]' : '';
    const usage = isRoot
      ? 'kubectl [flags]'
      : `${path
          .slice(0, -1)
          .map((one) => one.name)
          .join(' ')} ${command.usage}`;
    sections.push(`Usage:\n  ${usage}${suffix}`);
  }
  const tips: string[] = [];
  if (subcommands.length > 0)
    tips.push(
      `Use "${release.name === '1.20' ? 'kubectl' : names} <command> --help" for more information about a given command.`,
    );
  if (command.run !== undefined || subcommands.length > 0) {
    tips.push('Use "kubectl options" for a list of global command-line options (applies to all commands).');
  }
  if (tips.length > 0) sections.push(tips.join('\n'));
  return `\n\n${sections.join('\n\n')}\n`;
}

/** The list that `kubectl options` prints. */
export function optionsText(release: KubectlRelease, columns: number): string {
  return `The following options can be passed to any command:\n\n${flagTable(globalFlags, release, columns)}\n`;
}

function exampleText(lines: readonly string[]): string {
  const out: string[] = [];
  for (const line of lines) {
    // A comment begins a new example, unless it goes on from a line of its own.
    if (line.startsWith('#') && out.length > 0 && !/^ {2}(#|$)/.test(out.at(-1)!)) out.push('  ');
    out.push(`  ${line}`);
  }
  return out.join('\n');
}

function rootCommands(commands: readonly Command[], release: KubectlRelease): string {
  const byName = new Map(commands.map((command) => [command.name, command]));
  const grouped = new Set(commandGroups.flatMap((group) => group.commands));
  const groups = commandGroups.map((group) => ({
    title: group.title,
    commands: group.commands.flatMap((name) => byName.get(name) ?? []),
  }));
  groups.push({
    title: 'Other Commands:',
    commands: commands
      .filter((command) => !grouped.has(command.name) && command.name !== 'options' && command.name !== 'help')
      .sort(byCommandName),
  });
  return groups
    .filter((group) => group.commands.length > 0)
    .map((group) => [group.title, ...commandLines(group.commands, release, 11)].join('\n'))
    .join('\n\n');
}

function availableCommands(commands: readonly Command[], release: KubectlRelease): string {
  return ['Available Commands:', ...commandLines([...commands].sort(byCommandName), release, 11)].join('\n');
}

function byCommandName(a: Command, b: Command): number {
  return a.name < b.name ? -1 : 1;
}

/** cobra pads names to the longest of their siblings, at least 11; v1.20 then puts one space, v1.36 three. */
function commandLines(commands: readonly Command[], release: KubectlRelease, least: number): string[] {
  const width = Math.max(
    least,
    ...commands.map((command) => command.name.length),
    commands.some((one) => one.name === 'get') ? 13 : 0,
  );
  const gap = release.helpFlagOnOneLine ? ' ' : '   ';
  return commands.map((command) => `  ${command.name.padEnd(width)}${gap}${command.short}`);
}

function flagTable(flags: readonly Flag[], release: KubectlRelease, columns: number): string {
  const sorted = [...flags].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (release.helpFlagOnOneLine) {
    return sorted
      .map(
        (flag) =>
          `${flag.shorthand === undefined ? '      ' : `  -${flag.shorthand}, `}--${flag.name}=${shownDefault(flag)}: ${flag.usage}`,
      )
      .join('\n');
  }
  return sorted
    .map((flag) => {
      const head = `    ${flag.shorthand === undefined ? '' : `-${flag.shorthand}, `}--${flag.name}=${shownDefault(flag)}:`;
      return `${head}\n\t${wrapWords(flag.usage, columns === 0 ? 0 : helpWidth(columns) - 10).replaceAll('\n', '\n\t')}`;
    })
    .join('\n\n');
}

function shownDefault(flag: Flag): string {
  return flag.type === 'string' || flag.type === 'optionalString' ? `'${flag.default}'` : flag.default;
}

function wrapHelp(text: string, columns: number): string {
  return columns === 0 ? text : wrapWords(text, helpWidth(columns));
}

/** kubectl wraps help to 80, 100 or 120 columns (kubectl/pkg/util/term term_writer.go). */
function helpWidth(columns: number): number {
  if (columns >= 120) return 120;
  if (columns >= 100) return 100;
  if (columns >= 80) return 80;
  return columns;
}
