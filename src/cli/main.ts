import { run } from './run.ts';
import { serve } from './serve.ts';

/** The commands of `podarium`, each a function from its arguments to an exit status. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = { run, serve };

const usage = `Podarium: a Kubernetes cluster in a box, without a page.

Usage:
  podarium run FILE [--release v1.20|v1.36] [--nodes N] [--seed S] [--transcript]
  podarium serve [--port P] [--release v1.20|v1.36] [--nodes N] [--speed X] [--kubeconfig FILE]

Commands:
  run     runs a shell script on the cluster's workstation as fast as it computes ('-' reads standard input)
  serve   serves the cluster's API on 127.0.0.1, for kubectl and any other client
`;

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const [name = '', ...args] = process.argv.slice(2);
const asksForHelp = (argument: string): boolean => argument === '--help' || argument === '-h';
if (name === '' || name === 'help' || asksForHelp(name) || args.some(asksForHelp)) {
  process.stdout.write(usage);
  process.exitCode = name === '' ? 2 : 0;
} else if (!Object.hasOwn(commands, name)) {
  process.stderr.write(`podarium: unknown command "${name}"\n\n${usage}`);
  process.exitCode = 2;
} else {
  process.exitCode = await commands[name]!(args);
}
