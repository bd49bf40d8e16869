import { parseLabelSelector, SelectorError } from '../../engine/api/selectors.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, ErrorList, isReportable } from '../errors.ts';
import { dryRunFlag, dryRunOf, selectorFlag, withDryRun } from '../flags/common.ts';
import { bool, duration, integer, text } from '../flags/flag.ts';
import { quote } from '../go/quote.ts';
import { nameText } from '../printers/name.ts';
import type { KubectlRelease } from '../releases.ts';
import type { Info } from '../resource-builder/info.ts';
import { interruptible } from '../signals.ts';
import { warningLine } from '../warn.ts';
import { checkNodeArguments, nodesOf, setSchedulable } from './cordon.ts';
import { removePods } from './drain/evict.ts';
import { podsToRemove, type DrainPlan } from './drain/pods.ts';

/** kubectl/pkg/cmd/drain/drain.go. */
export function drain(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  const emptyDir =
    'Continue even if there are pods using emptyDir (local data that will be deleted when the node is drained).';
  return {
    name: 'drain',
    short: 'Drain node in preparation for maintenance',
    long: `Drain node in preparation for maintenance.

 The node is marked unschedulable, so that no new pods arrive. Then its pods are evicted through the API, which respects disruption budgets; with --disable-eviction they are deleted. Mirror pods stay, and so do the pods of daemon sets, whose controller ignores unschedulable marks: they need --ignore-daemonsets. Pods that no controller would replace need --force.

 The command waits until the pods are gone. Use kubectl uncordon to make the node schedulable again.`,
    examples: [
      '# Drain node "foo", even if there are pods on it that no controller manages',
      'kubectl drain foo --force',
      '# As above, but abort if there are such pods, and use a grace period of 15 minutes',
      'kubectl drain foo --grace-period=900',
    ],
    usage: 'drain NODE',
    flags: [
      bool(
        'force',
        old
          ? 'Continue even if there are pods not managed by a ReplicationController, ReplicaSet, Job, DaemonSet or StatefulSet.'
          : 'Continue even if there are pods that do not declare a controller.',
      ),
      bool('ignore-daemonsets', 'Ignore DaemonSet-managed pods.'),
      bool('delete-emptydir-data', emptyDir),
      ...(old
        ? [
            bool('delete-local-data', emptyDir, {
              deprecated: 'This option is deprecated and will be deleted. Use --delete-emptydir-data.',
            }),
          ]
        : []),
      integer(
        'grace-period',
        'Period of time in seconds given to each pod to terminate gracefully. If negative, the default value specified in the pod will be used.',
        { value: -1 },
      ),
      duration('timeout', 'The length of time to wait before giving up, zero means infinite'),
      text('pod-selector', 'Label selector to filter pods on the node'),
      bool(
        'disable-eviction',
        'Force drain to use delete, even if eviction is supported. This will bypass checking PodDisruptionBudgets, use with caution.',
      ),
      integer(
        'skip-wait-for-delete-timeout',
        'If pod DeletionTimestamp older than N seconds, skip waiting for the pod.  Seconds must be greater than 0 to skip.',
      ),
      ...(old
        ? []
        : [
            integer(
              'chunk-size',
              'Return large lists in chunks rather than all at once. Pass 0 to disable. This flag is beta and may change in the future.',
              { value: 500, bits: 64 },
            ),
          ]),
      dryRunFlag,
      selectorFlag(release, 'Selector (label query) to filter on'),
    ],
    complete: 'nodes',
    run: (invocation) => interruptible(invocation, run(invocation)),
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, release } = invocation;
  checkNodeArguments(invocation);
  const plan: DrainPlan = {
    dryRun: yield* dryRunOf(invocation),
    podSelector: flags.string('pod-selector'),
    gracePeriod: flags.number('grace-period'),
    timeout: flags.number('timeout'),
    disableEviction: flags.bool('disable-eviction'),
    filters: {
      force: flags.bool('force'),
      ignoreDaemonSets: flags.bool('ignore-daemonsets'),
      deleteEmptyDirData:
        flags.bool('delete-emptydir-data') || (flags.has('delete-local-data') && flags.bool('delete-local-data')),
      skipDeletedAfter: flags.number('skip-wait-for-delete-timeout'),
    },
  };
  checkPodSelector(plan.podSelector);
  const nodes = yield* nodesOf(invocation);
  yield* setSchedulable(invocation, nodes, true, plan.dryRun);

  const errors: Error[] = [];
  const pending: string[] = [];
  for (const [i, node] of nodes.entries()) {
    try {
      yield* drainNode(invocation, node, plan);
      yield* invocation.out(nameText(node.object, withDryRun('drained', plan.dryRun)));
    } catch (error) {
      if (!isReportable(error)) throw error;
      errors.push(error);
      if (release.name === '1.20') {
        // The first node that cannot be drained ends the command.
        yield* invocation.err(`error: unable to drain node ${quote(node.name)}, aborting command...\n\n`);
        pending.push(...nodes.slice(i).map((one) => one.name));
        break;
      }
      yield* invocation.err(
        `error: unable to drain node ${quote(node.name)} due to error: ${error.message}, continuing command...\n`,
      );
      pending.push(node.name);
    }
  }
  if (errors.length === 0) return;
  yield* invocation.err(`There are pending nodes to be drained:\n${pending.map((name) => ` ${name}\n`).join('')}`);
  throw release.name === '1.20' ? errors[0]! : new ErrorList(errors);
}

function checkPodSelector(selector: string): void {
  try {
    if (selector !== '') parseLabelSelector(selector);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new CommandError('--pod-selector=<pod_selector> must be a valid label selector');
  }
}

function* drainNode(invocation: Invocation, node: Info, plan: DrainPlan): Task<void> {
  const found = yield* podsToRemove(invocation, node.name, plan);
  if (found.errors.length > 0) throw new ErrorList(found.errors);
  if (found.warnings !== '') {
    yield* invocation.err(
      invocation.release.name === '1.20' ? `WARNING: ${found.warnings}\n` : warningLine(invocation.p, found.warnings),
    );
  }
  if (plan.dryRun === 'client') {
    for (const pod of found.pods)
      yield* invocation.out(`evicting pod ${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''} (dry run)\n`);
    return;
  }
  try {
    yield* removePods(invocation, found.pods, plan);
  } catch (error) {
    if (!isReportable(error)) throw error;
    const left = yield* podsToRemove(invocation, node.name, plan);
    if (left.pods.length > 0) {
      const names = left.pods.map((pod) => `pod/${pod.metadata?.name ?? ''}\n`).join('');
      yield* invocation.err(
        `There are pending pods in node ${quote(node.name)} when an error occurred: ${error.message}\n${names}`,
      );
    }
    if (left.errors.length > 0) {
      yield* invocation.err(
        `Following errors occurred while getting the list of pods to delete:\n${new ErrorList(left.errors).message}`,
      );
    }
    throw error;
  }
}
