import type { ProcessContext, Program } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { CrictlError, ShowHelp, type CrictlCommand } from './crictl/command.ts';
import { images, pull, rmi } from './crictl/images.ts';
import { rm, rmp, stop, stopp } from './crictl/lifecycle.ts';
import { pods, ps } from './crictl/list.ts';
import { inspect, inspecti, inspectp } from './crictl/status.ts';
import { exec, logs } from './crictl/streams.ts';
import { version } from './crictl/version.ts';
import type { NodeRuntime } from './runtime.ts';
import { parseFlags, type Flag, type FlagErrors } from './tools/flags.ts';
import { table } from './tools/table.ts';

/** One line registers a command. */
const commands: readonly CrictlCommand[] = [
  exec,
  images,
  inspect,
  inspecti,
  inspectp,
  logs,
  pods,
  ps,
  pull,
  rm,
  rmi,
  rmp,
  stop,
  stopp,
  version,
];

/** What crictl can do besides and Podarium does not simulate. */
const notSimulated = new Set(
  (
    'attach checkpoint completion config create events imagefsinfo info metricdescs metricsp pod-checkpoint pod-restore port-forward run runp ' +
    'runtime-config start stats statsp update update-runtime-config'
  ).split(' '),
);

/** urfave/cli's words, which are those of Go's flag package. */
const flagErrors: FlagErrors = {
  unknownLong: (name) => `flag provided but not defined: -${name}`,
  unknownShort: (_letter, group) => `flag provided but not defined: -${group}`,
  missingValue: (flag) => `flag needs an argument: ${flag.replace(/^--/, '-').replace(/^'(.)'.*$/, '-$1')}`,
  badValue: (value, flag) => `invalid value ${JSON.stringify(value)} for flag -${flag.name}: parse error`,
};

/** `crictl` on a node whose runtime is containerd. */
export function crictlProgram(runtime: NodeRuntime): Program {
  return function* crictl(p): Task<number> {
    const [first, ...rest] = p.argv.slice(1);
    if (first === undefined || first === '--help' || first === '-h' || first === 'help' || first === 'h') {
      yield* p.write(1, rootHelp());
      return 0;
    }
    if (first === '--version' || first === '-v') {
      yield* p.write(1, `crictl version ${toolVersion(runtime)}\n`);
      return 0;
    }
    if (first.startsWith('-')) {
      const error = flagErrors.unknownLong(first.replace(/^-+/, '').replace(/=.*/, ''));
      yield* p.write(1, `Incorrect Usage: ${error}\n\n${rootHelp()}`);
      return yield* fatal(p, error);
    }
    const command = commands.find(
      (candidate) => candidate.name === first || candidate.aliases?.includes(first) === true,
    );
    if (command === undefined) {
      if (notSimulated.has(first)) return yield* fatal(p, `crictl ${first} is not simulated by Podarium`);
      yield* p.write(2, `No help topic for '${first}'\n`);
      return 3;
    }
    if (rest.some((argument) => argument === '--help' || argument === '-h')) {
      yield* p.write(1, help(command));
      return 0;
    }
    const result = parseFlags(
      rest.map((argument) => doubleDash(argument, command.flags)),
      command.flags,
      flagErrors,
      false,
    );
    if ('error' in result) {
      yield* p.write(1, `Incorrect Usage: ${result.error}\n\n${help(command)}`);
      return yield* fatal(p, result.error);
    }
    try {
      return yield* command.run(p, runtime, result.flags);
    } catch (error) {
      if (error instanceof ShowHelp) {
        if (error.message !== '') yield* p.write(2, logLine(p, 'error', error.message));
        yield* p.write(1, help(command));
        return 0;
      }
      if (!(error instanceof CrictlError)) throw error;
      return yield* fatal(p, error.message);
    }
  };
}

/** Go's flag package takes `-name` for `--name`. */
function doubleDash(argument: string, flags: readonly Flag[]): string {
  const name = /^-([^-=][^=]+)(=.*)?$/.exec(argument)?.[1];
  return name !== undefined && flags.some((flag) => flag.name === name) ? `-${argument}` : argument;
}

function* fatal(p: ProcessContext, message: string): Task<number> {
  yield* p.write(2, logLine(p, 'fatal', message));
  return 1;
}

/** sirupsen/logrus' TextFormatter: coloured on a terminal, key=value elsewhere. */
function logLine(p: ProcessContext, level: 'fatal' | 'error', message: string): string {
  if (p.terminal(2) !== undefined) {
    return `\x1b[31m${level === 'fatal' ? 'FATA' : 'ERRO'}\x1b[0m[0000] ${message.padEnd(44)} \n`;
  }
  const time = `${new Date(p.now()).toISOString().slice(0, 19)}Z`;
  return `time="${time}" level=${level} msg=${JSON.stringify(message)}\n`;
}

function toolVersion(runtime: NodeRuntime): string {
  return `v${runtime.release.name}.0`;
}

function flagLine(flag: Flag): readonly string[] {
  const short = flag.short === undefined ? '' : `, -${flag.short}`;
  const value = flag.type === 'bool' ? '' : ' value';
  const shortValue = flag.short === undefined || flag.type === 'bool' ? '' : ' value';
  return [`   --${flag.name}${value}${short}${shortValue}`, flag.usage];
}

function help(command: CrictlCommand): string {
  const options = [...command.flags.map(flagLine), ['   --help, -h', 'show help']];
  return (
    `NAME:\n   crictl ${command.name} - ${command.usage}\n\nUSAGE:\n   crictl ${command.name} ${command.argsUsage}\n\n` +
    `OPTIONS:\n${table(options, { minimum: 0, padding: 2 })}`
  );
}

function rootHelp(): string {
  const rows = commands.map((command) => [
    `   ${[command.name, ...(command.aliases ?? [])].join(', ')}`,
    command.usage,
  ]);
  return `NAME:\n   crictl - client for CRI\n\nUSAGE:\n   crictl [global options] command [command options]\n\nCOMMANDS:\n${table(rows, { minimum: 0, padding: 2 })}`;
}
