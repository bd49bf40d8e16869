import type { Program } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { DockerError, type DockerCommand } from './docker/command.ts';
import { exec } from './docker/exec.ts';
import { images, pull, rmi } from './docker/images.ts';
import { inspect } from './docker/inspect.ts';
import { kill, rm, stopCommand, wait } from './docker/lifecycle.ts';
import { logs } from './docker/logs.ts';
import { ps } from './docker/ps.ts';
import { top } from './docker/top.ts';
import { version } from './docker/version.ts';
import type { NodeRuntime } from './runtime.ts';
import { parseFlags, type Flag, type FlagErrors } from './tools/flags.ts';
import { table } from './tools/table.ts';

/** One line registers a command. */
const commands: readonly DockerCommand[] = [
  exec,
  images,
  inspect,
  kill,
  logs,
  ps,
  pull,
  rm,
  rmi,
  stopCommand,
  top,
  version,
  wait,
];

/** Commands that docker 20.10 has and Podarium does not simulate: the kubelet makes the containers here. */
const notSimulated = new Set(
  (
    'attach build builder commit config container context cp create diff events export history image import info load login ' +
    'logout manifest network node pause plugin port push rename restart run save search secret service stack start stats ' +
    'swarm system tag trust unpause update volume'
  ).split(' '),
);

/** spf13/pflag's words. */
const flagErrors: FlagErrors = {
  unknownLong: (name) => `unknown flag: --${name}`,
  unknownShort: (letter, group) => `unknown shorthand flag: '${letter}' in -${group}`,
  missingValue: (flag) => `flag needs an argument: ${flag}`,
  badValue: (value, flag) => {
    const names = flag.short === undefined ? `--${flag.name}` : `-${flag.short}, --${flag.name}`;
    const parser = flag.type === 'bool' ? 'strconv.ParseBool' : 'strconv.ParseInt';
    return `invalid argument ${JSON.stringify(value)} for "${names}" flag: ${parser}: parsing ${JSON.stringify(value)}: invalid syntax`;
  },
};

/** `docker` on a node whose runtime is Docker. */
export function dockerProgram(runtime: NodeRuntime): Program {
  return function* docker(p): Task<number> {
    const args = p.argv.slice(1);
    const [first] = args;
    if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
      yield* p.write(1, rootHelp());
      return 0;
    }
    if (first === '--version' || first === '-v') {
      yield* p.write(1, `Docker version ${runtime.version}, build 3967b7d\n`);
      return 0;
    }
    if (first.startsWith('-')) {
      const message = first.startsWith('--')
        ? flagErrors.unknownLong(first.slice(2))
        : flagErrors.unknownShort(first[1] ?? '', first.slice(1));
      yield* p.write(2, `${message}\nSee 'docker --help'.\n`);
      return 125;
    }
    const found = findCommand(args);
    if (found === undefined) {
      const text = notSimulated.has(first)
        ? `docker: '${args.slice(0, 2).join(' ')}' is a docker command that Podarium does not simulate.\nSee 'docker --help'\n`
        : `docker: '${first}' is not a docker command.\nSee 'docker --help'\n`;
      yield* p.write(2, text);
      return 1;
    }
    const { command, name, rest } = found;
    if (rest.includes('--help') && (command.interspersed !== false || rest[0] === '--help')) {
      yield* p.write(1, help(command));
      return 0;
    }
    const result = parseFlags(rest, command.flags, flagErrors, command.interspersed !== false);
    if ('error' in result) {
      yield* p.write(2, `${result.error}\nSee 'docker ${name} --help'.\n`);
      return 125;
    }
    const complaint = countComplaint(command, result.flags.positional.length);
    if (complaint !== undefined) {
      yield* p.write(
        2,
        `"docker ${name}" ${complaint}.\nSee 'docker ${name} --help'.\n\nUsage:  docker ${command.usage}\n\n${command.short}\n`,
      );
      return 1;
    }
    try {
      return yield* command.run(p, runtime, result.flags);
    } catch (error) {
      if (!(error instanceof DockerError)) throw error;
      yield* p.write(2, `${error.message}\n`);
      return 1;
    }
  };
}

function findCommand(
  args: readonly string[],
): { command: DockerCommand; name: string; rest: readonly string[] } | undefined {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    const command = commands.find((candidate) => candidate.name === name || candidate.aliases?.includes(name) === true);
    if (command !== undefined) return { command, name, rest: args.slice(words) };
  }
  return undefined;
}

/** cli.ExactArgs and its neighbours, docker/cli cli/required.go (v20.10). */
function countComplaint({ args: { min, max } }: DockerCommand, given: number): string | undefined {
  const plural = (count: number): string => `${count} argument${count === 1 ? '' : 's'}`;
  if (given >= min && (max === undefined || given <= max)) return undefined;
  if (max === 0) return 'accepts no arguments';
  if (max === min) return `requires exactly ${plural(min)}`;
  if (given < min) return `requires at least ${plural(min)}`;
  return `requires at most ${plural(max ?? 0)}`;
}

function flagLine(flag: Flag): readonly string[] {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const value = flag.type === 'bool' ? '' : ` ${flag.value ?? (flag.type === 'list' ? 'list' : flag.type)}`;
  return [`  ${short}--${flag.name}${value}`, flag.usage];
}

function help(command: DockerCommand): string {
  const options =
    command.flags.length === 0 ? '' : `\nOptions:\n${table(command.flags.map(flagLine), { minimum: 0, padding: 3 })}`;
  return `\nUsage:  docker ${command.usage}\n\n${command.short}\n${options}`;
}

function rootHelp(): string {
  const lines = commands.map((command) => `  ${command.name.padEnd(12)}${command.short}`);
  return `\nUsage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n\nCommands:\n${lines.join('\n')}\n\nRun 'docker COMMAND --help' for more information on a command.\n`;
}
