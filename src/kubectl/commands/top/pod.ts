import { formatGoDuration } from '../../../engine/api/duration.ts';
import { parseFieldSelector } from '../../../engine/api/field-selectors.ts';
import { parseTime } from '../../../engine/api/time.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError, usageError } from '../../errors.ts';
import { allNamespacesFlag, fieldSelectorFlag, selectorFlag } from '../../flags/common.ts';
import { bool } from '../../flags/flag.ts';
import { isRecord, listAt, nameOf, namespaceOf, textAt, type Json } from '../../object.ts';
import { TabWriter } from '../../printers/tabwriter.ts';
import type { KubectlRelease } from '../../releases.ts';
import {
  checkSortBy,
  inOrder,
  protocolBuffersFlag,
  requireMetrics,
  sortFlag,
  sumOf,
  usageCells,
  usageOf,
  type Usage,
} from './usage.ts';

/** kubectl/pkg/cmd/top/top_pod.go. */
export function topPod(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  const what = old ? 'Resource (CPU/Memory/Storage)' : 'resource (CPU/memory)';
  return {
    name: 'pod',
    aliases: ['pods', 'po'],
    short: `Display ${what} usage of pods`,
    long: `Display ${what} usage of pods.

 The 'top pod' command allows you to see the resource consumption of pods.

 Due to the metrics pipeline delay, they may be unavailable for a few minutes since pod creation.`,
    examples: [
      '# Show metrics for all pods in the default namespace',
      'kubectl top pod',
      '# Show metrics for all pods in the given namespace',
      'kubectl top pod --namespace=NAMESPACE',
      '# Show metrics for a given pod and its containers',
      'kubectl top pod POD_NAME --containers',
      '# Show metrics for the pods defined by label name=myLabel',
      'kubectl top pod -l name=myLabel',
    ],
    usage: 'pod [NAME | -l label]',
    flags: [
      selectorFlag(release),
      sortFlag('pods'),
      bool('containers', 'If present, print usage of containers within a pod.'),
      allNamespacesFlag(
        'If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.',
      ),
      bool('no-headers', 'If present, print output without headers.'),
      ...(old
        ? []
        : [
            fieldSelectorFlag,
            protocolBuffersFlag,
            bool('sum', 'Print the sum of the resource usage'),
            bool('show-swap', 'Print pod resources related to swap memory.'),
          ]),
    ],
    complete: 'pods',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { args, flags, client } = invocation;
  if (args.length > 1) throw usageError(invocation.commandPath, invocation.command.usage);
  checkSortBy(invocation);
  const [name] = args;
  const all = flags.bool('all-namespaces');
  const labelSelector = flags.string('selector');
  const fieldSelector = flags.has('field-selector') ? flags.string('field-selector') : '';
  if (name !== undefined && (labelSelector !== '' || fieldSelector !== '')) {
    throw new CommandError(
      invocation.release.name === '1.20'
        ? 'only one of NAME or --selector can be provided'
        : 'only one of NAME or selector can be provided',
    );
  }
  if (fieldSelector !== '') parseFieldSelector(fieldSelector);
  yield* requireMetrics(invocation);
  const scope = all ? '' : `/namespaces/${encodeURIComponent(invocation.namespace)}`;
  const query = {
    ...(labelSelector === '' ? {} : { labelSelector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
  };
  const read = function* (root: string): Task<readonly Json[]> {
    const path = `${root}${scope}/pods`;
    if (name !== undefined) return [yield* client.object('GET', `${path}/${encodeURIComponent(name)}`)];
    return listAt(yield* client.object('GET', path, { query }), 'items').filter(isRecord);
  };
  const metrics = yield* read('/apis/metrics.k8s.io/v1beta1');
  if (metrics.length === 0) {
    const pods = yield* read('/api/v1');
    explainMissing(invocation, pods);
    if (pods.length > 0) throw new CommandError('metrics not available yet');
    return yield* invocation.err(`No resources found${all ? '' : ` in ${invocation.namespace} namespace.`}\n`);
  }
  yield* invocation.out(table(invocation, metrics));
}

/** After two minutes a Pod ought to have been measured. */
function explainMissing({ p }: Invocation, pods: readonly Json[]): void {
  for (const pod of pods) {
    const age = p.now() - (parseTime(textAt(pod, 'metadata', 'creationTimestamp')) ?? p.now());
    if (age <= 120_000) continue;
    throw new CommandError(
      `Metrics not available for pod ${namespaceOf(pod)}/${nameOf(pod)}, age: ${formatGoDuration(age)}`,
    );
  }
}

function table({ flags }: Invocation, metrics: readonly Json[]): string {
  const withNamespace = flags.bool('all-namespaces');
  const withContainers = flags.bool('containers');
  const withSwap = flags.has('show-swap') && flags.bool('show-swap');
  const sortBy = flags.string('sort-by');
  const writer = TabWriter.forTables();
  const row = (cells: readonly string[]): void => writer.write(`${cells.map((cell) => `${cell}\t`).join('')}\n`);
  const columns = [
    ...(withNamespace ? ['NAMESPACE'] : []),
    ...(withContainers ? ['POD'] : []),
    ...['NAME', 'CPU(cores)', 'MEMORY(bytes)'],
    ...(withSwap ? ['SWAP(bytes)'] : []),
  ];
  if (!flags.bool('no-headers')) row(columns);
  const cells = (usage: Usage): readonly string[] => [...usageCells(usage), ...(withSwap ? ['0Mi'] : [])];
  const total = (pod: Json): Usage => sumOf(containersOf(pod).map((container) => usageOf(container['usage'])));
  const key = (pod: Json): string => (withNamespace ? `${namespaceOf(pod)}\u0000${nameOf(pod)}` : nameOf(pod));
  for (const pod of inOrder(metrics, sortBy, total, key)) {
    const before = withNamespace ? [namespaceOf(pod)] : [];
    if (!withContainers) {
      row([...before, nameOf(pod), ...cells(total(pod))]);
      continue;
    }
    const containers = inOrder(
      containersOf(pod),
      sortBy,
      (one) => usageOf(one['usage']),
      (one) => textAt(one, 'name'),
    );
    for (const container of containers) {
      row([...before, nameOf(pod), textAt(container, 'name'), ...cells(usageOf(container['usage']))]);
    }
  }
  if (flags.has('sum') && flags.bool('sum')) {
    const width = flags.bool('no-headers')
      ? columns.length - Number(withNamespace) - Number(withContainers)
      : columns.length;
    row([...Array<string>(width - 2).fill(''), '________', '________']);
    row([...Array<string>(width - 3).fill(''), '', ...cells(sumOf(metrics.map(total)))]);
  }
  return writer.flush();
}

function containersOf(pod: Json): readonly Json[] {
  return listAt(pod, 'containers').filter(isRecord);
}
