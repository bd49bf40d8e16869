import type { Command } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { bool } from '../../flags/flag.ts';
import { quote } from '../../go/quote.ts';
import { withoutProperty, withProperty } from '../../kubeconfig/property.ts';
import { change, unexpectedArguments } from './subcommand.ts';

export const setProperty: Command = {
  name: 'set',
  short: 'Set an individual value in a kubeconfig file',
  long: `Set an individual value in a kubeconfig file.

 PROPERTY_NAME is a dot delimited name where each token represents either an attribute name or a map key.  Map keys may not contain dots.

 PROPERTY_VALUE is the new value you want to set. Binary fields such as 'certificate-authority-data' expect a base64 encoded string unless the --set-raw-bytes flag is used.

 Specifying an attribute name that already exists will merge new fields on top of existing values.`,
  examples: [
    '# Set the server field on the my-cluster cluster to https://1.2.3.4',
    'kubectl config set clusters.my-cluster.server https://1.2.3.4',
    '# Set the certificate-authority-data field on the my-cluster cluster',
    'kubectl config set clusters.my-cluster.certificate-authority-data $(echo "cert_data_here" | base64 -i -)',
    '# Set the cluster field in the my-context context to my-cluster',
    'kubectl config set contexts.my-context.cluster my-cluster',
    '# Set the client-key-data field in the cluster-admin user using --set-raw-bytes option',
    'kubectl config set users.cluster-admin.client-key-data cert_data_here --set-raw-bytes=true',
  ],
  usage: 'set PROPERTY_NAME PROPERTY_VALUE',
  flags: [
    bool(
      'set-raw-bytes',
      'When writing a []byte PROPERTY_VALUE, write the given string directly without base64 decoding.',
    ),
  ],
  *run(invocation) {
    const { args, flags } = invocation;
    if (args.length !== 2) return yield* unexpectedArguments(invocation);
    const [name, value] = args as [string, string];
    if (value === '') throw new CommandError('you cannot use set to unset a property');
    if (name === '') throw new CommandError('you must specify a property');
    change(invocation, (config) => withProperty(config, name, value, flags.bool('set-raw-bytes')));
    yield* invocation.out(`Property ${quote(name)} set.\n`);
  },
};

export const unsetProperty: Command = {
  name: 'unset',
  short: 'Unset an individual value in a kubeconfig file',
  long: `Unset an individual value in a kubeconfig file.

 PROPERTY_NAME is a dot delimited name where each token represents either an attribute name or a map key.  Map keys may not contain dots.`,
  examples: [
    '# Unset the current-context',
    'kubectl config unset current-context',
    '# Unset namespace in foo context',
    'kubectl config unset contexts.foo.namespace',
  ],
  usage: 'unset PROPERTY_NAME',
  *run(invocation) {
    const { args } = invocation;
    if (args.length !== 1) return yield* unexpectedArguments(invocation);
    const [name] = args as [string];
    if (name === '') throw new CommandError('you must specify a property');
    change(invocation, (config) => withoutProperty(config, name));
    yield* invocation.out(`Property ${quote(name)} unset.\n`);
  },
};
