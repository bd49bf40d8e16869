import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isReportable } from '../errors.ts';
import { bool, text } from '../flags/flag.ts';
import { quote } from '../go/quote.ts';
import { textAt, type Json } from '../object.ts';
import { goYaml } from '../printers/yaml.ts';
import type { KubectlRelease } from '../releases.ts';

/** kubectl/pkg/cmd/version/version.go. */
export function version(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'version',
    short: 'Print the client and server version information',
    long: 'Print the client and server version information for the current context.',
    examples: ['# Print the client and server versions for the current context', 'kubectl version'],
    usage: 'version [flags]',
    flags: [
      bool(
        'client',
        old ? 'Client version only (no server required).' : 'If true, shows client version only (no server required).',
      ),
      ...(old ? [bool('short', 'Print just the version number.')] : []),
      text('output', "One of 'yaml' or 'json'.", { shorthand: 'o' }),
    ],
    run,
  };
}

/** version.Info, in the order in which Go prints it. */
const infoFields: readonly (readonly [string, string])[] = [
  ['Major', 'major'],
  ['Minor', 'minor'],
  ['GitVersion', 'gitVersion'],
  ['GitCommit', 'gitCommit'],
  ['GitTreeState', 'gitTreeState'],
  ['BuildDate', 'buildDate'],
  ['GoVersion', 'goVersion'],
  ['Compiler', 'compiler'],
  ['Platform', 'platform'],
];

export function clientVersion(release: KubectlRelease): Json {
  const { major, minor, gitCommit, buildDate, goVersion } = release.version;
  return {
    major,
    minor,
    gitVersion: release.gitVersion,
    gitCommit,
    gitTreeState: 'clean',
    buildDate,
    goVersion,
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

function* run(invocation: Invocation): Task<void> {
  const { args, flags, client, release } = invocation;
  const old = release.name === '1.20';
  const output = flags.string('output');
  if (!old && args.length > 0) throw new CommandError(`extra arguments: [${args.join(' ')}]`);
  if (!['', 'yaml', 'json'].includes(output)) throw new CommandError("--output must be 'yaml' or 'json'");
  const own = clientVersion(release);
  let server: Json | undefined;
  let failure: Error | undefined;
  if (!flags.bool('client')) {
    try {
      server = yield* client.object('GET', '/version');
    } catch (error) {
      if (!isReportable(error)) throw error;
      failure = error;
    }
  }
  const info = {
    clientVersion: own,
    ...(old ? {} : { kustomizeVersion: release.version.kustomize }),
    ...(server === undefined ? {} : { serverVersion: server }),
  };
  if (output === 'yaml') yield* invocation.out(`${goYaml(info)}\n`);
  else if (output === 'json') yield* invocation.out(`${orderedJson(info)}\n`);
  else if (old && !flags.bool('short')) {
    yield* invocation.out(
      `Client Version: ${goSyntax(own)}\n${server === undefined ? '' : `Server Version: ${goSyntax(server)}\n`}`,
    );
  } else {
    yield* invocation.out(`Client Version: ${release.gitVersion}\n`);
    if (!old) yield* invocation.out(`Kustomize Version: ${release.version.kustomize}\n`);
    if (server !== undefined) yield* invocation.out(`Server Version: ${textAt(server, 'gitVersion')}\n`);
  }
  if (server !== undefined && !old) yield* warnAboutSkew(invocation, server);
  if (failure !== undefined) throw failure;
}

/** Go prints structs in the order of their fields, not of their names. */
function orderedJson(info: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(info, null, 2);
}

function goSyntax(info: Json): string {
  return `version.Info{${infoFields.map(([name, field]) => `${name}:${quote(textAt(info, field))}`).join(', ')}}`;
}

function* warnAboutSkew(invocation: Invocation, server: Json): Task<void> {
  const parse = (text: string): readonly [number, number] => {
    const match = /^v?(\d+)\.(\d+)/.exec(text);
    return [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  };
  const [major, minor] = parse(invocation.release.gitVersion);
  const [serverMajor, serverMinor] = parse(textAt(server, 'gitVersion'));
  if (major === serverMajor && Math.abs(minor - serverMinor) <= 1) return;
  const message = `version difference between client (${major}.${minor}) and server (${serverMajor}.${serverMinor}) exceeds the supported minor version skew of +/-1`;
  if (invocation.flags.bool('warnings-as-errors')) throw new CommandError(message);
  yield* invocation.err(`Warning: ${message}\n`);
}
