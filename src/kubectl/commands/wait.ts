import { isStatusError } from '../../engine/api/status.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { allNamespacesFlag, fieldSelectorFlag } from '../flags/common.ts';
import { bool, duration, stringArray, strings, text, type Flag } from '../flags/flag.ts';
import { objectPrinter, printFlags, type ObjectPrinter } from '../printers/output.ts';
import type { KubectlRelease } from '../releases.ts';
import { select, type Result, type Selection } from '../resource-builder/builder.ts';
import type { Info } from '../resource-builder/info.ts';
import { interruptible } from '../signals.ts';
import { parseGoals, type Goal } from '../wait/conditions.ts';
import { waitUntilDeleted } from '../wait/deleted.ts';
import { waitUntilMet } from '../wait/met.ts';

/** kubectl/pkg/cmd/wait/wait.go. */
export function wait(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'wait',
    suggestFor: ['list', 'ps'],
    short: `${old ? 'Experimental: ' : ''}Wait for a specific condition on one or many resources${old ? '.' : ''}`,
    long: `${old ? 'Experimental: ' : ''}Wait for a specific condition on one or many resources.

 The command takes multiple resources and waits until the specified condition is seen in the Status field of every given resource.

 Alternatively, the command can wait for the given set of resources to be ${old ? 'deleted by providing the "delete" keyword' : 'created or deleted by providing the "create" or "delete" keyword'} as the value to the --for flag.

 A successful message will be printed to stdout indicating when the specified condition has been met. ${old ? 'One' : 'You'} can use -o option to change to output destination.`,
    examples: old ? oldExamples : examples,
    usage: old
      ? 'wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=delete|--for condition=available]'
      : "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
    flags: [
      ...printFlags(release),
      ...resourceBuilderFlags,
      duration(
        'timeout',
        `The length of time to wait before giving up.${old ? '  ' : ' '}Zero means check once and don't wait, negative means wait for a week.`,
        { value: '30s' },
      ),
      old
        ? text('for', 'The condition to wait on: [delete|condition=condition-name].')
        : stringArray(
            'for',
            "The condition to wait on: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. The default condition-value is true. Condition values are compared after Unicode simple case folding, which is a more general form of case-insensitivity. Multiple conditions are supported and AND'ed to each other in a sequential order. If --for=create is passed, it is always waited first.",
          ),
    ],
    complete: 'types-and-names',
    run,
  };
}

const examples = [
  '# Wait for the pod "busybox1" to contain the status condition of type "Ready"',
  'kubectl wait --for=condition=Ready pod/busybox1',
  '# The default value of status condition is true; you can wait for other targets after an equal delimiter (compared after Unicode simple case folding, which is a more general form of case-insensitivity)',
  'kubectl wait --for=condition=Ready=false pod/busybox1',
  '# Wait for the pod "busybox1" to contain the status phase to be "Running"',
  "kubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1",
  '# Wait for pod "busybox1" to be Ready',
  `kubectl wait --for='jsonpath={.status.conditions[?(@.type=="Ready")].status}=True' pod/busybox1`,
  '# Wait for the service "loadbalancer" to have ingress',
  "kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' service/loadbalancer",
  '# Wait for the secret "busybox1" to be created, with a timeout of 30s',
  'kubectl create secret generic busybox1',
  'kubectl wait --for=create secret/busybox1 --timeout=30s',
  '# Wait for the pod "busybox1" to be deleted, with a timeout of 60s, after having issued the "delete" command',
  'kubectl delete pod/busybox1',
  'kubectl wait --for=delete pod/busybox1 --timeout=60s',
  '# Wait for pod "busybox1" to be created AND reach the "Ready" status condition',
  'kubectl wait --for=condition=Ready --for=create pod/busybox1',
  '# Wait for pod "busybox1" to reach the "Ready" status OR for its containers to report a "False" readiness state',
  'until kubectl wait pod/busybox1 --for=condition=Ready --timeout=1s 2>/dev/null || \\',
  'kubectl wait pod/busybox1 --for=condition=ContainersReady=False --timeout=1s 2>/dev/null; \\',
  'do echo "Checking conditions..."; sleep 1; done',
];

const oldExamples = [
  '# Wait for the pod "busybox1" to contain the status condition of type "Ready".',
  'kubectl wait --for=condition=Ready pod/busybox1',
  '# Wait for the pod "busybox1" to be deleted, with a timeout of 60s, after having issued the "delete" command.',
  'kubectl delete pod/busybox1',
  'kubectl wait --for=delete pod/busybox1 --timeout=60s',
];

/** genericclioptions.ResourceBuilderFlags, which words some flags in its own way. */
const resourceBuilderFlags: readonly Flag[] = [
  strings('filename', 'identifying the resource.', { shorthand: 'f' }),
  bool(
    'recursive',
    'Process the directory used in -f, --filename recursively. Useful when you want to manage related manifests organized within the same directory.',
    { shorthand: 'R', on: true },
  ),
  text(
    'selector',
    "Selector (label query) to filter on, supports '=', '==', and '!='.(e.g. -l key1=value1,key2=value2)",
    { shorthand: 'l' },
  ),
  fieldSelectorFlag,
  allNamespacesFlag(
    'If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.',
  ),
  bool('all', 'Select all resources in the namespace of the specified resource types'),
  bool('local', 'If true, annotation will NOT contact api-server but run locally.'),
];

const week = 168 * 3_600_000;

function* run(invocation: Invocation): Task<void> {
  const { flags, release } = invocation;
  const printer = objectPrinter(invocation, 'condition met');
  const given = release.name === '1.20' ? [flags.string('for')].filter((one) => one !== '') : flags.list('for');
  const goals = parseGoals(given, release);
  const timeout = flags.number('timeout') < 0 ? week : flags.number('timeout');
  yield* interruptible(invocation, waitForAll(invocation, goals, timeout, printer));
}

function* waitForAll(
  invocation: Invocation,
  goals: readonly Goal[],
  timeout: number,
  printer: ObjectPrinter,
): Task<void> {
  const { p, release } = invocation;
  const start = p.now();
  if (goals.some(({ kind }) => kind === 'create')) yield* waitUntilCreated(invocation, start + timeout);
  const forDeletion = goals.some(({ kind }) => kind === 'delete');
  const result = yield* find(invocation, forDeletion);
  let visited = 0;
  yield* result.visit(function* (info): Task<void> {
    visited++;
    // v1.36 gives all resources together the time; v1.20 gave it to each.
    const left = release.name === '1.20' || timeout === 0 ? timeout : start + timeout - p.now();
    for (const goal of goals) {
      yield* invocation.out(printer(yield* reach(invocation, info, goal, { timeout, left })));
    }
  });
  if (visited === 0 && !(forDeletion && release.name !== '1.20')) throw new CommandError('no matching resources found');
}

function* reach(
  invocation: Invocation,
  info: Info,
  goal: Goal,
  { timeout, left }: { readonly timeout: number; readonly left: number },
): Task<NonNullable<Info['object']>> {
  const old = invocation.release.name === '1.20';
  const object = info.object ?? {};
  if (info.name === '') throw new CommandError('resource name must be provided');
  if (goal.kind === 'create') return object;
  if (goal.kind === 'state') {
    return yield* waitUntilMet(invocation, info, goal.isMet, { left, once: timeout === 0 && !old });
  }
  // The time of the whole command is up before this resource is asked for: client-go refuses to send the request.
  if (left < 0 || (left === 0 && timeout > 0))
    throw new CommandError('client rate limiter Wait returned an error: context deadline exceeded');
  yield* waitUntilDeleted(invocation, info, '', timeout === 0 && old ? 1 : left);
  return object;
}

function find(invocation: Invocation, forDeletion: boolean): Task<Result> {
  const { flags, args } = invocation;
  const local = flags.bool('local');
  if (local && args.length > 0) {
    throw new CommandError(
      "error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
    );
  }
  const selection: Selection = {
    filenames: flags.list('filename'),
    recursive: flags.bool('recursive'),
    allNamespaces: flags.bool('all-namespaces'),
    continueOnError: true,
    flatten: true,
    ignoreNotFound: forDeletion,
    ...(local
      ? { local }
      : {
          args,
          all: flags.bool('all'),
          labelSelector: flags.string('selector'),
          fieldSelector: flags.string('field-selector'),
          latest: true,
        }),
  };
  return select(invocation, selection);
}

/** Looks every half second whether the resources are there (RunWaitContext). */
function* waitUntilCreated(invocation: Invocation, deadline: number): Task<void> {
  const { p } = invocation;
  for (;;) {
    const result = yield* find(invocation, false);
    let found = false;
    try {
      yield* result.visit(function* (): Task<void> {
        found = true;
      });
      if (found) return;
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
    if (p.now() + 500 > deadline) {
      yield* p.sleep(Math.max(deadline - p.now(), 0));
      throw new CommandError('timed out waiting for the condition');
    }
    yield* p.sleep(500);
  }
}
