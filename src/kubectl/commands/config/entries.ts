import type { Command, Invocation } from '../../command.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { CommandError, SilentExit, usageError } from '../../errors.ts';
import { bool, text } from '../../flags/flag.ts';
import { quote } from '../../go/quote.ts';
import { withEntry, type Section } from '../../kubeconfig/file.ts';
import { givenFields } from './contexts.ts';
import { change, configOf, unexpectedArguments } from './subcommand.ts';

function lister(section: 'clusters' | 'users', example: string): Command {
  return {
    name: `get-${section}`,
    short: `Display ${section} defined in the kubeconfig`,
    long: `Display ${section} defined in the kubeconfig.`,
    examples: [`# List the ${section} that kubectl knows about`, example],
    usage: `get-${section} [flags]`,
    *run(invocation) {
      const names = [...configOf(invocation).config[section].keys()].sort();
      yield* invocation.out(['NAME', ...names].map((name) => `${name}\n`).join(''));
    },
  };
}

export const getClusters = lister('clusters', 'kubectl config get-clusters');
export const getUsers = lister('users', 'kubectl config get-users');

function deleter(word: 'cluster' | 'context' | 'user', section: Section): Command {
  return {
    name: `delete-${word}`,
    short: `Delete the specified ${word} from the kubeconfig`,
    long: `Delete the specified ${word} from the kubeconfig.`,
    examples: [
      `# Delete the ${word === 'context' ? 'context for the minikube cluster' : `minikube ${word}`}`,
      `kubectl config delete-${word} minikube`,
    ],
    usage: `delete-${word} NAME`,
    ...(word === 'context' ? { complete: 'contexts' } : {}),
    *run(invocation) {
      const { args } = invocation;
      if (args.length !== 1) return yield* withoutName(invocation, word);
      const [name] = args as [string];
      const file = configOf(invocation);
      if (!file.config[section].has(name)) throw new CommandError(`cannot delete ${word} ${name}, not in ${file.path}`);
      if (word === 'context' && file.config.currentContext === name) {
        yield* invocation.err(
          'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
        );
      }
      change(invocation, (config) => withEntry(config, section, name, undefined));
      yield* invocation.out(`deleted ${word} ${name} from ${file.path}\n`);
    },
  };
}

/** Without a name only delete-user calls it an error. */
function* withoutName(invocation: Invocation, word: string): Task<void> {
  if (word === 'user') throw usageError(invocation.commandPath, 'user to delete is required');
  yield* invocation.help();
  throw new SilentExit(0);
}

export const deleteCluster = deleter('cluster', 'clusters');
export const deleteContext = deleter('context', 'contexts');
export const deleteUser = deleter('user', 'users');

export const setCluster: Command = {
  name: 'set-cluster',
  short: 'Set a cluster entry in kubeconfig',
  long: `Set a cluster entry in kubeconfig.

 Specifying a name that already exists will merge new fields on top of existing values for those fields.`,
  examples: [
    '# Set only the server field on the e2e cluster entry without touching other values',
    'kubectl config set-cluster e2e --server=https://1.2.3.4',
    '# Disable cert checking for the e2e cluster entry',
    'kubectl config set-cluster e2e --insecure-skip-tls-verify=true',
    '# Set the custom TLS server name to use for validation for the e2e cluster entry',
    'kubectl config set-cluster e2e --tls-server-name=my-cluster-name',
    '# Set the proxy URL for the e2e cluster entry',
    'kubectl config set-cluster e2e --proxy-url=https://1.2.3.4',
  ],
  usage:
    'set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
  flags: [
    text('server', 'server for the cluster entry in kubeconfig'),
    text('tls-server-name', 'tls-server-name for the cluster entry in kubeconfig'),
    bool('insecure-skip-tls-verify', 'insecure-skip-tls-verify for the cluster entry in kubeconfig'),
    text('certificate-authority', 'Path to certificate-authority file for the cluster entry in kubeconfig'),
    text('proxy-url', 'proxy-url for the cluster entry in kubeconfig'),
  ],
  *run(invocation) {
    const { args, flags } = invocation;
    if (args.length !== 1) return yield* unexpectedArguments(invocation);
    const [name] = args as [string];
    if (name === '') throw new CommandError('you must specify a non-empty cluster name');
    change(invocation, (config) =>
      withEntry(config, 'clusters', name, {
        ...config.clusters.get(name),
        ...givenFields(invocation, ['server', 'tls-server-name', 'certificate-authority', 'proxy-url']),
        ...(flags.changed('insecure-skip-tls-verify')
          ? { 'insecure-skip-tls-verify': flags.bool('insecure-skip-tls-verify') }
          : {}),
      }),
    );
    yield* invocation.out(`Cluster ${quote(name)} set.\n`);
  },
};

export const setCredentials: Command = {
  name: 'set-credentials',
  short: 'Set a user entry in kubeconfig',
  long: `Set a user entry in kubeconfig.

 Specifying a name that already exists will merge new fields on top of existing values.`,
  examples: [
    '# Set basic auth for the "cluster-admin" entry',
    'kubectl config set-credentials cluster-admin --username=admin --password=uXFGweU9l35qcif',
  ],
  usage:
    'set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password]',
  flags: [
    text('client-certificate', 'Path to client-certificate file for the user entry in kubeconfig'),
    text('client-key', 'Path to client-key file for the user entry in kubeconfig'),
    text('token', 'token for the user entry in kubeconfig'),
    text('username', 'username for the user entry in kubeconfig'),
    text('password', 'password for the user entry in kubeconfig'),
  ],
  *run(invocation) {
    const { args, flags } = invocation;
    if (args.length !== 1) return yield* unexpectedArguments(invocation);
    const [name] = args as [string];
    if (name === '') throw new CommandError('you must specify a non-empty user name');
    const basic = flags.string('username') !== '' || flags.string('password') !== '';
    if (flags.string('token') !== '' && basic) {
      throw new CommandError(
        'you cannot specify more than one authentication method at the same time: --token, --username/--password',
      );
    }
    change(invocation, (config) => {
      const before = { ...config.users.get(name) };
      // A token and a password exclude each other, also over time.
      if (flags.changed('token')) for (const field of ['username', 'password']) delete before[field];
      if (basic) for (const field of ['token', 'tokenFile']) delete before[field];
      const given = givenFields(invocation, ['client-certificate', 'client-key', 'token', 'username', 'password']);
      return withEntry(config, 'users', name, { ...before, ...given });
    });
    yield* invocation.out(`User ${quote(name)} set.\n`);
  },
};
