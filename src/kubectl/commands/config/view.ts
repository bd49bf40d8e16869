import type { Command, Invocation } from '../../command.ts';
import { CommandError, usageError } from '../../errors.ts';
import { bool } from '../../flags/flag.ts';
import { readFile } from '../../client/kubeconfig.ts';
import { configObject, minified, parseConfig, redacted, type Config } from '../../kubeconfig/file.ts';
import { indentedJson } from '../../printers/json.ts';
import { noPrinter, objectFormats, printFlags, templatePrinter } from '../../printers/output.ts';
import type { KubectlRelease } from '../../releases.ts';
import { configOf } from './subcommand.ts';

/** kubectl/pkg/cmd/config/view.go. */
export function view(release: KubectlRelease): Command {
  return {
    name: 'view',
    short: 'Display merged kubeconfig settings or a specified kubeconfig file',
    long: `Display merged kubeconfig settings or a specified kubeconfig file.

 You can use --output jsonpath={...} to extract specific values using a jsonpath expression.`,
    examples: [
      '# Show merged kubeconfig settings',
      'kubectl config view',
      `# Show merged kubeconfig settings${release.name === '1.20' ? ' and' : ','} raw certificate data${release.name === '1.20' ? '.' : ', and exposed secrets'}`,
      'kubectl config view --raw',
      '# Get the password for the e2e user',
      `kubectl config view -o jsonpath='{.users[?(@.name == "e2e")].user.password}'`,
    ],
    usage: 'view [flags]',
    flags: [
      ...printFlags(release).map((flag) => (flag.name === 'output' ? { ...flag, default: 'yaml' } : flag)),
      bool('merge', 'Merge the full hierarchy of kubeconfig files', { on: true }),
      bool('raw', `Display raw byte data${release.name === '1.20' ? '' : ' and sensitive data'}`),
      bool(
        'flatten',
        'Flatten the resulting kubeconfig file into self-contained output (useful for creating portable kubeconfig files)',
      ),
      bool('minify', 'Remove all information not used by current-context from the output'),
    ],
    *run(invocation) {
      const { flags, args } = invocation;
      if (args.length > 0) throw usageError(invocation.commandPath, `unexpected arguments: [${args.join(' ')}]`);
      const output = flags.string('output');
      const printer = templatePrinter(invocation, output);
      if (printer === undefined && output !== 'name') throw noPrinter(output, objectFormats(release));
      let config = load(invocation);
      if (flags.bool('minify')) {
        const context = flags.string('context');
        config = minified(context === '' ? config : { ...config, currentContext: context });
      }
      if (!flags.bool('flatten') && !flags.bool('raw')) config = redacted(config);
      const object = configObject(config, release);
      if (output === 'json') yield* invocation.out(indentedJson(object, undefined, true));
      // The name printer finds no name in a config.
      else yield* invocation.out(printer?.(object) ?? 'config/<unknown>\n');
    },
  };
}

function load(invocation: Invocation): Config {
  const { flags, p } = invocation;
  const path = flags.string('kubeconfig');
  const merge = flags.changed('merge') ? flags.bool('merge') : path === '';
  if (merge) return configOf(invocation).config;
  if (path === '') throw new CommandError('if merge==false a precise file must be specified');
  return parseConfig(readFile(p, path, true));
}
