import type { Command, Invocation } from '../../command.ts';
import { CommandError, combine } from '../../errors.ts';
import { bool, text } from '../../flags/flag.ts';
import { quote } from '../../go/quote.ts';
import { withEntry } from '../../kubeconfig/file.ts';
import { textAt, type Json } from '../../object.ts';
import { TabWriter } from '../../printers/tabwriter.ts';
import { change, configOf, unexpectedArguments } from './subcommand.ts';

export const getContexts: Command = {
  name: 'get-contexts',
  short: 'Describe one or many contexts',
  long: 'Display one or many contexts from the kubeconfig file.',
  examples: [
    '# List all the contexts in your kubeconfig file',
    'kubectl config get-contexts',
    '# Describe one context in your kubeconfig file',
    'kubectl config get-contexts my-context',
  ],
  usage: 'get-contexts [(-o|--output=)name)]',
  flags: [
    bool(
      'no-headers',
      "When using the default or custom-column output format, don't print headers (default print headers).",
    ),
    text('output', 'Output format. One of: (name).', { shorthand: 'o' }),
  ],
  complete: 'contexts',
  *run(invocation) {
    const { flags, args } = invocation;
    const output = flags.string('output');
    if (output !== '' && output !== 'name') {
      throw new CommandError(
        `--output ${output} is not available in kubectl config get-contexts; resetting to default output format`,
      );
    }
    const { config } = configOf(invocation);
    const missing = args.filter((name) => !config.contexts.has(name));
    const names = (
      args.length === 0 ? [...config.contexts.keys()] : args.filter((name) => config.contexts.has(name))
    ).sort();
    const writer = TabWriter.forTables();
    if (output === '' && !flags.bool('no-headers')) writer.write('CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n');
    for (const name of names) {
      const context = config.contexts.get(name);
      const mark = config.currentContext === name ? '*' : ' ';
      const cells = [mark, name, ...['cluster', 'user', 'namespace'].map((field) => textAt(context, field))];
      writer.write(output === 'name' ? `${name}\n` : `${cells.join('\t')}\n`);
    }
    yield* invocation.out(writer.flush());
    const failed = combine(missing.map((name) => new CommandError(`context ${name} not found`)));
    if (failed !== undefined) throw failed;
  },
};

export const currentContext: Command = {
  name: 'current-context',
  short: 'Display the current-context',
  long: 'Display the current-context.',
  examples: ['# Display the current-context', 'kubectl config current-context'],
  usage: 'current-context [flags]',
  *run(invocation) {
    const { config } = configOf(invocation);
    if (config.currentContext === '') throw new CommandError('current-context is not set');
    yield* invocation.out(`${config.currentContext}\n`);
  },
};

export const useContext: Command = {
  name: 'use-context',
  aliases: ['use'],
  short: 'Set the current-context in a kubeconfig file',
  long: 'Set the current-context in a kubeconfig file.',
  examples: ['# Use the context for the minikube cluster', 'kubectl config use-context minikube'],
  usage: 'use-context CONTEXT_NAME',
  complete: 'contexts',
  *run(invocation) {
    const { args } = invocation;
    if (args.length !== 1) return yield* unexpectedArguments(invocation);
    const [name] = args as [string];
    change(invocation, (config) => {
      if (name === '') throw new CommandError('empty context names are not allowed');
      if (!config.contexts.has(name)) throw new CommandError(`no context exists with the name: ${quote(name)}`);
      return { ...config, currentContext: name };
    });
    yield* invocation.out(`Switched to context ${quote(name)}.\n`);
  },
};

export const setContext: Command = {
  name: 'set-context',
  short: 'Set a context entry in kubeconfig',
  long: `Set a context entry in kubeconfig.

 Specifying a name that already exists will merge new fields on top of existing values for those fields.`,
  examples: [
    '# Set the user field on the gce context entry without touching other values',
    'kubectl config set-context gce --user=cluster-admin',
  ],
  usage: 'set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  flags: [
    bool('current', 'Modify the current context'),
    text('cluster', 'cluster for the context entry in kubeconfig'),
    text('user', 'user for the context entry in kubeconfig'),
    text('namespace', 'namespace for the context entry in kubeconfig', { shorthand: 'n' }),
  ],
  complete: 'contexts',
  *run(invocation) {
    const { args, flags } = invocation;
    if (args.length > 1) return yield* unexpectedArguments(invocation);
    const given = args[0] ?? '';
    const current = flags.bool('current');
    if (given === '' && !current) throw new CommandError('you must specify a non-empty context name or --current');
    if (given !== '' && current) throw new CommandError('you cannot specify both a context name and --current');
    let name = given;
    let existed = false;
    change(invocation, (config) => {
      if (current && config.currentContext === '') throw new CommandError('no current context is set');
      if (current) name = config.currentContext;
      const before = config.contexts.get(name);
      existed = before !== undefined;
      return withEntry(config, 'contexts', name, {
        ...before,
        ...givenFields(invocation, ['cluster', 'user', 'namespace']),
      });
    });
    yield* invocation.out(`Context ${quote(name)} ${existed ? 'modified' : 'created'}.\n`);
  },
};

/** The flags that were given, as fields of an entry. */
export function givenFields({ flags }: Invocation, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => flags.changed(name)).map((name) => [name, flags.string(name)]));
}

export const renameContext: Command = {
  name: 'rename-context',
  short: 'Rename a context from the kubeconfig file',
  long: `Renames a context from the kubeconfig file.

 CONTEXT_NAME is the context name that you want to change.

 NEW_NAME is the new name you want to set.

 Note: If the context being renamed is the 'current-context', this field will also be updated.`,
  examples: [
    "# Rename the context 'old-name' to 'new-name' in your kubeconfig file",
    'kubectl config rename-context old-name new-name',
  ],
  usage: 'rename-context CONTEXT_NAME NEW_NAME',
  complete: 'contexts',
  *run(invocation) {
    const { args } = invocation;
    if (args.length !== 2) return yield* unexpectedArguments(invocation);
    const [from, to] = args as [string, string];
    if (to === '') throw new CommandError('You must specify a new non-empty context name');
    change(invocation, (config, { path }) => {
      const context = config.contexts.get(from);
      if (context === undefined)
        throw new CommandError(`cannot rename the context ${quote(from)}, it's not in ${path}`);
      if (config.contexts.has(to)) {
        throw new CommandError(
          `cannot rename the context ${quote(from)}, the context ${quote(to)} already exists in ${path}`,
        );
      }
      const renamed = withEntry(withEntry(config, 'contexts', from, undefined), 'contexts', to, context);
      return { ...renamed, currentContext: config.currentContext === from ? to : config.currentContext };
    });
    yield* invocation.out(`Context ${quote(from)} renamed to ${quote(to)}.\n`);
  },
};
