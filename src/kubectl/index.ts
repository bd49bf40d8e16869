import type { Program } from '../engine/sim/process.ts';
import { makeCompleter, type Completer } from './complete.ts';
import { rootCommand } from './commands/index.ts';
import { kubectlReleases, type KubectlRelease } from './releases.ts';
import { runKubectl } from './run.ts';

export { kubeconfigText } from './kubeconfig/text.ts';
export { kubectlReleases, type KubectlRelease } from './releases.ts';

export interface KubectlOptions {
  /** The release of the cluster, whose kubectl this is. */
  readonly release: KubectlRelease['name'];
}

/** kubectl as a program of the workstation: it speaks to the cluster only by API requests. */
export function createKubectl(options: KubectlOptions): Program {
  const release = kubectlReleases[options.release];
  const root = rootCommand(release);
  return (p) => runKubectl(p, root, release);
}

/** What Tab offers on a kubectl command line. */
export function kubectlCompleter(options: KubectlOptions): Completer {
  const release = kubectlReleases[options.release];
  return makeCompleter(rootCommand(release), release);
}
