import type { ProcessContext } from '../engine/sim/process.ts';
import type { Task } from '../engine/sim/task.ts';
import { Client } from './client/client.ts';
import { readKubeconfig, type Kubeconfig } from './client/kubeconfig.ts';
import type { Command, Invocation } from './command.ts';
import { CommandError, describeError, isReportable, SilentExit, usageError } from './errors.ts';
import { findCommand, firstWord } from './find-command.ts';
import { bool, type Flag } from './flags/flag.ts';
import { globalFlags } from './flags/global.ts';
import { FlagError, parseFlags } from './flags/parse.ts';
import type { FlagValues } from './flags/values.ts';
import { parseDuration } from './go/duration.ts';
import { quote } from './go/quote.ts';
import { helpText } from './help/help.ts';
import type { KubectlRelease } from './releases.ts';
import { suggestionsFor } from './suggestions.ts';

const helpFlag: Flag = bool('help', 'help for this command', { shorthand: 'h' });

/** Runs kubectl's command line: finds the command, parses its flags, runs it, prints its error. */
export function* runKubectl(p: ProcessContext, root: Command, release: KubectlRelease): Task<number> {
  const argv = p.argv.slice(1);
  const { path, rest } = findCommand(root, [...globalFlags, helpFlag], argv);
  const command = path.at(-1)!;
  const commandPath = path.map((one) => one.name).join(' ');

  if (path.length === 1) {
    const index = firstWord(rest, [...globalFlags, helpFlag]);
    if (index !== undefined) return yield* unknownCommand(p, root, release, rest[index]!);
  }
  const flags = [...(command.flags ?? []), ...globalFlags.filter((flag) => !declares(command, flag)), helpFlag];
  let parsed;
  try {
    parsed = parseFlags(flags, rest);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    if (command.errorsAboveOne === true) return yield* flagErrorAboveOne(p, commandPath, error);
    yield* p.write(
      2,
      `${release.cobraErrors ? 'Error' : 'error'}: ${error.message}\nSee '${commandPath} --help' for usage.\n`,
    );
    return 1;
  }
  const columns = p.terminal(1)?.columns ?? 0;
  const help = function* (fd: 1 | 2 = 1): Task<void> {
    yield* p.write(fd, helpText(path, release, columns));
  };
  if (parsed.values.bool('help') || command.run === undefined) {
    yield* help();
    return 0;
  }
  for (const warning of parsed.warnings) yield* p.write(2, warning);
  if (command.deprecated !== undefined)
    yield* p.write(2, `Command "${command.name}" is deprecated, ${command.deprecated}\n`);

  const missing = flags.filter((flag) => flag.required === true && !parsed.values.changed(flag.name));
  if (missing.length > 0) {
    const names = missing.map((flag) => quote(flag.name)).join(', ');
    yield* p.write(2, `${release.cobraErrors ? 'Error' : 'error'}: required flag(s) ${names} not set\n`);
    return 1;
  }

  try {
    const invocation = makeInvocation(p, release, path, commandPath, parsed, help);
    const exitCode = (yield* command.run(invocation)) ?? 0;
    return yield* warningsAsErrors(p, release, invocation, exitCode);
  } catch (error) {
    if (!isReportable(error)) throw error;
    const { text, output, exitCode } = describeError(error, release.name !== '1.20');
    const above = command.errorsAboveOne === true && !(error instanceof SilentExit) ? 1 : 0;
    if (output !== '') yield* p.write(1, output);
    if (text !== '') yield* p.write(2, text);
    return exitCode + above;
  }
}

/** cmdutil.CheckDiffErr, which diff's flags go through too. */
function* flagErrorAboveOne(p: ProcessContext, commandPath: string, error: FlagError): Task<number> {
  yield* p.write(2, describeError(usageError(commandPath, error.message)).text);
  return 2;
}

function declares(command: Command, flag: Flag): boolean {
  return (command.flags ?? []).some((own) => own.name === flag.name);
}

function makeInvocation(
  p: ProcessContext,
  release: KubectlRelease,
  path: readonly Command[],
  commandPath: string,
  parsed: {
    readonly values: FlagValues;
    readonly args: readonly string[];
    readonly argsBeforeDash: number | undefined;
  },
  help: (fd?: 1 | 2) => Task<void>,
): Invocation {
  const { values: flags, args, argsBeforeDash } = parsed;
  // Read when it is first needed: `kubectl options` works without a cluster.
  let config: Kubeconfig | undefined;
  // A command's own flag of the same name (--user of create rolebinding) hides the global one.
  const command = path.at(-1)!;
  const globalText = (name: string): string =>
    (command.flags ?? []).some((flag) => flag.name === name) ? '' : flags.string(name);
  const kubeconfig = (): Kubeconfig =>
    (config ??= readKubeconfig(p, {
      kubeconfig: globalText('kubeconfig'),
      context: globalText('context'),
      cluster: globalText('cluster'),
      user: globalText('user'),
      server: globalText('server'),
    }));
  let client: Client | undefined;
  return {
    p,
    release,
    command,
    path,
    commandPath,
    args,
    argsBeforeDash,
    flags,
    get client(): Client {
      return (client ??= new Client(p, release, kubeconfig(), requestTimeout(flags.string('request-timeout'))));
    },
    get warnings(): number {
      return client?.warnings ?? 0;
    },
    get namespace(): string {
      return flags.string('namespace') || kubeconfig().namespace;
    },
    namespaceGiven: flags.string('namespace') !== '',
    out: (text) => p.write(1, text),
    err: (text) => p.write(2, text),
    help,
  };
}

/** clientcmd.ParseTimeout: a duration, or a whole number of seconds. */
function requestTimeout(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  try {
    return parseDuration(text);
  } catch {
    throw new CommandError(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    );
  }
}

function* unknownCommand(p: ProcessContext, root: Command, release: KubectlRelease, word: string): Task<number> {
  let text = `unknown command ${quote(word)} for "kubectl"`;
  const suggestions = suggestionsFor(word, root.subcommands ?? []);
  if (suggestions.length > 0) text += `\n\nDid you mean this?\n${suggestions.map((name) => `\t${name}\n`).join('')}`;
  if (release.cobraErrors) yield* p.write(2, `Error: ${text}\nRun 'kubectl --help' for usage.\n`);
  else yield* p.write(2, `error: ${text}${text.endsWith('\n') ? '' : '\n'}`);
  return 1;
}

/** --warnings-as-errors (kubectl/pkg/cmd/cmd.go, PersistentPostRunE). */
function* warningsAsErrors(
  p: ProcessContext,
  release: KubectlRelease,
  invocation: Invocation,
  exitCode: number,
): Task<number> {
  const count = invocation.warnings;
  if (exitCode !== 0 || count === 0 || !invocation.flags.bool('warnings-as-errors')) return exitCode;
  yield* p.write(
    2,
    `${release.cobraErrors ? 'Error' : 'error'}: ${count} ${count === 1 ? 'warning' : 'warnings'} received\n`,
  );
  return 1;
}
