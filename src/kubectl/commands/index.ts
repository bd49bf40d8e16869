import type { Command, CommandFactory } from '../command.ts';
import type { KubectlRelease } from '../releases.ts';
import { annotate } from './annotate.ts';
import { apiResources } from './api-resources.ts';
import { apiVersions } from './api-versions.ts';
import { apply } from './apply.ts';
import { autoscale } from './autoscale.ts';
import { attach } from './attach.ts';
import { auth } from './auth.ts';
import { clusterInfo } from './cluster-info.ts';
import { config } from './config.ts';
import { cordon, uncordon } from './cordon.ts';
import { cp } from './cp.ts';
import { create } from './create.ts';
import { debug } from './debug.ts';
import { deleteCommand } from './delete.ts';
import { diff } from './diff.ts';
import { describe } from './describe.ts';
import { drain } from './drain.ts';
import { events } from './events.ts';
import { edit } from './edit.ts';
import { exec } from './exec.ts';
import { explain } from './explain.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { help } from './help.ts';
import { kustomize } from './kustomize.ts';
import { label } from './label.ts';
import { logs } from './logs.ts';
import { options } from './options.ts';
import { patch } from './patch.ts';
import { portForward } from './port-forward.ts';
import { proxy } from './proxy.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { set } from './set.ts';
import { taint } from './taint.ts';
import { top } from './top.ts';
import { version } from './version.ts';
import { wait } from './wait.ts';

/** Every command, in the order in which kubectl registers them (it is the order of suggestions). One line each. */
const factories: readonly CommandFactory[] = [
  create,
  expose,
  run,
  set,
  explain,
  get,
  edit,
  deleteCommand,
  rollout,
  scale,
  autoscale,
  clusterInfo,
  top,
  cordon,
  uncordon,
  drain,
  taint,
  describe,
  logs,
  attach,
  exec,
  portForward,
  proxy,
  cp,
  diff,
  apply,
  patch,
  replace,
  wait,
  kustomize,
  events,
  label,
  annotate,
  config,
  auth,
  debug,
  version,
  apiVersions,
  apiResources,
  options,
  help,
];

/** The tree of commands as it is in a release. */
export function rootCommand(release: KubectlRelease): Command {
  const docs =
    release.name === '1.20'
      ? 'https://kubernetes.io/docs/reference/kubectl/overview/'
      : 'https://kubernetes.io/docs/reference/kubectl/';
  return {
    name: 'kubectl',
    short: 'kubectl controls the Kubernetes cluster manager',
    long: `kubectl controls the Kubernetes cluster manager.\n\n Find more information at: ${docs}`,
    usage: 'kubectl [flags]',
    subcommands: factories.flatMap((factory) => factory(release) ?? []),
  };
}
