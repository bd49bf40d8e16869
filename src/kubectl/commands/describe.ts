import { isStatusError } from '../../engine/api/status.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, ErrorList, isReportable } from '../errors.ts';
import { describeObject } from '../describe/index.ts';
import { allNamespacesFlag, filenameFlags, filenameSelection, selectorFlag } from '../flags/common.ts';
import { bool, integer } from '../flags/flag.ts';
import type { KubectlRelease } from '../releases.ts';
import { select, type Selection } from '../resource-builder/builder.ts';
import { getInfo, type Info } from '../resource-builder/info.ts';

/** kubectl/pkg/cmd/describe/describe.go. */
export function describe(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'describe',
    suggestFor: old ? [] : ['inspect'],
    short: 'Show details of a specific resource or group of resources',
    long: `Show details of a specific resource or group of resources.

 Print a detailed description of the selected resources, including related resources such as events or controllers. You may select a single object by name, all objects of that type, provide a name prefix, or label selector.

Use "kubectl api-resources" for a complete list of supported resources.`,
    examples: [
      '# Describe a node',
      'kubectl describe nodes kubernetes-node-emt8.c.myproject.internal',
      '# Describe a pod',
      'kubectl describe pods/nginx',
      '# Describe a pod identified by type and name in "pod.json"',
      'kubectl describe -f pod.json',
      '# Describe all pods',
      'kubectl describe pods',
      '# Describe pods by label name=myLabel',
      'kubectl describe pods -l name=myLabel',
    ],
    usage: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
    flags: [
      ...filenameFlags('containing the resource to describe'),
      selectorFlag(release),
      allNamespacesFlag(
        'If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.',
      ),
      bool('show-events', 'If true, display events related to the described object.', { on: true }),
      ...(old
        ? []
        : [
            integer('chunk-size', 'Return large lists in chunks rather than all at once. Pass 0 to disable.', {
              value: 500,
              bits: 64,
            }),
          ]),
    ],
    complete: 'types-and-names',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args } = invocation;
  if (args.length === 0 && flags.list('filename').length === 0 && flags.string('kustomize') === '') {
    throw new CommandError(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
    );
  }
  const selection: Selection = {
    ...filenameSelection(invocation),
    args,
    labelSelector: flags.string('selector'),
    allNamespaces: flags.bool('all-namespaces'),
    allowEmptySelector: true,
    continueOnError: true,
    flatten: true,
  };
  const result = yield* select(invocation, selection);
  const infos: Info[] = [];
  const errors: Error[] = [];
  try {
    yield* result.visit(function* (info): Task<void> {
      infos.push(info);
    });
  } catch (error) {
    if (!isReportable(error)) throw error;
    if (isStatusError(error, 'NotFound') && args.length === 2)
      return yield* describeByPrefix(invocation, error, args[0]!, args[1]!);
    errors.push(error);
  }
  let first = true;
  const several = infos.length > 1 || errors.length > 0;
  for (const info of infos) {
    try {
      const text = yield* describeInfo(invocation, info, several);
      yield* invocation.out(first ? text : `\n\n${text}`);
      first = false;
    } catch (error) {
      if (!isReportable(error)) throw error;
      if (!errors.some((other) => other.message === error.message)) errors.push(error);
    }
  }
  if (infos.length === 0 && errors.length === 0) {
    yield* invocation.err(
      flags.bool('all-namespaces')
        ? 'No resources found\n'
        : `No resources found in ${invocation.namespace} namespace.\n`,
    );
  }
  if (errors.length > 0) throw errors.length === 1 ? errors[0]! : new ErrorList(errors);
}

/** v1.36 leaves events out when it describes several objects, unless they are asked for. */
function* describeInfo(invocation: Invocation, info: Info, several: boolean): Task<string> {
  const { flags, client, p, release } = invocation;
  const quiet = several && release.name !== '1.20' && !flags.changed('show-events');
  const { object } = info.object === undefined || info.source !== '' ? yield* getInfo(client, info) : info;
  return yield* describeObject(
    {
      apiVersion: info.mapping.group === '' ? info.mapping.version : `${info.mapping.group}/${info.mapping.version}`,
      kind: info.mapping.kind,
      ...object,
    },
    { client, release, now: p.now(), showEvents: flags.bool('show-events') && !quiet, mapping: info.mapping },
  );
}

/** `describe pod web` also means every Pod whose name begins with web. */
function* describeByPrefix(invocation: Invocation, original: Error, type: string, prefix: string): Task<void> {
  const result = yield* select(invocation, {
    args: [type],
    allowEmptySelector: true,
    singleResourceType: true,
    flatten: true,
  });
  let found = false;
  for (const info of yield* result.infos()) {
    if (!info.name.startsWith(prefix)) continue;
    found = true;
    yield* invocation.out(`${yield* describeInfo(invocation, info, true)}\n`);
  }
  if (!found) throw original;
}
