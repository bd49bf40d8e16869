import { bool, integer, text, type Flag } from './flag.ts';

/**
 * The flags that every command takes (`kubectl options`). Those that only mean something on a real network or disk
 * (certificates, tokens, caches, log files) do not exist here, so that giving one is an error and never ignored.
 */
export const globalFlags: readonly Flag[] = [
  text('cluster', 'The name of the kubeconfig cluster to use'),
  text('context', 'The name of the kubeconfig context to use'),
  text('kubeconfig', 'Path to the kubeconfig file to use for CLI requests.'),
  bool('match-server-version', 'Require server version to match client version'),
  text('namespace', 'If present, the namespace scope for this CLI request', { shorthand: 'n' }),
  text(
    'request-timeout',
    "The length of time to wait before giving up on a single server request. Non-zero values should contain a corresponding time unit (e.g. 1s, 2m, 3h). A value of zero means don't timeout requests.",
    { value: '0' },
  ),
  text('server', 'The address and port of the Kubernetes API server', { shorthand: 's' }),
  text('user', 'The name of the kubeconfig user to use'),
  integer('v', 'number for the log level verbosity', { shorthand: 'v' }),
  bool('warnings-as-errors', 'Treat warnings received from the server as errors and exit with a non-zero exit code'),
];
