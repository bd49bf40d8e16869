import { parseMilliValue, parseValue } from '../../../engine/api/quantity.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError, usageError } from '../../errors.ts';
import { selectorFlag } from '../../flags/common.ts';
import { bool } from '../../flags/flag.ts';
import { isRecord, listAt, nameOf, recordAt, textAt, type Json } from '../../object.ts';
import { TabWriter } from '../../printers/tabwriter.ts';
import type { KubectlRelease } from '../../releases.ts';
import { checkSortBy, inOrder, protocolBuffersFlag, requireMetrics, sortFlag, usageCells, usageOf } from './usage.ts';

/** kubectl/pkg/cmd/top/top_node.go. */
export function topNode(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  const what = old ? 'Resource (CPU/Memory/Storage)' : 'resource (CPU/memory)';
  return {
    name: 'node',
    aliases: ['nodes', 'no'],
    short: `Display ${what} usage of nodes`,
    long: `Display ${what} usage of nodes.\n\n The top-node command allows you to see the resource consumption of nodes.`,
    examples: [
      '# Show metrics for all nodes',
      'kubectl top node',
      '# Show metrics for a given node',
      'kubectl top node NODE_NAME',
    ],
    usage: 'node [NAME | -l label]',
    flags: [
      selectorFlag(release),
      sortFlag('nodes'),
      bool('no-headers', 'If present, print output without headers'),
      ...(old
        ? []
        : [
            protocolBuffersFlag,
            bool(
              'show-capacity',
              'Print node resources based on Capacity instead of Allocatable(default) of the nodes.',
            ),
            bool('show-swap', 'Print node resources related to swap memory.'),
          ]),
    ],
    complete: 'nodes',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { args, flags, client, release } = invocation;
  if (args.length > 1) throw usageError(invocation.commandPath, invocation.command.usage);
  checkSortBy(invocation);
  const [name] = args;
  const selector = flags.string('selector');
  if (name !== undefined && selector !== '') throw new CommandError('only one of NAME or --selector can be provided');
  yield* requireMetrics(invocation);
  const query = selector === '' ? {} : { labelSelector: selector };
  const read = function* (root: string): Task<readonly Json[]> {
    if (name !== undefined) return [yield* client.object('GET', `${root}/nodes/${encodeURIComponent(name)}`)];
    return listAt(yield* client.object('GET', `${root}/nodes`, { query }), 'items').filter(isRecord);
  };
  const metrics = yield* read('/apis/metrics.k8s.io/v1beta1');
  if (metrics.length === 0) throw new CommandError('metrics not available yet');
  const field = flags.has('show-capacity') && flags.bool('show-capacity') ? 'capacity' : 'allocatable';
  const available = new Map((yield* read('/api/v1')).map((node) => [nameOf(node), recordAt(node, 'status', field)]));

  const withSwap = flags.has('show-swap') && flags.bool('show-swap');
  // No simulated node has swap.
  const swap = withSwap ? ['<unknown>', '<unknown>'] : [];
  const percent = release.name === '1.20' ? ['CPU%', 'MEMORY%'] : ['CPU(%)', 'MEMORY(%)'];
  const writer = TabWriter.forTables();
  const row = (cells: readonly string[]): void => writer.write(`${cells.map((cell) => `${cell}\t`).join('')}\n`);
  if (!flags.bool('no-headers')) {
    row([
      'NAME',
      'CPU(cores)',
      percent[0]!,
      'MEMORY(bytes)',
      percent[1]!,
      ...(withSwap ? ['SWAP(bytes)', 'SWAP(%)'] : []),
    ]);
  }
  for (const one of inOrder(metrics, flags.string('sort-by'), (item) => usageOf(item['usage']), nameOf)) {
    const usage = usageOf(one['usage']);
    const [cpu, memory] = usageCells(usage);
    const of = available.get(nameOf(one));
    available.delete(nameOf(one));
    row([
      nameOf(one),
      cpu,
      ...percentCell(usage.cpu, parseMilliValue(textAt(of, 'cpu') || '0'), of?.['cpu']),
      memory,
      ...percentCell(usage.memory, parseValue(textAt(of, 'memory') || '0'), of?.['memory']),
      ...swap,
    ]);
  }
  for (const missing of available.keys()) row([missing, ...Array<string>(withSwap ? 6 : 4).fill('<unknown>')]);
  yield* invocation.out(writer.flush());
}

/** Without a known amount there is no cell at all. */
function percentCell(used: number, available: number, known: unknown): readonly string[] {
  if (known === undefined) return [];
  return [`${available === 0 ? 0 : Math.trunc((used / available) * 100)}%`];
}
